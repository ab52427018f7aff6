import { html, nothing } from "./lib/lit-html.js";
import { get } from "./api.js";
import { problemOf } from "./dialog.js";
import { shown } from "./words.js";

// What requests can name: job types with their arguments, and policies.

/** The view of `/catalogue`. */
export function catalogueView(app) {
  let types = null;
  let policies = null;
  let problem = null;

  async function begin() {
    try {
      types = (await get("/v1/job-types")).jobTypes ?? [];
      policies = await get("/v1/policies");
    } catch (e) {
      problem = e;
    }
    app.draw();
  }

  const CRASH = {
    CRASH_CLASS_IDEMPOTENT: "idempotent: may run again",
    CRASH_CLASS_ONCE: "once: never runs again by itself",
    CRASH_CLASS_VERIFIABLE: "verifiable: its probe looks what it did",
  };

  function typeView(type) {
    const retries = type.retries?.max ? `, up to ${type.retries.max} retries` : "";
    return html`<section>
      <h3><bdi>${shown(type.name)}</bdi></h3>
      <p>${shown(type.purpose)}</p>
      <p class="hint">${CRASH[type.crashClass]}; time-out ${shown(type.timeout)}${retries}${type.sideEffectFree ? "; may be a check" : ""}; from ${shown(type.origin)}</p>
      <table><thead><tr><th>Argument</th><th>What</th><th>Default</th><th>What for</th></tr></thead>
        <tbody>${(type.args ?? []).map((arg) => html`<tr>
          <td><code>${shown(arg.name)}</code>${arg.required ? " *" : ""}</td>
          <td>${shown(arg.kind)}</td><td>${shown(arg.defaultValue ?? "")}</td><td>${shown(arg.description)}</td>
        </tr>`)}</tbody></table>
    </section>`;
  }

  function policiesView() {
    return html`<h2>Policies</h2>
      ${policies.problem ? html`<p class="problem" role="alert">New work is refused: ${shown(policies.problem)}</p>` : nothing}
      <table><thead><tr><th>Works</th><th>Policies in force</th></tr></thead>
        <tbody>${(policies.assignments ?? []).map((one) => html`<tr>
          <td><bdi>${shown(one.workName)}</bdi></td><td>${shown((one.policies ?? []).join(", "))}</td></tr>`)}</tbody></table>
      <table><thead><tr><th>Policy</th><th>What for</th><th>Settings</th><th>From</th></tr></thead>
        <tbody>${(policies.policies ?? []).map((one) => html`<tr>
          <td><code>${shown(one.name)}</code></td><td>${shown(one.purpose)}</td>
          <td>${shown((one.settings ?? []).join(", "))}</td><td>${shown(one.origin)}</td></tr>`)}</tbody></table>`;
  }

  begin();
  return {
    title: "Catalogue",
    render: () => html`<h1>Catalogue</h1>
      ${problem ? problemOf(problem) : nothing}
      ${policies ? policiesView() : nothing}
      ${types ? html`<h2>Job types</h2>${types.map(typeView)}` : nothing}`,
    close() {},
  };
}
