// A class's confusion matrix: what was to be drawn by what was answered, and how many of each.
// It is brought with the wall above, which calls for it to be shown.
import { store } from "./feed.js";
import { add, put, say } from "./nodes.js";

function build(root) {
  const table = add(root, "table", "");
  const caption = add(table, "caption", "");
  const head = add(add(table, "thead", ""), "tr", "");
  put(add(head, "th", "corner", "drawn ↓ read →"), { scope: "col" });
  for (let answer = 0; answer < 10; answer++) put(add(head, "th", "", answer), { scope: "col" });
  put(add(head, "th", "sum", "drawn"), { scope: "col" });
  const body = add(table, "tbody", "");
  const rows = Array.from({ length: 10 }, (_, label) => {
    const row = add(body, "tr", "");
    put(add(row, "th", "", label), { scope: "row" });
    return { cells: Array.from({ length: 10 }, () => add(row, "td", "")), sum: add(row, "td", "sum") };
  });
  return { caption, rows };
}

export default function ({ parentElement }) {
  const root = parentElement.querySelector(".class_matrix");
  const known = store("wall");
  root.view ??= build(root);
  known.count = () => known.rows && show(root, known.rows);
  known.count();
}

function show(root, rows) {
  const total = rows.flat().reduce((a, b) => a + b, 0);
  const right = rows.reduce((sum, row, label) => sum + row[label], 0);
  const most = Math.max(1, ...rows.flat());
  say(root.view.caption, total ? `${right} of ${total} read rightly` : "Nothing to count yet");
  root.view.rows.forEach(({ cells, sum }, label) => {
    cells.forEach((cell, answer) => {
      const count = rows[label][answer];
      say(cell, count || "·");
      cell.className = `${answer === label ? "right" : "wrong"}${count ? "" : " none"}`;
      cell.style.setProperty("--share", count ? 0.12 + (0.5 * count) / most : 0);
    });
    say(
      sum,
      rows[label].reduce((a, b) => a + b, 0),
    );
  });
}
