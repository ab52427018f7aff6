import { html, nothing } from "./lib/lit-html.js";
import { get, post, newRequestId, workPath, Refused } from "./api.js";
import { builder } from "./builder.js";
import { problemOf } from "./dialog.js";
import { shown } from "./words.js";

// A request on its way: check it, submit it, execute it. Each is an act of its own.

const EXAMPLE = `{
  "name": "",
  "desc": "",
  "blocks": []
}
`;
const DRAFT = "interlock-draft";

/**
 * The view of `/submit`. With `?from=ID` it makes a copy of a work, with `&not_done=true` of what is left of it; `reason`
 * and `unknown` are what the copy is made with.
 */
export function submitView(app) {
  const query = new URLSearchParams(location.search);
  const from = query.get("from");
  let text = from ? "" : (sessionStorage.getItem(DRAFT) ?? EXAMPLE);
  let reason = query.get("reason") ?? "";
  let report = null; // what Check said
  let problem = null;
  let submitted = null;
  let isBusy = false; // then nothing of it can be changed: what is answered is about what is seen
  let isOver = false;
  let requestId = newRequestId();
  let execId = newRequestId();
  const build = builder({ text: () => text, setText, draw: app.draw });

  async function begin() {
    try {
      if (from) {
        const what = { not_done: query.get("not_done") ?? undefined, unknown: query.get("unknown") ?? undefined };
        text = `${JSON.stringify(await get(`${workPath(from)}:request`, what), null, 2)}\n`;
        app.draw();
      }
      const [types, policies] = await Promise.all([get("/v1/job-types"), get("/v1/policies")]);
      build.offer(types.jobTypes ?? [], (policies.assignments ?? []).map((one) => one.workName));
    } catch (e) {
      problem = e;
    }
    app.draw();
  }

  function setText(value) {
    text = value;
    if (!from) {
      sessionStorage.setItem(DRAFT, text);
    }
    changed();
  }

  /** It is another request from now on. */
  function changed() {
    report = null;
    submitted = null;
    requestId = newRequestId();
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
      submitted = from
        ? await post(`${workPath(from)}:clone`, { reason, requestId, request: parsed() })
        : await post("/v1/works", { ...parsed(), requestId });
    });

  const exec = () =>
    act(async () => {
      await post(`${workPath(submitted.id)}:exec`, { requestId: execId });
      if (!from) {
        sessionStorage.removeItem(DRAFT);
      }
      if (!isOver) {
        app.go(`/works/${submitted.id}`);
      }
    });

  function reportView() {
    const violations = report.violations ?? [];
    return html`<div role="status" class=${violations.length > 0 ? "problem" : "fine"}>
      ${violations.length === 0
        ? html`<p>It would be accepted. Plan hash <code>${report.planHash}</code>${approvalsWords(report)}</p>`
        : html`<p>${violations.length === 1 ? "One violation:" : `${violations.length} violations:`}</p>
            <ul>${violations.map((one) => html`<li><code>${shown(one.path)}</code> ${shown(one.message)}</li>`)}</ul>`}
      ${report.stop?.stopped ? html`<p class="bad">The emergency stop holds it: ${shown(report.stop.reason)}</p>` : nothing}
    </div>`;
  }

  /** @param answer of Check or Submit */
  function approvalsWords({ approvalsNeeded = 0 }) {
    return approvalsNeeded === 0 ? "" : `; ${approvalsNeeded === 1 ? "one other person" : `${approvalsNeeded} other people`} must approve it before it is executed`;
  }

  function copyView() {
    return html`<p>A copy of ${query.get("not_done") ? "what is not done of " : ""}work
        <a href="/works/${from}" @click=${app.follow}>${from}</a>, and linked to it.</p>
      <label class="why">Why <input name="reason" required maxlength="1000" autocomplete="off" ?readonly=${isBusy} .value=${reason} @input=${(event) => {
        reason = event.target.value;
        changed();
      }} /></label>`;
  }

  begin();
  return {
    title: "Submit",
    render: () => html`<h1>Submit</h1>
      ${from ? copyView() : nothing}
      <div class="submit">
        <div>
          <label for="request">The work request, as JSON</label>
          <textarea id="request" rows="24" spellcheck="false" ?readonly=${isBusy} .value=${text} @input=${(event) => setText(event.target.value)}></textarea>
          <div class="buttons">
            <button ?disabled=${isBusy} @click=${check}>Check</button>
            <button class="primary" ?disabled=${isBusy || submitted !== null} @click=${submit}>Submit</button>
            ${submitted ? html`<button class="danger" ?disabled=${isBusy} @click=${exec}>Execute it</button>` : nothing}
          </div>
          ${problem ? problemOf(problem) : nothing}
          ${report ? reportView() : nothing}
          ${submitted ? html`<p class="fine" role="status">Submitted, and nothing runs yet: work
            <a href="/works/${submitted.id}" @click=${app.follow}>${submitted.id}</a>${approvalsWords(submitted)}</p>` : nothing}
        </div>
        <fieldset class="plain" ?disabled=${isBusy}>${build.render()}</fieldset>
      </div>`,
    close() {
      isOver = true;
    },
  };
}
