// Ten templates to paint by hand: ink that speaks for the digit, ink that speaks against it. Painting is done here;
// the score comes back from the server each time the brush is lifted.
import { AREA, decode, field, fieldOfNamed, paint, SIDE, theme } from "../../components/drawing.js";
import { add, say } from "../../components/nodes.js";
import { percent } from "../../components/numbers.js";

const FULL = 127;
const BRUSHES = [
  ["for", "■ for"],
  ["against", "■ against"],
  ["rub", "□ rub out"],
];

function button(parent, className, text, press) {
  const node = add(parent, "button", className, text);
  node.type = "button";
  node.onclick = press;
  return node;
}

function build(root) {
  const view = { chosen: 0, brush: 0, width: 2, past: [], cursor: [14, 14], tiles: [], brushes: [] };
  view.choose = (name, value) => {
    view[name] = value;
    view.draw();
  };
  const stage = add(root, "div", "stage");
  const left = add(stage, "div", "easel");
  view.big = field(left, "big");
  view.big.tabIndex = 0;
  const tools = add(left, "div", "tools");
  BRUSHES.forEach(([name, text], i) =>
    view.brushes.push(button(tools, `brush ${name}`, text, () => view.choose("brush", i))),
  );
  const width = add(left, "label", "width");
  add(width, "span", "", "brush");
  view.slider = add(width, "input");
  Object.assign(view.slider, { type: "range", min: 1, max: 4, step: 1, value: 2 });
  view.slider.oninput = () => (view.width = Number(view.slider.value));
  view.undo = button(width, "undo", "Undo", () => {
    view.values = view.past.pop() ?? view.values;
    view.send();
  });
  const right = add(stage, "div", "side");
  const grid = add(right, "div", "grid");
  for (let k = 0; k < 10; k++) {
    const tile = button(grid, "tile", undefined, () => view.choose("chosen", k));
    add(tile, "span", "name", k);
    const canvas = fieldOfNamed(tile, "small");
    view.tiles.push({ tile, canvas, recall: add(tile, "span", "recall"), answered: add(tile, "span", "recall") });
  }
  view.scale = add(right, "div", "scale");
  view.said = add(right, "p", "said");
  view.said.setAttribute("aria-live", "polite");
  view.why = add(right, "p", "why");
  paintBy(view);
  return view;
}

// A round dab: full in its middle, fainter at its rim; strokes build up.
function dab(view, row, column) {
  const reach = view.width;
  for (let r = Math.ceil(row - reach); r <= row + reach; r++) {
    for (let c = Math.ceil(column - reach); c <= column + reach; c++) {
      if (r < 0 || c < 0 || r >= SIDE || c >= SIDE) continue;
      const force = 1 - Math.hypot(r - row, c - column) / (reach + 0.5);
      if (force <= 0) continue;
      const i = view.chosen * AREA + r * SIDE + c;
      const old = view.values[i];
      if (view.brush === 2) view.values[i] = Math.round(old * (1 - force));
      else view.values[i] = Math.max(-FULL, Math.min(FULL, old + Math.round((view.brush ? -70 : 70) * force)));
    }
  }
}

function paintBy(view) {
  const canvas = view.big;
  const keep = () => (view.past = [...view.past.slice(-19), view.values.slice()]);
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      (SIDE * (event.clientY - box.top)) / box.height - 0.5,
      (SIDE * (event.clientX - box.left)) / box.width - 0.5,
    ];
  };
  let last = null;
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    keep();
    last = at(event);
    dab(view, ...last);
    view.draw();
  };
  canvas.onpointermove = (event) => {
    if (!last) return;
    const next = at(event);
    const steps = Math.max(1, Math.ceil(Math.hypot(next[0] - last[0], next[1] - last[1])));
    for (let i = 1; i <= steps; i++) dab(view, ...[0, 1].map((j) => last[j] + ((next[j] - last[j]) * i) / steps));
    last = next;
    view.draw();
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (last) view.send();
    last = null;
  };
  canvas.onkeydown = (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    if (move) view.cursor = view.cursor.map((place, i) => Math.min(SIDE - 1, Math.max(0, place + move[i])));
    else {
      keep();
      dab(view, ...view.cursor);
      view.send();
    }
    view.draw();
  };
  canvas.onfocus = canvas.onblur = () => view.draw();
}

function drawScale(view, data) {
  view.scale.replaceChildren();
  const track = add(view.scale, "div", "track");
  let line = 0;
  data.marks.forEach(({ name, value, mine }) => {
    const mark = add(track, "span", mine ? "mark mine" : "mark");
    mark.style.left = `${100 * value}%`;
    // One line for each of the others: their labels would overlap.
    const label = add(mark, "span", "text", `${name} ${percent(value)}`);
    if (!mine) label.style.top = `${16 + 17 * line++}px`;
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".painter");
  const view = (root.view ??= build(root));
  if (view.revision !== data.revision) {
    if (view.values && view.revision !== undefined) view.past.push(view.values);
    view.values = decode(data.templates, Int8Array).slice();
    view.revision = data.revision;
  }
  view.send = () => {
    view.draw();
    setTriggerValue("painted", btoa(String.fromCharCode(...new Uint8Array(view.values.buffer))));
  };
  view.draw = () => {
    const colours = theme(parentElement);
    const cut = (k) => view.values.subarray(k * AREA, (k + 1) * AREA);
    paint(view.big, cut(view.chosen), FULL, colours, true);
    if (view.big.matches(":focus-visible")) {
      const context = view.big.getContext("2d");
      context.fillStyle = `rgb(${colours.ink})`;
      context.fillRect(view.cursor[1], view.cursor[0], 1, 1);
    }
    view.big.setAttribute("aria-label", `Template of ${view.chosen}: paint with the pointer, or arrow keys and space`);
    view.tiles.forEach(({ tile, canvas, recall, answered }, k) => {
      paint(canvas, cut(k), FULL, colours, true);
      tile.setAttribute("aria-pressed", k === view.chosen);
      const [read, taken] = [data.recall, data.answered].map((shares) => `${Math.round(100 * shares[k])} %`);
      tile.setAttribute("aria-label", `Template of ${k}: ${read} of the ${k}s read, ${taken} of all answers; paint it`);
      recall.textContent = `read ${read}`;
      answered.textContent = `takes ${taken}`;
    });
    view.brushes.forEach((node, i) => node.setAttribute("aria-pressed", i === view.brush));
    view.slider.setAttribute("aria-label", "Width of the brush");
    view.undo.disabled = !view.past.length;
  };
  drawScale(view, data);
  say(view.said, data.said);
  say(view.why, data.why);
  view.draw();
}
