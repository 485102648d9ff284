// The board of a run: where it stands, its curves, its weights, its mistakes, and a way through its time.

import { theme } from "../../components/drawing.js";
import { store } from "../../components/feed.js";
import { add, say } from "../../components/nodes.js";
import { percent, signed, whole } from "../../components/numbers.js";
import { play, said } from "../../components/replay.js";
import { curves, drawCurves, point, travelOn } from "./board_curves.js";
import { drawMosaic, drawWeights, mosaic, prepare, weightPictures } from "./board_pictures.js";
import { attend } from "./board_store.js";

const FILM = 6000; // milliseconds for all records of a film
// A class that watches is sent news once in two seconds: what comes together is then shown one after the other.
const SMOOTH = 700; // milliseconds between two messages from which on that is done
const AT_MOST = 5; // pictures between two messages
const CURVES = [
  {
    title: "Loss, in nats",
    low: 0,
    least: 2.5,
    marked: true,
    format: (v) => v.toFixed(3),
    lines: [
      { name: "train", className: "train", value: (f) => f.trainLoss },
      { name: "validation", className: "validation", value: (f) => f.validationLoss },
    ],
  },
  {
    title: "Accuracy, %",
    low: 0,
    high: 100,
    format: (v) => v.toFixed(1),
    lines: [
      { name: "train", className: "train", value: (f) => 100 * f.trainAccuracy },
      { name: "validation", className: "validation", value: (f) => 100 * f.validationAccuracy },
      { name: "test", className: "test", value: (f) => 100 * f.testAccuracy },
    ],
  },
  {
    title: "Weights",
    least: 0.01,
    format: (v) => (Math.abs(v) < 5e-4 ? "0.000" : signed(v, 3)),
    lines: [{ name: "median; bands: half, 90 %", className: "median", value: (f) => f.spread[2] }],
    bands: [
      { className: "band", low: (f) => f.spread[0], high: (f) => f.spread[4] },
      { className: "band", low: (f) => f.spread[1], high: (f) => f.spread[3] },
    ],
  },
  {
    title: "The ten biases",
    least: 0.01,
    format: (v) => signed(v, 3),
    lines: Array.from({ length: 10 }, (_, k) => ({ label: k, className: "bias", value: (f) => f.bias[k] })),
  },
];

function build(root) {
  const view = { root, frames: [], all: [], marks: [], place: null };
  const top = add(root, "div", "top");
  view.where = add(top, "span", "where");
  view.pace = add(top, "span", "pace");
  view.bar = add(add(root, "div", "progress"), "i", "");
  const time = add(root, "div", "time");
  const grid = add(root, "div", "curves");
  view.charts = CURVES.map((spec) => curves(grid, spec));
  view.note = add(root, "p", "note");
  view.says = add(root, "pre", "says");
  view.says.setAttribute("role", "status");
  const lower = add(root, "div", "lower");
  view.weights = weightPictures(lower);
  view.mosaic = mosaic(lower);
  view.play = add(time, "button", "play");
  view.play.type = "button";
  view.slider = add(time, "input", "slider");
  Object.assign(view.slider, { type: "range", min: 0, step: 1, value: 0 });
  view.slider.setAttribute("aria-label", "Travel through the records of the run");
  view.stamp = add(time, "span", "stamp");
  view.now = add(time, "button", "now", "Latest");
  view.axis = add(time, "button", "axis", "Log steps");
  view.now.type = view.axis.type = "button";
  view.axis.title = "Stretch the beginning: steps that grow by factors";
  view.axis.setAttribute("aria-pressed", "false");
  view.log = add(root, "pre", "log");
  view.log.tabIndex = 0;
  view.log.setAttribute("role", "group"); // whose label a <pre> would not have
  bind(view);
  label(view);
  return view;
}

function bind(view) {
  // At the last record one follows the run again.
  view.travel = (place) => {
    if (view.replay) stop(view);
    view.place = place >= view.frames.length - 1 ? null : place;
    draw(view);
  };
  view.peek = (place) => {
    const frame = view.frames[place] ?? shown(view);
    if (frame) view.charts.forEach((chart) => point(chart, frame, view.colours));
  };
  view.charts.forEach((chart) => travelOn(chart, view));
  view.slider.oninput = () => stop(view) || view.travel(Number(view.slider.value));
  view.now.onclick = () => stop(view) || view.travel(Infinity);
  view.axis.onclick = () => {
    view.factors = !view.factors;
    view.axis.setAttribute("aria-pressed", view.factors);
    draw(view);
  };
  view.play.onclick = () => {
    if (!view.film) return film(view);
    stop(view);
    draw(view);
  };
  new ResizeObserver(() => view.frames.length && draw(view)).observe(view.root);
}

function stop(view) {
  clearInterval(view.film);
  if (view.replay) {
    // One stands in the film where one stopped it, and may travel from there.
    view.replay();
    const last = view.frames.length - 1;
    view.frames = view.records.frames;
    view.place = last < view.frames.length - 1 ? last : null;
  }
  view.film = view.replay = null;
  label(view);
}

// The run as it came when it was trained, from its first record on: the curves grow, and nobody knows what is to come.
function again(view) {
  stop(view);
  const { frames } = view.records;
  if (frames.length < 2) return;
  const steps = frames.map((frame) => frame.step);
  const show = (record) => {
    Object.assign(view, { frames: frames.slice(0, record + 1), place: null, live: null });
    draw(view);
  };
  const end = () => stop(view) || draw(view);
  view.film = true;
  view.replay = play(steps, view.head.seconds, { show, end, goes: () => view.root.isConnected });
  label(view);
}

function film(view) {
  const count = view.frames.length;
  view.travel(view.place ?? 0);
  view.film = setInterval(
    () => {
      if (view.place === null) return stop(view);
      view.travel(view.place + 1);
    },
    Math.min(400, Math.max(60, FILM / count)),
  );
  label(view);
}

function label(view) {
  view.play.textContent = view.film ? "❚❚ Pause" : "▶ Film";
  view.play.setAttribute("aria-label", view.film ? "Pause the film" : "Play all records as a film");
}

const shown = (view) => (view.place === null ? (view.live ?? view.frames.at(-1)) : view.frames[view.place]);

// Between records nothing is measured: the last record's numbers stand, and it is said whose they are.
function measured(view, frame) {
  return Number.isFinite(frame.trainLoss) ? frame : view.frames.at(-1);
}

function describe(view, frame, head) {
  const known = measured(view, frame);
  const parts = [`Step ${whole(frame.step)} of ${whole(head.steps)}`];
  const before = known && known.step !== frame.step ? `at step ${whole(known.step)}: ` : "";
  if (known)
    parts.push(
      `${before}train loss ${known.trainLoss.toFixed(4)}`,
      `validation accuracy ${percent(known.validationAccuracy, 2)}`,
    );
  else parts.push("nothing learned yet");
  say(view.where, parts.join(" · "));
  view.pace.textContent = head.pace;
  view.bar.style.width = `${(100 * frame.step) / head.steps}%`;
  const { frames } = view.records;
  say(view.note, view.replay ? `${said(frames.length, head.seconds)}.` : head.note);
  view.note.className = view.replay ? "note" : `note ${head.tone}`;
  const last = Math.max(0, view.place ?? view.frames.length - 1);
  view.slider.max = Math.max(view.frames.length - 1, 1);
  view.slider.value = last;
  view.slider.disabled = view.play.disabled = view.frames.length < 2;
  view.slider.setAttribute("aria-valuetext", `after step ${whole(frame.step)}`);
  view.stamp.textContent = view.frames.length ? `record ${last + 1} of ${view.frames.length}` : "no records";
  view.now.disabled = view.place === null;
  view.log.textContent = view.frames
    .slice(Math.max(0, last - 2), last + 1)
    .map((frame) => logLine(frame, view.data.part))
    .join("\n");
  const digits = `the accuracy is that on the ${view.data.part} digits`;
  view.log.setAttribute("aria-label", `The log as the tutorials print it: ${digits}`);
}

// As the tutorials have it once the run's exam is open; until then by validation, and it says so.
export function logLine(frame, part) {
  const step = whole(frame.step).padStart(6);
  const [name, accuracy] =
    part === "test" ? ["Accuracy", frame.testAccuracy] : ["Validation accuracy", frame.validationAccuracy];
  return `Training Step: ${step}  ${name} = ${accuracy.toFixed(4)}  Loss = ${frame.trainLoss.toFixed(4)}`;
}

function draw(view) {
  const { records, data, head } = view;
  const frame = shown(view);
  if (!frame || !head) return;
  view.colours = getComputedStyle(view.host)
    .getPropertyValue("--st-chart-categorical-colors")
    .split(",")
    .map((each) => each.trim());
  // What leaps at step 5 of 2,501 is to be seen.
  view.steps = head.tone === "diverged" ? Math.max(1, records.frames.at(-1)?.step) : head.steps;
  view.all = view.live ? [...view.frames, view.live] : view.frames;
  view.marks = view.replay ? head.marks.filter((mark) => mark.step <= frame.step) : head.marks;
  const sealed = data.part !== "test";
  for (const chart of view.charts) {
    for (const { line, item } of chart.values) item.hidden = sealed && line.className === "test";
    drawCurves(chart, view);
  }
  view.peek(null);
  const colours = theme(view.host);
  drawWeights(view.weights, frame, colours);
  drawMosaic(view.mosaic, frame, data, colours);
  prepare(view.mosaic, data, colours, () => draw(view));
  describe(view, frame, head);
  view.root.dataset.drawn = Number(view.root.dataset.drawn ?? 0) + 1;
  view.root.dataset.edition = records.edition;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".board");
  const view = (root.view ??= build(root));
  const records = store("board");
  Object.assign(view, { data, records, host: parentElement.host ?? parentElement });
  if (view.says.textContent !== data.says) view.says.textContent = data.says; // only what is new is read out
  view.played ??= data.played; // what was asked for on a page before is not asked for here
  attend(records, () => {
    if (view.edition !== records.edition) {
      Object.assign(view, { edition: records.edition, place: null, news: 0, known: 0 });
      stop(view);
    }
    view.head = records.head;
    if (!view.replay) catchUp(view);
    standAt(view, view.data.at);
    if (view.played === view.data.played) return;
    view.played = view.data.played;
    again(view);
  });
}

// Once in a visit it stands at the record that was asked for, as soon as there is a later one.
function standAt(view, step) {
  const { records } = view;
  const place = records.frames.findIndex((frame) => frame.step === step);
  if (records.stood || place < 0 || place >= view.frames.length - 1) return;
  records.stood = true;
  view.travel(place);
}

// Shows what has come since the last message, spread over the time until the next.
function catchUp(view) {
  const { records } = view;
  const now = performance.now();
  const waited = Math.min(now - (view.news || now), 2500);
  view.news = now;
  clearTimeout(view.next);
  const known = view.known; // not view.frames.length: the records' own array has grown
  const fresh = records.frames.length - known + (records.live ? 1 : 0);
  const pictures = known && view.place === null && waited >= SMOOTH ? Math.min(fresh, AT_MOST) : 1;
  const show = (k) => {
    const whole = k >= pictures || view.place !== null;
    view.frames = whole ? records.frames : records.frames.slice(0, known + Math.ceil((k * fresh) / pictures));
    view.live = whole ? records.live : null;
    view.known = view.frames.length;
    draw(view);
    if (!whole) view.next = setTimeout(() => show(k + 1), waited / pictures);
  };
  show(1);
}
