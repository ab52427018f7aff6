// Names, times and numbers, as people read them.

/** `WORK_STATE_ES_STOPPED` as `es stopped`. */
export function stateWords(state) {
  return state.replace(/^(WORK|BLOCK|JOB|REPLICA)_STATE_/, "").toLowerCase().replaceAll("_", " ");
}

/** A class for the colour of a state. */
export function stateClass(state) {
  return `state-${stateWords(state).replaceAll(" ", "-")}`;
}

const ENDED = new Set(["completed", "failed", "stopped", "cancelled", "killed", "es stopped", "expired"]);

export const hasEnded = (state) => ENDED.has(stateWords(state));

// what changes the direction of text, or is not seen at all
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\ud83c\udff4?[\u{e0000}-\u{e007f}]/gu;

/** Text of others, with what could deceive the reader made visible. */
export function shown(text) {
  return (text ?? "").replace(HIDDEN, (hidden) => {
    const code = hidden.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `\u27e8U+${code}\u27e9`;
  });
}

/** Which work it is, for whoever is about to do something to it. */
export const nameOf = (work) => `${shown(work.name)}, work ${work.id}`;

/** A label as one writes it: `team=storage`, `owner="Ann Lee"`. */
export function labelText(key, value) {
  return `${key}=${/[\s"]/.test(value) ? JSON.stringify(value) : value}`;
}

const LABEL = /[^\s="]+(?:=(?:"(?:[^"\\]|\\.)*"|\S*))?|\S+/g;

/** The labels in a line of them, `team=storage ticket`, as the API takes them. */
export function labelsOf(line) {
  return (line ?? "").match(LABEL)?.map((text) => {
    const quoted = /^([^=]*=)(".*")$/.exec(text);
    try {
      return quoted ? quoted[1] + JSON.parse(quoted[2]) : text;
    } catch {
      return text; // the server says what is wrong with it
    }
  }) ?? [];
}

const pad = (number) => String(number).padStart(2, "0");

/** `2026-11-23 18:19:10Z`, as every other part of the product writes it. */
export function time(text) {
  return text ? `${text.slice(0, 10)} ${text.slice(11, 19)}Z` : "";
}

/** Milliseconds between two times, the second of which may still be to come. */
export function between(from, to, now = Date.now()) {
  return (to ? Date.parse(to) : now) - Date.parse(from);
}

/** `0.4 s`, `1:05`, `2:00:07`. */
export function duration(millis) {
  if (millis < 10_000) {
    return `${(Math.max(0, millis) / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(millis / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** `3 min ago`. */
export function ago(text, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(text)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

const JOB_WORDS = [
  ["running", "running"],
  ["waiting", "waiting"],
  ["completed", "completed"],
  ["skipped", "skipped"],
  ["failed", "failed"],
  ["unknown", "unknown"],
  ["cancelled", "cancelled"],
  ["notStarted", "not started"],
];

/** `3 running, 5 completed`, of what there is. */
export function countsWords(counts) {
  const parts = JOB_WORDS.filter(([field]) => counts[field] > 0).map(
    ([field, words]) => `${counts[field].toLocaleString("en")} ${words}`,
  );
  return parts.length > 0 ? parts.join(", ") : "no jobs";
}

/** How many jobs there are. */
export const total = (counts) => JOB_WORDS.reduce((sum, [field]) => sum + (counts[field] ?? 0), 0);
