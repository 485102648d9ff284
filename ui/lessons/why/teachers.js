// The train examples that speak loudest for and against a class, each with its part of the evidence.
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";
import { aDigit, product, signed } from "../../components/numbers.js";

function build(root) {
  const view = { sides: {} };
  view.told = add(root, "p", "told");
  for (const side of ["for", "against"]) {
    const head = add(root, "div", `head ${side}`);
    view.sides[side] = { head, grid: add(root, "div", "grid"), tiles: [] };
  }
  view.missed = add(root, "table", "missed");
  view.sum = add(root, "div", "sum");
  view.readout = spoken(root, "div", "readout");
  return view;
}

function tile(view, side, i) {
  const figure = add(view.sides[side].grid, "figure", `tile ${side}`);
  figure.tabIndex = 0;
  figure.onpointerenter = figure.onfocus = () => view.read(side, i);
  figure.onpointerleave = figure.onblur = () => (view.readout.textContent = view.hint);
  return {
    figure,
    canvas: field(figure, "picture"),
    label: add(figure, "span", "label"),
    share: add(figure, "figcaption", ""),
  };
}

// How what a digit adds comes about; with weight decay what it gave to the bias counts apart, and did not fade.
export function reckoning(share, overlap, bias, digits) {
  if (bias === undefined) {
    const [both, account, sum] = product(overlap + 1, share / (overlap + 1), digits, 1);
    return `overlap and 1 are ${both}, times its ${account} in A, is ${sum}`;
  }
  const rounded = (value) => Number(value.toFixed(digits));
  const [alone, sum] = [signed(bias, digits), signed(share, digits)];
  if (!overlap) return `no ink in common; its ${alone} in B is ${sum}`;
  const [shared, account] = product(overlap, (rounded(share) - rounded(bias)) / overlap, digits, 1);
  return `overlap ${shared}, times its ${account} in A, and ${alone} in B, is ${sum}`;
}

// The evidence with all teachers, as the split claims it to be without some, and as it is without them.
function drawMissed(table, missed) {
  table.replaceChildren();
  table.hidden = !missed;
  if (!missed) return;
  const head = add(add(table, "thead"), "tr");
  missed.head.forEach((text, i) => add(head, i ? "th" : "td", "", text));
  const body = add(table, "tbody");
  for (const cells of missed.rows) {
    const row = add(body, "tr");
    cells.forEach((text, i) => add(row, i ? "td" : "th", "", text));
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".teachers");
  const view = (root.view ??= build(root));
  const colours = theme(parentElement);
  view.told.textContent = data.told;
  view.hint = data.hint;
  view.readout.textContent = data.hint;
  for (const side of ["for", "against"]) {
    const { head, grid, tiles } = view.sides[side];
    head.hidden = grid.hidden = !data[side];
    if (!data[side]) continue;
    const { values, labels, shares, numbers, total } = data[side];
    head.textContent = `${side === "for" ? "■ strongest for" : "■ strongest against"}: ${signed(total, data.digits)}`;
    const pictures = decode(values, Uint8Array);
    while (tiles.length > labels.length) tiles.pop().figure.remove();
    while (tiles.length < labels.length) tiles.push(tile(view, side, tiles.length));
    tiles.forEach((entry, i) => {
      paint(entry.canvas, pictures.subarray(i * AREA, (i + 1) * AREA), 255, colours, false);
      entry.label.textContent = labels[i];
      entry.share.textContent = signed(shares[i], data.digits);
      entry.canvas.setAttribute(
        "aria-label",
        `Train digit ${numbers[i]}, ${aDigit(labels[i])}: ${signed(shares[i], data.digits)}`,
      );
    });
    grid.hidden = !labels.length;
  }
  view.read = (side, i) => {
    const { labels, shares, numbers, overlaps, biases } = data[side];
    const told = reckoning(shares[i], overlaps[i], biases?.[i], data.digits);
    view.readout.textContent = `train digit ${numbers[i].toLocaleString("en")}, ${aDigit(labels[i])}: ${told}`;
  };
  drawMissed(view.missed, data.missed);
  view.sum.textContent = data.missed?.verdict ?? data.sum ?? "";
  view.sum.classList.toggle("verdict", Boolean(data.missed));
}
