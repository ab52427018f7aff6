// A browser lends a server without TLS six connections for all of its tabs together. A stream takes one for as
// long as it lasts, and a call must always find one free: the one that stops everything too. So only a few
// streams are open at once, none of them for a page that nobody sees, and whoever waits has its turn.

const PLACES = 3;
const TURN_MS = 3_000;

const nameOf = (place) => `interlock-stream-${place}`;

/** Waits until the page is seen, or `over`. */
function seen(over) {
  return new Promise((resolve) => {
    if (!document.hidden || over.aborted) {
      resolve();
      return;
    }
    const look = () => {
      if (!document.hidden || over.aborted) {
        document.removeEventListener("visibilitychange", look);
        over.removeEventListener("abort", look);
        resolve();
      }
    };
    document.addEventListener("visibilitychange", look);
    over.addEventListener("abort", look);
  });
}

/**
 * Has a stream run once it has a place.
 *
 * @param stream runs until the signal that it is given says to leave
 * @param over a signal that ends the waiting and the stream
 * @return what the stream returns; undefined when it had no turn
 */
export async function inTurn(stream, over) {
  await seen(over);
  if (over.aborted) {
    return undefined;
  }
  const leave = new AbortController();
  const leaves = () => leave.abort();
  const hides = () => document.hidden && leaves();
  over.addEventListener("abort", leaves);
  document.addEventListener("visibilitychange", hides);
  try {
    const name = nameOf(Math.floor(Math.random() * PLACES));
    return await navigator.locks.request(name, { signal: leave.signal }, () => sharing(name, stream, leave));
  } catch (e) {
    if (leave.signal.aborted) {
      return undefined;
    }
    throw e;
  } finally {
    over.removeEventListener("abort", leaves);
    document.removeEventListener("visibilitychange", hides);
  }
}

async function sharing(name, stream, leave) {
  const timer = setInterval(async () => {
    const { pending } = await navigator.locks.query();
    if (pending.some((one) => one.name === name)) {
      leave.abort();
    }
  }, TURN_MS);
  try {
    return await stream(leave.signal);
  } finally {
    clearInterval(timer);
  }
}
