import { html, nothing } from "./lib/lit-html.js";
import { get } from "./api.js";
import { problemOf } from "./dialog.js";
import { duration, shown, stateWords, time } from "./words.js";

// What requests can name, what is in force, and who serves. What is in force changes while it is looked at.

const POLL_MS = 2_000;

/** The view of `/catalogue`. */
export function catalogueView(app) {
  let types = null;
  let policies = null;
  let buckets = null;
  let server = null;
  let problem = null;
  let timer = 0;
  let isOver = false;

  async function look() {
    if (!document.hidden) {
      await read();
    }
    clearTimeout(timer); // of a look that began before this one
    if (!isOver) {
      timer = setTimeout(look, POLL_MS);
    }
  }

  async function read() {
    try {
      types ??= (await get("/v1/job-types")).jobTypes ?? []; // the same as long as the server runs
      policies = await get("/v1/policies");
      buckets = (await get("/v1/buckets")).buckets ?? [];
      server = await get("/v1/server");
      problem = null;
    } catch (e) {
      problem = e;
    }
    if (!isOver) {
      app.draw();
    }
  }

  function seen() {
    if (!document.hidden) {
      look();
    }
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
      <table class="cards"><thead><tr><th>Argument</th><th>What</th><th>Default</th><th>What for</th></tr></thead>
        <tbody>${(type.args ?? []).map((arg) => html`<tr>
          <td><code>${shown(arg.name)}</code>${arg.required ? " *" : ""}</td>
          <td>${shown(arg.kind)}</td><td data-head="by default">${shown(arg.defaultValue ?? "")}</td><td>${shown(arg.description)}</td>
        </tr>`)}</tbody></table>
    </section>`;
  }

  function settingView(setting) {
    return html`<li><code><bdi>${shown(setting.name)}</bdi></code>: <code><bdi>${shown(setting.value)}</bdi></code>
      ${setting.byDefault ? html`<span class="hint">by default</span>` : nothing}</li>`;
  }

  function inForceView(one) {
    const inForce = one.inForce ?? [];
    if (inForce.length === 0) {
      return html`<tr><td><bdi>${shown(one.workName)}</bdi></td><td colspan="3">none: works of this name are refused</td></tr>`;
    }
    return inForce.map((policy, index) => html`<tr>
      ${index === 0 ? html`<td rowspan=${inForce.length}><bdi>${shown(one.workName)}</bdi></td>` : nothing}
      <td><code><bdi>${shown(policy.name)}</bdi></code></td>
      <td><ul class="settings">${(policy.settings ?? []).map(settingView)}</ul></td>
      <td><bdi>${shown(policy.file)}</bdi><br><span class="hint"><bdi>${shown(policy.entry)}</bdi></span></td>
    </tr>`);
  }

  function policiesView() {
    const assignments = policies.assignments ?? [];
    return html`<h2>Policies</h2>
      ${policies.problem ? html`<p class="problem" role="alert">New work is refused: <bdi>${shown(policies.problem)}</bdi></p>` : nothing}
      ${assignments.length === 0
        ? html`<p class="hint">None is in force, so every work is refused.</p>`
        : html`<table class="in-force cards"><caption class="unseen">Policies in force</caption>
            <thead><tr><th>Works</th><th>Policy in force</th><th>Set to</th><th>By</th></tr></thead>
            <tbody>${assignments.map(inForceView)}</tbody></table>`}
      <table class="policies cards"><caption class="unseen">Policies that there are</caption>
        <thead><tr><th>Policy</th><th>What for</th><th>Settings</th><th>From</th></tr></thead>
        <tbody>${(policies.policies ?? []).map((one) => html`<tr>
          <td><code>${shown(one.name)}</code></td><td>${shown(one.purpose)}</td>
          <td data-head="settings">${shown((one.settings ?? []).join(", "))}</td><td data-head="from">${shown(one.origin)}</td></tr>`)}</tbody></table>`;
  }

  const secondsOf = (text) => Number.parseFloat(text); // "3600s"

  function nextToken(bucket) {
    return bucket.nextTokenAt
      ? html`in ${duration(Date.parse(bucket.nextTokenAt) - Date.now())}<br><span class="hint">${time(bucket.nextTokenAt)}</span>`
      : html`<span class="hint">it is full</span>`;
  }

  function bucketView(bucket) {
    const { name, capacity, refill, tokens } = bucket;
    return html`<tr>
      <td><bdi>${shown(name)}</bdi></td>
      <td class="level"><meter min="0" max=${capacity} .value=${tokens} aria-label=${`tokens in ${shown(name)}`}></meter>
        ${tokens.toLocaleString("en")} of ${capacity.toLocaleString("en")}</td>
      <td data-head="gains">${refill.toLocaleString("en")} each ${duration(1000 * secondsOf(bucket.interval))}</td>
      <td data-head="next token">${nextToken(bucket)}</td>
      <td data-head="from"><bdi>${shown(bucket.source)}</bdi></td>
    </tr>`;
  }

  function bucketsView() {
    return html`<h2>Token buckets</h2>
      ${buckets.length === 0
        ? html`<p class="hint">None is configured.</p>`
        : html`<table class="buckets cards"><caption class="unseen">Token buckets</caption>
            <thead><tr><th>Bucket</th><th>Tokens</th><th>Gains</th><th>Next token</th><th>From</th></tr></thead>
            <tbody>${buckets.map(bucketView)}</tbody></table>`}`;
  }

  /** How long a replica's works are nobody else's; one that has its store to itself needs no lease. */
  function lease(left) {
    if (left === undefined) {
      return "needs none";
    }
    return left.startsWith("-") ? `over for ${left.slice(1)}` : `${left} left`;
  }

  function serverView() {
    return html`<h2>Server</h2>
      <p>Interlock <bdi>${shown(server.version)}</bdi>, since ${time(server.startedAt)}; works are kept in <bdi>${shown(server.store)}</bdi>.</p>
      <table class="replicas cards"><caption class="unseen">Replicas</caption>
        <thead><tr><th>Replica</th><th>Version</th><th>Since</th><th>State</th><th>Works it runs</th><th>Lease</th></tr></thead>
        <tbody>${(server.replicas ?? []).map((one) => html`<tr>
          <td><bdi>${shown(one.name)}</bdi>${one.answers ? html` <span class="hint">it answers you</span>` : nothing}</td>
          <td data-head="version"><bdi>${shown(one.version)}</bdi></td><td data-head="since">${time(one.startedAt)}</td><td data-head="state">${stateWords(one.state)}${one.drainReason ? html` <span class="hint"><bdi>${shown(one.drainActor)}</bdi>: <bdi>${shown(one.drainReason)}</bdi></span>` : nothing}</td><td data-head="works it runs">${one.worksRunning}</td><td data-head="lease">${lease(one.leaseLeft)}</td></tr>`)}</tbody></table>`;
  }

  document.addEventListener("visibilitychange", seen);
  look();
  return {
    title: "Catalogue",
    render: () => html`<h1>Catalogue</h1>
      ${problem ? problemOf(problem) : nothing}
      ${policies ? policiesView() : nothing}
      ${buckets ? bucketsView() : nothing}
      ${server ? serverView() : nothing}
      ${types ? html`<h2>Job types</h2>${types.map(typeView)}` : nothing}`,
    close() {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}
