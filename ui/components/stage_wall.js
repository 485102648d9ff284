// The projector's views of what was drawn: the wall, one drawing large, the matrix, the hardest.
import { add, put, say } from "./nodes.js";
import { percent } from "./numbers.js";
import { digit, EVERY_DIGIT, grid, sharesOf, tile } from "./stage_pictures.js";
import { chosen, confusion, counts, HARDEST, hardest, mixUps, WALL } from "./stage_reading.js";

// One drawing as the model sees it, and what it makes of it.
function large(stage, screen, drawing, where) {
  const node = add(screen, "div", "large");
  node.dataset.id = drawing.id;
  const left = add(node, "div", "sheet");
  digit(stage, left, drawing, "large");
  const right = add(node, "div", "reading");
  const head = add(right, "div", "called-as");
  put(head, { role: "heading", "aria-level": 1 });
  say(head, `Called ${drawing.label}`);
  const by = [drawing.name, drawing.simulated && "of an example class"].filter(Boolean).join(", ");
  if (by) add(right, "div", "by", by);
  const shares = sharesOf(stage.kept.get(drawing.piece));
  const list = add(right, "div", "shares");
  for (const each of EVERY_DIGIT) {
    const row = add(list, "div", "row");
    row.classList.toggle("answer", each === drawing.answer);
    row.classList.toggle("called", each === drawing.label);
    add(row, "span", "class", each);
    const track = add(row, "span", "track");
    const bar = add(track, "span", `bar${drawing.answer === drawing.label ? "" : " otherwise"}`);
    const share = shares ? shares[each] : each === drawing.label ? drawing.share : null;
    bar.style.width = `${100 * (share ?? 0)}%`;
    add(row, "span", "number", share === null ? "" : percent(share, 1));
    add(row, "span", "mark", each === drawing.answer ? "the answer" : each === drawing.label ? "called" : "");
  }
  if (!shares) add(right, "div", "small", "The other shares come once the model is trained.");
  add(right, "div", "small", where);
}

function looked(stage, screen, view, list) {
  const at = stage.ui.at[view];
  const open = stage.now.drawings.find(({ id }) => id === at);
  if (!open) return false;
  const place = list.findIndex(({ id }) => id === at);
  large(stage, screen, open, place < 0 ? "" : `${place + 1} of ${list.length}`);
  return true;
}

export function wall(stage, screen) {
  const { now } = stage;
  if (looked(stage, screen, WALL, chosen(now.drawings))) return;
  const body = add(screen, "div", "fills");
  const strip = add(screen, "div", "strip");
  counts(now.drawings).forEach(({ drawn, agreed }, each) => {
    const cell = add(strip, "div", "count");
    cell.classList.toggle("none", !drawn);
    cell.classList.toggle("called", each === now.called);
    add(cell, "span", "digit", each);
    add(cell, "span", "drawn", drawn);
    const track = add(cell, "span", "track");
    add(track, "span", "bar").style.width = `${drawn ? (100 * agreed) / drawn : 0}%`;
    put(cell, { role: "img", "aria-label": `${each}: ${drawn} drawn, ${agreed} answered so` });
  });
  if (!now.drawings.length) return add(body, "div", "empty", "Drawings appear here as they are sent.");
  const left = grid(stage, body, now.drawings, WALL, stage.boxOf(body));
  if (left) add(screen.querySelector(".head"), "div", "figures", `the newest ${now.drawings.length - left} are seen`);
}

const EXAMPLES = 4; // of each mix-up, beside the matrix

export function matrix(stage, screen) {
  const { drawings } = stage.now;
  const body = add(screen, "div", "fills sides");
  const box = stage.boxOf(body);
  const narrow = box.width < 1.1 * box.height;
  const cell = Math.floor(
    Math.min((box.height - 1.6 * stage.unit) / 12.8, ((narrow ? 1 : 0.6) * box.width - 30) / 12.8),
  );
  const rows = confusion(drawings);
  const most = Math.max(...rows.flat());
  const table = add(body, "table", "matrix");
  table.style.setProperty("--cell", `${cell}px`);
  add(table, "caption", "hidden", "Rows: what was called. Columns: what the model answered.");
  const head = add(table, "thead");
  const names = add(head, "tr");
  put(add(names, "td"), { colspan: 2 });
  put(add(names, "th", "axis", "the model's answer"), { colspan: 10, scope: "colgroup" });
  const top = add(head, "tr");
  put(add(top, "td"), { colspan: 2 });
  for (const each of EVERY_DIGIT) put(add(top, "th", "", each), { scope: "col" });
  put(add(top, "th", "sum", "Σ"), { scope: "col", "aria-label": "sum" });
  const part = add(table, "tbody");
  rows.forEach((row, called) => {
    const line = add(part, "tr");
    if (!called) add(put(add(line, "th", "axis side"), { rowspan: 10, scope: "rowgroup" }), "span", "", "called");
    put(add(line, "th", "", called), { scope: "row" });
    row.forEach((count, answer) => {
      const node = add(line, "td", called === answer ? "same" : "other", count || "");
      // No darker than that the number can be read on it.
      const fullest = called === answer ? 50 : 40;
      if (count) node.style.setProperty("--share", `${fullest * (0.2 + 0.8 * Math.sqrt(count / most))}%`);
    });
    add(line, "td", "sum", sum(row));
  });
  const sums = add(part, "tr", "sums");
  add(sums, "td");
  put(add(sums, "th", "sum", "Σ"), { scope: "row", "aria-label": "sum" });
  for (const each of EVERY_DIGIT) add(sums, "td", "sum", sum(rows.map((row) => row[each])));
  add(sums, "td", "sum all", drawings.length);
  confused(stage, add(body, "div", "aside"), narrow ? 2 : 3);
}

const sum = (values) => values.reduce((a, b) => a + b, 0);

function confused(stage, aside, most) {
  const { drawings } = stage.now;
  const found = mixUps(drawings, most);
  add(aside, "div", "lead", found.length ? "Most often otherwise" : "All are answered as called.");
  const size = Math.floor(Math.min(5.4 * stage.unit, stage.boxOf(aside).width / EXAMPLES - 0.5 * stage.unit));
  for (const [called, answer, count] of found) {
    add(aside, "div", "pair", `${called} → ${answer}, ${count} ${count === 1 ? "time" : "times"}`);
    const row = add(aside, "div", "examples");
    const some = drawings.filter((each) => each.label === called && each.answer === answer).slice(-EXAMPLES);
    for (const each of some) tile(stage, row, each, WALL, { size, caption: false });
  }
}

export function hard(stage, screen) {
  const list = hardest(stage.now.drawings);
  if (looked(stage, screen, HARDEST, list) || !list.length) return;
  const body = add(screen, "div", "fills hardest");
  const box = stage.boxOf(body);
  const unit = stage.unit;
  const narrow = box.width < box.height;
  const first = Math.floor(
    narrow ? Math.min(box.width, 0.45 * box.height) : Math.min(box.height - 3 * unit, 0.42 * box.width),
  );
  tile(stage, body, list[0], HARDEST, { size: narrow ? first - 3 * unit : first, caption: true });
  const rest = list.slice(1);
  if (!rest.length) return;
  const space = narrow
    ? { width: box.width, height: box.height - first - 1.5 * unit }
    : { width: box.width - first - 2 * unit, height: box.height };
  const node = add(body, "div", "rest");
  grid(stage, node, rest, HARDEST, space);
}
