// Digits side by side, ink on paper, each with its lines of words; where they can be picked, each is a button.
import { AREA, decode, field, paint, theme } from "./drawing.js";
import { add } from "./nodes.js";

function build(root) {
  const view = { tiles: [] };
  view.grid = add(root, "div", "grid");
  return view;
}

function tile(view, k, pick) {
  const root = add(view.grid, pick ? "button" : "figure", "tile");
  if (pick) {
    root.type = "button";
    root.onclick = () => view.pick(k);
  }
  return { root, canvas: field(root, "ink"), lines: add(root, pick ? "span" : "figcaption", "lines") };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".inks");
  const view = (root.view ??= build(root));
  const values = decode(data.values, Uint8Array);
  const shape = `${data.lines.length} ${Boolean(data.pick)}`;
  if (view.shape !== shape) {
    view.grid.replaceChildren();
    view.tiles = data.lines.map((_, k) => tile(view, k, Boolean(data.pick)));
    view.shape = shape;
  }
  view.grid.style.setProperty("--width", data.width);
  view.pick = (k) => setTriggerValue("picked", k);
  const colours = theme(parentElement);
  view.tiles.forEach((entry, k) => {
    entry.lines.replaceChildren();
    data.lines[k].forEach((line) => add(entry.lines, "span", "line", line));
    const said = [data.names[k], ...data.lines[k]].join(", ");
    entry.canvas.setAttribute("aria-label", said);
    if (data.pick) {
      entry.root.setAttribute("aria-label", `${said}; ${data.pick}`);
      entry.root.setAttribute("aria-pressed", String(k === data.picked));
    }
    paint(entry.canvas, values.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
  });
}
