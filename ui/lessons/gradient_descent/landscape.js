// The loss of the real model on a plane through its weights, seen from above as on a map, with the paths of runs on it.
// The loss at any place of the grid, between its points by their logarithms.
import { decode, theme } from "../../components/drawing.js";
import { add, shape } from "../../components/nodes.js";
import { linear } from "../../components/scales.js";

function lossAt(map, u, v) {
  const { rows, columns, logs } = map;
  const x = Math.min(Math.max(u, 0), 1) * (columns - 1);
  const y = Math.min(Math.max(v, 0), 1) * (rows - 1);
  const [i, j] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
  const [p, q] = [x - i, y - j];
  const at = (r, c) => logs[r * columns + c];
  return (
    at(j, i) * (1 - p) * (1 - q) + at(j, i + 1) * p * (1 - q) + at(j + 1, i) * (1 - p) * q + at(j + 1, i + 1) * p * q
  );
}

const band = (levels, log) => levels.findIndex((level) => log < level) >>> 0;

// Bands of equal loss; where one ends a line is drawn. Low is the page's own ground.
function drawMap(map, colours, width) {
  const height = Math.round(width / map.aspect);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  const levels = map.levels.map(Math.log);
  const count = levels.length;
  const at = (x, y) => Math.min(band(levels, lossAt(map, x / (width - 1), 1 - y / (height - 1))), count);
  let above = null;
  for (let y = 0; y < height; y++) {
    const row = Array.from({ length: width }, (_, x) => at(x, y));
    for (let x = 0; x < width; x++) {
      const edge = (x && row[x] !== row[x - 1]) || (above && row[x] !== above[x]);
      const share = edge ? 0.42 : 0.03 + (0.3 * row[x]) / count;
      const place = 4 * (y * width + x);
      for (let c = 0; c < 3; c++)
        picture.data[place + c] = colours.ground[c] + (colours.ink[c] - colours.ground[c]) * share;
      picture.data[place + 3] = 255;
    }
    above = row;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

// Levels are written where their lines cross the lower or the right edge of the map.
function labels(map) {
  const found = [];
  const levels = map.levels.map(Math.log);
  for (const line of [(t) => [t, 0.07], (t) => [0.95, t]]) {
    let before = null;
    for (let t = 0.03; t < 0.94; t += 0.005) {
      const [u, v] = line(t);
      const now = Math.min(band(levels, lossAt(map, u, v)), levels.length);
      const near = found.some(([a, b]) => Math.abs(a - u) < 0.06 && Math.abs(b - v) < 0.1);
      if (before !== null && now !== before && !near) found.push([u, v, map.levels[Math.min(now, before)]]);
      before = now;
    }
  }
  return found;
}

function build(root) {
  const view = {};
  view.grid = add(root, "div", "grid");
  const foot = add(root, "div", "foot");
  view.legend = add(foot, "span", "legend");
  view.readout = add(foot, "span", "readout");
  return view;
}

function panel(view) {
  const figure = add(view.grid, "figure", "panel");
  const caption = add(figure, "figcaption", "");
  const entry = { title: add(caption, "strong", ""), note: add(caption, "span", "note") };
  const frame = add(figure, "div", "frame");
  entry.map = add(frame, "canvas", "map");
  entry.map.setAttribute("role", "img");
  entry.paths = shape(frame, "svg", { class: "paths", "aria-hidden": "true" });
  entry.strays = add(frame, "span", "strays");
  frame.onpointermove = (event) => {
    const box = frame.getBoundingClientRect();
    view.read(entry, (event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height, box);
  };
  frame.onpointerleave = () => (view.readout.textContent = view.hint);
  return entry;
}

function drawPaths(entry, map, data) {
  const [width, height] = [1000, 1000 / map.aspect];
  const svg = entry.paths;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const spot = ([a, b]) => [map.u(a) * width, (1 - map.v(b)) * height];
  const line = (path, name) =>
    shape(svg, "polyline", { class: name, points: path.map((each) => spot(each).map(Math.round).join()).join(" ") });
  for (const [u, v, level] of map.labels)
    shape(svg, "text", { class: "level", x: u * width, y: (1 - v) * height }, level);
  if (entry.data.noisy) line(entry.data.noisy, "noisy");
  line(entry.data.path, "path");
  const last = entry.data.path.length - 1;
  entry.data.path.forEach((each, k) => {
    const [x, y] = spot(each);
    shape(svg, "circle", {
      class: k === 0 ? "start" : k === last ? "end" : "dot",
      cx: x,
      cy: y,
      r: (k && k < last ? 7 : 11) * data.size,
    });
  });
  const [x, y] = spot([0, 0]);
  const arm = 15 * data.size;
  shape(svg, "path", { class: "trained", d: `M${x - arm},${y}h${2 * arm}M${x},${y - arm}v${2 * arm}` });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".landscape");
  const view = (root.view ??= build(root));
  const [left, right] = data.across;
  const [low, high] = data.along;
  const map = {
    rows: data.rows,
    columns: data.columns,
    levels: data.levels,
    logs: decode(data.losses, Float32Array).map(Math.log),
    aspect: (right - left) / (high - low),
    u: linear([left, right], [0, 1]),
    v: linear([low, high], [0, 1]),
  };
  map.labels = labels(map);
  const colours = theme(parentElement);
  const count = data.panels.length;
  // About as many pixels as it will have on the screen, else its thin lines break.
  const width = count < 2 ? 760 : 460;
  const state = JSON.stringify([data.losses.slice(0, 400), colours, width]);
  if (view.state !== state) {
    view.state = state;
    view.painted = drawMap(map, colours, width);
  }
  if (view.panels?.length !== count) {
    view.grid.replaceChildren();
    view.panels = data.panels.map(() => panel(view));
  }
  const columns = count < 2 ? 1 : count < 5 ? 2 : 3;
  view.grid.style.setProperty("--columns", columns);
  view.panels.forEach((entry, k) => {
    entry.data = data.panels[k];
    entry.title.textContent = entry.data.title;
    entry.note.textContent = entry.data.note;
    entry.strays.textContent = entry.data.strays;
    [entry.map.width, entry.map.height] = [view.painted.width, view.painted.height];
    entry.map.getContext("2d").drawImage(view.painted, 0, 0);
    entry.map.setAttribute("aria-label", entry.data.alt);
    drawPaths(entry, map, { size: columns === 1 ? 0.8 : 1.25 });
    entry.paths.style.setProperty("--size", columns === 1 ? 0.8 : 1.25);
  });
  view.hint = data.hint;
  view.readout.textContent = data.hint;
  view.read = (entry, u, v, box) => {
    const near = entry.data.path
      .map(([a, b], k) => [Math.hypot((map.u(a) - u) * box.width, (map.v(b) - v) * box.height), k])
      .reduce((best, each) => (each[0] < best[0] ? each : best), [Infinity, 0]);
    view.readout.textContent =
      near[0] < 12
        ? `after step ${entry.data.steps[near[1]]}: the run's own loss ${entry.data.losses[near[1]].toFixed(3)}`
        : `loss on the plane here ${Math.exp(lossAt(map, u, v)).toFixed(3)}`;
  };
  view.legend.replaceChildren();
  for (const [name, text] of data.legend) {
    const item = add(view.legend, "span", "item");
    add(item, "i", name);
    item.append(text);
  }
}
