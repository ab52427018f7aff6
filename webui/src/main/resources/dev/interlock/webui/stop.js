import { html, nothing, render } from "./lib/lit-html.js";
import { get, post, Refused } from "./api.js";
import { ask } from "./dialog.js";
import { shown, time } from "./words.js";

// The emergency stop: a button in every header, and a banner on every page while anything is stopped.

const POLL_MS = 1_000;
const COUNT_MS = 5_000;
const HOLD_MS = 700;
const HOLDS = "STOP_SOURCE_STATE_HOLDS";
const STOPS = "STOP_SOURCE_STATE_STOPS";

let stops = {}; // as last read, for as long as nothing newer is
let isThere = true;
let held; // as last counted: undefined before, null when it cannot be counted
let pulled = null; // what the last pull did, while it is in force
let redraw = () => {};

/** Looks again and again from now on. */
export function followStops(draw) {
  redraw = draw;
  look();
}

const stopped = () => (stops.entries ?? []).filter((entry) => entry.status !== "go");
const troubled = () => (stops.sources ?? []).filter((source) => [HOLDS, STOPS].includes(source.state));
const isAnythingStopped = () => stopped().length > 0 || troubled().length > 0;

let asked = 0;
let answered = 0;

/** Answers may overtake each other: only a newer one counts. */
async function read() {
  asked += 1;
  const mine = asked;
  const answer = await get("/v1/stops");
  if (mine > answered) {
    answered = mine;
    stops = answer;
    if (pulled && !stopped().some((entry) => entry.name === pulled.name)) {
      pulled = null;
    }
  }
}

async function look() {
  try {
    await read();
    isThere = true;
  } catch (refused) {
    isThere = refused.status === 401; // it is, and wants to know who asks
  }
  if (!isAnythingStopped()) {
    held = undefined;
  } else if (performance.now() - countedAt >= COUNT_MS) {
    count();
  }
  redraw();
  setTimeout(look, POLL_MS);
}

let countedAt = -COUNT_MS;
let counts = 0;

/** How many works it holds back. Apart from what is in force, which is known also while nobody can count. */
async function count() {
  countedAt = performance.now();
  counts += 1;
  const mine = counts;
  let answer = null;
  try {
    answer = (await get("/v1/stops", { count_held_back: true })).heldBack ?? null;
  } catch {
    // said in the banner
  }
  if (mine === counts) {
    held = answer;
    redraw();
  }
}

/** Shows what was just done; the next look does too, should this one fail. */
async function showAtOnce() {
  answered = asked; // what was asked before says nothing of it
  try {
    await read();
  } catch {
    return;
  } finally {
    count();
  }
  redraw();
}

async function pull(name, reason, requestId) {
  const answer = await post(`/v1/stops/${encodeURIComponent(name)}:stop`, { reason, requestId });
  pulled = { name, works: answer.worksStopped, isStored: answer.stored };
  await showAtOnce();
}

/** Names that there are, for whoever writes one. */
async function offerNames() {
  await count();
  const names = new Set([
    "all", ...(stops.entries ?? []).map((entry) => entry.name), ...(held?.unendedNames ?? []),
  ]);
  const list = document.getElementById("stop-names");
  if (list) {
    render([...names].map((name) => html`<option value=${name}></option>`), list);
  }
}

function askToPull() {
  ask({
    title: "Emergency stop",
    effect: "Every running work of this name is stopped at once, and none starts. Stopped works have ended.",
    action: "Stop now",
    isDangerous: true,
    more: html`<label>Of what <input name="scope" required value="all" list="stop-names"
        autocomplete="off" autocapitalize="none" spellcheck="false" @focus=${(event) => event.target.select()} /></label>
      <datalist id="stop-names"></datalist>
      <p class="hint">“all”, or the name of works</p>`,
    run: (reason, form, requestId) => pull(form.get("scope").trim(), reason, requestId),
  });
  offerNames();
}

function askToRelease(entry) {
  ask({
    title: `Release the stop of ${shown(entry.name)}`,
    effect: "Works of this name may start again, unless another source still stops them. What was stopped stays so.",
    action: "Release",
    isDangerous: true,
    more: html`<label>Type the name to release it
        <input name="typed" required autocomplete="off" autocapitalize="none" spellcheck="false" /></label>`,
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

/** What is in force as far as anybody knows; that nobody answers is said beside it. */
export function stopBanner() {
  return html`${isThere
      ? nothing
      : html`<div class="banner away" role="status">The server does not answer; this page shows what it last said.</div>`}
    ${isAnythingStopped()
      ? html`<section class="banner" role="alert" aria-label="Emergency stop">
          <ul>
            ${troubled().map(troubleLine)}
            ${stopped().map(stopLine)}
          </ul>
          ${pulled ? html`<p>${pulledWords()}</p>` : nothing}
          <p>${heldWords()}</p>
        </section>`
      : nothing}`;
}

function troubleLine(source) {
  return html`<li>
    <strong>${source.state === STOPS ? "Everything is stopped:" : "New starts are held, and what runs goes on:"}</strong>
    the ${source.source} cannot be read${source.since ? ` since ${time(source.since)}` : ""}. ${shown(source.problem)}
  </li>`;
}

const ORIGINS = {
  database: { words: "says the database" },
  file: { words: "says the file", hint: "to release it, edit the file" },
  "this process": {
    words: "in force on this server and not stored yet",
    hint: "to release it, wait until the database answers",
  },
};

function stopLine(entry) {
  const who = entry.actor ? ` by ${shown(entry.actor)}` : "";
  const origin = ORIGINS[entry.source] ?? { words: `says the ${entry.source}` };
  return html`<li>
    <strong>${entry.name === "all" ? "All works are" : html`Works of the name ${shown(entry.name)} are`} stopped</strong>${who}${entry.since ? ` since ${time(entry.since)}` : ""},
    ${origin.words}${entry.reason ? html`: <q>${shown(entry.reason)}</q>` : ""}
    ${entry.releaseAskedBy ? html`<span class="hint">${shown(entry.releaseAskedBy)} asks for its release; somebody else must release it too, before ${time(entry.secondBefore)}</span>` : nothing}
    ${entry.source === "database" ? html`<button @click=${() => askToRelease(entry)}>Release…</button>` : nothing}
    ${origin.hint ? html`<span class="hint">${origin.hint}</span>` : nothing}
  </li>`;
}

const worksWords = (number, words) => `${number.toLocaleString("en")} ${words}${number === 1 ? "" : "s"}`;

function pulledWords() {
  const { name, works, isStored } = pulled;
  const told = works > 0
    ? `${worksWords(works, "running work")} told to stop`
    : `${name === "all" ? "no work is running" : "no running work has this name"}, or all were told to stop before`;
  return `Your stop of ${shown(name)}: ${told}; ${isStored ? "stored" : "not stored yet, as the database does not answer"}.`;
}

function heldWords() {
  if (held === undefined) {
    return "What it holds back is being counted.";
  }
  if (held === null) {
    return "What it holds back cannot be counted now.";
  }
  if (held.works === 0 && !held.orMore) {
    return "It holds nothing back.";
  }
  return held.orMore
    ? `It holds back ${held.works.toLocaleString("en")} or more works that have not ended.`
    : `It holds back ${worksWords(held.works, "work")} that ${held.works === 1 ? "has" : "have"} not ended.`;
}
