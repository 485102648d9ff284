// The two pictures of the dividing: the curve with every class a dot on it, and one bar that the parts make up.
// Both stand on axes that never move; what lies beyond them is said to.
import { add, put, shape } from "../../components/nodes.js";
import { clamp, linear } from "../../components/scales.js";
import { number } from "./dividing.js";

// What is drawn above an exponent: e to its power, or without e the exponent itself. From `high` per cent on a label
// stands below its dot, not to lie on what is pinned above.
export const ACROSS = [-5, 3.5];
const CURVES = {
  powers: { up: [0, 32], ticks: [0, 10, 20, 30], at: Math.exp, high: 50 },
  plain: { up: ACROSS, ticks: [-4, -2, 0, 2], at: (z) => z, high: 80 },
};
const BARS = {
  powers: { along: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
  plain: { along: [-1, 2], ticks: [-1, -0.5, 0, 0.5, 1, 1.5, 2] },
};
const NEAR = [3.5, 9]; // per cent of the picture: dots that are as near have one label
const PINNED = 4.5; // per cent between those that are beyond one of its sides

const minus = (text) => String(text).replace("-", "−");
const percent = ([low, high]) => linear([low, high], [0, 100]);

// Where the dots lie, in per cent from the left and from below, and which lie beyond the picture: "" where none does.
export function dots(exponents, mode) {
  const { up, at } = CURVES[mode];
  const across = percent(ACROSS);
  const found = exponents.map((z, k) => {
    const value = at(z);
    const beyond = value > up[1] || z > ACROSS[1] ? "above" : z < ACROSS[0] ? "left" : "";
    return { k, z, x: clamp(across(z), 0, 100), y: clamp(percent(up)(value), 0, 100), beyond };
  });
  const inOrder = (side, way) => found.filter((dot) => dot.beyond === side).sort((a, b) => way * (a.z - b.z));
  inOrder("above", -1).forEach((dot, place) => Object.assign(dot, { x: 100 - PINNED * place, y: 100, rank: place }));
  inOrder("left", 1).forEach((dot, place) => (dot.x = PINNED * place));
  return found;
}

// One label for dots that lie so near each other that theirs would overlap; what is pinned above says what it is itself.
export function labels(found) {
  const groups = [];
  for (const dot of found.filter((each) => each.beyond !== "above").sort((a, b) => a.x - b.x)) {
    const last = groups.at(-1)?.at(-1);
    const near = last && dot.x - last.x < NEAR[0] && Math.abs(dot.y - last.y) < NEAR[1];
    if (near) groups.at(-1).push(dot);
    else groups.push([dot]);
  }
  return groups.map((group) => ({
    text: group.map(({ k }) => k).join(" "),
    x: group.reduce((sum, { x }) => sum + x, 0) / group.length,
    y: Math.max(...group.map(({ y }) => y)),
  }));
}

// Where each part lies on the bar, in per cent: those above zero end to end to the right of it, those below to the left.
export function pieces(parts, mode) {
  const along = percent(BARS[mode].along);
  const ends = [0, 0];
  return parts.map((part, k) => {
    const side = part < 0 ? 0 : 1;
    const from = ends[side];
    ends[side] += part;
    const [low, high] = [from, ends[side]].sort((a, b) => a - b).map((each) => clamp(along(each), 0, 100));
    return { k, from: low, width: high - low, against: part < 0 };
  });
}

// Says what lies beyond the curve's picture, as a multiple of its height: the highest of it.
export function beyond(powers) {
  const top = Math.max(...powers);
  const [, high] = CURVES.powers.up;
  if (top <= high) return "";
  return `; ${powers.indexOf(top)} stands ${number(top / high)} times as high as this picture`;
}

const axis = (parent, kind, ticks, place) => {
  for (const tick of ticks) {
    const mark = add(parent, "span", `tick ${kind}`, minus(tick));
    mark.style.setProperty("--at", `${place(tick)}%`);
  }
};

export function build(grid) {
  const curve = add(grid, "div", "curve");
  const stack = add(grid, "div", "stack");
  return { curve, stack, mode: "" };
}

// The axes and the curve itself, which are drawn again only for another mode.
function ground(view, mode) {
  const { curve, stack } = view;
  const { up, ticks, at } = CURVES[mode];
  const [across, upwards] = [percent(ACROSS), percent(up)];
  curve.replaceChildren();
  const svg = shape(curve, "svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": true });
  for (const tick of ticks)
    shape(svg, "path", { d: `M0,${100 - upwards(tick)}H100`, class: tick ? "line" : "line zero" });
  shape(svg, "path", { d: `M${across(0)},0V100`, class: "line zero" });
  const points = Array.from({ length: 86 }, (_, i) => ACROSS[0] + i / 10).filter((z) => at(z) <= up[1]);
  const path = points.map((z) => `${across(z).toFixed(2)},${(100 - upwards(at(z))).toFixed(2)}`).join("L");
  shape(svg, "path", { d: `M${path}`, class: "graph" });
  axis(curve, "up", ticks, upwards);
  axis(curve, "across", [-4, -2, 0, 2], across);
  view.dots = add(curve, "div", "dots");
  put(curve, { role: "img" });
  stack.replaceChildren();
  view.bar = add(stack, "div", "whole");
  view.before = add(stack, "div", "whole before");
  const { along, ticks: marks } = BARS[mode];
  axis(stack, "across", marks, percent(along));
  put(stack, { role: "img" });
  stack.classList.toggle("plain", mode === "plain");
  curve.classList.toggle("plain", mode === "plain");
  view.mode = mode;
}

function fill(bar, parts, mode, { chosen, answer, named = true }) {
  bar.replaceChildren();
  for (const { k, from, width, against } of pieces(parts, mode)) {
    const piece = add(bar, "span", against ? "piece against" : "piece", named && width > 2.4 ? k : "");
    piece.dataset.k = k;
    piece.classList.toggle("odd", k % 2 === 1);
    piece.classList.toggle("answer", k === answer);
    piece.classList.toggle("marked", k === chosen);
    piece.style.setProperty("--from", `${from}%`);
    piece.style.setProperty("--width", `${width}%`);
  }
}

// `now`: what is exponentiated, and the parts; `before`: the parts before one more unit, or null.
export function draw(view, { exponents, parts, before, mode, chosen, answer }) {
  if (view.mode !== mode) ground(view, mode);
  view.dots.replaceChildren();
  const found = dots(exponents, mode);
  for (const { k, x, y, beyond: side, rank } of found) {
    const dot = add(view.dots, "span", side ? `dot ${side}` : "dot", side === "above" ? `${k}↑` : "");
    dot.dataset.k = k;
    dot.classList.toggle("marked", k === chosen);
    dot.style.setProperty("--x", `${x}%`);
    dot.style.setProperty("--y", `${y}%`);
    if (side === "above") dot.style.setProperty("--rank", rank);
  }
  for (const { text, x, y } of labels(found)) {
    const label = add(view.dots, "span", y > CURVES[mode].high ? "label below" : "label", text);
    label.style.setProperty("--x", `${clamp(x, 1.5, 98.5)}%`);
    label.style.setProperty("--y", `${y}%`);
  }
  const what = mode === "plain" ? "The line z" : "The curve e to the power z";
  put(view.curve, { "aria-label": `${what} from −5 to 3.5, with each class as a dot` });
  const whole = parts.every(Number.isFinite);
  fill(view.bar, whole ? parts : [], mode, { chosen, answer });
  fill(view.before, before ?? [], mode, { chosen, answer, named: false });
  view.stack.classList.toggle("changed", Boolean(before));
  put(view.stack, { "aria-label": "All parts in one bar, end to end" });
}
