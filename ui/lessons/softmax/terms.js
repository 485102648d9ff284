// The evidence of one class as a sum of 784 terms: ink × weight, pixel by pixel, and what they add up to on the way.
// They are added up row by row, from the bias on: the row is lit in all pictures, and the evidence so far and the shares
// of all ten classes go along. A pixel pointed at is marked in all pictures, too.
import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";
import { product, signed } from "../../components/numbers.js";
import { pixelAt } from "../../components/pointing.js";
import { linear } from "../../components/scales.js";
import { softmax } from "../../components/softmax.js";

const PACE = 190; // milliseconds a row
const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The evidence of all classes after so many rows, and the shares that it comes to.
export function standing(running, rows) {
  const evidence = Array.from(running.slice(10 * rows, 10 * (rows + 1)));
  return { evidence, probabilities: softmax(evidence) };
}

// What a row adds to a class, and what has been added up with it, as they are printed: the one brings about the other.
export function rowAdds(running, rows, k) {
  const [before, after] = [rows - 1, rows].map((row) => Math.round(100 * running[10 * row + k]) / 100);
  return { before: signed(before), adds: signed(after - before), after: signed(after) };
}

// How many rows there are so long after so many.
export const rowsAt = (from, elapsed) => Math.min(SIDE, from + Math.floor(elapsed / PACE));

function build(root) {
  const view = { rows: SIDE, at: null };
  const row = add(root, "div", "row");
  view.tiles = ["", "×", "="].map((sign) => {
    if (sign) add(row, "span", "sign", sign);
    const figure = add(row, "figure", "");
    const tile = { caption: add(figure, "figcaption", "") };
    const frame = add(figure, "div", "frame");
    tile.canvas = field(frame, "picture");
    tile.mark = add(frame, "span", "mark");
    tile.lit = add(frame, "span", "lit");
    frame.onpointermove = (event) => {
      const [row, column] = pixelAt(event, frame);
      view.at = row * SIDE + column;
      view.point();
    };
    frame.onpointerleave = () => {
      view.at = null;
      view.point();
    };
    return tile;
  });
  const account = add(root, "div", "account");
  view.parts = [
    ["for", "speaks for"],
    ["against", "speaks against"],
    ["bias", "bias"],
    ["sum", "evidence"],
  ].map(([kind, name]) => {
    const part = add(account, "div", `part ${kind}`);
    add(part, "span", "", name);
    return add(part, "b", "");
  });
  view.plot = add(root, "canvas", "plot");
  view.plot.setAttribute("role", "img");
  const bar = add(root, "div", "player");
  view.play = add(bar, "button", "", "");
  view.play.type = "button";
  view.range = add(bar, "input", "");
  Object.assign(view.range, { type: "range", min: 0, max: SIDE, step: 1, ariaLabel: "How many rows are added up" });
  view.readout = spoken(root, "div", "readout");
  view.classes = add(root, "div", "classes");
  view.range.oninput = () => {
    pause(view);
    view.rows = +view.range.value;
    view.draw();
  };
  view.play.onclick = () => (view.frame ? pause(view) : play(view));
  new ResizeObserver(() => view.plotSum?.()).observe(view.plot);
  return view;
}

function pause(view) {
  cancelAnimationFrame(view.frame);
  view.frame = 0;
  view.draw();
}

// Row after row; whoever wants no motion makes one step at each press.
function play(view) {
  if (view.rows === SIDE) view.rows = 0;
  else if (reduced()) view.rows += 1;
  if (reduced()) {
    view.draw();
    return;
  }
  const [from, begun] = [view.rows, performance.now()]; // it goes on from where it rests
  const step = (now) => {
    const rows = rowsAt(from, Math.max(0, now - begun));
    if (rows === SIDE) {
      view.rows = rows;
      pause(view);
      return;
    }
    view.frame = requestAnimationFrame(step);
    if (rows === view.rows) return;
    view.rows = rows;
    view.draw();
  };
  view.frame = requestAnimationFrame(step);
  view.draw();
}

function plotSum(view, data) {
  const { plot, sums } = view;
  const count = SIDE * view.rows;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [plot.clientWidth, plot.clientHeight];
  Object.assign(plot, { width: width * ratio, height: height * ratio });
  const pen = plot.getContext("2d");
  pen.scale(ratio, ratio);
  const css = getComputedStyle(plot);
  const colour = (name) => css.getPropertyValue(`--st-${name}`);
  const low = Math.min(0, data.evidence[data.label], ...sums);
  const high = Math.max(1, data.evidence[data.label], ...sums);
  const x = linear([0, AREA], [4, width - 124]);
  const y = linear([low, high], [height - 10, 10]);
  const trace = (end, style, thickness) => {
    pen.beginPath();
    for (let n = 0; n <= end; n++) pen.lineTo(x(n), y(sums[n]));
    Object.assign(pen, { strokeStyle: style, lineWidth: thickness });
    pen.stroke();
  };
  pen.fillStyle = colour("gray-color");
  pen.fillRect(0, y(0), width - 124, 1);
  trace(AREA, colour("border-color"), 1.5);
  trace(count, colour("text-color"), 2);
  const dot = (n, v, name) => {
    pen.fillStyle = colour(name);
    pen.beginPath();
    pen.arc(x(n), y(v), 4, 0, 7);
    pen.fill();
  };
  const place = view.at ?? null;
  if (place !== null) dot(place + 1, sums[place + 1], view.terms[place] < 0 ? "blue-color" : "red-color");
  dot(count, sums[count], "text-color");
  pen.font = `13px ${colour("font")}`;
  pen.fillStyle = colour("text-color");
  const label = `${count < AREA ? "so far" : "evidence"} ${signed(sums[count])}`;
  pen.fillText(label, x(count) + 9, Math.min(height - 4, y(sums[count]) + 4));
}

function sayRows({ rows, running, label }) {
  if (rows === SIDE) return "All 28 rows are added up. Point at a pixel to read its term.";
  if (!rows) return `No row yet: the evidence begins at the bias, ${signed(running[label])}.`;
  const { before, adds, after } = rowAdds(running, rows, label);
  return `Row ${rows} of 28 adds ${adds} to ${before}: so far ${after}.`;
}

function point(view) {
  const { at } = view;
  for (const { mark } of view.tiles) {
    mark.hidden = at === null;
    mark.style.left = `${((at % SIDE) / SIDE) * 100}%`;
    mark.style.top = `${(Math.floor(at / SIDE) / SIDE) * 100}%`;
  }
  const row = Math.floor(at / SIDE);
  const [ink, weight, term] = product(view.ink[at] ?? 0, view.weights[at] ?? 0);
  view.readout.textContent =
    at === null
      ? sayRows(view)
      : `Pixel ${at} (row ${row}, column ${at % SIDE}): ink ${ink} × weight ${weight} = ${term}`;
  view.plotSum();
}

function draw(view, data, colours) {
  const [ink, weights, terms] = view.tiles;
  const { label: k } = data;
  paint(ink.canvas, view.ink, 1, colours, false);
  paint(weights.canvas, view.weights, data.weight_limit, colours, true);
  paint(
    terms.canvas,
    view.terms.map((v, j) => (j < SIDE * view.rows ? v : 0)),
    data.term_limit,
    colours,
    true,
  );
  [data.heading, `weights of ${k}`, "784 terms"].forEach((words, i) => {
    view.tiles[i].caption.textContent = words;
    view.tiles[i].canvas.setAttribute("aria-label", words);
  });
  view.range.value = view.rows;
  view.play.textContent = view.frame ? "Pause" : reduced() && view.rows < SIDE ? "Add a row" : "Add them up";
  for (const { lit } of view.tiles) {
    lit.hidden = !view.rows || view.rows === SIDE;
    lit.style.top = `${(100 * (view.rows - 1)) / SIDE}%`;
  }
  fillClasses(view, view.rows < SIDE ? standing(view.running, view.rows) : data);
  view.point();
}

function drawClasses(view, data) {
  view.classes.replaceChildren();
  view.cells = data.evidence.map((_, k) => {
    const cell = add(view.classes, "button", k === data.label ? "class chosen" : "class");
    Object.assign(cell, { type: "button", title: `Show the terms of class ${k}`, onclick: () => view.choose(k) });
    add(cell, "span", "name", k);
    const evidence = add(cell, "span", "number");
    const bar = add(add(cell, "span", "track"), "span", "bar");
    return { evidence, bar, share: add(cell, "span", "number") };
  });
}

// The evidence and the shares of the ten classes: so far, or in the end.
function fillClasses({ cells }, { evidence, probabilities }) {
  cells.forEach((cell, k) => {
    const p = probabilities[k];
    cell.evidence.textContent = signed(evidence[k]);
    cell.bar.style.width = `${100 * p}%`;
    cell.share.textContent = p < 5e-5 ? "< 0.0001" : p > 0.99995 ? "> 0.9999" : p.toFixed(4);
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".terms");
  const view = (root.view ??= build(root));
  view.ink = Float64Array.from(decode(data.pixels, Uint8Array), (v) => v / 255);
  view.weights = Float64Array.from(decode(data.weights, Float32Array));
  view.terms = view.ink.map((v, j) => v * view.weights[j]);
  view.running = decode(data.running, Float32Array);
  view.label = data.label;
  view.sums = [view.running[data.label]];
  view.terms.forEach((v, j) => view.sums.push(view.sums[j] + v));
  view.plotSum = () => plotSum(view, data);
  view.point = () => point(view);
  view.draw = () => draw(view, data, theme(parentElement));
  view.parts.forEach((part, i) => (part.textContent = signed(data.parts[i])));
  view.plot.setAttribute("aria-label", `The evidence so far, term by term; it ends at ${signed(view.sums[AREA])}`);
  view.choose = (k) => setTriggerValue("choose", k);
  drawClasses(view, data);
  view.draw();
}
