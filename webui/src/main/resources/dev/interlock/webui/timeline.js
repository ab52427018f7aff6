import { html } from "./lib/lit-html.js";
import { countsWords, duration, stateWords } from "./words.js";

// Every job as a bar over time. Drawn on a canvas, which keeps up with tens of thousands; the table of
// jobs says the same for whoever cannot see it.

const HEIGHT = 220;
const AXIS = 18;
const ZOOM_STEP = 1.3;
const BAR_MAX = 12;
const POINTER = 3; // what a pointer covers

/** @param chosen called with the job whose bar is clicked */
export function timelineView(app, model, chosen) {
  let from = 0; // of the whole span, 0 to 1
  let until = 1;
  let drag = null;

  /** From the work's start to its end or now, in milliseconds. */
  function span() {
    const start = Date.parse(model.status.started);
    const end = model.status.ended ? Date.parse(model.status.ended) : Date.now();
    return { start, length: Math.max(1, end - start) };
  }

  /** The jobs of which a bar is seen, each in a row: the closer one looks, the fewer and the thicker they are. */
  function seenJobs() {
    const { start, length } = span();
    const first = start + from * length;
    const last = start + until * length;
    return model.jobs.filter((job) => job?.startedMillis <= last && (job.endedMillis ?? Infinity) >= first);
  }

  function zoom(factor, at) {
    const width = Math.min(1, (until - from) * factor);
    const fixed = from + at * (until - from);
    from = Math.max(0, Math.min(1 - width, fixed - at * width));
    until = from + width;
    app.draw();
  }

  function wheel(event) {
    if (event.ctrlKey || event.shiftKey) { // else the page scrolls, as it does elsewhere
      event.preventDefault();
      const place = (event.clientX - event.currentTarget.getBoundingClientRect().left) / event.currentTarget.clientWidth;
      zoom(event.deltaY > 0 ? ZOOM_STEP : 1 / ZOOM_STEP, place);
    }
  }

  function press(event) {
    drag = { x: event.clientX, from, until, isClick: true };
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function move(event) {
    if (drag) {
      const by = ((drag.x - event.clientX) / event.currentTarget.clientWidth) * (drag.until - drag.from);
      const shift = Math.max(-drag.from, Math.min(1 - drag.until, by));
      drag.isClick &&= Math.abs(drag.x - event.clientX) < 3;
      from = drag.from + shift;
      until = drag.until + shift;
      app.draw();
    }
  }

  function lift(event) {
    if (drag?.isClick) {
      const box = event.currentTarget.getBoundingClientRect();
      const job = jobAt(event.clientX - box.left, event.clientY - box.top, box.width);
      if (job) {
        chosen(job);
      }
    }
    drag = null;
  }

  const rowHeight = (jobs) => (HEIGHT - AXIS) / Math.max(1, jobs.length);

  function jobAt(x, y, width) {
    const jobs = seenJobs();
    const { start, length } = span();
    const millis = start + (from + (x / width) * (until - from)) * length;
    const height = Math.min(BAR_MAX, rowHeight(jobs));
    const row = Math.floor((y - AXIS) / height);
    // rows may be thinner than a point: of those under the pointer the one that ran just then
    const beside = Math.ceil(POINTER / height);
    const under = height >= POINTER ? jobs.slice(row, row + 1) : jobs.slice(Math.max(0, row - beside), row + beside + 1);
    const ran = under.find((job) => job.startedMillis <= millis && millis <= (job.endedMillis ?? Infinity));
    return ran ?? (height >= POINTER ? under[0] : undefined);
  }

  function drawn() {
    const canvas = document.getElementById("timeline");
    if (!canvas || !model.status?.started) {
      return;
    }
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    if (canvas.width !== Math.round(width * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(HEIGHT * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, HEIGHT);
    const style = getComputedStyle(canvas);
    const { start, length } = span();
    const begin = start + from * length;
    const seen = (until - from) * length;
    const x = (millis) => ((millis - begin) / seen) * width;
    axis(pen, style, begin - start, seen, width);
    const jobs = seenJobs();
    const row = Math.min(BAR_MAX, rowHeight(jobs));
    const now = start + length;
    let y = AXIS;
    for (const job of jobs) {
      const left = Math.max(0, x(job.startedMillis));
      const right = Math.min(width, x(job.endedMillis ?? now));
      if (right >= 0 && left <= width) {
        pen.fillStyle = colour(style, job.state);
        pen.fillRect(left, y, Math.max(1, right - left), Math.max(0.5, row - (row > 3 ? 1 : 0)));
      }
      y += row;
    }
  }

  const colours = new Map();

  function colour(style, state) {
    const name = `--${stateWords(state).replaceAll(" ", "-")}`;
    const key = name + style.color; // another scheme, other colours
    if (!colours.has(key)) {
      colours.set(key, style.getPropertyValue(name).trim() || style.color);
    }
    return colours.get(key);
  }

  function axis(pen, style, offset, seen, width) {
    pen.fillStyle = style.color;
    pen.font = `11px ${style.fontFamily}`;
    const marks = Math.max(2, Math.floor(width / 140));
    for (let i = 0; i < marks; i++) {
      pen.fillText(duration(offset + (seen * i) / marks), (width * i) / marks, 11);
    }
  }

  return {
    drawn,
    render() {
      if (!model.status.started) {
        return html``;
      }
      return html`<h2>Timeline</h2>
        <div class="buttons timeline-buttons">
          <button @click=${() => zoom(1 / ZOOM_STEP, 0.5)} aria-label="Zoom in">+</button>
          <button @click=${() => zoom(ZOOM_STEP, 0.5)} aria-label="Zoom out">−</button>
          <button @click=${() => { from = 0; until = 1; app.draw(); }}>All</button>
          <span class="hint">drag to move; ctrl and wheel to zoom; click for a job</span>
        </div>
        <canvas id="timeline" role="img" aria-label="Each job over time: ${countsWords(model.status.counts)}"
          @wheel=${wheel} @pointerdown=${press} @pointermove=${move} @pointerup=${lift}></canvas>`;
    },
  };
}
