import { get, isPassing, watch, workPath } from "./api.js";
import { hasEnded, total } from "./words.js";

// A work as it is now: read once, then kept so by its stream of changes.

const PAGE_SIZE = 500;
const FACTS_MAX = 2_000;
const FACT_PAGES_A_LOOK = 5;
const REFRESH_MS = 2_000;

/** More jobs than these are not held by the page; the table says so. */
export const JOBS_MAX = 20_000;

/**
 * Opens a work.
 *
 * @param changed called whenever something of it has
 */
export function openWork(id, changed) {
  const model = {
    id,
    status: null,
    problem: null,
    isLinked: true,
    jobs: [], // by their numbers over the whole work
    jobsVersion: 0,
    isWhole: false,
    facts: [], // the newest
    factsBefore: 0, // how many older ones there are
    verbs: [],
    close,
  };
  let first = []; // the number of the first job of each block
  let stream = null;
  let isStreaming = true;
  let told = 0; // the last entry that the stream of changes has told of
  let due = 0; // what the stream should have told of by the next look
  let factsToken = "";
  let timer = 0;
  let isOver = false;
  let isStale = true;
  let reading = null;

  const number = (job) => first[job.block] + job.index;

  function put(job, seq) {
    const at = number(job);
    const known = model.jobs[at];
    if (at < JOBS_MAX && (!known || known.seq <= seq)) {
      // parsed once: the timeline draws by them, every job in every frame
      const startedMillis = job.started ? Date.parse(job.started) : undefined;
      const endedMillis = job.ended ? Date.parse(job.ended) : undefined;
      model.jobs[at] = { ...job, number: at, seq, startedMillis, endedMillis };
      model.jobsVersion++;
    }
  }

  async function begin() {
    try {
      model.status = await get(workPath(id));
    } catch (e) {
      model.problem = e;
      changed();
      if (!isOver && isPassing(e)) {
        timer = setTimeout(begin, REFRESH_MS);
      }
      return;
    }
    if (isOver) {
      return;
    }
    model.problem = null;
    let sum = 0;
    first = model.status.blocks.map((block) => {
      const at = sum;
      sum += total(block.counts);
      return at;
    });
    changed();
    told = Number(model.status.seq);
    if (!hasEnded(model.status.state)) {
      stream = watch(id, told, change, (isLinked) => {
        isStreaming = isLinked;
        model.isLinked = isLinked;
        changed();
      });
    }
    refresh();
    await readJobs();
  }

  async function readJobs() {
    let token = "";
    while (!isOver && !model.isWhole && model.jobs.length < JOBS_MAX) {
      try {
        const page = await get(`${workPath(id)}/jobs`, { page_size: PAGE_SIZE, page_token: token });
        putAll(page);
        token = page.nextPageToken ?? "";
        model.isWhole = !token;
      } catch {
        await new Promise((resume) => setTimeout(resume, REFRESH_MS));
      }
      changed();
    }
  }

  function putAll(page) {
    for (const job of page.jobs ?? []) {
      put(job, Number(page.seq));
    }
  }

  function change(news) {
    const status = model.status;
    const seq = Number(news.seq);
    told = seq;
    for (const job of news.jobs ?? []) {
      put(job, seq);
    }
    isStale = true;
    if (seq >= Number(status.seq)) { // else something newer was read meanwhile
      const isOther = status.state !== news.state;
      for (const block of news.blocks ?? []) {
        status.blocks[block.index] = block;
      }
      Object.assign(status, {
        seq: news.seq,
        state: news.state,
        reason: news.reason,
        hadErrors: news.hadErrors,
        wasEsStopped: news.wasEsStopped,
        counts: news.counts,
      });
      if (isOther) {
        refresh(); // other verbs are allowed now
      }
    }
    changed();
  }

  /** What no change tells: times, what it waits for, progress, what may be done, and the facts. */
  async function refresh() {
    clearTimeout(timer);
    const isLive = model.status && !hasEnded(model.status.state);
    if (reading === null && (isStale || isLive)) {
      isStale = false;
      reading = read();
      await reading;
      reading = null;
      changed();
    }
    if (!isOver) {
      timer = setTimeout(refresh, REFRESH_MS);
    }
  }

  async function read() {
    try {
      await readMore();
      model.isLinked = isStreaming;
      const seq = Number(model.status.seq);
      if (hasEnded(model.status.state) && told >= seq) {
        stream?.close(); // nothing more will come, whether the stream could say so or not
        model.isLinked = true;
      } else if (told < due) {
        stream?.again(); // it has had all the time since the last look, and may be dead
      }
      due = seq;
    } catch {
      isStale = true; // the next time
      model.isLinked = false;
    }
  }

  async function readMore() {
    const status = await get(workPath(id));
    if (Number(status.seq) >= Number(model.status.seq)) {
      model.status = status;
    }
    model.verbs = (await get(`${workPath(id)}/verbs`)).verbs ?? [];
    await readFacts();
    if (!hasEnded(status.state)) {
      putAll(await get(`${workPath(id)}/jobs`, { states: ["JOB_STATE_RUNNING"] }));
    }
  }

  async function readFacts() {
    for (let pages = 0; pages < FACT_PAGES_A_LOOK && !isOver; pages++) {
      const page = await get(`${workPath(id)}/facts`, {
        without_attempts: true,
        after_seq: factsToken ? undefined : (model.facts.at(-1)?.seq ?? 0),
        page_token: factsToken,
      });
      factsToken = page.nextPageToken ?? "";
      const facts = [...model.facts, ...(page.facts ?? [])];
      const over = Math.max(0, facts.length - FACTS_MAX);
      model.facts = over > 0 ? facts.slice(over) : facts;
      model.factsBefore += over;
      if (!factsToken) {
        return;
      }
    }
    isStale = true; // there are more
  }

  /** Reads a job again: what may be done to it changes with the work around it. */
  model.look = async (job) => {
    try {
      putAll(await get(`${workPath(id)}/jobs`, { job: jobPath(job) }));
      changed();
    } catch {
      // it stays as it was, and is read again with the next look
    }
  };

  /** Has what was just done be seen at once. */
  model.refresh = async () => {
    await reading; // which may have asked before it was done
    isStale = true;
    await refresh();
  };

  function close() {
    isOver = true;
    clearTimeout(timer);
    stream?.close();
  }

  begin();
  return model;
}

/** Where the request has a job, as every other part of the product writes it. */
export function jobPath(job) {
  return job.sequence === undefined || job.sequence === null
    ? `blocks[${job.block}].jobs[${job.index}]`
    : `blocks[${job.block}].sequences[${job.sequence}].jobs[${job.indexInSequence}]`;
}
