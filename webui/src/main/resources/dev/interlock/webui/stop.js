import { html, nothing } from "./lib/lit-html.js";
import { get, post, Refused } from "./api.js";
import { ask } from "./dialog.js";
import { shown, time } from "./words.js";

// The emergency stop: a button in every header, and a banner on every page while anything is stopped.

const POLL_MS = 1_000;
const HOLD_MS = 700;
const HELD_MAX = 500;
const HELD_STATES = ["WORK_STATE_NOT_STARTED", "WORK_STATE_WAITING", "WORK_STATE_PAUSED"];

let entries = [];
let sources = [];
let held = 0;
let isThere = true;
let redraw = () => {};

/** Looks again and again from now on. */
export function followStops(draw) {
  redraw = draw;
  look();
}

async function read() {
  const stops = await get("/v1/stops");
  entries = stops.entries ?? [];
  sources = stops.sources ?? [];
}

async function look() {
  try {
    await read();
    isThere = true;
    held = isAnythingStopped() ? await countHeld() : 0;
  } catch {
    isThere = false;
  }
  redraw();
  setTimeout(look, POLL_MS);
}

const stopped = () => entries.filter((entry) => entry.status !== "go");
const troubled = () => sources.filter((source) => source.problem);
const isAnythingStopped = () => stopped().length > 0 || troubled().length > 0;

/** How many works do not start while it is so. */
async function countHeld() {
  const names = stopped().map((entry) => entry.name);
  const isAll = names.includes("all") || troubled().length > 0;
  let sum = 0;
  for (const name of isAll ? [""] : names) {
    const works = await get("/v1/works", { name, states: HELD_STATES, page_size: HELD_MAX });
    sum += (works.works ?? []).length;
  }
  return sum;
}

async function pull(name, reason, requestId) {
  await post(`/v1/stops/${encodeURIComponent(name)}:stop`, { reason, requestId });
  await showAtOnce();
}

/** Shows what was just done; the next look does too, should this one fail. */
async function showAtOnce() {
  try {
    await read();
  } catch {
    return;
  }
  redraw();
}

function askToPull() {
  ask({
    title: "Emergency stop",
    effect: "Every running work of this name is stopped at once, and none starts. Stopped works have ended.",
    action: "Stop now",
    isDangerous: true,
    more: html`<label>Of what <input name="scope" required value="all" autocomplete="off" /></label>
      <p class="hint">“all”, or the name of works</p>`,
    run: (reason, form, requestId) => pull(form.get("scope").trim(), reason, requestId),
  });
}

function askToRelease(entry) {
  ask({
    title: `Release the stop of ${shown(entry.name)}`,
    effect: "Works of this name may start again, unless another source still stops them. What was stopped stays so.",
    action: "Release",
    isDangerous: true,
    more: html`<label>Type the name to release it
        <input name="typed" required autocomplete="off" /></label>`,
    run: async (reason, form, requestId) => {
      if (form.get("typed") !== entry.name) {
        throw new Refused(0, "MISTYPED", `type ${entry.name}, exactly, to release it`, []);
      }
      await post(`/v1/stops/${encodeURIComponent(entry.name)}:go`, { reason, requestId });
      await showAtOnce();
    },
  });
}

let holdTimer = 0;

function press(event) {
  if (event.type === "keydown" && (event.repeat || !["Enter", " "].includes(event.key))) {
    return;
  }
  event.preventDefault();
  const button = event.currentTarget;
  button.classList.add("held");
  clearTimeout(holdTimer);
  holdTimer = setTimeout(() => {
    button.classList.remove("held");
    askToPull();
  }, HOLD_MS);
}

function release(event) {
  event.currentTarget.classList.remove("held");
  clearTimeout(holdTimer);
}

export function stopButton() {
  return html`<button
    id="stop"
    class="stop"
    title="Press and hold"
    aria-label="Emergency stop: press and hold"
    @pointerdown=${press}
    @pointerup=${release}
    @pointerleave=${release}
    @keydown=${press}
    @keyup=${release}
    @blur=${release}
  >STOP</button>`;
}

export function stopBanner() {
  if (!isThere) {
    return html`<div class="banner away" role="status">The server does not answer; this page shows what it last said.</div>`;
  }
  if (!isAnythingStopped()) {
    return nothing;
  }
  return html`<section class="banner" role="alert" aria-label="Emergency stop">
    <ul>
      ${troubled().map((source) => html`<li><strong>Everything is stopped:</strong> the ${source.source} cannot be read. ${shown(source.problem)}</li>`)}
      ${stopped().map((entry) => stopLine(entry))}
    </ul>
    <p>${held === 0 ? "It holds nothing back." : `It holds back ${held === HELD_MAX ? `${held} or more` : held} ${held === 1 ? "work" : "works"}.`}</p>
  </section>`;
}

function stopLine(entry) {
  const who = entry.actor ? ` by ${shown(entry.actor)}` : "";
  return html`<li>
    <strong>${entry.name === "all" ? "All works are" : html`Works of the name ${shown(entry.name)} are`} stopped</strong>${who}${entry.since ? ` since ${time(entry.since)}` : ""},
    says the ${entry.source}${entry.reason ? html`: <q>${shown(entry.reason)}</q>` : ""}
    ${entry.source === "database"
      ? html`<button @click=${() => askToRelease(entry)}>Release…</button>`
      : html`<span class="hint">to release it, edit the file</span>`}
  </li>`;
}
