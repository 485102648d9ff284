// The fewest pixels that change the answer, as ghost ink on the digit; before and after at a press.
import { decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { hedged } from "../../components/hedged.js";
import { add, say, shape, spoken } from "../../components/nodes.js";

function build(root) {
  const view = { after: false };
  view.told = spoken(root, "p", "told");
  const stage = add(root, "div", "stage");
  const frame = add(stage, "div", "frame");
  view.canvas = field(frame, "ink");
  view.ghosts = shape(frame, "svg", { class: "ghosts", viewBox: `0 0 ${SIDE} ${SIDE}` });
  const side = add(stage, "div", "side");
  view.switch = add(side, "button", "switch");
  view.switch.type = "button";
  view.switch.onclick = () => {
    view.after = !view.after;
    view.draw();
  };
  view.apply = add(side, "button", "switch", "Change my drawing so");
  view.apply.type = "button";
  view.big = add(side, "span", "big");
  view.shares = Array.from({ length: 2 }, () => {
    const row = add(side, "div", "share");
    const entry = { row, name: add(row, "span", "name") };
    entry.bar = add(add(row, "span", "track"), "span", "bar");
    entry.number = add(row, "span", "number");
    return entry;
  });
  view.legend = add(side, "div", "legend");
  view.list = add(root, "ul", "list");
  return view;
}

function ghost(svg, row, column, added, number) {
  const group = shape(svg, "g", { class: added ? "ghost added" : "ghost removed" });
  shape(group, "rect", { x: column + 0.06, y: row + 0.06, width: 0.88, height: 0.88 });
  const middle = [column + 0.5, row + 0.5];
  shape(group, "line", { x1: middle[0] - 0.27, x2: middle[0] + 0.27, y1: middle[1], y2: middle[1] });
  if (added) shape(group, "line", { x1: middle[0], x2: middle[0], y1: middle[1] - 0.27, y2: middle[1] + 0.27 });
  shape(group, "title", {}, `${number + 1}: ${added ? "ink" : "no ink"} in row ${row}, column ${column}`);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".flip");
  const view = (root.view ??= build(root));
  const ink = decode(data.ink, Uint8Array);
  const changed = decode(data.changed, Uint8Array);
  if (view.last !== data.changed) view.after = false;
  view.last = data.changed;
  view.apply.onclick = () => setTriggerValue("apply", data.changed);
  view.draw = () => {
    const after = view.after ? 1 : 0;
    say(view.told, data.told);
    paint(view.canvas, after ? changed : ink, 255, theme(parentElement), false);
    view.canvas.setAttribute(
      "aria-label",
      after ? "The digit after the change" : "The digit, its fewest changes marked",
    );
    view.ghosts.replaceChildren();
    const spots = data.pixels.map((i) => [Math.floor(i / SIDE), i % SIDE, changed[i] > ink[i]]);
    spots.forEach(([row, column, added], i) => ghost(view.ghosts, row, column, added, i));
    view.ghosts.classList.toggle("after", Boolean(after));
    view.switch.textContent = after ? "Show before" : "Show after";
    view.switch.setAttribute("aria-pressed", Boolean(after));
    view.big.textContent = data.answers[after];
    view.shares.forEach((entry, i) => {
      const share = data.shares[after][i];
      entry.name.textContent = data.answers[i];
      entry.bar.style.width = `${100 * share}%`;
      entry.number.textContent = hedged(share);
      entry.row.classList.toggle("answer", i === after);
    });
    view.legend.replaceChildren();
    add(view.legend, "span", "added", "⊞ ink put in");
    add(view.legend, "span", "removed", "⊟ ink taken out");
    view.list.replaceChildren();
    data.lines.forEach((line) => add(view.list, "li", "", line));
  };
  view.draw();
}
