// One step of learning on this digit: its gradient, class by class, and what a step of any length does to the answer
// and to the exam. The slider is answered here; only taking the step, or taking it back, is told to the server.
import { remember } from "../../components/address.js";
import { decode, field, paint, theme } from "../../components/drawing.js";
import { hedged } from "../../components/hedged.js";
import { add, say } from "../../components/nodes.js";
import { aDigit, percent, short, signed } from "../../components/numbers.js";
import { softmax } from "../../components/softmax.js";

function build(root) {
  const view = { tiles: [], bars: [] };
  view.told = add(root, "p", "told");
  const grid = add(root, "div", "grid");
  for (let k = 0; k < 10; k++) {
    const figure = add(grid, "figure", "tile");
    view.tiles.push({ figure, canvas: field(figure, "picture"), caption: add(figure, "figcaption", "") });
  }
  const rate = add(root, "label", "rate");
  view.name = add(rate, "span", "name");
  view.slider = add(rate, "input", "slider");
  view.slider.type = "range";
  view.slider.min = 0;
  const bars = add(root, "div", "bars");
  for (let k = 0; k < 10; k++) {
    const column = add(bars, "span", "column");
    const track = add(column, "span", "track");
    view.bars.push({ column, before: add(track, "span", "bar before"), after: add(track, "span", "bar after") });
    add(column, "span", "class", k);
  }
  view.lines = add(root, "div", "lines");
  view.lines.setAttribute("aria-live", "polite");
  const buttons = add(root, "div", "buttons");
  view.step = add(buttons, "button", "step", "Take the step");
  view.back = add(buttons, "button", "back");
  view.step.type = view.back.type = "button";
  return view;
}

const row = (parent, name, before, after) => {
  add(parent, "span", "what", name);
  add(parent, "span", "number", before);
  add(parent, "span", "arrow", "→");
  add(parent, "span", "number", after);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".teach");
  const view = (root.view ??= build(root));
  const ink = decode(data.ink, Uint8Array);
  const colours = theme(parentElement);
  const before = softmax(data.logits);
  const slope = before.map((p, k) => p - (k === data.label ? 1 : 0));
  const limit = Math.max(...slope.map(Math.abs)) || 1;
  say(view.told, data.told);
  view.tiles.forEach(({ canvas, caption, figure }, k) => {
    paint(
      canvas,
      Float32Array.from(ink, (value) => (-value / 255) * slope[k]), // red for what gains, as everywhere
      limit,
      colours,
      true,
    );
    canvas.setAttribute("aria-label", `What the weights of ${k} gain: the digit's ink times ${signed(-slope[k], 3)}`);
    caption.textContent = `${k}  ${signed(-slope[k], 3)}`;
    figure.classList.toggle("label", k === data.label);
  });
  view.slider.max = data.rates.length - 1;
  if (view.rate === undefined) view.rate = data.at;
  view.slider.value = view.rate;
  const draw = () => {
    const rate = data.rates[view.rate];
    const logits = data.logits.map((z, k) => z - rate * data.weight * slope[k]);
    const after = softmax(logits);
    view.name.textContent = `learning rate ${short(rate)}`;
    view.slider.setAttribute("aria-valuetext", view.name.textContent);
    view.bars.forEach((entry, k) => {
      entry.before.style.height = `${100 * before[k]}%`;
      entry.after.style.height = `${100 * after[k]}%`;
      entry.column.classList.toggle("label", k === data.label);
    });
    const answer = (shares) => {
      const top = shares.indexOf(Math.max(...shares));
      return `${top}, ${hedged(shares[top])}`;
    };
    view.lines.replaceChildren();
    add(view.lines, "span", "whose", view.taken.length ? "The taught copy" : "The copy");
    for (const heading of ["now", "", "after the step"]) add(view.lines, "span", "heading", heading);
    row(view.lines, "answers", answer(before), answer(after));
    row(
      view.lines,
      `loss, if it is ${aDigit(data.label)}`,
      (-Math.log(before[data.label])).toFixed(3),
      (-Math.log(after[data.label])).toFixed(3),
    );
    row(view.lines, "validation accuracy", percent(data.accuracy, 2), percent(data.accuracies[view.rate], 2));
  };
  view.slider.oninput = () => {
    view.rate = Number(view.slider.value);
    draw();
  };
  view.slider.onchange = () => remember("how_far", view.rate);
  // Presses may come faster than the server answers, and it hears of the last only: so it is told of all steps each time,
  // and what it says of fewer than those is out of date.
  if (view.ink !== data.ink || !view.sent || view.sent === JSON.stringify(data.taken)) {
    Object.assign(view, { ink: data.ink, taken: data.taken, sent: null });
  }
  const tell = (steps) => {
    Object.assign(view, { taken: steps, sent: JSON.stringify(steps) });
    setTriggerValue("steps", steps);
    offer();
  };
  const offer = () => {
    const count = view.taken.length;
    view.step.disabled = count >= data.most;
    view.back.disabled = !count;
    view.back.textContent = count > 1 ? `Take one of ${count} back` : "Take it back";
  };
  view.step.onclick = () => tell([...view.taken, [data.label, view.rate]]);
  view.back.onclick = () => tell(view.taken.slice(0, -1));
  offer();
  draw();
}
