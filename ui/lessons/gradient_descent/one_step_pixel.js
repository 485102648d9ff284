// One pixel's way through a step, by number: its ink and its weight for one class, and what becomes of that weight.
// What is printed holds for the digits that are printed.
import { AREA, field, paint, SIDE } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { fitting, price, product, signed } from "../../components/numbers.js";
import { pixelAt } from "../../components/pointing.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE };
const where = (j) => `row ${Math.floor(j / SIDE)}, column ${j % SIDE}`;
const factor = (value, digits) => (value < 0 ? `(${signed(value, digits)})` : value.toFixed(digits));

// The slope of every weight, class by class: ink times p − y, averaged over the batch.
export function slopes({ images, surprise }) {
  const found = new Float64Array(10 * AREA);
  surprise.forEach((wrong, i) => {
    for (let j = 0; j < AREA; j++) {
      const ink = images[i * AREA + j] / 255 / surprise.length;
      if (ink) for (let k = 0; k < 10; k++) found[k * AREA + j] += ink * wrong[k];
    }
  });
  return found;
}

// The pixel of a digit with the most to say: where the slope for its own class is steepest under its ink.
export function telling({ images, labels, slope }, i) {
  const weight = (j) => Math.abs(slope[labels[i] * AREA + j]) * (images[i * AREA + j] > 0);
  return Array.from({ length: AREA }, (_, j) => j).reduce((best, j) => (weight(j) > weight(best) ? j : best), 0);
}

// Each stage as a head and a line, for digit i, class c and pixel j.
export function trail(step, i, c, j) {
  const { images, labels, evidence, shares, losses, surprise, weights, slope, rate } = step;
  const ink = images[i * AREA + j] / 255;
  const [weight, uphill] = [weights[c * AREA + j], slope[c * AREA + j]];
  const [one, other, part] = product(ink, weight);
  const p = shares[i][c].toFixed(3);
  const y = Number(c === labels[i]);
  const [before, steep, after] = fitting((w, g) => w - rate * g, [weight, uphill], 3);
  return [
    ["ink × weight", `${one} × ${other} = ${part}`],
    ["evidence, share", `${signed(evidence[i][c])} gives ${p}`],
    [`loss of the ${labels[i]}`, price(shares[i][labels[i]], losses[i])],
    ["p − y", `${p} − ${y} = ${signed(Number(p) - y, 3)}`],
    [`slope for class ${c}, ${where(j)}`, slopeLine(uphill, surprise.length, ink, surprise[i][c])],
    ["old weight, new weight", `${signed(...before)} − ${rate} × ${factor(...steep)} = ${signed(...after)}`],
  ];
}

// This digit's part of a slope, and where there are others, theirs beside it.
function slopeLine(uphill, size, ink, wrong) {
  const own = ink * wrong;
  const [mine, rest, mean] = fitting((a, b) => (a + b) / size, [own, size * uphill - own], 3);
  const [one, other, shown] = product(ink, wrong, size === 1 ? 3 : mine[1]);
  const first = `${one} × ${other} = ${shown}`;
  return size === 1 ? first : `${first}, (${signed(...mine)} ${spaced(...rest)}) ÷ ${size} = ${signed(...mean)}`;
}

// A term that is added: its sign, and then the number.
const spaced = (value, digits) => signed(value, digits).replace(/^[+−]/, "$& ");

export function buildTrail(parent, view) {
  const node = add(parent, "div", "follow");
  const frame = add(node, "div", "picker");
  const found = { canvas: field(frame, "chooser"), ring: add(frame, "span", "ring"), cells: [] };
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "The pixel that is followed; arrow keys move it");
  const choose = (event) => {
    const [row, column] = pixelAt(event, found.canvas);
    view.follow({ pixel: row * SIDE + column });
  };
  frame.onpointerdown = choose;
  frame.onpointermove = (event) => event.buttons && choose(event);
  frame.onkeydown = (event) => {
    const next = view.followed.pixel + (STEPS[event.key] ?? Number.NaN);
    if (!STEPS[event.key]) return;
    event.preventDefault();
    if (next >= 0 && next < AREA) view.follow({ pixel: next });
  };
  const right = add(node, "div", "trail");
  found.said = add(right, "p", "said");
  found.said.setAttribute("aria-live", "polite");
  const cells = add(right, "div", "cells");
  for (let stage = 1; stage <= 6; stage++) {
    const cell = add(cells, "div", "cell");
    cell.dataset.stage = stage;
    found.cells.push(cell);
  }
  return found;
}

export function place(ring, pixel) {
  ring.style.left = `${(100 * ((pixel % SIDE) + 0.5)) / SIDE}%`;
  ring.style.top = `${(100 * (Math.floor(pixel / SIDE) + 0.5)) / SIDE}%`;
}

export function drawTrail(found, step, { digit, label, pixel }, colours) {
  paint(found.canvas, step.images.subarray(digit * AREA, (digit + 1) * AREA), 255, colours, false);
  found.canvas.setAttribute("aria-label", `A handwritten ${step.labels[digit]}`);
  place(found.ring, pixel);
  trail(step, digit, label, pixel).forEach(([head, line], k) => {
    found.cells[k].replaceChildren();
    add(found.cells[k], "span", "head", `${k + 1} ${head}`);
    add(found.cells[k], "span", "line", line);
  });
}
