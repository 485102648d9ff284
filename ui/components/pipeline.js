// One digit on its way through the model: pixels × weights + bias = evidence, softmax, shares.
// Pointing at a class shows its votes on the digit itself: every pixel's ink × weight.

import { AREA, decode, field, paint, theme } from "./drawing.js";
import { hedged } from "./hedged.js";
import { add } from "./nodes.js";
import { signed } from "./numbers.js";

function build(root) {
  const view = { rows: [], chosen: null };
  const stage = add(root, "div", "stage");
  const left = add(stage, "figure", "digit");
  view.heading = add(left, "div", "head");
  view.digit = field(left, "pixels");
  const result = add(left, "figcaption", "result");
  view.big = add(result, "span", "big");
  view.note = add(result, "span", "note");
  const table = add(stage, "div", "table");
  const head = add(table, "div", "row head");
  for (const [name, text] of [
    ["name", ""],
    ["weights", "× weights"],
    ["evidence", "+ bias = evidence"],
    ["share", "softmax = share"],
  ])
    add(head, "span", name, text);
  for (let k = 0; k < 10; k++) {
    const row = add(table, "button", "row");
    row.type = "button";
    const entry = { row, name: add(row, "span", "name", k), weights: field(row, "weights") };
    const evidence = add(row, "span", "evidence");
    entry.track = add(evidence, "span", "track");
    entry.bar = add(entry.track, "span", "bar");
    entry.evidence = add(evidence, "span", "number");
    const share = add(row, "span", "share");
    entry.shareBar = add(add(share, "span", "track"), "span", "bar");
    entry.share = add(share, "span", "number");
    const choose = (value) => () => {
      view.chosen = value;
      view.draw();
    };
    row.onmouseenter = row.onfocus = choose(k);
    row.onmouseleave = row.onblur = choose(null);
    row.onclick = () => {
      view.chosen = k;
      view.draw();
    };
    view.rows.push(entry);
  }
  view.legend = add(left, "div", "legend");
  return view;
}

function drawDigit(view, data, colours) {
  const k = view.chosen;
  view.big.textContent = data.answer ?? "?";
  if (k === null) {
    paint(view.digit, view.pixels, 255, colours, false);
    view.heading.textContent = data.heading;
    view.note.textContent = data.note;
    view.legend.replaceChildren();
    view.digit.setAttribute("aria-label", data.alt);
    return;
  }
  paint(view.digit, view.products.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  view.heading.textContent = `ink × weights of ${k}`;
  const votes = data.evidence[k] - data.bias[k];
  view.note.textContent = `784 products add up to ${signed(votes)}; bias ${signed(data.bias[k])}; evidence ${signed(data.evidence[k])}`;
  view.digit.setAttribute(
    "aria-label",
    `Every pixel's ink times its weight for class ${k}: red votes for, blue against`,
  );
  view.legend.replaceChildren();
  add(view.legend, "span", "against", "■ against");
  add(view.legend, "span", "for", "■ for");
}

function drawRow(view, data, colours, k) {
  const entry = view.rows[k];
  const value = data.evidence[k];
  paint(entry.weights, view.weights.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  entry.weights.setAttribute("aria-label", `Weights of class ${k}`);
  const half = 50 * Math.min(Math.abs(value) / data.evidence_limit, 1);
  entry.bar.className = value < 0 ? "bar against" : "bar for";
  entry.bar.style.left = `${value < 0 ? 50 - half : 50}%`;
  entry.bar.style.width = `${half}%`;
  entry.evidence.textContent = signed(value);
  entry.shareBar.style.width = `${100 * data.probabilities[k]}%`;
  entry.share.textContent = hedged(data.probabilities[k]);
  entry.row.classList.toggle("answer", k === data.answer);
  entry.row.classList.toggle("chosen", k === view.chosen);
  entry.row.setAttribute("aria-label", `Class ${k}: evidence ${signed(value)}, share ${hedged(data.probabilities[k])}`);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pipeline");
  const view = (root.view ??= build(root));
  view.pixels = decode(data.pixels, Uint8Array);
  view.weights = decode(data.weights, Int8Array);
  view.products = decode(data.products, Int8Array);
  root.classList.toggle("wrong", Boolean(data.wrong));
  view.draw = () => {
    const colours = theme(parentElement);
    drawDigit(view, data, colours);
    for (let k = 0; k < 10; k++) drawRow(view, data, colours, k);
  };
  view.draw();
}
