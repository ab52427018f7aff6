import { html, nothing } from "./lib/lit-html.js";
import { Refused, newRequestId } from "./api.js";
import { shown } from "./words.js";

// One dialog at a time, which says what will happen and asks why, before anything is done.

let current = null;
let notice = null; // what became of something that nobody waited for
let redraw = () => {};

/** @param draw draws the page again */
export function drawDialogsBy(draw) {
  redraw = draw;
}

/**
 * Asks for a reason, says what will happen, and does it.
 *
 * @param ask.title what it is about
 * @param ask.about what it is done to; optional
 * @param ask.effect what will happen, in words; a function when that changes meanwhile
 * @param ask.action what the button that does it says
 * @param ask.isDangerous whether it cannot be taken back
 * @param ask.isWithoutReason whether nobody has to say why
 * @param ask.more further inputs, as a template; optional
 * @param ask.other what a second button says, for doing it another way; optional
 * @param ask.run does it with the reason, the form (in which `other` is set when it was that button) and an id for the request; the dialog stays open, and says why, when that is refused. What it returns is called when somebody has waited for it.
 */
export function ask(ask) {
  // one id for all tries: what was done although its answer was lost is not done again
  current = { ...ask, requestId: newRequestId(), opener: document.activeElement, problem: null, isBusy: false };
  notice = null;
  redraw();
}

/** Leaves what is asked, as who goes to another view does. What is on its way goes on, and is told of. */
export function leaveDialog() {
  if (current !== null) {
    close();
  }
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
    const form = new FormData(event.target);
    if (dialog.isOther) {
      form.set("other", "true");
    }
    const then = await dialog.run((form.get("reason") ?? "").trim(), form, dialog.requestId);
    if (current === dialog) {
      close();
      then?.();
    } else {
      tell(dialog, null);
    }
  } catch (e) {
    dialog.isBusy = false;
    dialog.isOther = false;
    dialog.problem = e;
    if (current !== dialog) {
      tell(dialog, e);
    }
    redraw();
    if (!(e instanceof Refused)) {
      throw e;
    }
  }
}

function tell({ title, about }, problem) {
  notice = { what: about ? `${title}: ${about}` : title, problem };
  redraw();
}

/** The other way: not what Enter does, so no button that submits by itself. */
function submitOther(event) {
  current.isOther = event.target.form.checkValidity();
  event.target.form.requestSubmit();
}

function noticeView() {
  const { what, problem } = notice;
  const over = () => {
    notice = null;
    redraw();
  };
  return html`<div class=${problem ? "notice problem" : "notice fine"} role="alert">
    <p>${what} ${problem ? `was not done: ${shown(problem.message)}` : "is done."}</p>
    <button @click=${over}>Seen</button>
  </div>`;
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
    return notice ? noticeView() : nothing;
  }
  const { title, about, effect, action, isDangerous, isWithoutReason, more, other, problem, isBusy } = current;
  // opened once it is there
  queueMicrotask(() => open(document.getElementById("dialog")));
  return html`<dialog id="dialog" aria-labelledby="dialog-title" @close=${close} @cancel=${close}>
    <form @submit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      ${about ? html`<p class="about"><bdi>${about}</bdi></p>` : nothing}
      <p class="effect">${shown(typeof effect === "function" ? effect() : effect)}</p>
      ${more ?? nothing}
      ${isWithoutReason
        ? nothing
        : html`<label>Why <input name="reason" required maxlength="1000" autocomplete="off" autofocus /></label>`}
      ${problem ? problemOf(problem) : nothing}
      <div class="buttons">
        <button type="button" @click=${close}>${isBusy ? "Do not wait" : "Leave it"}</button>
        ${other ? html`<button type="button" ?disabled=${isBusy} @click=${submitOther}>${other}</button>` : nothing}
        <button type="submit" class=${isDangerous ? "danger" : "primary"} ?disabled=${isBusy}>${action}</button>
      </div>
    </form>
  </dialog>`;
}
