// The first N examples as one picture of N rows and 784 columns, beside their labels; pointing at a row shows its digit.
import { AREA, decode, field, paint, rgb, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";
import { unpackPicture } from "../../components/packed.js";

const HOT = 10;

function build(root) {
  const view = { shown: 0 };
  const stage = add(root, "div", "stage");
  const table = add(stage, "figure", "table");
  view.head = add(table, "figcaption", "head");
  const frame = add(table, "div", "frame");
  frame.tabIndex = 0;
  frame.setAttribute("role", "slider");
  frame.setAttribute("aria-label", "Row of the picture: arrow keys move");
  view.frame = frame;
  view.canvas = add(frame, "canvas", "field");
  view.canvas.setAttribute("role", "img");
  view.line = add(frame, "span", "line");
  const labels = add(stage, "figure", "labels");
  view.labelHead = add(labels, "figcaption", "head");
  const hotFrame = add(labels, "div", "frame");
  view.hot = add(hotFrame, "canvas", "field");
  view.hot.setAttribute("role", "img");
  view.hotLine = add(hotFrame, "span", "line");
  const side = add(stage, "figure", "digit");
  view.sideHead = add(side, "figcaption", "head");
  view.digit = field(side, "picture");
  view.note = spoken(side, "div", "note");
  for (const node of [frame, hotFrame]) {
    node.onpointermove = node.onpointerdown = (event) => {
      const box = node.getBoundingClientRect();
      view.show?.(Math.floor((view.count * (event.clientY - box.top)) / box.height));
    };
  }
  frame.onkeydown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -20, PageDown: 20, Home: -1e6, End: 1e6 }[event.key];
    if (!step) return;
    event.preventDefault();
    view.show?.(view.shown + step);
  };
  return view;
}

async function unpack(text) {
  const context = await unpackPicture(text);
  const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
  return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}

function fill(canvas, width, values, colours) {
  Object.assign(canvas, { width, height: values.length / width });
  paint(canvas, values, 255, colours, false);
}

function show(view, data, row) {
  view.shown = Math.min(view.count - 1, Math.max(0, row));
  const label = view.labels[view.shown];
  for (const line of [view.line, view.hotLine]) {
    line.style.top = `${(100 * view.shown) / view.count}%`;
    line.style.height = `max(2px, ${100 / view.count}%)`;
  }
  paint(view.digit, view.ink.subarray(view.shown * AREA, (view.shown + 1) * AREA), 255, theme(view.host), false);
  view.sideHead.textContent = `row ${view.shown}, folded back`;
  view.note.textContent = data.shuffled
    ? `Labelled ${label}. Its 784 numbers stand in another order, the same in every row.`
    : `Labelled ${label}. Cut into 28 pieces and stacked, the row is a picture again.`;
  view.digit.setAttribute("aria-label", `Row ${view.shown} folded to 28 × 28, labelled ${label}`);
  view.frame.setAttribute("aria-valuenow", view.shown);
  view.frame.setAttribute("aria-valuetext", `row ${view.shown}, labelled ${label}`);
}

async function draw(view, data, parentElement) {
  const turn = (view.turn = (view.turn ?? 0) + 1);
  const labels = decode(data.labels, Uint8Array);
  const ink = view.source === data.rows ? view.ink : await unpack(data.rows);
  if (turn !== view.turn) return; // overtaken by newer data
  Object.assign(view, { ink, labels, count: labels.length, source: data.rows });
  const colours = theme(parentElement);
  fill(view.canvas, AREA, ink, colours);
  const hot = new Uint8Array(HOT * view.count);
  labels.forEach((label, i) => (hot[i * HOT + label] = 255));
  const accent = rgb(getComputedStyle(parentElement.host ?? parentElement).getPropertyValue("--st-primary-color"));
  fill(view.hot, HOT, hot, { ...colours, ink: accent });
  view.head.textContent = `${view.count} images as rows of 784 numbers (${view.count} × 784), and their labels one-hot`;
  view.labelHead.textContent = `${view.count} × 10`;
  view.canvas.setAttribute("aria-label", `The first ${view.count} train images, one in each row of 784 pixels`);
  view.hot.setAttribute("aria-label", `Their labels as one-hot rows`);
  view.frame.setAttribute("aria-valuemin", 0);
  view.frame.setAttribute("aria-valuemax", view.count - 1);
  view.show = (row) => show(view, data, row);
  view.show(view.shown);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".rows");
  const view = (root.view ??= build(root));
  view.host = parentElement;
  draw(view, data, parentElement);
}
