// Digits after the stress, each with the digit as it was and what every judge answers; a press opens one.
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";

function build(root) {
  return { grid: add(root, "div", "grid"), tiles: [] };
}

function tile(view, k) {
  const button = add(view.grid, "button", "tile");
  button.type = "button";
  button.onclick = () => view.pick(k);
  const after = field(button, "after");
  const foot = add(button, "span", "foot");
  const before = field(foot, "before");
  return { button, after, before, answers: add(foot, "span", "answers") };
}

function say(answers, answer) {
  const line = add(answers, "span", answer.right ? "line right" : "line wrong");
  if (answer.short) add(line, "span", "who", answer.short);
  add(line, "span", "digit", answer.digit);
  add(line, "span", "mark", answer.right ? "✓" : "✗");
  if (!answer.short) add(line, "span", "share", answer.share);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".stressed");
  const view = (root.view ??= build(root));
  const after = decode(data.after, Uint8Array);
  const before = decode(data.before, Uint8Array);
  const colours = theme(parentElement);
  while (view.tiles.length < data.numbers.length) view.tiles.push(tile(view, view.tiles.length));
  view.pick = (k) => setTriggerValue("picked", data.numbers[k]);
  view.tiles.forEach((entry, k) => {
    entry.button.hidden = k >= data.numbers.length;
    if (entry.button.hidden) return;
    paint(entry.after, after.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    paint(entry.before, before.subarray(k * AREA, (k + 1) * AREA), 255, colours, false);
    const name = `test digit ${data.numbers[k]}, labelled ${data.labels[k]}`;
    entry.after.setAttribute("aria-label", `${name}, after`);
    entry.before.setAttribute("aria-label", `${name}, as it was`);
    entry.answers.replaceChildren();
    data.answers[k].forEach((answer) => say(entry.answers, answer));
    const told = data.answers[k]
      .map((a) => `${a.name} says ${a.digit} with ${a.share}, ${a.right ? "right" : "wrong"}`)
      .join("; ");
    entry.button.setAttribute("aria-label", `Open ${name}: ${told}`);
    entry.button.title = told;
  });
}
