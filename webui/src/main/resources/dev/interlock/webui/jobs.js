import { html, nothing } from "./lib/lit-html.js";
import { repeat } from "./lib/directives/repeat.js";
import { get, post, workPath } from "./api.js";
import { ask } from "./dialog.js";
import { JOBS_MAX, jobPath } from "./model.js";
import { between, duration, nameOf, shown, stateClass, stateWords, time } from "./words.js";

// The jobs of a work: a table of any length of which only what is seen is drawn, and one job at a time
// with all that is known of it.

const ROW_HEIGHT = 30; // also in style.css
const ROWS_BESIDE = 8;
const STATES = ["RUNNING", "WAITING", "FAILED", "UNKNOWN", "CANCELLED", "NOT_STARTED", "COMPLETED", "SKIPPED"];

/** The jobs of `model`, for the view of its work. */
export function jobsView(app, model) {
  let state = "";
  let text = "";
  let block = null;
  let top = 0;
  let height = 480;
  let chosen = null; // a job's number
  let output = null; // of an attempt of the chosen one
  let lookedAt = ""; // what the model had when the chosen one was last read again
  let found = [];
  let foundOf = "";

  /** The jobs that are to be shown; looked for again only when something has changed. */
  function matching() {
    const key = JSON.stringify([model.jobsVersion, state, text, block]);
    if (key !== foundOf) {
      const wanted = text.toLowerCase();
      found = model.jobs.filter(
        (job) =>
          job &&
          (!state || job.state === `JOB_STATE_${state}`) &&
          (block === null || job.block === block) &&
          (!wanted || says(job).includes(wanted)),
      );
      foundOf = key;
    }
    return found;
  }

  const says = (job) =>
    [jobPath(job), job.name, job.desc, job.error, job.note, ...Object.values(job.args ?? {})].join("\n").toLowerCase();

  function filter(event) {
    const form = new FormData(event.currentTarget);
    state = form.get("state");
    text = form.get("text");
    block = form.get("block") === "" ? null : Number(form.get("block"));
    top = 0;
    app.draw();
  }

  function filterView() {
    return html`<form class="filter" @submit=${(event) => event.preventDefault()} @input=${filter}>
      <label>State
        <select name="state">
          <option value="" .selected=${state === ""}>any</option>
          ${STATES.map((one) => html`<option value=${one} .selected=${state === one}>${stateWords(one)}</option>`)}
        </select>
      </label>
      <label>Block
        <select name="block">
          <option value="" .selected=${block === null}>all</option>
          ${model.status.blocks.map((one) => html`<option value=${one.index} .selected=${block === one.index}>${one.index} ${shown(one.desc)}</option>`)}
        </select>
      </label>
      <label>Text <input name="text" type="search" autocomplete="off" /></label>
      <span role="status">${matching().length.toLocaleString("en")} of ${model.jobs.length.toLocaleString("en")}${model.isWhole ? "" : model.jobs.length >= JOBS_MAX ? "; only the first are shown" : "…"}</span>
    </form>`;
  }

  function row(job) {
    const took = job.started ? duration(between(job.started, job.ended)) : "";
    return html`<tr class=${job.number === chosen ? "chosen" : ""} aria-rowindex=${job.number + 1}>
      <td><span class="state ${stateClass(job.state)}">${stateWords(job.state)}</span></td>
      <td><button class="link" @click=${() => choose(job)}>${jobPath(job)}</button></td>
      <td><bdi>${shown(job.name)}</bdi></td>
      <td class="args"><bdi>${shown(Object.entries(job.args ?? {}).map(([key, value]) => `${key}=${value}`).join(" "))}</bdi></td>
      <td>${took}</td>
      <td class="says"><bdi>${shown(job.error || job.progressNote || job.note)}</bdi></td>
    </tr>`;
  }

  function render() {
    const jobs = matching();
    const from = Math.max(0, Math.floor(top / ROW_HEIGHT) - ROWS_BESIDE);
    const until = Math.min(jobs.length, Math.ceil((top + height) / ROW_HEIGHT) + ROWS_BESIDE);
    return html`<h2 id="jobs">Jobs</h2>
      ${filterView()}
      <div class="jobs" tabindex="0" role="region" aria-labelledby="jobs" @scroll=${scrolled}>
        <div class="space" data-height=${jobs.length * ROW_HEIGHT}>
          <table data-top=${from * ROW_HEIGHT} aria-rowcount=${jobs.length}>
            <thead class="unseen"><tr><th>State</th><th>Job</th><th>Type</th><th>Arguments</th><th>Took</th><th>What it says</th></tr></thead>
            <tbody>${repeat(jobs.slice(from, until), (job) => job.number, row)}</tbody>
          </table>
        </div>
      </div>
      ${chosen === null ? nothing : detail(model.jobs[chosen])}`;
  }

  function scrolled(event) {
    top = event.currentTarget.scrollTop;
    height = event.currentTarget.clientHeight;
    app.draw();
  }

  /** What the policy of the page lets no attribute say. */
  function drawn() {
    lookAgain();
    const space = document.querySelector(".jobs .space");
    if (space) {
      space.style.height = `${space.dataset.height}px`;
      const table = space.firstElementChild;
      table.style.transform = `translateY(${table.dataset.top}px)`;
    }
  }

  function choose(job) {
    chosen = job.number;
    output = null;
    lookedAt = "";
    app.draw();
    requestAnimationFrame(() => document.getElementById("job")?.focus());
  }

  async function showOutput(job, attempt) {
    const asked = { attempt, text: "…" };
    output = asked;
    app.draw();
    try {
      const answer = await get(`${workPath(model.id)}/output`, { job: jobPath(job), attempt });
      asked.text = answer.text || "It wrote nothing.";
    } catch (e) {
      asked.text = e.message;
    }
    app.draw(); // it is seen only if nothing else was chosen meanwhile
  }

  function askToSkip(job) {
    ask({
      title: `Skip ${jobPath(job)}`,
      about: nameOf(model.status),
      effect: "The work goes on as if it had completed.",
      action: "Skip",
      isDangerous: true,
      run: (reason, form, requestId) => order("skip-job", job, { reason, requestId }),
    });
  }

  function askToResolve(job) {
    ask({
      title: `Say what became of ${jobPath(job)}`,
      about: nameOf(model.status),
      effect: `It is ${stateWords(job.state)}. Look first; the work goes on by what you say.`,
      action: "Say so",
      isDangerous: true,
      more: html`<fieldset>
        <legend>It</legend>
        <label><input type="radio" name="as" value="RESOLUTION_DONE" required /> is done</label>
        <label><input type="radio" name="as" value="RESOLUTION_FAILED" required /> has failed</label>
        <label><input type="radio" name="as" value="RESOLUTION_RUN_AGAIN" required /> had no effect: run it again</label>
      </fieldset>`,
      run: (reason, form, requestId) => order("resolve-job", job, { reason, requestId, as: form.get("as") }),
    });
  }

  async function order(verb, job, body) {
    await post(`${workPath(model.id)}:${verb}`, { jobs: [jobPath(job)], ...body });
    await model.refresh();
  }

  /** What may be done to a job that is looked at is read again when its work has changed. */
  function lookAgain() {
    if (chosen === null) {
      return;
    }
    const now = `${model.status.seq} ${model.status.state}`;
    if (lookedAt !== now) {
      lookedAt = now;
      model.look(model.jobs[chosen]);
    }
  }

  const isAllowed = (job, verb) =>
    (job.verbs ?? []).includes(verb) && model.verbs.some((option) => option.verb === verb && option.allowed);

  function detail(job) {
    return html`<section id="job" class="job" tabindex="-1" aria-label="Job ${jobPath(job)}">
      <h3>${jobPath(job)} <bdi>${shown(job.name)}</bdi> <span class="state ${stateClass(job.state)}">${stateWords(job.state)}</span>
        <button class="link" @click=${() => { chosen = null; app.draw(); }}>close</button></h3>
      <p class="about"><bdi>${shown(job.desc)}</bdi></p>
      ${job.notStopping ? html`<p class="bad">It was told to end, and goes on.</p>` : nothing}
      ${job.error ? html`<p class="bad"><bdi>${shown(job.error)}</bdi></p>` : nothing}
      ${job.note ? html`<p><bdi>${shown(job.note)}</bdi></p>` : nothing}
      ${job.state === "JOB_STATE_RUNNING" ? progress(job) : nothing}
      <div class="buttons">
        ${isAllowed(job, "VERB_SKIP_JOB") ? html`<button class="danger" @click=${() => askToSkip(job)}>Skip…</button>` : nothing}
        ${isAllowed(job, "VERB_RESOLVE_JOB") ? html`<button class="danger" @click=${() => askToResolve(job)}>Say what became of it…</button>` : nothing}
      </div>
      <dl class="facts">
        ${Object.entries(job.args ?? {}).map(([key, value]) => html`<dt><bdi>${shown(key)}</bdi></dt><dd><bdi>${shown(value)}</bdi></dd>`)}
      </dl>
      <table class="attempts">
        <thead><tr><th>Attempt</th><th>State</th><th>Started</th><th>Took</th><th>Server</th><th>What it says</th><th>Output</th></tr></thead>
        <tbody>
          ${(job.attempts ?? []).map((attempt) => html`<tr>
            <td>${attempt.number}</td>
            <td><span class="state ${stateClass(attempt.state)}">${stateWords(attempt.state)}</span></td>
            <td>${time(attempt.started)}</td>
            <td>${duration(between(attempt.started, attempt.ended))}</td>
            <td>${shown(attempt.replica)}</td>
            <td><bdi>${shown(attempt.note)}</bdi></td>
            <td><button class="link" @click=${() => showOutput(job, attempt.number)}>show</button></td>
          </tr>`)}
        </tbody>
      </table>
      ${output ? html`<pre class="output" tabindex="0" aria-label="Output of attempt ${output.attempt}">${shown(output.text)}</pre>` : nothing}
    </section>`;
  }

  function progress(job) {
    return html`<p>${job.progressPercent} % <bdi>${shown(job.progressNote)}</bdi></p>
      ${(job.output ?? []).length > 0 ? html`<pre class="output">${shown(job.output.join("\n"))}</pre>` : nothing}`;
  }

  return {
    render,
    drawn,
    /** Shows one job with all that is known of it. */
    open: choose,
    /** Shows only the jobs of a block. */
    filterBlock(index) {
      block = index;
      top = 0;
      app.draw();
      document.getElementById("jobs")?.scrollIntoView();
    },
  };
}
