// One digit on its way through the model: pixels × weights + bias = evidence, softmax, shares. Every class is a column.
// Pointing at one shows its votes, every pixel's ink × weight, below the digit, which stays.

import { AREA, decode, field, paint, theme } from "./drawing.js";
import { store } from "./feed.js";
import { hedged } from "./hedged.js";
import { add, say, spoken } from "./nodes.js";
import { rounded, signed } from "./numbers.js";
import { frame, playAsked } from "./pipeline_film.js";

const HALF = 5; // classes in a band where there is no room for ten
const way = store("way"); // what a listing of the program and the pipeline beside it tell each other

// The words and the axes of a band of classes: all ten stand in the first where there is room, else five in each.
function band(table, number) {
  const node = (className, text) => add(table, "span", `${className} band${number}`, text);
  node("lit");
  node("title multiply", "× weights");
  node("title add", "+ bias = evidence");
  node("title divide", "softmax = share of one, in %");
  const axis = (className, count) => {
    const box = node(`axis ${className}`);
    return Array.from({ length: count }, () => add(box, "span", "tick"));
  };
  const [top, zero, bottom] = axis("evidence", 3);
  zero.textContent = "0";
  const [all, none] = axis("share", 2);
  all.textContent = "100";
  none.textContent = "0";
  return { top, bottom };
}

function column(view, table, k) {
  const button = add(table, "button", `row band${k < HALF ? 0 : 1}`);
  button.type = "button";
  button.style.setProperty("--place", k);
  button.style.setProperty("--narrow-place", k % HALF);
  const entry = { row: button, name: add(button, "span", "name", k), weights: field(button, "weights") };
  const plot = (className) => {
    const track = add(button, "span", `track ${className}`);
    return [add(track, "span", "bar"), add(button, "span", `number ${className}`)];
  };
  [entry.bar, entry.evidence] = plot("evidence");
  [entry.shareBar, entry.share] = plot("share");
  const choose = (value) => () => {
    view.chosen = value;
    view.draw();
  };
  button.onmouseenter = button.onfocus = button.onclick = choose(k);
  button.onmouseleave = button.onblur = choose(null);
  return entry;
}

function build(root) {
  const view = { chosen: null };
  const stage = add(root, "div", "stage");
  const left = (view.left = add(stage, "figure", "digit"));
  const picture = (name) => {
    const box = add(left, "div", name);
    return [add(box, "div", "head"), field(box, "pixels")];
  };
  [view.heading, view.digit] = picture("ink");
  [view.votesHead, view.votes] = picture("votes");
  const table = add(stage, "div", "table");
  view.bands = [band(table, 0), band(table, 1)];
  view.rows = Array.from({ length: 10 }, (_, k) => column(view, table, k));
  const foot = (view.foot = add(root, "div", "foot"));
  view.result = add(foot, "div", "result");
  view.big = add(view.result, "span", "big");
  view.note = spoken(view.result, "span", "note");
  view.sum = add(foot, "div", "sum");
  const legend = add(table, "div", "legend");
  add(legend, "span", "against", "■ against");
  add(legend, "span", "for", "■ for");
  view.labelled = add(legend, "span", "labelled", "label");
  return view;
}

function drawDigit(view, data, colours) {
  // Whose votes are shown: of the class that is pointed at, else of the answer.
  const k = view.chosen ?? data.answer ?? data.label ?? 0;
  paint(view.digit, view.pixels, 255, colours, false);
  view.digit.setAttribute("aria-label", data.alt);
  view.heading.textContent = data.heading;
  view.votesHead.textContent = `ink × weights of ${k}`;
  paint(view.votes, view.shown.products.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  view.votes.setAttribute(
    "aria-label",
    `Every pixel's ink times its weight for class ${k}: red votes for, blue against`,
  );
  view.big.textContent = data.answer ?? "?";
  view.big.classList.toggle("wrong", data.answer !== null && data.label !== null && data.answer !== data.label);
  say(view.note, data.note);
  const votes = rounded(data.evidence[k]) - rounded(data.bias[k]); // so that what is printed adds up
  view.sum.textContent =
    data.played ??
    `Class ${k}: 784 products add up to ${signed(votes)}; bias ${signed(data.bias[k])}; evidence ${signed(data.evidence[k])}.`;
  view.labelled.hidden = data.label === null;
}

function drawColumn(view, data, colours, k) {
  const entry = view.rows[k];
  const value = data.evidence[k];
  paint(entry.weights, view.shown.weights.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  entry.weights.setAttribute("aria-label", `Weights of class ${k}`);
  const half = 50 * Math.min(Math.abs(value) / data.evidence_limit, 1);
  entry.bar.className = value < 0 ? "bar against" : "bar for";
  entry.bar.style.bottom = `${value < 0 ? 50 - half : 50}%`;
  entry.bar.style.height = `${half}%`;
  entry.evidence.textContent = signed(value);
  entry.shareBar.style.height = `${100 * data.probabilities[k]}%`;
  entry.share.textContent = hedged(data.probabilities[k]).replace(" %", "");
  entry.row.classList.toggle("answer", k === data.answer);
  entry.row.classList.toggle("wrong", k === data.answer && data.label !== null && k !== data.label);
  entry.row.classList.toggle("label", k === data.label);
  entry.row.classList.toggle("chosen", k === view.chosen);
  const told = k === data.label ? ", the label" : "";
  entry.row.setAttribute(
    "aria-label",
    `Class ${k}${told}: evidence ${signed(value)}, share ${hedged(data.probabilities[k])}`,
  );
}

// The program stands beside it: a stage is lit when its line is pointed at, and the lines are told what they hold.
function stand(view, root, data) {
  root.classList.add("beside");
  if (view.foot.parentNode !== view.left) view.left.append(view.foot);
  way.told = data.told;
  way.light = (stage) => {
    root.dataset.lit = stage;
  };
  way.light(way.lit ?? "");
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pipeline");
  const view = (root.view ??= build(root));
  if (data.answer_first) root.prepend(view.result); // not what is said of the class that is pointed at: nothing jumps
  if (data.told) stand(view, root, data);
  view.data = data;
  view.pixels = decode(data.pixels, Uint8Array);
  const still = { data, weights: decode(data.weights, Int8Array), products: decode(data.products, Int8Array) };
  for (const { top, bottom } of view.bands)
    [top.textContent, bottom.textContent] = [`+${data.evidence_limit}`, `−${data.evidence_limit}`];
  view.draw = () => {
    const colours = theme(parentElement);
    const plays = (view.record ?? null) !== null && data.film?.name === view.reel.name;
    view.shown = plays ? frame(view, view.record) : still;
    drawDigit(view, view.shown.data, colours);
    for (let k = 0; k < 10; k++) drawColumn(view, view.shown.data, colours, k);
    if (!data.told) return;
    way.playing = plays;
    way.tell?.();
  };
  view.draw();
  playAsked(view, root);
}
