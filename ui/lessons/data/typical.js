// Every class as one image, the difference of two of them, and how often each class inks the pixel pointed at.

import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";
import { signed } from "../../components/numbers.js";
import { pixelAt } from "../../components/pointing.js";
import { keeper, said } from "./keeping.js";

function build(root) {
  const view = { tiles: [], bars: [] };
  const stage = add(root, "div", "stage");
  const left = add(stage, "figure", "classes");
  view.head = add(left, "figcaption", "head");
  const grid = add(left, "div", "grid");
  for (let k = 0; k < 10; k++) {
    const tile = add(grid, "div", "tile");
    add(tile, "span", "class", k);
    view.tiles.push(plate(tile, view));
  }
  const rates = add(left, "div", "rates");
  view.rateHead = add(rates, "div", "head");
  const rows = add(rates, "div", "bars");
  for (let k = 0; k < 10; k++) {
    const column = add(rows, "div", "column");
    const number = add(column, "span", "number");
    view.bars.push({ number, bar: add(add(column, "span", "track"), "span", "bar") });
    add(column, "span", "class", k);
  }
  const right = add(stage, "figure", "difference");
  view.difference = { head: add(right, "figcaption", "head"), ...plate(right, view) };
  const foot = spoken(right, "div", "foot");
  view.low = add(foot, "span", "end");
  add(foot, "span", "ramp");
  view.high = add(foot, "span", "end");
  view.word = add(right, "div", "word");
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", "Typical digits; arrow keys move the marked pixel");
  stage.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    if (!step) return;
    event.preventDefault();
    if (view.kept + step >= 0 && view.kept + step < AREA) view.keep(view.kept + step, 600);
  };
  return view;
}

function plate(parent, view) {
  const frame = add(parent, "div", "frame");
  const canvas = field(frame, "picture");
  const place = (event) => {
    const [row, column] = pixelAt(event, frame);
    return row * SIDE + column;
  };
  frame.onpointermove = frame.onpointerdown = (event) => view.point(place(event));
  frame.onpointerleave = () => view.point(view.kept);
  frame.onclick = (event) => view.keep(place(event), 0);
  return { frame, canvas, mark: add(frame, "span", "mark") };
}

function point(view, pixel, data) {
  const row = Math.floor(pixel / SIDE);
  const column = pixel % SIDE;
  for (const { mark } of [...view.tiles, view.difference]) {
    mark.style.left = `${(100 * column) / SIDE}%`;
    mark.style.top = `${(100 * row) / SIDE}%`;
  }
  view.rateHead.textContent = `how many per cent of each digit hold ink at row ${row}, column ${column}`;
  view.bars.forEach(({ bar, number }, k) => {
    const rate = (100 * view.rates[k * AREA + pixel]) / 255;
    bar.style.height = `${rate}%`;
    number.textContent = rate.toFixed(0);
  });
  const value = (view.values[pixel] / 127) * data.limit;
  view.word.textContent = `mean of ${data.first} minus mean of ${data.second}, here: ${signed(value)}`;
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".typical");
  const view = (root.view ??= build(root));
  const images = decode(data.images, Uint8Array);
  view.rates = decode(data.rates, Uint8Array);
  view.values = decode(data.difference, Int8Array);
  const colours = theme(parentElement);
  view.tiles.forEach(({ canvas }, k) => {
    paint(canvas, images.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    canvas.setAttribute("aria-label", `${data.name} of the ${k}s`);
  });
  paint(view.difference.canvas, view.values, 127, colours, true);
  view.difference.canvas.setAttribute("aria-label", `Mean ${data.first} minus mean ${data.second}`);
  view.head.textContent = data.heading;
  view.difference.head.textContent = `mean of ${data.first} minus mean of ${data.second}`;
  view.low.textContent = `more ink in ${data.second}`;
  view.high.textContent = `more ink in ${data.first}`;
  view.point = (pixel) => point(view, pixel, data);
  view.mark = (pixel) => {
    view.kept = pixel;
    view.point(pixel);
  };
  view.keep = keeper(view, "pixel", setStateValue);
  said(view, data.pixel);
}
