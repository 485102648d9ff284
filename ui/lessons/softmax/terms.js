// The evidence of one class as a sum of 784 terms: ink × weight, pixel by pixel, and what they add up to on the way.
// A pixel pointed at is marked in all pictures; the sum can be played, or moved to any term.
import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { product, signed } from "../../components/numbers.js";
import { pixelAt } from "../../components/pointing.js";
import { linear } from "../../components/scales.js";

function build(root) {
  const view = { count: AREA, at: null };
  const row = add(root, "div", "row");
  view.tiles = ["", "×", "="].map((sign) => {
    if (sign) add(row, "span", "sign", sign);
    const figure = add(row, "figure", "");
    const tile = { caption: add(figure, "figcaption", "") };
    const frame = add(figure, "div", "frame");
    tile.canvas = field(frame, "picture");
    tile.mark = add(frame, "span", "mark");
    frame.onpointermove = (event) => {
      const [row, column] = pixelAt(event, frame);
      view.at = row * SIDE + column;
      view.point();
    };
    frame.onpointerleave = () => {
      view.at = null;
      view.point();
    };
    return tile;
  });
  const account = add(root, "div", "account");
  view.parts = [
    ["for", "speaks for"],
    ["against", "speaks against"],
    ["bias", "bias"],
    ["sum", "evidence"],
  ].map(([kind, name]) => {
    const part = add(account, "div", `part ${kind}`);
    add(part, "span", "", name);
    return add(part, "b", "");
  });
  view.plot = add(root, "canvas", "plot");
  view.plot.setAttribute("role", "img");
  const bar = add(root, "div", "player");
  view.play = add(bar, "button", "", "Add them up");
  view.play.type = "button";
  view.range = add(bar, "input", "");
  Object.assign(view.range, { type: "range", min: 0, max: AREA, step: 1, ariaLabel: "How many terms are added up" });
  view.readout = add(root, "div", "readout");
  view.classes = add(root, "div", "classes");
  view.range.oninput = () => {
    pause(view);
    view.count = +view.range.value;
    view.draw();
  };
  view.play.onclick = () => (view.frame ? pause(view) : play(view));
  new ResizeObserver(() => view.plotSum?.()).observe(view.plot);
  return view;
}

function pause(view) {
  cancelAnimationFrame(view.frame);
  view.frame = 0;
  view.play.textContent = "Add them up";
}

function play(view) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    view.count = AREA;
    view.draw();
    return;
  }
  const begun = performance.now() - (view.count === AREA ? 0 : view.count) / 0.16; // it goes on from where it rests
  view.play.textContent = "Pause";
  const step = (now) => {
    view.count = Math.min(AREA, Math.max(0, Math.round((now - begun) * 0.16)));
    view.draw();
    if (view.count === AREA) pause(view);
    else view.frame = requestAnimationFrame(step);
  };
  view.frame = requestAnimationFrame(step);
}

function plotSum(view, data) {
  const { plot, sums, count } = view;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [plot.clientWidth, plot.clientHeight];
  Object.assign(plot, { width: width * ratio, height: height * ratio });
  const pen = plot.getContext("2d");
  pen.scale(ratio, ratio);
  const css = getComputedStyle(plot);
  const colour = (name) => css.getPropertyValue(`--st-${name}`);
  const low = Math.min(0, data.evidence[data.label], ...sums);
  const high = Math.max(1, data.evidence[data.label], ...sums);
  const x = linear([0, AREA], [4, width - 124]);
  const y = linear([low, high], [height - 10, 10]);
  const trace = (end, style, thickness) => {
    pen.beginPath();
    for (let n = 0; n <= end; n++) pen.lineTo(x(n), y(sums[n]));
    Object.assign(pen, { strokeStyle: style, lineWidth: thickness });
    pen.stroke();
  };
  pen.fillStyle = colour("gray-color");
  pen.fillRect(0, y(0), width - 124, 1);
  trace(AREA, colour("border-color"), 1.5);
  trace(count, colour("text-color"), 2);
  const dot = (n, v, name) => {
    pen.fillStyle = colour(name);
    pen.beginPath();
    pen.arc(x(n), y(v), 4, 0, 7);
    pen.fill();
  };
  const place = view.at ?? null;
  if (place !== null) dot(place + 1, sums[place + 1], view.terms[place] < 0 ? "blue-color" : "red-color");
  dot(count, sums[count], "text-color");
  pen.font = `13px ${colour("font")}`;
  pen.fillStyle = colour("text-color");
  const label = count < AREA ? `so far ${signed(sums[count])}` : `votes ${signed(sums[AREA])}`;
  pen.fillText(label, x(count) + 9, Math.min(height - 4, y(sums[count]) + 4));
}

function point(view) {
  const { at } = view;
  for (const { mark } of view.tiles) {
    mark.hidden = at === null;
    mark.style.left = `${((at % SIDE) / SIDE) * 100}%`;
    mark.style.top = `${(Math.floor(at / SIDE) / SIDE) * 100}%`;
  }
  const row = Math.floor(at / SIDE);
  const [ink, weight, term] = product(view.ink[at] ?? 0, view.weights[at] ?? 0);
  view.readout.textContent =
    at === null
      ? view.count < AREA
        ? `${view.count} of 784 terms added up.`
        : "Point at a pixel to read its term."
      : `Pixel ${at} (row ${row}, column ${at % SIDE}): ink ${ink} × weight ${weight} = ${term}`;
  view.plotSum();
}

function draw(view, data, colours) {
  const [ink, weights, terms] = view.tiles;
  const { label: k } = data;
  paint(ink.canvas, view.ink, 1, colours, false);
  paint(weights.canvas, view.weights, data.weight_limit, colours, true);
  paint(
    terms.canvas,
    view.terms.map((v, j) => (j < view.count ? v : 0)),
    data.term_limit,
    colours,
    true,
  );
  [data.heading, `weights of ${k}`, "784 terms"].forEach((words, i) => {
    view.tiles[i].caption.textContent = words;
    view.tiles[i].canvas.setAttribute("aria-label", words);
  });
  view.range.value = view.count;
  view.point();
}

function drawClasses(view, data) {
  view.classes.replaceChildren();
  data.evidence.forEach((z, k) => {
    const cell = add(view.classes, "button", k === data.label ? "class chosen" : "class");
    Object.assign(cell, { type: "button", title: `Show the terms of class ${k}`, onclick: () => view.choose(k) });
    add(cell, "span", "name", k);
    add(cell, "span", "number", signed(z));
    const p = data.probabilities[k];
    add(add(cell, "span", "track"), "span", "bar").style.width = `${100 * p}%`;
    add(cell, "span", "number", p < 5e-5 ? "< 0.0001" : p > 0.99995 ? "> 0.9999" : p.toFixed(4));
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".terms");
  const view = (root.view ??= build(root));
  view.ink = Float64Array.from(decode(data.pixels, Uint8Array), (v) => v / 255);
  view.weights = Float64Array.from(decode(data.weights, Float32Array));
  view.terms = view.ink.map((v, j) => v * view.weights[j]);
  view.sums = [0];
  view.terms.forEach((v, j) => view.sums.push(view.sums[j] + v));
  view.plotSum = () => plotSum(view, data);
  view.point = () => point(view);
  view.draw = () => draw(view, data, theme(parentElement));
  view.parts.forEach((part, i) => (part.textContent = signed(data.parts[i])));
  view.plot.setAttribute("aria-label", `The running sum of 784 terms; it ends at ${signed(view.sums[AREA])}`);
  view.choose = (k) => setTriggerValue("choose", k);
  drawClasses(view, data);
  view.draw();
}
