// Ten shares along a way (the steps of training, or ink that fades), the answer at each place as a strip under the
// curves, and one place looked at: by pointing, by the slider, by the arrow keys. No word with the server.

import { remember } from "../../components/address.js";
import { decode, field, paint, theme } from "../../components/drawing.js";
import { hedged } from "../../components/hedged.js";
import { add, say, shape } from "../../components/nodes.js";
import { linear } from "../../components/scales.js";

const WIDTH = 400;
const HEIGHT = 190;

function build(root) {
  const view = { bars: [] };
  view.told = add(root, "p", "told");
  const plot = add(root, "div", "plot");
  for (const mark of [100, 50, 0]) add(plot, "span", "level", `${mark} %`).style.top = `${100 - mark}%`;
  view.svg = shape(plot, "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
  view.names = add(plot, "div", "names");
  view.strip = add(root, "div", "strip");
  view.slider = add(root, "input", "slider");
  view.slider.type = "range";
  view.slider.min = 0;
  view.slider.step = 1;
  view.ticks = add(root, "div", "ticks");
  const now = add(root, "div", "now");
  view.digit = field(now, "digit");
  view.big = add(now, "span", "big");
  const bars = add(now, "div", "bars");
  for (let k = 0; k < 10; k++) {
    const column = add(bars, "span", "column");
    const bar = add(add(column, "span", "track"), "span", "bar");
    add(column, "span", "name", k);
    view.bars.push({ column, bar });
  }
  view.readout = add(root, "div", "readout");
  view.readout.setAttribute("aria-live", "polite");
  plot.onpointermove = plot.onpointerdown = (event) => {
    const box = plot.getBoundingClientRect();
    view.show?.(Math.round(((event.clientX - box.left) / box.width) * (view.count - 1)));
  };
  view.slider.oninput = () => view.show(Number(view.slider.value));
  view.slider.onchange = () => view.remember();
  plot.onpointerup = plot.onpointerleave = () => view.remember?.();
  return view;
}

function drawCurves(view, shares, count, hues) {
  const x = linear([0, Math.max(count - 1, 1)], [0, WIDTH]);
  const y = linear([0, 1], [HEIGHT - 2, 2]);
  view.svg.replaceChildren();
  view.names.replaceChildren();
  for (const level of [0, 0.5, 1])
    shape(view.svg, "line", { class: "grid", x1: 0, x2: WIDTH, y1: y(level), y2: y(level) });
  const named = [];
  for (let k = 0; k < 10; k++) {
    const curve = Array.from({ length: count }, (_, i) => shares[10 * i + k]);
    const points = curve.map((p, i) => `${x(i).toFixed(1)},${y(p).toFixed(1)}`).join(" ");
    const top = Math.max(...curve);
    const line = shape(view.svg, "polyline", { points, class: top > 0.2 ? "curve" : "curve low" });
    line.style.stroke = hues[k];
    // Named where it is highest; the names of a place stand side by side.
    if (top > 0.2) named.push([curve.indexOf(top), top, k]);
  }
  named.sort((a, b) => a[0] - b[0]);
  let last = -100;
  for (const [i, top, k] of named) {
    const name = add(view.names, "span", "", k);
    const left = Math.max((100 * x(i)) / WIDTH, last + 4);
    name.style.cssText = `left:${Math.min(left, 97)}%;top:${(100 * y(top)) / HEIGHT}%;color:${hues[k]}`;
    last = left;
  }
  view.cursor = shape(view.svg, "line", { class: "cursor", y1: 0, y2: HEIGHT });
  view.x = x;
}

// One field for each stretch with the same answer.
function drawStrip(view, answers, hues) {
  view.strip.replaceChildren();
  const half = 0.5;
  let from = 0;
  answers.forEach((answer, i) => {
    if (i + 1 < answers.length && answers[i + 1] === answer) return;
    const piece = add(view.strip, "span", "piece", answer < 0 ? "–" : answer);
    const ends = [from ? from - half : 0, i + 1 < answers.length ? i + half : i];
    piece.style.flex = `${Math.max(ends[1] - ends[0], 0.3)} 0 0`;
    piece.style.setProperty("--hue", answer < 0 ? "var(--st-gray-color)" : hues[answer]);
    from = i + 1;
  });
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".timeline");
  const view = (root.view ??= build(root));
  const shares = decode(data.shares, Float32Array);
  const count = (view.count = shares.length / 10);
  const rows = Array.from({ length: count }, (_, i) => shares.subarray(10 * i, 10 * i + 10));
  const answers = rows.map((row) => (Math.max(...row) - Math.min(...row) > 1e-7 ? row.indexOf(Math.max(...row)) : -1));
  const pixels = data.pixels && decode(data.pixels, Uint8Array);
  const colours = theme(parentElement);
  say(view.told, data.told);
  view.slider.max = Math.max(count - 1, 0);
  view.slider.setAttribute("aria-label", data.quantity);
  view.svg.setAttribute("aria-label", data.told);
  view.digit.hidden = !pixels;
  drawCurves(view, shares, count, data.hues);
  drawStrip(view, answers, data.hues);
  view.ticks.replaceChildren();
  for (const i of [0, Math.floor((count - 1) / 2), count - 1]) add(view.ticks, "span", "", data.places[i]);
  view.show = (place) => {
    const i = (view.place = Math.min(count - 1, Math.max(0, place)));
    view.slider.value = i;
    view.slider.setAttribute("aria-valuetext", `${data.places[i]}: ${answers[i] < 0 ? "all tie" : answers[i]}`);
    view.cursor.setAttribute("x1", view.x(i));
    view.cursor.setAttribute("x2", view.x(i));
    view.bars.forEach(({ column, bar }, k) => {
      bar.style.height = `${100 * rows[i][k]}%`;
      column.classList.toggle("top", k === answers[i]);
    });
    view.big.textContent = answers[i] < 0 ? "?" : answers[i];
    view.readout.textContent =
      answers[i] < 0
        ? `${data.places[i]}: all ten tie`
        : `${data.places[i]}: ${answers[i]}, with ${hedged(rows[i][answers[i]])}`;
    if (pixels)
      paint(
        view.digit,
        pixels.map((value) => (value * i) / Math.max(count - 1, 1)),
        255,
        colours,
        false,
      );
    view.digit.setAttribute("aria-label", `What the model is given: ${data.places[i]}`);
  };
  view.remember = () => remember(data.parameter, view.place === count - 1 ? null : view.place);
  // A way that grows, as in training, is followed to its end until somebody looks elsewhere.
  const atEnd = view.place === undefined ? data.at === null : view.place >= (view.before ?? 1) - 1;
  view.show(atEnd ? count - 1 : (view.place ?? data.at));
  view.before = count;
}
