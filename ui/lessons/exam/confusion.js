// Every label against every answer: ten by ten counts, each a button that opens its digits; recall and precision
// in the margins. Pointing reads a cell out.
import { walk } from "../../components/arrows.js";
import { add, spoken } from "../../components/nodes.js";
import { percent } from "../../components/numbers.js";

const short = (share) => (share === null ? "–" : percent(share, 0).replace(" %", ""));

function build(root) {
  const view = { cells: [], recall: [], precision: [] };
  const table = add(root, "div", "table");
  const cell = (className, text) => add(table, "span", className, text);
  cell("corner", "");
  for (let k = 0; k < 10; k++) (view.columns ??= []).push(cell("head", k));
  cell("margin name", "recall");
  for (let row = 0; row < 10; row++) {
    (view.rows ??= []).push(cell("head", row));
    view.cells.push(
      Array.from({ length: 10 }, (_, column) => {
        const button = add(table, "button", row === column ? "cell right" : "cell");
        button.type = "button";
        button.onmouseenter = button.onfocus = () => view.point(row, column);
        button.onmouseleave = button.onblur = () => view.point(...view.chosen);
        button.onclick = () => view.pick(row, column);
        button.onkeydown = (event) => walk(view.cells, event, row, column);
        return button;
      }),
    );
    view.recall.push(cell("margin", ""));
  }
  cell("corner", "");
  for (let k = 0; k < 10; k++) view.precision.push(cell("margin", ""));
  cell("margin name", "precision");
  const foot = add(root, "div", "foot");
  view.readout = spoken(foot, "span", "readout");
  view.accuracy = add(foot, "span", "all");
  return view;
}

function say(data, row, column) {
  const count = data.counts[row][column];
  const all = data.counts[row].reduce((sum, each) => sum + each, 0);
  const share = all ? ` (${percent(count / all)})` : "";
  return `Label ${row}, answer ${column}: ${count.toLocaleString("en")} of ${all.toLocaleString("en")}${share}`;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".confusion");
  const view = (root.view ??= build(root));
  view.chosen = data.chosen;
  view.pick = (row, column) => setTriggerValue("cell", [row, column]);
  view.point = (row, column) => {
    view.readout.textContent = say(data, row, column);
    view.rows.forEach((head, k) => head.classList.toggle("pointed", k === row));
    view.columns.forEach((head, k) => head.classList.toggle("pointed", k === column));
  };
  const most = Math.max(1, ...data.counts.flatMap((row, i) => row.filter((_, j) => i !== j)));
  view.cells.forEach((cells, row) => {
    cells.forEach((button, column) => {
      const count = data.counts[row][column];
      const chosen = row === data.chosen[0] && column === data.chosen[1];
      button.textContent = count || "·";
      button.classList.toggle("none", !count);
      button.classList.toggle("chosen", chosen);
      button.setAttribute("aria-pressed", chosen);
      button.setAttribute("aria-label", `${say(data, row, column)}; show them`);
      button.tabIndex = chosen ? 0 : -1;
      if (row !== column) button.style.setProperty("--tone", `${34 * Math.sqrt(count / most)}%`);
    });
    view.recall[row].textContent = short(data.recall[row]);
    view.precision[row].textContent = short(data.precision[row]);
  });
  view.accuracy.textContent = data.accuracy === null ? "" : `All together ${percent(data.accuracy, 2)} right`;
  view.point(...data.chosen);
}
