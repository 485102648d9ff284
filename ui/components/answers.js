// Digits side by side, each a button that opens it; where shares are given, each with its ten of them.
import { AREA, decode, field, paint, theme } from "./drawing.js";
import { add } from "./nodes.js";

function build(root) {
  const view = { tiles: [] };
  view.grid = add(root, "div", "grid");
  return view;
}

function tile(view, k, withShares) {
  const entry = { button: add(view.grid, "button", "tile") };
  entry.button.type = "button";
  entry.canvas = field(entry.button, "ink");
  if (withShares) {
    entry.shares = add(entry.button, "span", "shares");
    entry.bars = Array.from({ length: 10 }, (_, digit) => {
      const column = add(entry.shares, "span", "column");
      const bar = add(add(column, "span", "track"), "span", "bar");
      add(column, "span", "digit", digit);
      return { column, bar };
    });
  }
  entry.lines = add(entry.button, "span", "lines");
  entry.button.onclick = () => view.pick(k);
  return entry;
}

function drawShares(entry, shares) {
  const top = shares.indexOf(Math.max(...shares));
  entry.bars.forEach(({ column, bar }, digit) => {
    bar.style.height = `${100 * shares[digit]}%`;
    column.classList.toggle("top", digit === top);
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".answers");
  const view = (root.view ??= build(root));
  const values = decode(data.values, Uint8Array);
  const shape = `${data.lines.length} ${Boolean(data.shares)}`;
  if (view.shape !== shape) {
    view.grid.replaceChildren();
    view.tiles = data.lines.map((_, k) => tile(view, k, Boolean(data.shares)));
    view.shape = shape;
  }
  view.grid.style.setProperty("--columns", data.columns);
  view.grid.style.setProperty("--narrow", data.narrow);
  view.pick = (k) => setTriggerValue("picked", data.numbers[k]);
  const colours = theme(parentElement);
  view.tiles.forEach((entry, k) => {
    entry.lines.replaceChildren();
    data.lines[k].forEach((line) => add(entry.lines, "span", "line", line));
    entry.button.classList.toggle("wrong", Boolean(data.wrong?.[k]));
    const said = `Test digit ${data.numbers[k]}: ${data.lines[k].join(", ")}`;
    entry.button.setAttribute("aria-label", `${said}; open it`);
    entry.button.title = `Open test digit ${data.numbers[k]}`;
    entry.canvas.setAttribute("aria-label", said);
    paint(entry.canvas, values.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    if (data.shares) drawShares(entry, data.shares[k]);
  });
}
