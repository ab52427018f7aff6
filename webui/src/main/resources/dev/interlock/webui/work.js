import { html, nothing } from "./lib/lit-html.js";
import { post, workPath } from "./api.js";
import { progressBar } from "./bars.js";
import { ask, problemOf } from "./dialog.js";
import { jobsView } from "./jobs.js";
import { openWork } from "./model.js";
import { timelineView } from "./timeline.js";
import { between, countsWords, duration, hasEnded, labelText, nameOf, shown, stateClass, stateWords, time } from "./words.js";

// One work: what it is doing, what has happened to it, and what may be done to it.

// Their buttons stand in this order.
const VERBS = {
  VERB_PAUSE: { words: "Pause", call: "pause" },
  VERB_RESUME: { words: "Resume", call: "resume" },
  VERB_STOP: { words: "Drain", call: "stop", isDangerous: true },
  VERB_CANCEL: { words: "Cancel", call: "cancel", isDangerous: true },
  VERB_KILL: { words: "Kill", call: "kill", isDangerous: true },
  VERB_APPROVE: { words: "Approve", call: "approve" },
  VERB_DENY: { words: "Deny", call: "deny", isDangerous: true },
  VERB_CLONE: { words: "Clone", call: "clone", isCopy: true },
  VERB_RETRY_FAILED: { words: "Retry what is not done", call: "retry-failed", isCopy: true },
};

// What comes before a work runs has its place where something stands that comes after.
const IN_SLOTS = ["VERB_PAUSE", "VERB_APPROVE", "VERB_RESUME"];

/** The view of `/works/ID`. */
export function workView(app, id) {
  const model = openWork(id, app.draw);
  const jobs = jobsView(app, model);
  const timeline = timelineView(app, model, (job) => jobs.open(job));
  const ticking = setInterval(() => {
    if (model.status && !hasEnded(model.status.state)) {
      app.draw(); // the elapsed time
    }
  }, 1_000);

  function askFor(option) {
    const verb = VERBS[option.verb];
    ask({
      title: verb.words,
      about: nameOf(model.status),
      effect: () => optionOf(option.verb)?.effect ?? option.effect,
      action: verb.words,
      isDangerous: verb.isDangerous,
      other: verb.isCopy ? "Edit it first" : undefined,
      more: option.verb === "VERB_RETRY_FAILED" && model.status.counts.unknown > 0 ? unknownChoice() : nothing,
      run: async (reason, form, requestId) => {
        const body = { reason, requestId };
        if (option.verb === "VERB_APPROVE") {
          body.planHash = model.status.planHash;
        }
        if (form.get("unknown")) {
          body.unknown = form.get("unknown");
        }
        if (form.get("other")) {
          return () => app.go(`/submit?${copyQuery(option.verb, body)}`);
        }
        const answer = await post(`${workPath(id)}:${verb.call}`, body);
        if (verb.isCopy) {
          return () => app.go(`/works/${answer.id}`);
        }
        return model.refresh();
      },
    });
  }

  function copyQuery(verb, { reason, unknown }) {
    const query = new URLSearchParams({ from: id, reason });
    if (verb === "VERB_RETRY_FAILED") {
      query.set("not_done", "true");
    }
    if (unknown) {
      query.set("unknown", unknown);
    }
    return query;
  }

  function unknownChoice() {
    return html`<fieldset>
      <legend>Jobs of which nobody knows what became of them</legend>
      <label><input type="radio" name="unknown" value="UNKNOWN_JOBS_RUN_AGAIN" required /> run them again</label>
      <label><input type="radio" name="unknown" value="UNKNOWN_JOBS_LEAVE_OUT" required /> leave them out</label>
    </fieldset>`;
  }

  function askToExec() {
    ask({
      title: "Execute",
      about: nameOf(model.status),
      effect: `${countsWords(model.status.counts)}: it starts as soon as policies and the emergency stop allow it.`,
      action: "Execute",
      isWithoutReason: true,
      run: async (reason, form, requestId) => {
        await post(`${workPath(id)}:exec`, { requestId });
        await model.refresh();
      },
    });
  }

  function askForLimit(block) {
    ask({
      title: `At once in blocks[${block.index}]`,
      about: nameOf(model.status),
      effect: `Now up to ${block.rateLimit} run at once; what runs goes on.`,
      action: "Set the limit",
      more: html`<label>At most <input name="limit" type="number" min="1" required value=${block.rateLimit} /></label>`,
      run: async (reason, form, requestId) => {
        const limit = Number(form.get("limit"));
        await post(`${workPath(id)}:set-limit`, { block: block.index, limit, reason, requestId });
        await model.refresh();
      },
    });
  }

  const optionOf = (verb) => model.verbs.find((option) => option.verb === verb && option.allowed);

  /** Where a verb may not be used now its place stays free: no button moves, or becomes another, under a hand that is about to press it. */
  function verbButton(verb) {
    const option = optionOf(verb);
    const { words, isDangerous } = VERBS[verb];
    return html`<button class=${isDangerous ? "danger" : ""} title=${option?.effect ?? ""} ?hidden=${!option}
      @click=${() => askFor(option)}>${words}…</button>`;
  }

  function buttons() {
    const { state } = model.status;
    const isOver = !Object.entries(VERBS).some(([verb, { isCopy }]) => !isCopy && optionOf(verb));
    return html`<div class="buttons verbs ${isOver ? "over" : ""}" role="group" aria-label="What can be done">
      <span class="slot">
        <button class="primary" ?hidden=${state !== "WORK_STATE_NOT_STARTED"} @click=${askToExec}>Execute…</button>
        ${verbButton("VERB_PAUSE")}
      </span>
      <span class="slot">${verbButton("VERB_APPROVE")}${verbButton("VERB_RESUME")}</span>
      ${Object.keys(VERBS).filter((verb) => !IN_SLOTS.includes(verb)).map(verbButton)}
    </div>`;
  }

  function header() {
    const { status } = model;
    const started = status.started ? duration(between(status.started, status.ended)) : "";
    return html`<div class="work-head">
      <h1><bdi>${shown(status.name)}</bdi> <span class="state ${stateClass(status.state)}" data-state>${stateWords(status.state)}</span></h1>
      <p class="about"><bdi>${shown(status.desc)}</bdi></p>
      <div class="whole">${progressBar(status.counts)}<span>${countsWords(status.counts)}</span></div>
      ${buttons()}
      ${status.reason ? html`<p class="reason"><bdi>${shown(status.reason)}</bdi></p>` : nothing}
      ${model.isLinked ? nothing : html`<p class="away" role="status">Connecting again…</p>`}
      <dl class="facts">
        <dt>Submitted</dt><dd>${time(status.created)} by <bdi>${shown(status.submittedBy)}</bdi></dd>
        ${status.started ? html`<dt>Started</dt><dd>${time(status.started)}, ${started}</dd>` : nothing}
        ${status.ended ? html`<dt>Ended</dt><dd>${time(status.ended)}</dd>` : nothing}
        ${status.approvals?.length ? html`<dt>Approved</dt><dd>${status.approvals.map((one) => html`<div>${time(one.at)} by <bdi>${shown(one.actor)}</bdi></div>`)}</dd>` : nothing}
        ${status.started ? nothing : html`<dt>Expires</dt><dd>${time(status.expiresAt)}</dd>`}
        ${Object.keys(status.labels ?? {}).length > 0 ? html`<dt>Labels</dt><dd class="labels">${Object.entries(status.labels).map(([key, value]) => html`<span class="label"><bdi>${shown(labelText(key, value))}</bdi></span>`)}</dd>` : nothing}
        ${status.copiedFrom ? html`<dt>Copy of</dt><dd><a href="/works/${status.copiedFrom}" @click=${app.follow}>${status.copiedFrom}</a></dd>` : nothing}
        <dt>Id</dt><dd><code>${status.id}</code></dd>
        <dt>Plan hash</dt><dd><code>${status.planHash}</code></dd>
        <dt>For the ticket</dt><dd><a href="${workPath(id)}:report" download>Report</a></dd>
      </dl>
    </div>`;
  }

  function blockRow(block) {
    const mayLimit = optionOf("VERB_SET_LIMIT") && !block.ended;
    return html`<tr>
      <td data-head="block">${block.index}</td>
      <td><span class="state ${stateClass(block.state)}">${stateWords(block.state)}</span></td>
      <td class="wide"><button class="link" @click=${() => jobs.filterBlock(block.index)}><bdi>${shown(block.desc) || `blocks[${block.index}]`}</bdi></button></td>
      <td class="progress">${progressBar(block.counts)}<div>${countsWords(block.counts)}</div></td>
      <td data-head="at once">${mayLimit
        ? html`<button class="link" title="Set the limit" @click=${() => askForLimit(block)}>${block.rateLimit}</button>`
        : block.rateLimit}</td>
      <td data-head="took">${block.started ? duration(between(block.started, block.ended)) : ""}</td>
    </tr>`;
  }

  function blocksTable() {
    return html`<h2>Blocks</h2>
      <table class="blocks cards">
        <thead><tr><th>#</th><th>State</th><th>Block</th><th>Jobs</th><th>At once</th><th>Took</th></tr></thead>
        <tbody>${model.status.blocks.map(blockRow)}</tbody>
      </table>`;
  }

  let history = nothing;
  let historyOf = null;

  /** Drawn again only when there is more of it. */
  function historyView() {
    if (historyOf !== model.facts) {
      historyOf = model.facts;
      history = facts();
    }
    return history;
  }

  function facts() {
    return html`<h2>History</h2>
      ${model.factsBefore > 0 ? html`<p class="hint">${model.factsBefore.toLocaleString("en")} older entries are in the report.</p>` : nothing}
      <ol class="history">
        ${model.facts.map((fact) => html`<li>
          <time datetime=${fact.at}>${time(fact.at)}</time>
          ${fact.path ? html`<code>${fact.path}</code>` : nothing}
          ${fact.text}${fact.actor ? html` by <bdi class="actor">${shown(fact.actor)}</bdi>` : nothing}${fact.reason
            ? html`: <q><bdi>${shown(fact.reason)}</bdi></q>`
            : nothing}
        </li>`)}
      </ol>`;
  }

  return {
    get title() {
      return model.status ? `${stateWords(model.status.state)}: ${model.status.name}` : "Work";
    },
    render() {
      if (model.status === null) {
        return model.problem ? problemOf(model.problem) : html`<p class="empty">…</p>`;
      }
      return html`${header()}${blocksTable()}${timeline.render()}${jobs.render()}${historyView()}`;
    },
    drawn() {
      jobs.drawn();
      timeline.drawn();
    },
    close() {
      clearInterval(ticking);
      model.close();
    },
  };
}
