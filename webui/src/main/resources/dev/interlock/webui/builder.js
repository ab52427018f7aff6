import { html, nothing } from "./lib/lit-html.js";
import { shown } from "./words.js";

// Adds to a request what the catalogue offers. The request stays text; this only writes into it.

/**
 * A form over the text of a request.
 *
 * @param page.text gives the text as it is now
 * @param page.setText takes it as it is from now on
 * @param page.draw draws the page again
 */
export function builder(page) {
  let types = [];
  let names = []; // of works that policies are in force for
  let chosen = "";
  let added = "";

  function request() {
    try {
      const parsed = JSON.parse(page.text());
      return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed) ? parsed : null;
    } catch {
      return null;
    }
  }

  function put(parsed) {
    page.setText(`${JSON.stringify(parsed, null, 2)}\n`);
  }

  function set(field) {
    return (event) => {
      added = "";
      put({ ...request(), [field]: event.target.value });
    };
  }

  function add(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const type = types.find((one) => one.name === chosen);
    const args = {};
    for (const { name } of type.args ?? []) {
      const value = form.get(`arg:${name}`);
      if (value !== "") {
        args[name] = value;
      }
    }
    const job = { name: type.name, args };
    if (form.get("desc")) {
      job.desc = form.get("desc");
    }
    const parsed = request();
    const blocks = Array.isArray(parsed.blocks) ? parsed.blocks : [];
    let at = Number(form.get("block"));
    if (at >= blocks.length) {
      at = blocks.length;
      blocks.push({ rate_limit: 1, jobs: [] });
    }
    blocks[at].jobs = [...(blocks[at].jobs ?? []), job];
    added = `blocks[${at}].jobs[${blocks[at].jobs.length - 1}]`;
    put({ ...parsed, blocks });
  }

  function argument(arg) {
    return html`<label>
      <span><code>${shown(arg.name)}</code>${arg.required ? " (required)" : ""}: ${shown(arg.kind)}</span>
      <input name=${`arg:${arg.name}`} ?required=${arg.required} placeholder=${shown(arg.defaultValue ?? "")} autocomplete="off" spellcheck="false" />
      <span class="hint">${shown(arg.description)}</span>
    </label>`;
  }

  function jobForm(parsed) {
    const type = types.find((one) => one.name === chosen);
    const blocks = Array.isArray(parsed.blocks) ? parsed.blocks : [];
    return html`<form class="job-form" @submit=${add}>
      <label>Add a job of type
        <select name="type" @change=${(event) => {
          chosen = event.target.value;
          added = "";
          page.draw();
        }}>
          <option value="" ?selected=${chosen === ""}>choose…</option>
          ${types.map((one) => html`<option value=${one.name} ?selected=${one.name === chosen}>${shown(one.name)}</option>`)}
        </select>
      </label>
      ${type
        ? html`<p>${shown(type.purpose)}</p>
            ${(type.args ?? []).map(argument)}
            <label>Description <input name="desc" autocomplete="off" /></label>
            <label>Into
              <select name="block">
                ${blocks.map((block, at) => html`<option value=${at} ?selected=${at === blocks.length - 1}>blocks[${at}] ${shown(block?.desc ?? "")}</option>`)}
                <option value=${blocks.length} ?selected=${blocks.length === 0}>a new block</option>
              </select>
            </label>
            <button>Add the job</button>`
        : nothing}
      ${added ? html`<p class="fine" role="status">Added as <code>${added}</code></p>` : nothing}
    </form>`;
  }

  return {
    /** @param jobTypes from ListJobTypes @param workNames of works that policies are in force for */
    offer(jobTypes, workNames) {
      types = jobTypes;
      names = workNames;
    },
    render() {
      const parsed = request();
      return html`<aside aria-label="Build the request">
        <h2>Build</h2>
        ${parsed === null
          ? html`<p class="hint">Once the text is a JSON object, jobs can be added to it here.</p>`
          : html`<label>Name <input list="names" .value=${String(parsed.name ?? "")} @change=${set("name")} autocomplete="off" /></label>
              <datalist id="names">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
              <label>Description <input .value=${String(parsed.desc ?? "")} @change=${set("desc")} autocomplete="off" /></label>
              ${jobForm(parsed)}`}
      </aside>`;
    },
  };
}
