// A digit and ten classes to bet on; what the model answers is sent only after the bet.
import { decode, field, paint, theme } from "../../components/drawing.js";
import { add, say } from "../../components/nodes.js";

function build(root) {
  const view = { rows: [] };
  const stage = add(root, "div", "stage");
  const left = add(stage, "figure", "shown");
  view.heading = add(left, "div", "small");
  view.digit = field(left, "ink");
  view.note = add(left, "figcaption", "note");
  const table = add(stage, "div", "classes");
  view.ask = add(table, "div", "small");
  for (let k = 0; k < 10; k++) {
    const row = add(table, "button", "row");
    row.type = "button";
    const entry = { row };
    add(row, "span", "name", k);
    entry.bar = add(add(row, "span", "track"), "span", "bar");
    entry.share = add(row, "span", "number");
    entry.tag = add(row, "span", "tag");
    row.onclick = () => view.guess(k);
    view.rows.push(entry);
  }
  view.waive = add(table, "button", "waive", "Just show me");
  view.waive.type = "button";
  return view;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".guess");
  const view = (root.view ??= build(root));
  const told = data.revealed;
  view.guess = (k) => told || setTriggerValue("guess", k);
  view.waive.onclick = () => setTriggerValue("waive", true);
  view.waive.hidden = Boolean(told);
  view.heading.textContent = data.heading;
  say(view.note, data.note);
  view.ask.textContent = told ? "What it answered, by share" : "What will it answer? Choose a digit.";
  view.digit.setAttribute("aria-label", data.alt);
  paint(view.digit, decode(data.pixels, Uint8Array), 255, theme(parentElement), false);
  view.rows.forEach(({ row, bar, share, tag }, k) => {
    const tags = told ? [k === told.answer && "answer", k === told.guess && "you", k === told.label && "label"] : [];
    tag.textContent = tags.filter(Boolean).join(", ");
    share.textContent = told ? told.shares[k] : "";
    bar.style.width = told ? `${100 * told.probabilities[k]}%` : "0";
    const wrong = k === told?.answer && k !== told.label;
    row.className = told
      ? `row told${k === told.answer ? " answer" : ""}${wrong ? " wrong" : ""}${k === told.guess ? " mine" : ""}`
      : "row";
    row.setAttribute("aria-disabled", Boolean(told));
    row.setAttribute("aria-label", told ? `Class ${k}: ${told.shares[k]} ${tag.textContent}` : `Guess ${k}`);
  });
}
