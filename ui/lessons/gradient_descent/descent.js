// Gradient descent on a curve or in a valley, seen from above: a ball, its tangent and its steps.
// The path comes from the server as numbers; moving along it needs no further word with it.
import { remember } from "../../components/address.js";
import { decode } from "../../components/drawing.js";
import { add, shape } from "../../components/nodes.js";
import { player } from "../../components/player.js";
import { bottomAxis, ticks } from "../../components/plot.js";
import { clamp, linear } from "../../components/scales.js";

const STEP_TIME = 420;
const number = (value) =>
  (value < 0 ? "−" : "") +
  (Math.abs(value) >= 100 ? Math.abs(value).toPrecision(3).replace(/e\+?/, "e") : Math.abs(value).toFixed(3));
const tuple = (values, write = number) => (values.length > 1 ? `(${values.map(write).join(", ")})` : write(values[0]));

function build(root) {
  const view = { player: player(STEP_TIME) };
  const steps = view.player;
  steps.draw = () => view.draw();
  steps.rested = () => remember("step", steps.at || null);
  const stage = add(root, "div", "stage");
  view.picture = shape(stage, "svg", { class: "picture", role: "img" });
  view.side = add(stage, "div", "side");
  view.rows = {};
  const table = add(view.side, "dl", "");
  for (const name of ["step", "x", "height", "slope", "moves"]) {
    view.rows[name] = [add(table, "dt", ""), add(table, "dd", "")];
  }
  view.said = add(view.side, "p", "said");
  view.said.setAttribute("aria-live", "polite");
  add(view.side, "div", "head", "height by step");
  view.chart = shape(view.side, "svg", { class: "chart", role: "img", "aria-label": "Height by step" });
  const bar = add(root, "div", "bar");
  view.buttons = {};
  for (const [name, act] of [
    ["Reset", () => steps.go(0)],
    ["Back", () => steps.go(Math.ceil(steps.at) - 1)],
    ["Play", () => (steps.playing ? steps.rest() : steps.play())],
    ["Step", () => steps.play(Math.floor(steps.at) + 1)],
  ]) {
    const button = (view.buttons[name] = add(bar, "button", name.toLowerCase(), name));
    button.type = "button";
    button.onclick = act;
  }
  view.slider = add(bar, "input", "");
  view.slider.type = "range";
  view.slider.min = 0;
  view.slider.setAttribute("aria-label", "Step");
  view.slider.oninput = () => steps.go(Number(view.slider.value));
  view.sheet = new ResizeObserver(() => view.lay?.());
  view.sheet.observe(stage);
  return view;
}

// Pixels of a point, kept inside the picture; `off` says whether it had to be.
function scale(data, width, height, inset) {
  const [left, right, bottom, top] = data.window;
  const [w, h] = [width - inset.left - inset.right, height - inset.top - inset.bottom];
  let kx = w / (right - left);
  let ky = h / (top - bottom);
  if (data.flat) kx = ky = Math.min(kx, ky);
  const x0 = inset.left + (w - kx * (right - left)) / 2;
  const y0 = inset.top + (h - ky * (top - bottom)) / 2;
  const across = linear([left, right], [x0, x0 + kx * (right - left)]);
  const up = linear([bottom, top], [y0 + ky * (top - bottom), y0]);
  return {
    kx,
    ky,
    x: (x) => across(clamp(x, left, right)),
    y: (y) => up(clamp(y, bottom, top)),
    off: (x, y) => x < left || x > right || y < bottom || y > top,
    back: (px, py) => [across.back(px), up.back(py)],
  };
}

// Where the ball is on the picture: on a curve its own height, in the valley its second coordinate.
function place(data, k) {
  return data.flat ? data.points[k] : [data.points[k][0], data.heights[k]];
}

function between(data, at) {
  const k = Math.floor(at);
  if (k === at || k + 1 >= data.points.length) return place(data, k);
  const part = at - k;
  const [a, b] = [place(data, k), place(data, k + 1)];
  const x = a[0] + (b[0] - a[0]) * part;
  if (data.flat) return [x, a[1] + (b[1] - a[1]) * part];
  const line = data.outline;
  const share = ((x - line[0][0]) / (line[line.length - 1][0] - line[0][0])) * (line.length - 1);
  const i = clamp(Math.floor(share), 0, line.length - 2);
  return [x, line[i][1] + (line[i + 1][1] - line[i][1]) * (share - i)];
}

function drawGround(view, data) {
  const svg = view.picture;
  const width = svg.clientWidth || 480;
  const height = svg.clientHeight || 380;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", data.alt);
  svg.replaceChildren();
  const s = (view.scale = scale(data, width, height, { left: 14, right: 14, top: 14, bottom: 26 }));
  const [left, right, bottom, top] = data.window;
  const clip = shape(shape(svg, "clipPath", { id: "frame" }), "rect", {
    x: s.x(left),
    y: s.y(top),
    width: s.x(right) - s.x(left),
    height: s.y(bottom) - s.y(top),
  });
  const ground = shape(svg, "g", {});
  if (data.flat) {
    shape(ground, "rect", {
      class: "field",
      x: clip.getAttribute("x"),
      y: clip.getAttribute("y"),
      width: clip.getAttribute("width"),
      height: clip.getAttribute("height"),
    });
    const bowl = shape(ground, "g", { "clip-path": "url(#frame)" });
    for (const [a, b] of [...data.contours].reverse()) {
      shape(bowl, "ellipse", { class: "contour", cx: s.x(0), cy: s.y(0), rx: a * s.kx, ry: b * s.ky });
    }
  } else {
    const inside = data.outline.filter(([x, y]) => !s.off(x, y));
    shape(ground, "polyline", { class: "curve", points: inside.map(([x, y]) => `${s.x(x)},${s.y(y)}`).join(" ") });
  }
  bottomAxis(ground, s.x, ticks(left, right, 1), { bottom: s.y(bottom), drop: 18, length: 4 });
  shape(ground, "line", { class: "axis", x1: s.x(left), x2: s.x(right), y1: s.y(bottom), y2: s.y(bottom) });
  for (const m of data.minima) {
    shape(ground, "path", {
      class: "minimum",
      d: `M${s.x(m[0])},${s.y(m[1]) + (data.flat ? -5 : 0)}v${data.flat ? 10 : 7}${data.flat ? "m-5,-5h10" : ""}`,
    });
  }
  view.live = shape(svg, "g", {});
}

function label(view, x, y, right, text) {
  shape(
    view.live,
    "text",
    { class: "label", x: x + (right ? 14 : -14), y: Math.max(y - 12, 24), "text-anchor": right ? "start" : "end" },
    text,
  );
}

function drawBall(view, data) {
  const { scale: s, live } = view;
  const { at, last } = view.player;
  live.replaceChildren();
  const k = Math.floor(at);
  const visited = Array.from({ length: k + 1 }, (_, i) => place(data, i));
  const here = between(data, at);
  const trail = [...visited, here].map(([x, y]) => `${s.x(x)},${s.y(y)}`).join(" ");
  shape(live, "polyline", { class: "trail", points: trail });
  for (const [x, y] of visited)
    if (!s.off(x, y)) shape(live, "circle", { class: "visited", cx: s.x(x), cy: s.y(y), r: 3 });
  const [px, py] = [s.x(here[0]), s.y(here[1])];
  const off = s.off(...here);
  const middle = view.picture.clientWidth / 2;
  if (at === k && !off) {
    const slopes = data.slopes[k];
    // The tangent to the curve; in the valley to the line of equal height, which the step leaves at a right angle.
    const way = data.flat ? [-slopes[1] * s.kx, slopes[0] * -s.ky] : [s.kx, -slopes[0] * s.ky];
    const long = Math.hypot(...way);
    const reach = data.flat ? 46 : 84;
    if (long > 0) {
      const [dx, dy] = way.map((each) => (each / long) * reach);
      shape(live, "line", { class: "tangent", x1: px - dx, x2: px + dx, y1: py - dy, y2: py + dy });
    }
    if (k < last) {
      const next = place(data, k + 1);
      const [nx, ny] = [s.x(next[0]), data.flat ? s.y(next[1]) : py];
      shape(live, "line", { class: "move", x1: px, y1: py, x2: nx, y2: ny });
      if (!data.flat) shape(live, "line", { class: "drop", x1: nx, y1: py, x2: nx, y2: s.y(next[1]) });
    }
    // Beside the ball, away from the side on which the tangent rises.
    label(view, px, py, data.flat ? px < middle : slopes[0] < 0, `slope ${tuple(slopes)}`);
  }
  shape(live, "circle", { class: "ball", cx: px, cy: py, r: 8 });
  if (off) {
    label(view, px, py, px < middle, "beyond the picture");
  }
}

function drawReadout(view, data) {
  const { at, last, playing } = view.player;
  const k = Math.floor(at);
  const set = (name, term, value) => {
    view.rows[name][0].textContent = term;
    view.rows[name][1].textContent = value;
  };
  const rate = data.rate;
  set("step", "step", `${k} of ${last}`);
  set("x", data.flat ? "(x, y)" : "x", tuple(data.points[k]));
  set("height", "height", number(data.heights[k]));
  set("slope", "slope", tuple(data.slopes[k]));
  set(
    "moves",
    `− ${rate} × slope`,
    tuple(
      data.slopes[k].map((each) => -rate * Number(number(each).replace("−", "-"))), // of what is printed
      (v) => (v < 0 ? "" : "+") + number(v),
    ),
  );
  const event = k ? data.events[k - 1] : null;
  view.said.replaceChildren();
  if (event) add(view.said, "strong", `event ${event}`, `${data.names[event]}. `);
  add(view.said, "span", "", k === last ? data.verdict : event ? data.sentences[event] : data.opening);
  view.slider.max = last;
  view.slider.value = k;
  view.slider.setAttribute("aria-valuetext", `step ${k} of ${last}`);
  view.buttons.Play.textContent = playing ? "Pause" : "Play";
  view.buttons.Back.disabled = view.buttons.Reset.disabled = at === 0;
  view.buttons.Step.disabled = at >= last;
}

function drawChart(view, data) {
  const svg = view.chart;
  const [width, height] = [svg.clientWidth || 200, svg.clientHeight || 90];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const most = Math.min(Math.max(...data.heights), 2.5 * Math.max(data.heights[0], 0.1));
  const x = linear([0, Math.max(view.player.last, 1)], [5, width - 5]);
  const up = linear([0, most], [height - 6, 6]);
  const y = (h) => up(clamp(h, 0, most));
  shape(svg, "line", { class: "axis", x1: 0, x2: width, y1: height - 6, y2: height - 6 });
  const all = data.heights.map((h, k) => `${x(k)},${y(h)}`);
  shape(svg, "polyline", { class: "whole", points: all.join(" ") });
  const k = Math.floor(view.player.at);
  shape(svg, "polyline", { class: "past", points: all.slice(0, k + 1).join(" ") });
  shape(svg, "circle", { class: "ball", cx: x(k), cy: y(data.heights[k]), r: 4.5 });
}

const pairs = (values) => Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = sent.flat ? sent : { ...sent, outline: pairs(decode(sent.outline, Float32Array)) };
  const root = parentElement.querySelector(".descent");
  const fresh = !root.view;
  const view = (root.view ??= build(root));
  const path = JSON.stringify([data.points, data.window, data.rate]);
  const other = view.path !== path;
  view.path = path;
  const steps = view.player;
  steps.last = data.points.length - 1;
  view.draw = () => {
    drawBall(view, data);
    drawReadout(view, data);
    drawChart(view, data);
  };
  view.lay = () => {
    drawGround(view, data);
    view.draw();
  };
  view.picture.onclick = (event) => {
    const box = view.picture.getBoundingClientRect();
    const spot = view.scale.back(event.clientX - box.left, event.clientY - box.top);
    setTriggerValue("start", data.flat ? spot : spot.slice(0, 1));
  };
  if (other) {
    steps.stop();
    steps.at = fresh ? clamp(data.at, 0, steps.last) : 0;
    if (!fresh) remember("step", null);
  }
  view.lay();
  return () => steps.stop();
}
