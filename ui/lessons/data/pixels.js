// One example as picture, as 28×28 numbers and as a flat vector of 784, linked: a pixel pointed at in one is marked
// in all. A click keeps the mark, and alone tells the server; arrow keys move it.

import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { pixelAt } from "../../components/pointing.js";
import { keeper, said } from "./keeping.js";

const LENS = 7; // numbers shown on either side of the marked one

const number = (byte) => {
  if (byte === 0) return "0";
  return byte === 255
    ? "1"
    : (byte / 255)
        .toFixed(2)
        .replace("0.", ".")
        .replace(/^1\.00$/, "1");
};
const within = (value) => Math.min(AREA - 1, Math.max(0, value));

function build(root) {
  const view = { cells: [], lens: [], hot: [], shown: null, kept: null };
  const stage = add(root, "div", "stage");
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  const left = add(stage, "figure", "digit");
  view.heading = add(left, "figcaption", "head");
  const frame = add(left, "div", "frame");
  view.picture = field(frame, "picture");
  view.dot = add(frame, "span", "mark");
  view.readout = add(left, "div", "readout");
  view.readout.setAttribute("aria-live", "polite");
  view.truth = add(left, "div", "head truth");
  const hot = add(left, "div", "hot");
  hot.setAttribute("role", "img");
  view.oneHot = hot;
  for (let k = 0; k < 10; k++) {
    const slot = add(hot, "span", "slot");
    add(slot, "span", "class", k);
    view.hot.push(add(slot, "span", "value"));
  }
  const right = add(stage, "figure", "numbers");
  add(right, "figcaption", "head", "the same as 28 × 28 numbers: ink from 0 to 1");
  const matrix = add(right, "div", "matrix");
  matrix.setAttribute("role", "img");
  matrix.setAttribute("aria-label", "The ink of each pixel as a number, row by row");
  for (let i = 0; i < AREA; i++) view.cells.push(add(matrix, "span", "cell"));
  view.box = add(matrix, "span", "mark");
  const below = add(stage, "figure", "flat");
  view.flatHead = add(below, "figcaption", "head");
  const strip = add(below, "div", "strip");
  view.strip = add(strip, "canvas", "vector");
  view.strip.width = AREA;
  view.strip.height = 1;
  view.strip.setAttribute("role", "img");
  view.strip.setAttribute("aria-label", "The same 784 values side by side in one row");
  view.band = add(strip, "span", "band");
  view.tick = add(strip, "span", "tick");
  const lens = add(below, "div", "lens");
  for (let i = -LENS; i <= LENS; i++) {
    const item = add(lens, "span", i ? "item" : "item here");
    view.lens.push({ offset: i, item, place: add(item, "span", "place"), value: add(item, "span", "value") });
  }
  const square = (node) => (event) => {
    const [row, column] = pixelAt(event, node);
    return row * SIDE + column;
  };
  const line = (event) => {
    const box = strip.getBoundingClientRect();
    return within(Math.floor((AREA * (event.clientX - box.left)) / box.width));
  };
  for (const [node, place] of [
    [frame, square(frame)],
    [matrix, square(matrix)],
    [strip, line],
  ]) {
    node.onpointermove = (event) => view.point(place(event));
    node.onpointerdown = (event) => view.point(place(event));
    node.onpointerleave = () => view.point(view.kept);
    node.onclick = (event) => view.keep(place(event), 0);
  }
  lens.onclick = (event) => {
    const found = view.lens.find(({ item }) => item.contains(event.target));
    if (found) view.keep(within(view.kept + found.offset), 0);
  };
  stage.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = view.kept + step;
    if (next >= 0 && next < AREA) view.keep(next, 600);
  };
  stage.setAttribute("aria-label", "One digit in three ways; arrow keys move the marked pixel");
  return view;
}

function mark(view, pixel, data) {
  const row = Math.floor(pixel / SIDE);
  const column = pixel % SIDE;
  const ink = (view.ink[pixel] / 255).toFixed(2);
  for (const node of [view.dot, view.box]) {
    node.style.left = `${(100 * column) / SIDE}%`;
    node.style.top = `${(100 * row) / SIDE}%`;
  }
  view.band.style.left = `${(100 * row) / SIDE}%`;
  view.tick.style.left = `${(100 * (pixel + 0.5)) / AREA}%`;
  const words = `row ${row}, column ${column}: ink `;
  view.readout.replaceChildren(words);
  add(view.readout, "strong", "", ink);
  if (data.shuffled) {
    const from = view.places[pixel];
    add(view.readout, "div", "", `moved here from row ${Math.floor(from / SIDE)}, column ${from % SIDE}`);
  }
  view.flatHead.replaceChildren("the same laid end to end, row after row: a vector x of 784 numbers. ");
  add(view.flatHead, "span", "sum", `28 × ${row} + ${column} = ${pixel}, so x[${pixel}] = ${ink}`);
  for (const { offset, item, place, value } of view.lens) {
    const at = pixel + offset;
    const inside = at >= 0 && at < AREA;
    item.style.visibility = inside ? "visible" : "hidden";
    if (!inside) continue;
    place.textContent = at;
    value.textContent = number(view.ink[at]);
    item.style.setProperty("--ink", view.ink[at] / 255);
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".pixels");
  const view = (root.view ??= build(root));
  view.ink = decode(data.ink, Uint8Array);
  view.places = decode(data.places, Uint16Array);
  const colours = theme(parentElement);
  paint(view.picture, view.ink, 255, colours, false);
  paint(view.strip, view.ink, 255, colours, false);
  view.picture.setAttribute("aria-label", data.alt);
  view.heading.textContent = data.heading;
  view.truth.textContent = `its label, ${data.label}, as a one-hot vector`;
  view.oneHot.setAttribute("aria-label", `One at place ${data.label}, nine zeros elsewhere`);
  view.hot.forEach((value, k) => {
    value.textContent = data.one_hot[k];
    value.parentNode.classList.toggle("on", data.one_hot[k] === 1);
  });
  view.cells.forEach((cell, i) => {
    const text = number(view.ink[i]);
    if (cell.textContent !== text) cell.textContent = text;
    cell.className = view.ink[i] ? "cell inked" : "cell";
    cell.style.setProperty("--ink", view.ink[i] / 255);
  });
  view.point = (pixel) => mark(view, (view.shown = pixel), data);
  view.mark = (pixel) => {
    view.kept = pixel;
    view.point(pixel);
  };
  view.keep = keeper(view, "pixel", setStateValue);
  said(view, data.pixel);
}
