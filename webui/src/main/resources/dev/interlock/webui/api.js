import { inTurn } from "./streams.js";

// The public REST API and its event stream: whatever the page does goes through here.

/** What a call was refused with: why, for programs (`reason`) and in words, and what is wrong where. */
export class Refused extends Error {
  constructor(status, reason, message, violations) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.violations = violations;
  }
}

let signedIn = true;
let signedInChanged = () => {};

/** Whether the server knew who calls when it was last asked. */
export const isSignedIn = () => signedIn;

/** @param told whenever that changes */
export function onSignedIn(told) {
  signedInChanged = told;
}

function noteSignedIn(now) {
  if (signedIn !== now) {
    signedIn = now;
    signedInChanged();
  }
}

const GET_TIMEOUT_MS = 20_000;

async function call(path, init) {
  let response;
  let text;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(GET_TIMEOUT_MS) });
    text = await response.text();
  } catch {
    throw new Refused(0, "UNREACHABLE", "the server does not answer", []);
  }
  if (path.startsWith("/v1/")) {
    noteSignedIn(response.status !== 401);
  }
  if (response.ok) {
    return text ? JSON.parse(text) : {};
  }
  throw refused(response.status, text);
}

function refused(status, text) {
  try {
    const error = JSON.parse(text).error;
    const details = error.details ?? [];
    const reason = details.find((detail) => detail.reason)?.reason ?? error.status;
    const violations = details
      .flatMap((detail) => detail.fieldViolations ?? [])
      .map((one) => ({ path: one.field, message: one.description }));
    return new Refused(status, reason, error.message, violations);
  } catch {
    return new Refused(status, "UNREADABLE", `the server answered ${status}`, []);
  }
}

/** @param query values; lists are repeated, what is undefined or empty is left out */
export function get(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== "") {
        parameters.append(name, one);
      }
    }
  }
  const text = parameters.toString();
  return call(text ? `${path}?${text}` : path, {});
}

/** A call that changes something. Made again after a lost answer with the same id it changes nothing more. */
export function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const newRequestId = () => crypto.randomUUID();

/** Whether the same call may be answered a little later. */
export const isPassing = (refused) => refused.status === 0 || refused.status === 429 || refused.status >= 500;

export const workPath = (id) => `/v1/works/${encodeURIComponent(id)}`;

const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 5_000;

/**
 * Follows a work from the entry after `afterSeq` to its end, over restarts of the server, while the page is seen.
 *
 * @param onChange called with each change, in order and without gaps
 * @param onLink called with whether the server is there
 * @return `close` ends it, `again` begins it anew from where it is
 */
export function watch(id, afterSeq, onChange, onLink) {
  const over = new AbortController();
  let seq = afterSeq;
  let pause = RETRY_FIRST_MS;
  let breakOff = () => {};

  /** Until the work has ended, the stream breaks off, or it is to leave. */
  const stream = (leave) =>
    new Promise((resolve) => {
      const source = new EventSource(`${workPath(id)}:watch?after_seq=${seq}`);
      const end = (how) => {
        source.close();
        resolve(how);
      };
      breakOff = () => end("broken");
      leave.addEventListener("abort", () => end("left"));
      source.onopen = () => {
        pause = RETRY_FIRST_MS;
        onLink(true);
      };
      source.addEventListener("change", (event) => {
        const change = JSON.parse(event.data);
        seq = Number(change.seq);
        onChange(change);
      });
      source.addEventListener("end", () => end("ended"));
      // a browser gives up where a starting server answers 503, so the next try is ours
      source.onerror = () => end("broken");
    });

  async function follow() {
    while (!over.signal.aborted) {
      const how = await inTurn(stream, over.signal);
      if (how === "ended") {
        return;
      }
      if (how === "broken" && !over.signal.aborted) {
        onLink(false);
        await new Promise((resume) => setTimeout(resume, pause));
        pause = Math.min(2 * pause, RETRY_MAX_MS);
      }
    }
  }

  follow();
  return { close: () => over.abort(), again: () => breakOff() };
}
