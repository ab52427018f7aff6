import { html, nothing } from "./lib/lit-html.js";
import { repeat } from "./lib/directives/repeat.js";
import { get } from "./api.js";
import { progressBar } from "./bars.js";
import { problemOf } from "./dialog.js";
import { ago, labelsOf, labelText, shown, stateClass, stateWords, time } from "./words.js";

// The list of works, newest first; what it shows is in the address, to be passed on.

const POLL_MS = 1_000;
const PAGE_SIZE = 50;
const STATES = [
  "NOT_STARTED", "WAITING", "RUNNING", "PAUSING", "PAUSED", "STOPPING", "COMPLETED",
  "FAILED", "STOPPED", "CANCELLED", "KILLED", "ES_STOPPED", "EXPIRED",
];
const FULL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an input for date and time says, which has no zone: as every time of the page it is UTC. */
const utc = (local) => (local ? new Date(`${local}Z`).toISOString() : undefined);

/** The view of `/`. */
export function worksView(app) {
  let works = null;
  let nextPage = "";
  let problem = null;
  let timer = 0;
  let isOver = false;

  const filter = () => Object.fromEntries(new URLSearchParams(location.search));

  function query() {
    const { state, name, by, since, until, id, labels, page } = filter();
    return {
      page_size: PAGE_SIZE,
      states: state ? [`WORK_STATE_${state}`] : [],
      name,
      submitted_by: by,
      created_from: utc(since),
      created_until: utc(until),
      id_prefix: id,
      labels: labelsOf(labels),
      page_token: page,
    };
  }

  async function look() {
    clearTimeout(timer);
    const asked = location.search;
    try {
      const list = await get("/v1/works", query());
      if (asked === location.search) {
        works = list.works ?? [];
        nextPage = list.nextPageToken ?? "";
        problem = null;
      }
    } catch (e) {
      problem = e;
    }
    if (!isOver) {
      app.draw();
      timer = setTimeout(look, POLL_MS);
    }
  }

  /** Shows others from now on. */
  function show(changes) {
    const wanted = new URLSearchParams();
    for (const [key, value] of Object.entries({ ...filter(), page: "", ...changes })) {
      if (value) {
        wanted.set(key, value);
      }
    }
    const text = wanted.toString();
    history.pushState(null, "", text ? `/?${text}` : "/");
    look();
  }

  function searched(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const id = form.get("id").trim();
    if (FULL_ID.test(id)) {
      app.go(`/works/${id.toLowerCase()}`);
    } else {
      show(Object.fromEntries([...form].map(([key, value]) => [key, value.trim()])));
    }
  }

  function filterView() {
    const now = filter();
    return html`<form class="filter" role="search" @submit=${searched} @change=${(event) => event.currentTarget.requestSubmit()}>
      <label>State
        <select name="state">
          <option value="" ?selected=${!now.state}>any</option>
          ${STATES.map((state) => html`<option value=${state} ?selected=${now.state === state}>${stateWords(state)}</option>`)}
        </select>
      </label>
      <label>Name <input name="name" .value=${now.name ?? ""} autocomplete="off" /></label>
      <label>By <input name="by" .value=${now.by ?? ""} autocomplete="off" size="12" /></label>
      <label>Since (UTC) <input name="since" type="datetime-local" .value=${now.since ?? ""} /></label>
      <label>Until (UTC) <input name="until" type="datetime-local" .value=${now.until ?? ""} /></label>
      <label>Id <input name="id" .value=${now.id ?? ""} autocomplete="off" placeholder="or its beginning" /></label>
      <label>Labels <input name="labels" .value=${now.labels ?? ""} autocomplete="off" placeholder="team=storage ticket" /></label>
      <button>Show</button>
    </form>`;
  }

  function row(work) {
    return html`<tr>
      <td><span class="state ${stateClass(work.state)}">${stateWords(work.state)}</span></td>
      <td class="wide">
        <a href="/works/${work.id}" @click=${app.follow}><bdi>${shown(work.name)}</bdi></a>
        <div class="about"><bdi>${shown(work.desc)}</bdi></div>
        ${labels(work)}
        ${work.reason ? html`<div class="reason"><bdi>${shown(work.reason)}</bdi></div>` : nothing}
      </td>
      <td class="progress">${progress(work)}</td>
      <td data-head="by"><bdi>${shown(work.submittedBy)}</bdi></td>
      <td data-head="submitted"><time datetime=${work.created} title=${time(work.created)}>${ago(work.created)}</time></td>
    </tr>`;
  }

  function labels(work) {
    const all = Object.entries(work.labels ?? {}).map(([key, value]) => labelText(key, value));
    return all.length === 0 ? nothing : html`<div class="labels">${all.map((label) => html`<button
        class="label" title="Works with this label" @click=${() => show({ labels: label })}><bdi>${shown(label)}</bdi></button>`)}</div>`;
  }

  function progress(work) {
    const counts = work.counts;
    if (!counts) {
      return `of ${work.jobs}`;
    }
    return html`${progressBar(counts)}
      <div>${(counts.completed + counts.skipped).toLocaleString("en")} of ${work.jobs.toLocaleString("en")}
      ${counts.failed > 0 ? html`<strong class="bad">${counts.failed.toLocaleString("en")} failed</strong>` : nothing}
      ${counts.unknown > 0 ? html`<strong class="state-unknown">${counts.unknown.toLocaleString("en")} unknown</strong>` : nothing}</div>`;
  }

  function table() {
    if (works === null) {
      return problem ? nothing : html`<p class="empty">…</p>`;
    }
    if (works.length === 0) {
      return html`<p class="empty">There are no such works.</p>`;
    }
    return html`<table class="works cards">
        <thead><tr><th>State</th><th>Work</th><th>Jobs</th><th>By</th><th>Submitted</th></tr></thead>
        <tbody>${repeat(works, (work) => work.id, row)}</tbody>
      </table>
      <nav class="pages" aria-label="Pages">
        ${filter().page ? html`<button @click=${() => show({ page: "" })}>Newest</button>` : nothing}
        ${nextPage ? html`<button @click=${() => show({ page: nextPage })}>Older</button>` : nothing}
      </nav>`;
  }

  look();
  return {
    title: "Works",
    render: () => html`<h1>Works</h1>${filterView()}${problem ? problemOf(problem) : nothing}${table()}`,
    moved: look,
    close() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
