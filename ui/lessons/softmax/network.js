// The same small model three times: as a network, as equations, as one matrix product.
// Whatever is pointed at in one of them lights up in the others.
import { add, shape } from "../../components/nodes.js";

const SUBSCRIPT = [..."₀₁₂₃₄₅₆₇₈₉"];
const sub = (n) => String(n).replace(/\d/g, (d) => SUBSCRIPT[d]);
const real = (v) => (v < 0 ? "−" : "") + Math.abs(v).toFixed(2);
const part = (p) => (p < 5e-5 ? "< 0.0001" : p > 0.99995 ? "> 0.9999" : p.toFixed(4));
const THREE = [0, 1, 2];

function build(root) {
  const view = {};
  const panel = (kind, words) => {
    const section = add(root, "section", kind);
    add(section, "h5", "", words);
    return add(section, "div", "body");
  };
  view.network = panel("drawn", "A little network");
  view.equations = panel("written", "Written out");
  view.matrix = panel("product", "One matrix product");
  const light = (event) => {
    const id = event.target.closest?.("[data-id]")?.dataset.id;
    root.querySelectorAll("[data-id]").forEach((node) => node.classList.toggle("lit", node.dataset.id === id));
  };
  for (const name of ["pointerover", "focusin", "pointerleave"]) root.addEventListener(name, light);
  return view;
}

function drawNetwork(view, data) {
  const { network } = view;
  network.replaceChildren();
  const svg = shape(network, "svg", {
    viewBox: "0 0 420 300",
    role: "img",
    "aria-label": "Three inputs, nine weights, three sums, softmax, three shares",
  });
  const y = (i) => 60 + 90 * i;
  const most = Math.max(0.01, ...data.weights.flat().map(Math.abs));
  const edge = (j, k, draw) => draw(50, y(j), 208, y(k), data.weights[j][k], `w${j}${k}`);
  for (const j of THREE)
    for (const k of THREE)
      edge(j, k, (x1, y1, x2, y2, w, id) =>
        shape(svg, "line", {
          x1,
          y1,
          x2,
          y2,
          "data-id": id,
          class: w < 0 ? "edge against" : "edge for",
          "stroke-width": 1 + (4 * Math.abs(w)) / most,
        }),
      );
  for (const j of THREE)
    for (const k of THREE)
      edge(j, k, (x1, y1, x2, y2, w, id) => {
        shape(
          svg,
          "text",
          { x: x1 + 0.27 * (x2 - x1), y: y1 + 0.27 * (y2 - y1) + 4, "data-id": id, class: "weight" },
          real(w),
        );
      });
  const node = (x, i, id, value, name) => {
    shape(svg, "circle", { cx: x, cy: y(i), r: 25, "data-id": id, class: "node" });
    shape(svg, "text", { x, y: y(i) + 4, "data-id": id, class: "inside" }, value);
    shape(svg, "text", { x, y: y(i) - 31, class: "label" }, name);
  };
  shape(svg, "rect", { x: 268, y: 34, width: 34, height: 232, rx: 4, class: "softmax" });
  shape(svg, "text", { x: 285, y: 150, transform: "rotate(-90 285 150)", class: "label", dy: 5 }, "softmax");
  for (const i of THREE) {
    shape(svg, "line", { x1: 234, x2: 268, y1: y(i), y2: y(i), class: "wire" });
    shape(svg, "line", { x1: 302, x2: 336, y1: y(i), y2: y(i), class: "wire" });
    node(32, i, `x${i}`, real(data.inputs[i]), `x${sub(data.pixels[i])}`);
    node(215, i, `z${i}`, real(data.evidence[i]), `z${sub(data.classes[i])}`);
    shape(svg, "text", { x: 215, y: y(i) + 39, "data-id": `b${i}`, class: "bias" }, `b ${real(data.bias[i])}`);
    shape(svg, "rect", { x: 336, y: y(i) - 16, width: 80, height: 32, rx: 16, "data-id": `p${i}`, class: "node" });
    shape(svg, "text", { x: 376, y: y(i) + 4, "data-id": `p${i}`, class: "inside" }, part(data.probabilities[i]));
    shape(svg, "text", { x: 376, y: y(i) - 23, class: "label" }, `p${sub(data.classes[i])}`);
  }
}

function number(parent, id, text) {
  const node = add(parent, "span", "n", text);
  node.dataset.id = id;
  return node;
}

function drawEquations(view, data) {
  const { equations } = view;
  equations.replaceChildren();
  for (const k of THREE) {
    const line = add(equations, "div", "equation");
    add(line, "i", "", `z${sub(data.classes[k])}`);
    add(line, "span", "", " = ");
    for (const j of THREE) {
      number(line, `x${j}`, real(data.inputs[j]));
      add(line, "span", "", " · ");
      number(line, `w${j}${k}`, data.weights[j][k] < 0 ? `(${real(data.weights[j][k])})` : real(data.weights[j][k]));
      add(line, "span", "", " + ");
    }
    number(line, `b${k}`, data.bias[k] < 0 ? `(${real(data.bias[k])})` : real(data.bias[k]));
    add(line, "span", "", " = ");
    number(line, `z${k}`, real(data.evidence[k]));
  }
  const line = add(equations, "div", "equation");
  add(line, "i", "", `p${sub(data.classes[0])}`);
  const power = (k) => add(add(line, "span", "", "e"), "sup", "", real(data.evidence[k]));
  add(line, "span", "", " = ");
  power(0);
  for (const k of THREE) {
    add(line, "span", "", k ? " + " : " / (");
    power(k);
  }
  add(line, "span", "", ") = ");
  number(line, "p0", part(data.probabilities[0]));
}

function drawMatrix(view, data) {
  const { matrix } = view;
  matrix.replaceChildren();
  const table = (parent, name, rows, id) => {
    const box = add(parent, "div", "named");
    const grid = add(box, "div", "bracket");
    rows.forEach((row, j) => row.forEach((text, k) => (number(grid, id(j, k), text).tabIndex = 0)));
    add(box, "i", "", name);
  };
  const first = add(matrix, "div", "line");
  table(first, "x", [data.inputs.map(real)], (_, k) => `x${k}`);
  table(
    first,
    "W",
    data.weights.map((row) => row.map(real)),
    (j, k) => `w${j}${k}`,
  );
  add(first, "span", "op", "+");
  table(first, "b", [data.bias.map(real)], (_, k) => `b${k}`);
  const second = add(matrix, "div", "line");
  add(second, "span", "op", "=");
  table(second, "z = xW + b", [data.evidence.map(real)], (_, k) => `z${k}`);
  add(second, "span", "op", "softmax →");
  table(second, "p", [data.probabilities.map(part)], (_, k) => `p${k}`);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".network");
  const view = (root.view ??= build(root));
  drawNetwork(view, data);
  drawEquations(view, data);
  drawMatrix(view, data);
}
