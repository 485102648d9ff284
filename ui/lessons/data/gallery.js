// Many examples on one page, drawn from one byte per pixel; a press opens one.
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";

function build(root) {
  const view = { tiles: [] };
  view.grid = add(root, "div", "grid");
  return view;
}

function tile(view, k) {
  const button = add(view.grid, "button", "tile");
  button.type = "button";
  button.onclick = () => view.open(k);
  const canvas = field(button, "picture");
  const foot = add(button, "span", "foot");
  return { button, canvas, label: add(foot, "span", "label"), number: add(foot, "span", "number") };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".gallery");
  const view = (root.view ??= build(root));
  const ink = decode(data.ink, Uint8Array);
  const colours = theme(parentElement);
  while (view.tiles.length < data.numbers.length) view.tiles.push(tile(view, view.tiles.length));
  view.tiles.forEach((entry, k) => {
    const used = k < data.numbers.length;
    entry.button.hidden = !used;
    if (!used) return;
    paint(entry.canvas, ink.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    entry.label.textContent = data.labels[k];
    entry.number.textContent = data.numbers[k].toLocaleString("en");
    const name = `${data.part} digit ${data.numbers[k]}, labelled ${data.labels[k]}`;
    entry.canvas.setAttribute("aria-label", name);
    entry.button.setAttribute("aria-label", `Open ${name}`);
  });
  view.open = (k) => setTriggerValue("opened", data.numbers[k]);
}
