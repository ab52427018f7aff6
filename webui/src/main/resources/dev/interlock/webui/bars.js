import { svg, html } from "./lib/lit-html.js";
import { countsWords, total } from "./words.js";

// in the order in which they stand in a bar
const PARTS = ["completed", "skipped", "failed", "unknown", "cancelled", "running", "waiting"];

/** How far jobs are: a bar of their states, and the same in words for whoever cannot see it. */
export function progressBar(counts) {
  const all = total(counts);
  let at = 0;
  const parts = PARTS.filter((part) => counts[part] > 0).map((part) => {
    const width = (100 * counts[part]) / all;
    const x = at;
    at += width;
    return svg`<rect class="bar-${part}" x=${x} y="0" width=${width} height="10"></rect>`;
  });
  return html`<svg class="bar" role="img" aria-label=${countsWords(counts)} viewBox="0 0 100 10" preserveAspectRatio="none">
    <rect class="bar-rest" x="0" y="0" width="100" height="10"></rect>${parts}
  </svg>`;
}
