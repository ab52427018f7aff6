import { html, nothing, render } from "./lib/lit-html.js";
import { isSignedIn, onSignedIn, post } from "./api.js";
import { dialogView, drawDialogsBy, leaveDialog } from "./dialog.js";
import { followStops, stopBanner, stopButton } from "./stop.js";
import { signedOut, signInView } from "./signin.js";
import { worksView } from "./works.js";

// Which view an address shows, and drawing it. Views know this only as `app`.

const LINKS = [
  ["/", "Works"],
  ["/submit", "Submit"],
  ["/catalogue", "Catalogue"],
];

const WORK = /^\/works\/([0-9a-f-]{36})$/;

let view = null;
let isDue = false;

const app = {
  /** Draws the page again, once before the next frame however often it is asked. */
  draw() {
    if (!isDue) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        render(page(), document.getElementById("app"));
        view?.drawn?.();
      });
    }
  },

  /** Shows another address of this page. */
  go(path) {
    history.pushState(null, "", path);
    open();
  },

  /** What a link of this page does when it is clicked. */
  follow(event) {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      app.go(new URL(event.currentTarget.href).pathname);
    }
  },
};

async function viewOf(path) {
  const work = WORK.exec(path);
  if (work) {
    return (await import("./work.js")).workView(app, work[1]);
  }
  switch (path) {
    case "/sign-in":
      return signInView(app);
    case "/submit":
      return (await import("./submit.js")).submitView(app);
    case "/catalogue":
      return (await import("./catalogue.js")).catalogueView(app);
    case "/":
      return worksView(app);
    default:
      return { title: "Not found", render: () => html`<h1>There is no such page</h1>`, close() {} };
  }
}

function cannotBeLoaded() {
  return {
    title: "Not loaded",
    render: () => html`<h1>This view could not be loaded</h1>
      <p class="problem" role="alert">The server did not answer. <button @click=${() => location.reload()}>Try again</button></p>`,
    close() {},
  };
}

/** Has the other views at hand, should the server be away when one is wanted. */
function fetchTheRest() {
  for (const rest of ["work", "submit", "catalogue"]) {
    import(`./${rest}.js`).catch(() => {}); // then it is fetched when it is wanted
  }
}

let shownPath = null;

async function open() {
  const path = location.pathname;
  if (path === shownPath && view?.moved) {
    view.moved(); // only what is behind the ? has changed
    return;
  }
  shownPath = path;
  leaveDialog(); // it was about what is not seen any more
  view?.close();
  view = null;
  let opened;
  try {
    opened = await viewOf(path);
  } catch {
    opened = cannotBeLoaded(); // the server was away just then
  }
  if (shownPath !== path) {
    opened.close(); // somebody went on meanwhile
    return;
  }
  view = opened;
  app.draw();
  window.scrollTo(0, 0);
}

/** The session is of no use any more, and the page knows nothing that it showed. */
async function signOut() {
  try {
    await post("/session:end", {});
  } finally {
    location.reload();
  }
}

function page() {
  document.title = view ? `${view.title} · Interlock` : "Interlock";
  return html`<header>
      <a class="brand" href="/" @click=${app.follow}>Interlock</a>
      <nav aria-label="Main">
        ${LINKS.map(([path, words]) => html`<a href=${path} aria-current=${path === location.pathname ? "page" : nothing} @click=${app.follow}>${words}</a>`)}
      </nav>
      ${isSignedIn() && !view?.isForAnybody ? html`<button @click=${signOut}>Sign out</button>` : nothing}
      ${stopButton()}
    </header>
    ${stopBanner()}
    <main>${isSignedIn() || view?.isForAnybody ? (view?.render() ?? nothing) : signedOut(app)}</main>
    ${dialogView()}`;
}

addEventListener("popstate", open);
drawDialogsBy(app.draw);
followStops(app.draw);
onSignedIn(app.draw);
open().then(() => requestIdleCallback(fetchTheRest));
