// A batch: every example's loss as a bar with the mean as a line, and its picture; pointing at one tells its story.
import { AREA, decode, fieldOfNamed, paint, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";

function build(root) {
  const view = { bars: [], tiles: [] };
  view.plot = add(root, "div", "plot");
  view.mean = add(view.plot, "div", "line mean");
  view.blind = add(view.plot, "div", "line blind");
  view.strip = add(view.plot, "div", "strip");
  view.readout = spoken(root, "div", "readout");
  view.grid = add(root, "div", "grid");
  return view;
}

function fill(view, count) {
  view.strip.replaceChildren();
  view.grid.replaceChildren();
  view.bars = [];
  view.tiles = Array.from({ length: count }, (_, i) => {
    const bar = add(add(view.strip, "span", "slot"), "span", "bar");
    const button = add(view.grid, "button", "tile");
    button.type = "button";
    const choose = () => view.choose(i);
    const leave = () => view.choose(null);
    for (const node of [button, bar.parentElement]) {
      node.onpointerenter = choose;
      node.onpointerleave = (event) => event.pointerType === "mouse" && leave();
    }
    button.onfocus = button.onclick = choose;
    button.onblur = leave;
    view.bars.push(bar);
    return { button, canvas: fieldOfNamed(button, "picture"), caption: add(button, "span", "loss") };
  });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".losses");
  const view = (root.view ??= build(root));
  const count = data.losses.length;
  if (view.tiles.length !== count) fill(view, count);
  const pixels = decode(data.pixels, Uint8Array);
  const colours = theme(parentElement);
  const top = Math.max(3, ...data.losses) * 1.08;
  view.grid.style.setProperty("--columns", count > 20 ? 20 : 10);
  view.grid.style.setProperty("--narrow", count > 20 ? 10 : 5);
  view.tiles.forEach(({ button, canvas, caption }, i) => {
    paint(canvas, pixels.subarray(i * AREA, (i + 1) * AREA), 255, colours, false);
    caption.textContent = data.losses[i].toFixed(2);
    button.setAttribute("aria-label", data.stories[i]);
    button.classList.toggle("wrong", data.wrong[i]);
    view.bars[i].style.height = `${(100 * data.losses[i]) / top}%`;
    view.bars[i].classList.toggle("wrong", data.wrong[i]);
  });
  for (const [line, value, text] of [
    [view.mean, data.mean, "mean"],
    [view.blind, Math.log(10), "knowing nothing"],
  ]) {
    line.style.bottom = `${(100 * value) / top}%`;
    line.textContent = `${text} ${value.toFixed(value === data.mean ? 4 : 2)}`;
  }
  // Where the two lines come close, one label goes below its line.
  view.mean.classList.toggle("under", data.mean <= Math.log(10) && Math.log(10) - data.mean < 0.2 * top);
  view.choose = (chosen) => {
    view.tiles.forEach(({ button }, i) => button.classList.toggle("chosen", i === chosen));
    view.bars.forEach((bar, i) => bar.parentElement.classList.toggle("chosen", i === chosen));
    view.readout.textContent = chosen === null ? data.hint : data.stories[chosen];
  };
  view.choose(null);
}
