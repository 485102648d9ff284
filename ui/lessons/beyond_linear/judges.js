// One digit before several judges: what each is given, its answer, and its ten shares.
import { decode, field, paint, theme } from "../../components/drawing.js";
import { hedged } from "../../components/hedged.js";
import { add, say, spoken } from "../../components/nodes.js";

function build(root, count) {
  root.replaceChildren();
  const stage = add(root, "div", "stage");
  const given = add(stage, "div", "given");
  const view = { after: field(given, "ink"), heading: add(given, "div", "small"), panels: [] };
  const was = add(given, "div", "was");
  view.before = field(was, "ink before");
  add(was, "span", "small", "as written");
  for (let k = 0; k < count; k++) view.panels.push(panel(stage));
  return view;
}

function panel(stage) {
  const box = add(stage, "div", "panel");
  const entry = { box, name: add(box, "div", "name"), note: add(box, "div", "small") };
  const verdict = add(box, "div", "verdict");
  entry.digit = add(verdict, "span", "digit");
  entry.said = spoken(verdict, "span", "said");
  entry.bars = add(box, "div", "bars");
  entry.columns = Array.from({ length: 10 }, (_, digit) => {
    const column = add(entry.bars, "span", "column");
    const bar = add(add(column, "span", "track"), "span", "bar");
    add(column, "span", "class", digit);
    return { column, bar };
  });
  return entry;
}

function draw(entry, judge, label) {
  entry.name.textContent = judge.name;
  entry.note.textContent = judge.note;
  const known = judge.shares !== null;
  entry.box.classList.toggle("unknown", !known);
  entry.digit.textContent = known && judge.counts ? judge.answer : "?";
  say(entry.said, judge.said);
  entry.box.classList.toggle("wrong", known && label !== null && judge.answer !== label);
  entry.columns.forEach(({ column, bar }, digit) => {
    bar.style.height = known ? `${100 * judge.shares[digit]}%` : "0";
    column.classList.toggle("top", known && digit === judge.answer);
    column.classList.toggle("label", digit === label);
    column.title = known ? `${digit}: ${hedged(judge.shares[digit])}` : "";
  });
  entry.bars.setAttribute("role", "img");
  entry.bars.setAttribute(
    "aria-label",
    known ? `Its ten shares; the largest is at ${judge.answer}` : "Not trained yet",
  );
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".judges");
  if (root.view?.panels.length !== data.judges.length) root.view = build(root, data.judges.length);
  const view = root.view;
  const colours = theme(parentElement);
  paint(view.after, decode(data.after, Uint8Array), 255, colours, false);
  paint(view.before, decode(data.before, Uint8Array), 255, colours, false);
  view.after.setAttribute("aria-label", data.heading);
  view.before.setAttribute("aria-label", "The same digit as written");
  view.before.parentElement.hidden = !data.changed;
  say(view.heading, data.heading);
  data.judges.forEach((judge, k) => draw(view.panels[k], judge, data.label));
}
