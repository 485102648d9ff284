// One update on one batch in slow motion: digits, evidence, shares, loss, p − y, slope, new weights.
import { remember } from "../../components/address.js";
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";
import { aDigit, signed } from "../../components/numbers.js";
import { calm, player } from "../../components/player.js";
import { buildTrail, drawTrail, place, slopes, telling } from "./one_step_pixel.js";

const STAGE_TIME = 4000; // milliseconds to read a stage

function build(root) {
  const view = { stage: null, player: player(STAGE_TIME, Math.floor) };
  view.bar = add(root, "div", "bar");
  view.trail = buildTrail(root, view);
  view.table = add(root, "div", "table");
  view.strips = add(root, "div", "strips");
  const foot = add(root, "div", "foot");
  view.readout = spoken(foot, "span", "readout");
  view.legend = add(foot, "span", "legend");
  return view;
}

// Ten bars that stand on a line: up is above zero, down below.
function bars(parent, name, stage) {
  const box = add(parent, "div", `bars ${name}`);
  box.dataset.stage = stage;
  return Array.from({ length: 10 }, () => add(add(box, "span", "slot"), "span", "mark"));
}

function setBars(marks, values, limit, label, signedScale) {
  values.forEach((value, k) => {
    const share = 100 * Math.min(Math.abs(value) / limit, 1);
    const mark = marks[k];
    mark.className = `mark ${value < 0 ? "below" : "above"} ${k === label ? "true" : ""}`;
    mark.style.height = `${Math.max(signedScale ? share / 2 : share, value ? 2 : 0)}%`;
    mark.style[value < 0 ? "top" : "bottom"] = signedScale ? "50%" : "0";
    mark.style[value < 0 ? "bottom" : "top"] = "auto";
    mark.parentElement.classList.toggle("label", k === label);
  });
}

function row(view, k) {
  const node = add(view.table, "button", "row");
  node.type = "button";
  const entry = { node, picture: field(node, "digit"), label: add(node, "span", "name") };
  entry.evidence = bars(node, "signed", 1);
  entry.shares = bars(node, "shares", 2);
  entry.loss = add(node, "span", "loss");
  entry.loss.dataset.stage = 3;
  entry.surprise = bars(node, "signed plain", 4);
  entry.marks = [entry.evidence, entry.shares, entry.surprise];
  const pointed = (event) => {
    const slot = event.composedPath().find((each) => each.classList?.contains("slot"));
    return slot ? [...slot.parentElement.children].indexOf(slot) : null;
  };
  node.onpointermove = (event) => view.read(k, pointed(event));
  node.onfocus = () => view.read(k, null);
  node.onclick = (event) => view.choose(k, pointed(event));
  node.onkeydown = (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    view.choose(k, (view.followed.label + way + 10) % 10);
  };
  node.onpointerleave = node.onblur = () => (view.readout.textContent = view.hint);
  return entry;
}

function strip(view, name, stage) {
  const node = add(view.strips, "div", "strip");
  node.dataset.stage = stage;
  const entry = { name: add(node, "span", "caption", name), canvases: [], ring: add(node, "span", "ring") };
  entry.tiles = Array.from({ length: 10 }, () => add(node, "span", "tile"));
  entry.canvases = entry.tiles.map((tile) => field(tile, "weights"));
  return entry;
}

function rebuild(view, data) {
  view.table.replaceChildren();
  view.strips.replaceChildren();
  view.bar.replaceChildren();
  const head = add(view.table, "div", "row head");
  ["", "", "evidence", "shares p", "loss", "p − y"].forEach((text, i) =>
    add(head, "span", i === 4 ? "loss" : "", text),
  );
  view.rows = data.labels.map((_, k) => row(view, k));
  const foot = add(view.table, "div", "row axis");
  for (const some of [0, 0, 10, 10, 0, 10]) {
    const box = add(foot, "span", "classes");
    for (let k = 0; k < some; k++) add(box, "span", "", k);
  }
  const names = add(view.strips, "div", "strip axis");
  add(names, "span", "caption", "class");
  for (let k = 0; k < 10; k++) add(names, "span", "", k);
  view.strip = [strip(view, "weights before", 1), strip(view, "− slope", 5), strip(view, "weights after", 6)];
  view.button = add(view.bar, "button", "play");
  view.button.type = "button";
  view.button.onclick = () => view.walk();
  view.steps = data.stages.map(({ name }, i) => {
    const button = add(view.bar, "button", "", `${i + 1} ${name}`);
    button.type = "button";
    button.onclick = () => view.player.go(i);
    return button;
  });
}

// The step with its arrays, and with what follows from them.
export function opened(data) {
  const step = { ...data, images: decode(data.images, Uint8Array), weights: decode(data.weights, Float32Array) };
  step.slope = slopes(step);
  step.after = step.weights.map((weight, i) => weight - data.rate * step.slope[i]);
  return step;
}

// What the three rows of pictures show, each with the number that is full colour. The slope is turned round: red in it
// is what makes a weight redder.
export const pictures = (step) => [
  [step.weights, step.limit],
  [step.slope.map((each) => -each), step.slope_limit],
  [step.after, step.limit],
];

function drawBatch(view, step, colours) {
  view.rows.forEach((entry, k) => {
    const label = step.labels[k];
    paint(entry.picture, step.images.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    entry.picture.setAttribute("aria-label", `A handwritten ${label}`);
    entry.label.textContent = label;
    setBars(entry.evidence, step.evidence[k], step.evidence_limit, label, true);
    setBars(entry.shares, step.shares[k], 1, label, false);
    entry.loss.textContent = step.losses[k].toFixed(2);
    setBars(entry.surprise, step.surprise[k], 1, label, true);
    entry.node.setAttribute(
      "aria-label",
      `A ${label}: share ${step.shares[k][label].toFixed(3)}, loss ${step.losses[k].toFixed(2)}; arrow keys choose the class that is followed`,
    );
  });
  pictures(step).forEach(([values, limit], i) => {
    view.strip[i].canvases.forEach((canvas, k) => {
      paint(canvas, values.subarray(k * AREA, (k + 1) * AREA), limit, colours, true);
      canvas.setAttribute("aria-label", `${view.strip[i].name.textContent}, class ${k}`);
    });
  });
}

// What is followed is marked wherever it is: its digit, its class in each row of bars, its pixel in the pictures.
function drawFollowed(view, step, colours) {
  const { digit, label, pixel } = view.followed;
  drawTrail(view.trail, step, view.followed, colours);
  view.rows.forEach(({ node, marks }, k) => {
    node.classList.toggle("followed", k === digit);
    for (const some of marks)
      some.forEach((mark, c) => mark.parentElement.classList.toggle("followed", k === digit && c === label));
  });
  for (const { tiles, ring } of view.strip) {
    tiles[label].appendChild(ring);
    place(ring, pixel);
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".one_step");
  const view = (root.view ??= build(root));
  const steps = view.player;
  const fresh = !view.rows;
  if (view.rows?.length !== data.labels.length) rebuild(view, data);
  steps.last = data.stages.length - 1;
  if (fresh) steps.at = Math.max(data.at - 1, 0);
  const step = opened(data);
  const colours = theme(parentElement);
  drawBatch(view, step, colours);
  const batch = JSON.stringify([data.images, data.surprise]);
  if (view.batch !== batch) {
    view.batch = batch;
    view.followed = { digit: 0, label: data.labels[0], pixel: telling(step, 0) };
  }
  view.follow = (change) => {
    Object.assign(view.followed, change);
    drawFollowed(view, step, theme(parentElement));
  };
  view.choose = (k, c) => {
    const label = c ?? data.labels[k];
    view.follow(k === view.followed.digit ? { label } : { digit: k, label, pixel: telling(step, k) });
    view.read(k, c);
  };
  view.hint = data.hint;
  view.readout.textContent = data.hint;
  view.legend.textContent = data.legend;
  view.read = (k, c) => {
    const label = data.labels[k];
    const known = c === null ? label : c;
    const parts = [
      `evidence ${signed(data.evidence[k][known])}`,
      `share ${data.shares[k][known].toFixed(3)}`,
      `p − y ${signed(data.surprise[k][known], 3)}`,
    ];
    view.readout.textContent = `${aDigit(label)}, class ${known}: ${parts.slice(0, Math.max(1, Math.min(view.stage, 3))).join(", ")}; its loss ${data.losses[k].toFixed(3)}, after the step ${data.after_losses[k].toFixed(3)}`;
  };
  view.walk = () => {
    if (steps.playing) steps.rest();
    else if (calm()) steps.go(steps.at >= steps.last ? 0 : steps.at + 1);
    else steps.play();
  };
  steps.rested = () => remember("stage", steps.at ? steps.at + 1 : null);
  steps.draw = () => {
    const stage = Math.floor(steps.at) + 1;
    const shown = `${stage} ${Boolean(steps.playing)}`;
    if (view.shown === shown) return; // between two stages nothing moves
    view.shown = shown;
    view.button.textContent = steps.playing ? "Pause" : calm() ? "Next" : "Play";
    view.steps.forEach((button, i) => {
      button.classList.toggle("chosen", i + 1 === stage);
      button.setAttribute("aria-pressed", i + 1 === stage);
    });
    view.trail.said.textContent = data.stages[stage - 1].text;
    view.stage = stage;
    for (const node of root.querySelectorAll("[data-stage]")) {
      node.classList.toggle("later", Number(node.dataset.stage) > stage);
      node.classList.toggle("now", Number(node.dataset.stage) === stage);
    }
  };
  drawFollowed(view, step, colours);
  view.shown = null;
  steps.draw();
  return () => steps.stop();
}
