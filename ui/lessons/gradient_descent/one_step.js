// One update on one batch in slow motion: digits, evidence, shares, loss, p − y, slope, new weights.
import { remember } from "../../components/address.js";
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { signed } from "../../components/numbers.js";

function build(root) {
  const view = { stage: null };
  view.bar = add(root, "div", "bar");
  view.said = add(root, "p", "said");
  view.said.setAttribute("aria-live", "polite");
  view.table = add(root, "div", "table");
  view.strips = add(root, "div", "strips");
  const foot = add(root, "div", "foot");
  view.readout = add(foot, "span", "readout");
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
  node.onpointermove = (event) => {
    const slot = event.composedPath().find((each) => each.classList?.contains("slot"));
    view.read(k, slot ? [...slot.parentElement.children].indexOf(slot) : null);
  };
  node.onfocus = node.onclick = () => view.read(k, null);
  node.onpointerleave = node.onblur = () => (view.readout.textContent = view.hint);
  return entry;
}

function strip(view, name, stage) {
  const node = add(view.strips, "div", "strip");
  node.dataset.stage = stage;
  const entry = { name: add(node, "span", "caption", name), canvases: [] };
  for (let k = 0; k < 10; k++) entry.canvases.push(field(node, "weights"));
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
  view.steps = data.stages.map(({ name }, i) => {
    const button = add(view.bar, "button", "", `${i + 1} ${name}`);
    button.type = "button";
    button.onclick = () => view.show(i + 1);
    return button;
  });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".one_step");
  const view = (root.view ??= build(root));
  const count = data.labels.length;
  const last = data.stages.length;
  if (view.rows?.length !== count) rebuild(view, data);
  view.stage ??= Math.min(Math.max(data.at || last, 1), last);
  const colours = theme(parentElement);
  const images = decode(data.images, Uint8Array);
  const cut = (values, k) => values.subarray(k * AREA, (k + 1) * AREA);
  view.rows.forEach((entry, k) => {
    const label = data.labels[k];
    paint(entry.picture, cut(images, k), 255, colours, false);
    entry.picture.setAttribute("aria-label", `A handwritten ${label}`);
    entry.label.textContent = label;
    setBars(entry.evidence, data.evidence[k], data.evidence_limit, label, true);
    setBars(entry.shares, data.shares[k], 1, label, false);
    entry.loss.textContent = data.losses[k].toFixed(2);
    setBars(entry.surprise, data.surprise[k], 1, label, true);
    entry.node.setAttribute(
      "aria-label",
      `A ${label}: share ${data.shares[k][label].toFixed(3)}, loss ${data.losses[k].toFixed(2)}`,
    );
  });
  [data.before, data.downhill, data.after].forEach((text, i) => {
    const values = decode(text, Int8Array);
    view.strip[i].canvases.forEach((canvas, k) => {
      paint(canvas, cut(values, k), 127, colours, true);
      canvas.setAttribute("aria-label", `${view.strip[i].name.textContent}, class ${k}`);
    });
  });
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
    view.readout.textContent = `a ${label}, class ${known}: ${parts.slice(0, Math.max(1, Math.min(view.stage, 3))).join(", ")}; its loss ${data.losses[k].toFixed(3)}, after the step ${data.after_losses[k].toFixed(3)}`;
  };
  view.show = (stage) => {
    view.stage = stage;
    remember("stage", stage === last ? null : stage);
    draw();
  };
  const draw = () => {
    view.steps.forEach((button, i) => {
      button.classList.toggle("chosen", i + 1 === view.stage);
      button.setAttribute("aria-pressed", i + 1 === view.stage);
    });
    view.said.textContent = data.stages[view.stage - 1].text;
    for (const node of root.querySelectorAll("[data-stage]")) {
      node.classList.toggle("later", Number(node.dataset.stage) > view.stage);
      node.classList.toggle("now", Number(node.dataset.stage) === view.stage);
    }
  };
  draw();
}
