import { html, nothing } from "./lib/lit-html.js";
import { get, post } from "./api.js";

// What is seen by whoever the server does not know, and the ways in.

const BY_COMMAND = html`<p>On the machine of the server run <code>interlock page</code>, and open the link that it prints: it signs
  this browser in, for eight hours at most.</p>`;

// Why an issuer's sign-in came to nothing, by the word that the server puts behind `#!`.
const PROBLEMS = {
  late: "The sign-in was not begun in this browser, or more than ten minutes ago: begin again.",
  refused: "The sign-in was refused there, or what came of it does not hold.",
  away: "The sign-in cannot be checked now; the server's log says why. Try again soon.",
  groups: "You are in more groups than a session can hold: the issuer must send only those that the rights file names.",
  unknown: "Nobody of that name signs browsers in here.",
};

let issuers = []; // those that sign browsers in
let isAsked = false;

/** Drawn again when it is known who signs browsers in. */
async function askForIssuers(draw) {
  isAsked = true;
  try {
    issuers = (await get("/sign-in/issuers")).issuers;
    draw();
  } catch {
    isAsked = false; // with the next view
  }
}

function ways(app) {
  if (!isAsked) {
    askForIssuers(app.draw);
  }
  return html`${issuers.length > 0
    ? html`<p class="buttons">${issuers.map((name) => html`<a class="button primary" href="/sign-in/with/${name}">Sign in with ${name}</a>`)}</p>`
    : nothing}${BY_COMMAND}`;
}

/** Instead of every view, until the server knows who looks. */
export function signedOut(app) {
  return html`<h1>You are not signed in</h1>${ways(app)}`;
}

/** `/sign-in#CODE`: what `interlock page` prints; `/sign-in#!WORD`: why an issuer's sign-in failed. */
export function signInView(app) {
  const code = location.hash.startsWith("#!") ? "" : location.hash.slice(1);
  let problem = code ? "" : (PROBLEMS[location.hash.slice(2)] ?? "The link is not whole.");

  async function signIn() {
    history.replaceState(null, "", location.pathname); // nobody finds the code in the history
    try {
      await post("/session", { code });
      location.replace("/");
    } catch (refused) {
      problem = `${refused.message[0].toUpperCase()}${refused.message.slice(1)}.`;
      app.draw();
    }
  }

  if (code) {
    signIn();
  }
  return {
    title: "Sign in",
    isForAnybody: true,
    render: () =>
      problem
        ? html`<h1>You are not signed in</h1><p class="problem" role="alert">${problem}</p>${ways(app)}`
        : html`<h1>Signing in …</h1>`,
    close() {},
  };
}
