import { html } from "./lib/lit-html.js";
import { post } from "./api.js";

// What is seen by whoever the server does not know, and the way in.

const HOW = html`<p>On the machine of the server run <code>interlock page</code>, and open the link that it prints: it signs
  this browser in, for eight hours at most.</p>`;

/** Instead of every view, until the server knows who looks. */
export function signedOut() {
  return html`<h1>You are not signed in</h1>${HOW}`;
}

/** `/sign-in#CODE`: what `interlock page` prints. */
export function signInView(app) {
  const code = location.hash.slice(1);
  let problem = code ? "" : "The link is not whole.";

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
        ? html`<h1>You are not signed in</h1><p class="problem" role="alert">${problem}</p>${HOW}`
        : html`<h1>Signing in …</h1>`,
    close() {},
  };
}
