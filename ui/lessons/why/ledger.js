// Why one class rather than another: every pixel's votes as a picture, their running total down its rows as steps,
// and the columns of the ledger, which add up. Pointing, another rival, another basis: no word with the server.

import { remember } from "../../components/address.js";
import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add, shape, spoken } from "../../components/nodes.js";
import { product, signed } from "../../components/numbers.js";
import { pixelAt } from "../../components/pointing.js";
import { linear } from "../../components/scales.js";
import { BASES, entry } from "./ledger_votes.js";

function build(root) {
  const view = { rivals: [], bases: [], heads: [], cells: [], which: 2 };
  const ask = add(root, "div", "ask");
  view.question = add(ask, "span", "question");
  for (let k = 0; k < 10; k++) {
    const button = add(ask, "button", "rival", k);
    button.type = "button";
    button.onclick = () => view.set("rival", k);
    view.rivals.push(button);
  }
  const bar = add(root, "div", "bar");
  BASES.forEach((_, i) => {
    const button = add(bar, "button", "basis");
    button.type = "button";
    button.onclick = () => view.set("basis", i);
    view.bases.push(button);
  });
  const stage = add(root, "div", "stage");
  view.canvas = field(stage, "votes");
  view.fall = shape(stage, "svg", { class: "fall", viewBox: "0 0 100 30", preserveAspectRatio: "none", role: "img" });
  view.base = add(stage, "span", "base");
  add(stage, "span", "running", "running total, row by row");
  const table = add(root, "div", "table");
  add(table, "span", "");
  for (let i = 0; i < 3; i++) {
    const head = add(table, "button", "head");
    head.type = "button";
    head.onclick = () => view.set("which", i);
    view.heads.push(head);
  }
  for (const [name, text] of [
    ["for", "■ votes for"],
    ["against", "■ votes against"],
    ["base", ""],
    ["total", "="],
  ]) {
    const label = add(table, "span", `label ${name}`, text);
    if (name === "base") view.baseLabel = label;
    if (name === "total") view.totalLabel = label;
    view.cells.push(Array.from({ length: 3 }, () => add(table, "span", `number ${name}`)));
  }
  view.readout = spoken(root, "div", "readout");
  view.canvas.onpointermove = (event) => view.read(...pixelAt(event, view.canvas));
  view.canvas.onpointerleave = () => (view.readout.textContent = view.hint);
  return view;
}

const thousandths = (value) => signed(value / 1000, 3);

// Red steps forward, blue steps back, from 0 at the top to the total below; the last step is the constant.
function drawFall(svg, running, constant) {
  svg.replaceChildren();
  const ends = [...running, running[SIDE - 1] + constant];
  const low = Math.min(0, ...ends);
  const span = Math.max(0, ...ends) - low || 1;
  const x = linear([low, low + span], [3, 97]);
  shape(svg, "line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: 30 });
  let from = 0;
  ends.forEach((to, i) => {
    const y = i < SIDE ? i : i + 0.6;
    const side = to < from ? "against" : "for";
    shape(svg, "rect", {
      class: side,
      x: Math.min(x(from), x(to)),
      width: Math.abs(x(to) - x(from)),
      y: y + 0.12,
      height: 0.76,
    });
    shape(svg, "line", { class: "path", x1: x(to), x2: x(to), y1: y, y2: i < SIDE - 1 ? y + 1 : 30 });
    from = to;
  });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".ledger");
  const view = (root.view ??= build(root));
  view.basis ??= Math.max(0, BASES.indexOf(data.basis));
  // A rival that was chosen stays; else it is the runner-up.
  view.asked ??= data.asked;
  const book = {
    weights: decode(data.weights, Int16Array),
    limit: data.limit,
    ink: decode(data.ink, Uint8Array),
    average: decode(data.average, Uint8Array),
  };
  const running = decode(data.running, Float32Array);
  const colours = theme(parentElement);
  const draw = () => {
    const a = data.answer;
    const b = view.asked !== null && view.asked !== a ? view.asked : data.rival;
    const centred = BASES[view.basis] === "centred";
    const relative = BASES[view.basis] === "relative";
    const { slope, amount, votes } = entry(book, BASES[view.basis], ...[[a], [b], [a, b]][view.which]);
    const sizes = Float32Array.from(votes, Math.abs).sort();
    paint(view.canvas, votes, sizes[Math.floor(0.995 * AREA)] || 1, colours, true);
    const names = [`evidence of ${a}`, `evidence of ${b}`, `${a} rather than ${b}`];
    view.canvas.setAttribute("aria-label", `Each pixel's votes, ${names[view.which]}: red for, blue against`);
    const columns = [data.singles[view.basis][a], data.singles[view.basis][b], data.pairs[view.basis][b]];
    const place = (view.basis * 20 + [a, b, 10 + b][view.which]) * SIDE;
    drawFall(view.fall, running.subarray(place, place + SIDE), columns[view.which][2] / 1000);
    view.fall.setAttribute(
      "aria-label",
      `Running total of the votes row by row, ending at ${thousandths(columns[view.which][3])}`,
    );
    view.base.textContent = view.baseLabel.textContent = relative ? "average digit" : "bias";
    view.totalLabel.textContent = centred ? "= less the mean" : "= evidence";
    view.cells.forEach((row, i) => row.forEach((cell, j) => (cell.textContent = thousandths(columns[j][i]))));
    view.question.textContent = data.question;
    view.rivals.forEach((button, k) => {
      button.hidden = k === a;
      button.setAttribute("aria-pressed", k === b);
      button.setAttribute("aria-label", `rather than ${k}`);
    });
    view.bases.forEach((button, i) => {
      button.textContent = data.bases[i];
      button.setAttribute("aria-pressed", i === view.basis);
    });
    view.heads.forEach((head, i) => {
      head.textContent = [a, b, `${a} − ${b}`][i];
      head.setAttribute("aria-pressed", i === view.which);
      head.setAttribute("aria-label", `Show the votes: ${names[i]}`);
    });
    view.hint = data.hints[view.basis];
    view.readout.textContent = view.hint;
    view.read = (row, column) => {
      const i = row * SIDE + column;
      const [ink, weight, vote] = product(amount(i), slope(i));
      const much = relative ? `${amount(i) < 0 ? "" : "+"}${ink} ink beyond the average` : `ink ${ink}`;
      view.readout.textContent = `row ${row}, column ${column}: ${much} × ${weight} = ${vote}`;
    };
  };
  view.set = (name, value) => {
    if (name === "rival") view.asked = value;
    else view[name] = value;
    remember("against", view.asked);
    remember("basis", view.basis ? BASES[view.basis] : null);
    draw();
  };
  draw();
}
