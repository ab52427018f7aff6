import { html, nothing } from "./lib/lit-html.js";
import { get, post, newRequestId, workPath, Refused } from "./api.js";
import { problemOf } from "./dialog.js";
import { shown } from "./words.js";

// A request on its way: check it, submit it, execute it. Each is an act of its own.

const EXAMPLE = `{
  "name": "",
  "desc": "",
  "blocks": [
    {"desc": "", "rate_limit": 1, "jobs": [
      {"name": "", "args": {}}
    ]}
  ]
}
`;
const DRAFT = "interlock-draft";

/** The view of `/submit`; `?from=ID` begins with the request of a work. */
export function submitView(app) {
  let text = sessionStorage.getItem(DRAFT) ?? EXAMPLE;
  let report = null; // what Check said
  let problem = null;
  let submitted = null;
  let types = [];
  let isBusy = false;
  let requestId = newRequestId();
  let execId = newRequestId();

  async function begin() {
    const from = new URLSearchParams(location.search).get("from");
    try {
      if (from) {
        text = JSON.stringify(await get(`${workPath(from)}:request`), null, 2);
      }
      types = (await get("/v1/job-types")).jobTypes ?? [];
    } catch (e) {
      problem = e;
    }
    app.draw();
  }

  function typed(event) {
    text = event.target.value;
    sessionStorage.setItem(DRAFT, text);
    report = null;
    submitted = null;
    requestId = newRequestId(); // another request from now on
    execId = newRequestId();
    app.draw();
  }

  function parsed() {
    try {
      return JSON.parse(text);
    } catch (e) {
      throw new Refused(400, "UNREADABLE", `this is no JSON: ${e.message}`, []);
    }
  }

  async function act(deed) {
    isBusy = true;
    problem = null;
    app.draw();
    try {
      await deed();
    } catch (e) {
      problem = e;
    }
    isBusy = false;
    app.draw();
  }

  const check = () =>
    act(async () => {
      report = await post("/v1/works:check", parsed());
    });

  const submit = () =>
    act(async () => {
      submitted = await post("/v1/works", { ...parsed(), requestId });
    });

  const exec = () =>
    act(async () => {
      await post(`${workPath(submitted.id)}:exec`, { requestId: execId });
      sessionStorage.removeItem(DRAFT);
      app.go(`/works/${submitted.id}`);
    });

  /** Puts a job of this type where the text is being edited. */
  function insert(type) {
    const args = Object.fromEntries((type.args ?? []).filter((arg) => arg.required).map((arg) => [arg.name, ""]));
    const area = document.getElementById("request");
    area.setRangeText(JSON.stringify({ name: type.name, args }), area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function reportView() {
    const violations = report.violations ?? [];
    return html`<div role="status" class=${violations.length > 0 ? "problem" : "fine"}>
      ${violations.length === 0
        ? html`<p>It would be accepted. Plan hash <code>${report.planHash}</code></p>`
        : html`<p>${violations.length === 1 ? "One violation:" : `${violations.length} violations:`}</p>
            <ul>${violations.map((one) => html`<li><code>${shown(one.path)}</code> ${shown(one.message)}</li>`)}</ul>`}
      ${report.stop?.stopped ? html`<p class="bad">The emergency stop holds it: ${shown(report.stop.reason)}</p>` : nothing}
    </div>`;
  }

  function typesView() {
    return html`<aside aria-label="Job types">
      <h2>Job types</h2>
      ${types.map((type) => html`<details>
        <summary><bdi>${shown(type.name)}</bdi></summary>
        <p>${shown(type.purpose)}</p>
        <dl>${(type.args ?? []).map((arg) => html`<dt><code>${shown(arg.name)}</code>${arg.required ? " (required)" : ""}</dt>
          <dd>${shown(arg.kind)}${arg.defaultValue ? html`, <code>${shown(arg.defaultValue)}</code> by default` : ""}. ${shown(arg.description)}</dd>`)}</dl>
        <button @click=${() => insert(type)}>Insert</button>
      </details>`)}
    </aside>`;
  }

  begin();
  return {
    title: "Submit",
    render: () => html`<h1>Submit</h1>
      <div class="submit">
        <div>
          <label for="request">The work request, as JSON</label>
          <textarea id="request" rows="24" spellcheck="false" .value=${text} @input=${typed}></textarea>
          <div class="buttons">
            <button ?disabled=${isBusy} @click=${check}>Check</button>
            <button class="primary" ?disabled=${isBusy || submitted !== null} @click=${submit}>Submit</button>
            ${submitted ? html`<button class="danger" ?disabled=${isBusy} @click=${exec}>Execute it</button>` : nothing}
          </div>
          ${problem ? problemOf(problem) : nothing}
          ${report ? reportView() : nothing}
          ${submitted ? html`<p class="fine" role="status">Submitted, and nothing runs yet: work
            <a href="/works/${submitted.id}" @click=${app.follow}>${submitted.id}</a></p>` : nothing}
        </div>
        ${typesView()}
      </div>`,
    close() {},
  };
}
