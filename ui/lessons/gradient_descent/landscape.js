// The loss of the real model on a plane through its weights, seen from above as on a map, with the paths of runs on it.
// A place on it is a model: its templates and its answers are drawn beside the map, where one points or a ball walks.
import { decode, theme } from "../../components/drawing.js";
import { store } from "../../components/feed.js";
import { add, put, shape } from "../../components/nodes.js";
import { calm, player } from "../../components/player.js";
import { clamp } from "../../components/scales.js";
import { along, buildHere, drawHere, unfold } from "./landscape_here.js";
import { drawMap, labels, lossAt, mapOf } from "./landscape_map.js";

const planes = store("planes");
const SEGMENT_TIME = 600; // milliseconds from one record to the next
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function build(root) {
  const view = { lead: null, over: null, kept: null, player: player(SEGMENT_TIME) };
  const stage = add(root, "div", "stage");
  const left = add(stage, "div", "left");
  view.grid = add(left, "div", "grid");
  new ResizeObserver(() => view.lay?.()).observe(view.grid);
  view.here = buildHere(add(stage, "div", "here"));
  const bar = add(left, "div", "bar");
  view.button = add(bar, "button", "play");
  view.button.type = "button";
  view.button.onclick = () => view.walk();
  view.slider = add(bar, "input", "");
  view.slider.type = "range";
  view.slider.min = 0;
  view.slider.setAttribute("aria-label", "How far the balls have walked");
  view.slider.oninput = () => view.goTo(Number(view.slider.value));
  view.step = add(bar, "span", "step");
  const foot = add(root, "div", "foot");
  view.legend = add(foot, "span", "legend");
  view.readout = add(foot, "span", "readout");
  view.readout.setAttribute("aria-live", "polite");
  view.note = add(root, "p", "note");
  return view;
}

function panel(view, k) {
  const figure = add(view.grid, "figure", "panel");
  const caption = add(figure, "figcaption", "");
  const entry = { title: add(caption, "strong", ""), said: add(caption, "span", "said") };
  const frame = (entry.frame = add(figure, "div", "frame"));
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  entry.map = add(frame, "canvas", "map");
  entry.map.setAttribute("role", "img");
  entry.paths = shape(frame, "svg", { class: "paths", "aria-hidden": "true" });
  entry.strays = add(frame, "span", "strays");
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return view.placeOf((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
  };
  frame.onpointerdown = frame.onpointermove = (event) => view.point(k, at(event));
  frame.onpointerleave = () => view.point(k, null);
  frame.onclick = (event) => view.keep(k, at(event));
  frame.onfocus = () => view.follow(k);
  frame.onkeydown = (event) => {
    if (event.key === "Escape") view.keep(k, null);
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    view.move(k, ARROWS[event.key]);
  };
  return entry;
}

// Lines and letters are as large on the screen whatever the size of the map.
function drawPaths(entry, map) {
  const shown = entry.frame.clientWidth || 360;
  const size = 440 / shown;
  entry.paths.style.setProperty("--size", size);
  const [width, height] = [1000, 1000 / map.aspect];
  const svg = entry.paths;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const spot = (entry.spot = ([a, b]) => [map.u(a) * width, (1 - map.v(b)) * height]);
  const line = (path, name) =>
    shape(svg, "polyline", { class: name, points: path.map((each) => spot(each).map(Math.round).join()).join(" ") });
  for (const [u, v, level] of labels(map, shown))
    shape(svg, "text", { class: "level", x: u * width, y: (1 - v) * height }, level);
  if (entry.data.noisy) line(entry.data.noisy, "noisy");
  line(entry.data.path, "path");
  entry.data.path.forEach((each, k) => {
    const [cx, cy] = spot(each);
    shape(svg, "circle", { class: k ? "dot" : "start", cx, cy, r: (k ? 7 : 11) * size });
  });
  const [x, y] = spot([0, 0]);
  const arm = 15 * size;
  shape(svg, "path", { class: "trained", d: `M${x - arm},${y}h${2 * arm}M${x},${y - arm}v${2 * arm}` });
  entry.mark = shape(svg, "circle", { class: "mark", r: 16 * size });
  entry.ball = shape(svg, "circle", { class: "ball", r: 13 * size });
}

function moveTo(entry, node, place) {
  node.style.display = place ? "" : "none";
  if (!place) return;
  const [cx, cy] = entry.spot(place);
  put(node, { cx, cy });
}

// What a ball stands on: a record, or the way between two.
function standing({ steps }, at) {
  const k = Math.min(Math.floor(at), steps.length - 1);
  return at > k && k < steps.length - 1 ? `between steps ${steps[k]} and ${steps[k + 1]}` : `after step ${steps[k]}`;
}

function listen(view, data, map) {
  view.placeOf = (u, v) => [map.u.back(clamp(u, 0, 1)), map.v.back(clamp(v, 0, 1))];
  view.follow = (k) => {
    view.lead = k;
    view.draw();
  };
  view.point = (k, place) => {
    view.over = place;
    view.follow(k);
  };
  view.keep = (k, place) => {
    view.kept = place;
    view.point(k, null);
  };
  view.move = (k, [right, up]) => {
    view.lead = k;
    const [a, b] = view.place();
    view.keep(k, view.placeOf(map.u(a) + right / map.columns, map.v(b) + up / map.rows));
  };
  view.goTo = (place) => {
    view.over = view.kept = null;
    view.player.go(place);
  };
  view.walk = () => {
    view.over = view.kept = null;
    const { at, last, playing } = view.player;
    if (playing) view.player.rest();
    else if (calm() && at >= last) view.player.go(0);
    else view.player.play(calm() ? Math.floor(at) + 1 : last);
  };
  view.ball = (k) => (data.panels[k].path.length ? along(data.panels[k].path, view.player.at) : null);
  view.place = () => view.over ?? view.kept ?? view.ball(view.lead) ?? [0, 0];
}

// What is read at a place: of a dot of the path its own loss, which is not the plane's.
function reading(entry, map, place) {
  const { path, steps, losses } = entry.data;
  const box = entry.frame.getBoundingClientRect();
  const [u, v] = [map.u(place[0]), map.v(place[1])];
  const near = path
    .map(([a, b], k) => [Math.hypot((map.u(a) - u) * box.width, (map.v(b) - v) * box.height), k])
    .reduce((best, each) => (each[0] < best[0] ? each : best), [Infinity, 0]);
  const plane = `loss on the plane here ${lossAt(map, u, v).toFixed(3)}`;
  if (near[0] >= 12) return plane;
  return `after step ${steps[near[1]]}: the run's own loss ${losses[near[1]].toFixed(3)}; ${plane}`;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".landscape");
  const view = (root.view ??= build(root));
  const map = mapOf(data, decode(data.losses, Float32Array).map(Math.log));
  const colours = theme(parentElement);
  const count = data.panels.length;
  // About as many pixels as it will have on the screen, else its thin lines break.
  const width = count < 2 ? 640 : 380;
  const state = JSON.stringify([data.losses.slice(0, 400), colours, width]);
  if (view.state !== state) {
    view.state = state;
    view.painted = drawMap(map, colours, width);
  }
  if (view.panels?.length !== count) {
    view.grid.replaceChildren();
    view.panels = data.panels.map((_, k) => panel(view, k));
    view.lead = null;
  }
  view.lead ??= data.lead;
  const columns = count < 2 ? 1 : count < 5 ? 2 : 3;
  view.grid.style.setProperty("--columns", columns);
  view.panels.forEach((entry, k) => {
    entry.data = data.panels[k];
    entry.title.textContent = entry.data.title;
    entry.said.textContent = entry.data.note;
    entry.strays.textContent = entry.data.strays;
    [entry.map.width, entry.map.height] = [view.painted.width, view.painted.height];
    entry.map.getContext("2d").drawImage(view.painted, 0, 0);
    entry.map.setAttribute("aria-label", entry.data.alt);
    entry.frame.setAttribute("aria-label", `${entry.data.title}: arrow keys move over the map, Escape goes back`);
  });
  view.note.textContent = data.note;
  const steps = view.player;
  const ended = steps.at >= steps.last;
  steps.last = Math.max(0, ...data.panels.map(({ path }) => path.length - 1));
  steps.at = ended ? steps.last : Math.min(steps.at, steps.last);
  listen(view, data, map);
  view.lay = () => {
    for (const entry of view.panels) drawPaths(entry, map);
    view.draw();
  };
  view.draw = steps.draw = () => {
    const entry = view.panels[view.lead];
    const pointed = view.over ?? view.kept;
    view.panels.forEach((each, k) => {
      moveTo(each, each.ball, view.ball(k));
      moveTo(each, each.mark, pointed);
      each.frame.classList.toggle("lead", count > 1 && k === view.lead);
    });
    const { path } = entry.data;
    const step = path.length ? standing(entry.data, steps.at) : "";
    view.here.title.textContent = pointed
      ? `The model at the ring: loss ${lossAt(map, map.u(pointed[0]), map.v(pointed[1])).toFixed(3)}`
      : `The model at the ball: ${entry.data.title}, ${step}`;
    view.readout.textContent = pointed ? reading(entry, map, pointed) : data.hint;
    view.step.textContent = step;
    view.slider.max = steps.last;
    view.slider.value = Math.floor(steps.at);
    view.slider.setAttribute("aria-valuetext", step);
    view.button.textContent = steps.playing ? "Pause" : calm() ? "Step" : "Play";
    const text = planes.kept.get(data.plane);
    if (text && view.unfolded !== text) [view.plane, view.unfolded] = [unfold(text), text];
    if (view.plane) drawHere(view.here, view.plane, view.place(), theme(parentElement));
  };
  planes.wake = () => view.draw();
  view.lay();
  view.legend.replaceChildren();
  for (const [name, text] of data.legend) {
    const item = add(view.legend, "span", "item");
    add(item, "i", name);
    item.append(text);
  }
  return () => steps.stop();
}
