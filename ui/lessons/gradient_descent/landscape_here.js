// The model at a place of the plane: its ten templates, and what it answers to a few digits.
import { AREA, decode, field, paint } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { percent, short } from "../../components/numbers.js";
import { softmax } from "../../components/softmax.js";

const CLASS = AREA + 1; // its weights and its bias
const CLASSES = 10;

// What was brought: three models, of which every model of the plane is made, and some digits. So is the evidence of a
// digit made of three, which are added up once: [digit][model][class].
export function unfold(text) {
  const { models, limit, images, labels } = JSON.parse(text);
  const [parts, inks] = [decode(models, Float32Array), decode(images, Uint8Array)];
  const evidence = labels.map((_, i) => [0, 1, 2].map((m) => weigh(parts, m, inks.subarray(i * AREA, (i + 1) * AREA))));
  return { parts, limit, labels, inks, evidence };
}

function weigh(parts, model, ink) {
  return Array.from({ length: CLASSES }, (_, k) => {
    const start = (model * CLASSES + k) * CLASS;
    let sum = parts[start + AREA];
    for (let j = 0; j < AREA; j++) sum += (ink[j] / 255) * parts[start + j];
    return sum;
  });
}

// The 784 weights of a class at the place (a, b).
export function template({ parts }, [a, b], k) {
  const [origin, first, second] = [0, 1, 2].map((m) => (m * CLASSES + k) * CLASS);
  return Float32Array.from(
    { length: AREA },
    (_, j) => parts[origin + j] + a * parts[first + j] + b * parts[second + j],
  );
}

// The ten shares that a digit gets at the place (a, b).
export function sharesAt({ evidence }, [a, b], digit) {
  const [origin, first, second] = evidence[digit];
  return softmax(origin.map((z, k) => z + a * first[k] + b * second[k]));
}

// Where a ball is that goes straight from each point of a path to the next, and stays at its end.
export function along(path, at) {
  const k = Math.min(Math.floor(at), path.length - 1);
  const [from, to] = [path[k], path[Math.min(k + 1, path.length - 1)]];
  const share = Math.min(at - k, 1);
  return from.map((each, i) => each + (to[i] - each) * share);
}

export function buildHere(parent) {
  const here = { rows: [] };
  here.title = add(parent, "div", "title");
  const tiles = add(parent, "div", "tiles");
  here.tiles = Array.from({ length: CLASSES }, (_, k) => {
    const figure = add(tiles, "figure", "tile");
    add(figure, "figcaption", "", k);
    const canvas = field(figure, "template");
    canvas.setAttribute("aria-label", `The weights of class ${k} here`);
    return canvas;
  });
  const scale = add(parent, "div", "scale");
  here.against = add(scale, "span", "");
  add(scale, "span", "ramp");
  here.for = add(scale, "span", "");
  here.answers = add(parent, "div", "answers");
  return here;
}

function row(here, label) {
  const node = add(here.answers, "div", "row");
  const entry = { ink: field(node, "ink"), bars: [] };
  const bars = add(node, "div", "bars");
  for (let k = 0; k < CLASSES; k++) {
    const slot = add(bars, "span", k === label ? "slot label" : "slot");
    entry.bars.push(add(slot, "span", "mark"));
  }
  entry.said = add(node, "span", "said");
  return entry;
}

export function drawHere(here, plane, place, colours) {
  here.tiles.forEach((canvas, k) => paint(canvas, template(plane, place, k), plane.limit, colours, true));
  here.against.textContent = `against −${short(plane.limit)}`;
  here.for.textContent = `+${short(plane.limit)} for`;
  if (here.rows.length !== plane.labels.length) {
    here.answers.replaceChildren();
    here.rows = plane.labels.map((label) => row(here, label));
  }
  here.rows.forEach((entry, i) => {
    const [shares, label] = [sharesAt(plane, place, i), plane.labels[i]];
    const answer = shares.indexOf(Math.max(...shares));
    paint(entry.ink, plane.inks.subarray(i * AREA, (i + 1) * AREA), 255, colours, false);
    entry.ink.setAttribute("aria-label", `A handwritten ${label}`);
    shares.forEach((share, k) => {
      entry.bars[k].style.height = `${100 * share}%`;
      entry.bars[k].classList.toggle("top", k === answer);
    });
    entry.said.replaceChildren();
    add(entry.said, "strong", answer === label ? "" : "wrong", answer);
    entry.said.append(` ${percent(shares[answer])}${answer === label ? "" : `, not ${label}`}`);
  });
}
