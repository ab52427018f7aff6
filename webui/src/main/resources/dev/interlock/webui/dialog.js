import { html, nothing } from "./lib/lit-html.js";
import { Refused, newRequestId } from "./api.js";
import { shown } from "./words.js";

// One dialog at a time, which says what will happen and asks why, before anything is done.

let current = null;
let redraw = () => {};

/** @param draw draws the page again */
export function drawDialogsBy(draw) {
  redraw = draw;
}

/**
 * Asks for a reason, says what will happen, and does it.
 *
 * @param ask.title what it is about
 * @param ask.effect what will happen, in words
 * @param ask.action what the button that does it says
 * @param ask.isDangerous whether it cannot be taken back
 * @param ask.isWithoutReason whether nobody has to say why
 * @param ask.more further inputs, as a template; optional
 * @param ask.other what a second button says, for doing it another way; optional
 * @param ask.run does it with the reason, the form (in which `other` is set when it was that button) and an id for the request; the dialog stays open, and says why, when that is refused
 */
export function ask(ask) {
  // one id for all tries: what was done although its answer was lost is not done again
  current = { ...ask, requestId: newRequestId(), opener: document.activeElement, problem: null, isBusy: false };
  redraw();
}

function close() {
  const opener = current?.opener;
  current = null;
  redraw();
  opener?.focus?.();
}

async function submit(event) {
  event.preventDefault();
  const dialog = current;
  if (dialog.isBusy) {
    return;
  }
  dialog.isBusy = true;
  dialog.problem = null;
  redraw();
  try {
    const form = new FormData(event.target, event.submitter);
    await dialog.run((form.get("reason") ?? "").trim(), form, dialog.requestId);
    if (current === dialog) {
      close();
    }
  } catch (e) {
    dialog.isBusy = false;
    dialog.problem = e;
    redraw();
    if (!(e instanceof Refused)) {
      throw e;
    }
  }
}

/** What was refused, with everything that is wrong. */
export function problemOf(refused) {
  return html`<div class="problem" role="alert">
    <p>${shown(refused.message)}</p>
    ${refused.violations?.length > 0
      ? html`<ul>
          ${refused.violations.map((one) => html`<li><code>${shown(one.path)}</code> ${shown(one.message)}</li>`)}
        </ul>`
      : nothing}
  </div>`;
}

function open(dialog) {
  if (dialog && !dialog.open) {
    dialog.showModal();
  }
}

export function dialogView() {
  if (current === null) {
    return nothing;
  }
  const { title, effect, action, isDangerous, isWithoutReason, more, other, problem, isBusy } = current;
  // opened once it is there
  queueMicrotask(() => open(document.getElementById("dialog")));
  return html`<dialog id="dialog" aria-labelledby="dialog-title" @close=${close} @cancel=${close}>
    <form @submit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      <p class="effect">${shown(effect)}</p>
      ${more ?? nothing}
      ${isWithoutReason
        ? nothing
        : html`<label>Why <input name="reason" required maxlength="1000" autocomplete="off" autofocus /></label>`}
      ${problem ? problemOf(problem) : nothing}
      <div class="buttons">
        <button type="button" @click=${close}>Leave it</button>
        ${other ? html`<button type="submit" name="other" value="true" ?disabled=${isBusy}>${other}</button>` : nothing}
        <button type="submit" class=${isDangerous ? "danger" : "primary"} ?disabled=${isBusy}>${action}</button>
      </div>
    </form>
  </dialog>`;
}
