// The animation over the training size: ten pictures that morph, who joined, the curve, and what moves them.
import { remember } from "../../components/address.js";
import { field } from "../../components/drawing.js";
import { add, shape, spoken } from "../../components/nodes.js";
import { whole } from "../../components/numbers.js";
import { clamp } from "../../components/scales.js";
import { clockAt, drawChart, frameAt, moveMarker, shownAt, standing } from "./size_curve.js";
import { assemble, drawJoined, drawPictures } from "./size_frames.js";
import { drawn, drawSketch, recall, store, stroke, verdict } from "./size_sketch.js";

const FRAME_TIME = 900;
const REST_TIME = 1800;
const GESTURES = ["pointerdown", "keydown", "input"]; // before one of them the film plays for nobody in particular
const HELD = 0.5; // of a frame's time its model stands still, to be read; then it turns into the next
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches; // nothing then turns into anything

function build(root) {
  const view = { root, at: 0, painted: 0, resting: 0, looked: new Set() };
  const head = add(root, "div", "head");
  view.size = add(head, "span", "n");
  view.facts = add(head, "span", "facts");
  const stage = add(root, "div", "stage");
  const grid = add(stage, "div", "pictures");
  view.tiles = Array.from({ length: 10 }, (_, digit) => {
    const figure = add(grid, "figure", "tile");
    const caption = add(figure, "figcaption", "", digit);
    const more = add(caption, "span", "more");
    const canvas = field(figure, "picture");
    canvas.setAttribute("aria-label", `Weights of class ${digit}`);
    return { figure, canvas, more };
  });
  const joined = add(stage, "div", "joined");
  view.joinedHead = add(joined, "div", "small");
  const strip = add(joined, "div", "strip");
  view.examples = Array.from({ length: 10 }, () => {
    const figure = add(strip, "figure", "example");
    return { figure, canvas: field(figure, "ink"), caption: add(figure, "figcaption", "") };
  });
  view.joinedNote = add(joined, "div", "small");
  buildBar(view, add(root, "div", "bar"));
  view.chart = shape(root, "svg", { class: "chart", role: "img", tabindex: 0 });
  const foot = spoken(root, "div", "foot");
  const legend = add(foot, "span", "legend");
  view.unseenKey = add(legend, "span", "key");
  add(add(legend, "span", "key train"), "span", "", "train accuracy");
  add(legend, "span", "key between", "dashed: between two models");
  view.bandKey = add(add(legend, "span", "key luck"), "span", "");
  view.asks = add(foot, "span", "asks");
  view.verdict = add(view.asks, "span", "verdict");
  view.reveal = add(view.asks, "button", "reveal");
  view.reveal.type = "button";
  const scale = add(foot, "span", "scale");
  view.limit = add(scale, "span", "end");
  add(scale, "span", "ramp");
  view.limitFor = add(scale, "span", "end");
  for (const gesture of GESTURES) root.addEventListener(gesture, () => (view.own = true), true);
  new ResizeObserver(() => view.lay?.()).observe(view.chart);
  return view;
}

function buildBar(view, bar) {
  view.buttons = {};
  for (const [name, label, act] of [
    ["back", "Back", () => view.go(Math.ceil(view.at) - 1)],
    ["play", "Play", () => (view.playing ? view.rest() : view.play())],
    ["step", "Step", () => view.go(Math.floor(view.at) + 1)],
  ]) {
    const button = (view.buttons[name] = add(bar, "button", name, label));
    button.type = "button";
    button.onclick = act;
  }
  view.slider = add(bar, "input", "");
  Object.assign(view.slider, { type: "range", min: 0, step: "any" });
  view.slider.setAttribute("aria-label", "Training size");
  view.slider.oninput = () => view.scrub(Number(view.slider.value));
  view.slider.onchange = () => view.rest();
  view.speed = add(bar, "select", "");
  view.speed.setAttribute("aria-label", "Speed");
  for (const speed of [0.5, 1, 2, 4]) add(view.speed, "option", "", `${speed === 0.5 ? "½" : speed}×`).value = speed;
  view.speed.onchange = () => remember("speed", view.speed.value === "1" ? null : view.speed.value);
  const label = add(bar, "label", "");
  view.loop = add(label, "input", "");
  view.loop.type = "checkbox";
  view.loop.onchange = () => remember("loop", view.loop.checked ? null : "off");
  add(label, "span", "", "Loop");
}

function say(view, data) {
  const k = Math.round(view.at);
  const here = standing(data, view.at);
  view.size.textContent = here.size;
  view.root.classList.toggle("between", !here.trained);
  const accuracy = `${here.what} · ${view.told ? here.accuracy : `${data.part} ? %`}`;
  view.facts.textContent =
    data.ready < data.sizes.length && k === data.ready - 1 && data.active
      ? `${accuracy} · training n = ${whole(data.sizes[data.ready])} …`
      : accuracy;
  if (Number(view.slider.max) !== data.ready - 1) view.slider.max = data.ready - 1;
  view.slider.value = view.at;
  view.slider.setAttribute("aria-valuetext", here.size);
  const label = view.playing ? "Pause" : "Play";
  if (view.buttons.play.textContent !== label) view.buttons.play.textContent = label;
  view.buttons.back.disabled = view.at <= 0;
  view.buttons.step.disabled = view.at >= data.ready - 1;
}

function draw(view, data) {
  if (!view.film) return;
  drawPictures(view, data, view.at);
  drawJoined(view, data, Math.ceil(view.at - 1e-6));
  moveMarker(view, data, view.at);
  say(view, data);
  watch(view, data);
}

// The server hears once that each of the few sizes was looked at, since the visitor chose them or touched the film.
function watch(view, data) {
  if (!data.watch || !view.own || view.looked.size === data.sizes.length) return;
  view.looked.add(Math.round(view.at));
  if (view.looked.size === data.sizes.length) view.hear();
}

function ask(view, data) {
  view.root.dataset.part = data.part; // which lends its colour
  view.unseenKey.textContent = `${data.part} accuracy`;
  view.chart.classList.toggle("asking", !view.told);
  view.root.classList.toggle("asked", !view.told);
  view.verdict.textContent = view.told
    ? verdict(view, data)
    : drawn(view.sketch)
      ? ""
      : `Where does it go? Draw the ${data.part} accuracy.`;
  view.reveal.hidden = view.told || view.sketch.told;
  view.reveal.textContent = drawn(view.sketch) ? "Reveal" : "Just show it";
  view.bandKey.parentNode.hidden = !(data.band && view.told);
  view.bandKey.textContent = data.band?.name ?? "";
}

// Time moves the frame; where the next model is still being trained, it waits for it.
function tick(view, data, now) {
  const passed = Math.max(now - view.before, 0) * Number(view.speed.value);
  view.before = now;
  const end = data.ready - 1;
  if (view.clock < end) view.clock = Math.min(view.clock + passed / FRAME_TIME, end);
  else if (!view.loop.checked) return data.active ? undefined : view.rest();
  else if ((view.resting += passed) > REST_TIME) view.clock = view.resting = 0;
  else return;
  const at = shownAt(view.clock, calm() ? 1 : HELD);
  if (at === view.at) return;
  view.at = at;
  draw(view, data);
}

function connect(view, data) {
  view.play = () => {
    cancelAnimationFrame(view.playing);
    if (view.at >= data.ready - 1 && !data.active) view.at = 0;
    view.clock = clockAt(view.at, calm() ? 1 : HELD);
    view.before = performance.now();
    view.resting = 0;
    const frame = (now) => {
      view.playing = requestAnimationFrame(frame);
      tick(view, view.data, now);
    };
    view.playing = requestAnimationFrame(frame);
    remember("size", null);
    say(view, data);
  };
  view.rest = () => {
    cancelAnimationFrame(view.playing);
    view.playing = null;
    view.at = clamp(Math.round(view.at), 0, data.ready - 1);
    remember("size", data.sizes[view.at]);
    draw(view, data);
  };
  view.scrub = (at) => {
    cancelAnimationFrame(view.playing);
    view.playing = null;
    view.at = clamp(at, 0, data.ready - 1);
    draw(view, data);
  };
  view.go = (at) => {
    view.scrub(at);
    view.rest();
  };
  view.lay = () => {
    view.told = data.told;
    drawChart(view, data, view.told);
    drawSketch(view, data);
    ask(view, data);
    draw(view, data);
  };
  view.reveal.onclick = () => {
    view.sketch.told = true;
    store(data.name, view.sketch);
    ask(view, data);
    view.tell(); // the accuracies come only now
  };
  listen(view, data);
}

function listen(view, data) {
  let held = null;
  const spot = (event) => [
    event.clientX - view.chart.getBoundingClientRect().left,
    event.clientY - view.chart.getBoundingClientRect().top,
  ];
  const follow = (event) => {
    const here = spot(event);
    if (view.told) view.scrub(frameAt(data.sizes, view.axes.size(here[0]), data.ready - 1));
    else {
      stroke(view, data, held, here);
      drawSketch(view, data);
      ask(view, data);
    }
    held = here;
  };
  view.chart.onpointerdown = (event) => {
    view.chart.setPointerCapture(event.pointerId);
    held = spot(event);
    follow(event);
  };
  view.chart.onpointermove = (event) => held && follow(event);
  view.chart.onpointerup = view.chart.onpointercancel = () => {
    if (held && view.told) view.rest();
    else if (held) store(data.name, view.sketch);
    held = null;
  };
  view.root.onkeydown = (event) => {
    const typing = ["BUTTON", "SELECT"].includes(event.target.tagName) || event.target.type === "checkbox";
    if (
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.target.tagName === "SELECT" ||
      (typing && event.key === " ")
    )
      return;
    const k = Math.round(view.at);
    const sketching = event.target === view.chart && !view.told && { ArrowUp: 0.02, ArrowDown: -0.02 }[event.key];
    if (sketching) {
      view.sketch.shares[k] = clamp((view.sketch.shares[k] ?? view.sketch.shares[k - 1] ?? 0.1) + sketching, 0, 1);
      store(data.name, view.sketch);
      drawSketch(view, data);
      ask(view, data);
    } else if (event.key === " ") view.playing ? view.rest() : view.play();
    else if (event.key in { ArrowLeft: 1, ArrowDown: 1 }) view.go(Math.ceil(view.at) - 1);
    else if (event.key in { ArrowRight: 1, ArrowUp: 1 }) view.go(Math.floor(view.at) + 1);
    else if (event.key === "Home") view.go(0);
    else if (event.key === "End") view.go(data.ready - 1);
    else return;
    event.preventDefault();
  };
}

function begin(view, data) {
  view.speed.value = data.speed;
  view.loop.checked = data.loop;
  view.at = Math.min(data.at ?? 0, data.ready - 1);
  view.playing = data.at === null && !calm();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".size");
  const view = (root.view ??= build(root));
  view.wanted = data.stamp;
  (async () => {
    if (view.data?.stamp !== data.stamp) {
      const film = await assemble(view, data);
      if (!film) return;
      view.film = film;
    }
    const first = !view.data;
    const other = view.data?.name !== data.name;
    view.data = data;
    view.joinedAt = view.shades = null; // the theme may be another
    if (other) {
      view.sketch = recall(data.name);
      view.looked.clear();
      view.own ||= !first;
    }
    if (first) begin(view, data);
    else view.at = other ? 0 : clamp(view.at, 0, data.ready - 1);
    connect(view, data);
    view.hear = () => setTriggerValue("watched", true);
    view.tell = () => setTriggerValue("told", true);
    if (view.sketch.told && !data.told) view.tell(); // the server has forgotten, as after the page was loaded anew
    if (view.playing) view.play();
    view.lay();
  })();
  return () => cancelAnimationFrame(view.playing);
}
