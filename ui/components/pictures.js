// A grid of 28×28 pictures of values around zero, drawn from one byte per pixel; pointing at a pixel reads out its value.
import { AREA, decode, field, paint, theme } from "./drawing.js";
import { add, spoken } from "./nodes.js";
import { short, signed } from "./numbers.js";
import { pixelAt } from "./pointing.js";

function build(root) {
  const view = { tiles: [] };
  view.grid = add(root, "div", "grid");
  const foot = add(root, "div", "foot");
  view.scale = add(foot, "span", "scale");
  view.readout = spoken(foot, "span", "readout");
  return view;
}

function tile(view, k) {
  const figure = add(view.grid, "figure", "tile");
  const entry = { caption: add(figure, "figcaption", ""), canvas: field(figure, "picture") };
  entry.canvas.onpointermove = (event) => view.read(k, ...pixelAt(event, entry.canvas));
  entry.canvas.onpointerleave = () => (view.readout.textContent = view.hint);
  return entry;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pictures");
  const view = (root.view ??= build(root));
  const values = decode(data.values, Int8Array);
  const count = data.captions.length;
  if (view.tiles.length !== count) {
    view.grid.replaceChildren();
    view.tiles = data.captions.map((_, k) => tile(view, k));
  }
  view.grid.style.setProperty("--columns", data.columns);
  view.grid.style.setProperty("--narrow", data.narrow);
  const colours = theme(parentElement);
  view.tiles.forEach(({ caption, canvas }, k) => {
    caption.textContent = data.captions[k];
    canvas.setAttribute("aria-label", `${data.alt} ${data.captions[k]}`);
    paint(canvas, values.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  });
  view.hint = data.hint;
  view.readout.textContent = data.hint;
  view.read = (k, row, column) => {
    const value = (values[k * AREA + row * SIDE + column] / 127) * data.limit;
    view.readout.textContent = `${data.captions[k]}, row ${row}, column ${column}: ${data.quantity} ${signed(value, 3)}`;
  };
  view.scale.replaceChildren();
  add(view.scale, "span", "end", `against −${short(data.limit)}`);
  add(view.scale, "span", "ramp");
  add(view.scale, "span", "end", `+${short(data.limit)} for`);
}
