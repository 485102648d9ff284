// Curves over the steps of a run in SVG, with a line at the shown step; pointing reads them, dragging travels in time.
import { add, shape } from "../../components/nodes.js";
import { bottomAxis, decades, leftAxis, niceStep, ticks, written } from "../../components/plot.js";
import { linear } from "../../components/scales.js";

// On a projector the pictures below the curves are to be in sight, too; board.css has the same two heights.
const tall = () => (matchMedia("(max-height: 800px)").matches ? 90 : 120);
const PAD = { left: 36, top: 6, bottom: 18 };
// Names at the ends of lines stand in two columns by turns: in one, ten of them would have to be too small to read.
const [COLUMN, APART] = [9, 5.5];
const rightOf = (spec) => (spec.lines.some((line) => line.label !== undefined) ? 18 + COLUMN : 16);

// Even steps, or steps that grow by factors, which shows the beginning.
function stepAxis(view, width, right) {
  const last = view.steps;
  const ends = [PAD.left, width - right];
  const even = linear([0, last], ends);
  if (!view.factors) {
    const step = Math.max(1, Math.ceil(niceStep(last, width > 300 ? 5 : 4)));
    return { x: even, values: ticks(0, last * 1.001, step) };
  }
  const grown = linear([0, Math.log1p(last)], ends);
  return { x: (step) => grown(Math.log1p(step)), values: [0, ...decades(last)] };
}

export function curves(parent, spec) {
  const figure = add(parent, "figure", "curve");
  const caption = add(figure, "figcaption", "");
  add(caption, "strong", "", spec.title);
  const legend = add(caption, "span", "legend");
  const chart = { spec, figure, svg: shape(figure, "svg", { role: "img" }) };
  chart.values = spec.lines
    .filter((line) => line.name)
    .map((line) => {
      const item = add(legend, "span", "item");
      const key = shape(item, "svg", { class: "key", viewBox: "0 0 16 6" });
      shape(key, "line", { x1: 0, x2: 16, y1: 3, y2: 3, class: `line ${line.className}` });
      item.append(line.name);
      return { line, item, number: add(item, "b", "") };
    });
  return chart;
}

function range(spec, frames) {
  const values = frames
    .flatMap((frame) => spec.lines.map((line) => line.value(frame)))
    .concat(frames.flatMap((frame) => (spec.bands ?? []).flatMap((band) => [band.low(frame), band.high(frame)])))
    .filter(Number.isFinite);
  const low = spec.low ?? Math.min(0, ...values);
  const high = spec.high ?? Math.max(spec.least, ...values);
  const step = niceStep(high - low, 5);
  return { low: Math.floor(low / step + 1e-6) * step, high: Math.ceil(high / step - 1e-6) * step, step };
}

// Names at the ends of lines, pushed apart where they would lie on each other.
function endLabels(chart, frame, x, scale, colours) {
  const found = chart.spec.lines
    .map((line, k) => ({ text: line.label, y: scale.at(line.value(frame)), colour: colours?.[k] }))
    .filter((each) => each.text !== undefined && Number.isFinite(each.y))
    .sort((a, b) => a.y - b.y);
  const lowest = chart.height - PAD.bottom;
  const apart = Math.min(APART, lowest / found.length);
  for (let k = 1; k < found.length; k++) found[k].y = Math.max(found[k].y, found[k - 1].y + apart);
  const over = found.length ? found.at(-1).y - lowest : 0;
  if (over > 0) {
    found.at(-1).y -= over;
    for (let k = found.length - 2; k >= 0; k--) found[k].y = Math.min(found[k].y, found[k + 1].y - apart);
  }
  for (const [k, { text, y, colour }] of found.entries())
    shape(chart.svg, "text", { class: "end", x: x + 5 + (k % 2) * COLUMN, y: y + 3.5, style: `fill: ${colour}` }, text);
}

export function drawCurves(chart, view) {
  const height = (chart.height = tall());
  const { svg, spec } = chart;
  const { frames, colours } = view;
  const width = Math.max(160, chart.figure.clientWidth);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const y = range(spec, view.all);
  y.at = linear([y.low, y.high], [height - PAD.bottom, PAD.top]);
  const right = rightOf(spec);
  const { x, values } = stepAxis(view, width, right);
  Object.assign(chart, { x, y, width });
  leftAxis(svg, y.at, ticks(y.low, y.high, y.step), {
    left: PAD.left,
    right: width - right,
    gap: 5,
    drop: 3.5,
    line: (value) => (Math.abs(value) < y.step / 2 ? "base" : "grid"),
    write: (value) => written(value, y.step),
  });
  bottomAxis(svg, x, values, { bottom: height, drop: -4 });
  const spots = (value) =>
    view.all
      .filter((f) => Number.isFinite(value(f)))
      .map((f) => `${x(f.step).toFixed(1)},${y.at(value(f)).toFixed(1)}`);
  for (const band of spec.bands ?? []) {
    shape(svg, "polygon", {
      class: band.className,
      points: [...spots(band.low), ...spots(band.high).reverse()].join(" "),
    });
  }
  spec.lines.forEach((line, k) => {
    const style = line.label === undefined ? {} : { style: `stroke: ${colours[k]}` };
    shape(svg, "polyline", { class: `line ${line.className}`, points: spots(line.value).join(" "), ...style });
  });
  for (const mark of view.marks) {
    const at = x(mark.step);
    shape(svg, "line", { class: `mark ${mark.className}`, x1: at, x2: at, y1: PAD.top, y2: height - PAD.bottom });
    const end = at > width / 2;
    if (spec.marked)
      shape(
        svg,
        "text",
        {
          class: `said ${mark.className}`,
          x: at + (end ? -4 : 4),
          y: PAD.top + 9,
          "text-anchor": end ? "end" : "start",
        },
        mark.text,
      );
  }
  if (frames.length) endLabels(chart, view.all.at(-1), x(view.all.at(-1).step), y, colours);
  chart.cursor = shape(svg, "g", { class: "cursor" });
  svg.setAttribute("aria-label", `${spec.title} over ${view.steps} steps`);
}

// The line at a step, dots where it meets the curves, and the numbers there beside their names.
export function point(chart, frame, colours) {
  chart.cursor.replaceChildren();
  const at = chart.x(frame.step);
  shape(chart.cursor, "line", { x1: at, x2: at, y1: PAD.top, y2: chart.height - PAD.bottom });
  chart.spec.lines.forEach((line, k) => {
    const value = line.value(frame);
    const style = line.label === undefined ? {} : { style: `fill: ${colours[k]}` };
    if (Number.isFinite(value))
      shape(chart.cursor, "circle", { class: `dot ${line.className}`, cx: at, cy: chart.y.at(value), r: 3, ...style });
  });
  for (const { line, number } of chart.values) {
    const value = line.value(frame);
    number.textContent = Number.isFinite(value) ? chart.spec.format(value) : "";
  }
}

export function travelOn(chart, view) {
  const frameAt = (event) => {
    const box = chart.svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * chart.width;
    return view.frames.reduce(
      (best, frame, k) =>
        Math.abs(chart.x(frame.step) - at) < Math.abs(chart.x(view.frames[best].step) - at) ? k : best,
      0,
    );
  };
  chart.svg.onpointermove = (event) => {
    if (!view.frames.length || !chart.x) return;
    if (event.buttons & 1) view.travel(frameAt(event));
    else view.peek(frameAt(event));
  };
  chart.svg.onpointerdown = (event) => view.frames.length && view.travel(frameAt(event));
  chart.svg.onpointerleave = () => view.peek(null);
}
