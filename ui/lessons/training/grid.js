// A two-way grid of runs: a cell for each, tinted by how good it is, and a button that opens its run.
// Pointing reads a cell out; nothing of that is told to the server.
import { walk } from "../../components/arrows.js";
import { add, say, spoken } from "../../components/nodes.js";

const MARK = { waiting: "·", running: "…", failed: "!" };

function build(root, data) {
  root.replaceChildren();
  const view = { shape: shapeOf(data), heads: { rows: [], columns: [] } };
  const title = add(root, "div", "title");
  view.title = add(title, "strong", "", data.title);
  add(title, "span", "", data.across);
  const table = add(root, "div", "table");
  table.setAttribute("role", "group");
  table.style.setProperty("--columns", data.columns.length);
  add(table, "span", "head corner", data.down);
  for (const name of data.columns) view.heads.columns.push(add(table, "span", "head", name));
  view.cells = data.rows.map((name, row) => {
    view.heads.rows.push(add(table, "span", "head row", name));
    return data.columns.map((_, column) => {
      const button = add(table, "button", "cell");
      button.type = "button";
      button.onmouseenter = button.onfocus = () => view.point(row, column);
      button.onmouseleave = button.onblur = () => view.point();
      button.onclick = () => view.pick(row, column);
      button.onkeydown = (event) => walk(view.cells, event, row, column);
      return button;
    });
  });
  view.readout = spoken(root, "div", "readout");
  return view;
}

const shapeOf = (data) => JSON.stringify([data.across, data.down, data.rows, data.columns]);

function show(button, cell, chosen) {
  const text = cell.text || MARK[cell.state];
  if (button.textContent !== text) button.textContent = text;
  button.className = `cell ${cell.state}${chosen ? " chosen" : ""}${cell.best ? " best" : ""}`;
  button.setAttribute("aria-label", `${cell.say}. Set the knobs to it.`);
  if (cell.tone === null) button.style.removeProperty("--tone");
  else button.style.setProperty("--tone", `${(6 + 54 * cell.tone).toFixed(1)}%`);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  const fits = root.view && root.view.shape === shapeOf(data);
  const view = fits ? root.view : (root.view = build(root, data));
  view.pick = (row, column) => setTriggerValue("cell", [row, column]);
  view.point = (row, column) => {
    say(view.readout, row === undefined ? data.note : data.cells[row][column].say);
    view.heads.rows.forEach((head, k) => head.classList.toggle("pointed", k === row));
    view.heads.columns.forEach((head, k) => head.classList.toggle("pointed", k === column));
    view.pointed = row === undefined ? undefined : [row, column];
  };
  view.title.textContent = data.title;
  const [first, second] = data.chosen ?? [0, 0];
  view.cells.forEach((cells, row) => {
    cells.forEach((button, column) => {
      const chosen = data.chosen !== null && row === data.chosen[0] && column === data.chosen[1];
      show(button, data.cells[row][column], chosen);
      button.tabIndex = row === first && column === second ? 0 : -1;
    });
  });
  view.point(...(view.pointed ?? []));
}
