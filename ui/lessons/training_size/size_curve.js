// The accuracy by training size, n on a logarithmic axis, with a marker for the size that is shown.
import { shape } from "../../components/nodes.js";
import { percent, whole } from "../../components/numbers.js";
import { bottomAxis, decades, leftAxis } from "../../components/plot.js";
import { clamp, linear } from "../../components/scales.js";

// What is drawn, each by its name in the data and by its class.
const SERIES = [
  ["train", "train"],
  ["accuracy", "unseen"],
];
const INSET = { left: 40, right: 22, top: 12, bottom: 30 };

// Equal factors lie equally far apart.
function logarithmic([low, high], ends) {
  const even = linear([Math.log(low), Math.log(high)], ends);
  const at = (value) => even(Math.log(value));
  at.back = (place) => Math.exp(even.back(place));
  return at;
}

function axes(svg, sizes) {
  const [width, height] = [svg.clientWidth || 600, svg.clientHeight || 200];
  const ends = [INSET.left, width - INSET.right];
  const x = logarithmic([sizes[0], Math.max(sizes.at(-1), sizes[0] + 1)], ends);
  const y = linear([0, 1], [height - INSET.bottom, INSET.top]);
  return { width, height, x, y, size: x.back, share: (place) => clamp(y.back(place), 0, 1) };
}

// The size between two frames, as even on the axis as the pictures move.
export function sizeAt(sizes, at) {
  const k = Math.floor(at);
  const after = sizes[Math.min(k + 1, sizes.length - 1)];
  return sizes[k] * (after / sizes[k]) ** (at - k);
}

// The inverse: the frame, or where between two, of a size.
export function frameAt(sizes, size, last) {
  let k = 0;
  while (k < last && sizes[k + 1] <= size) k++;
  if (k >= last) return last;
  return clamp(k + Math.log(size / sizes[k]) / Math.log(sizes[k + 1] / sizes[k]), 0, last);
}

export const between = (values, at) => {
  const k = Math.floor(at);
  return values[k] + (values[Math.min(k + 1, values.length - 1)] - values[k]) * (at - k);
};

// While it plays a trained model stands for some of its time, and moves to the next in the rest: the frame, or where
// between two, by the clock; and the clock by the frame.
export function shownAt(clock, held) {
  const k = Math.floor(clock);
  return clock - k <= held ? k : k + (clock - k - held) / (1 - held);
}
export const clockAt = (at, held) =>
  Number.isInteger(at) ? at : Math.floor(at) + held + (at - Math.floor(at)) * (1 - held);

// What there is to say where the animation stands: of a model that was trained, or of the two that it is between.
// No accuracy is there before it may be told.
export function standing(data, at) {
  const ends = [Math.floor(at + 1e-6), Math.ceil(at - 1e-6)];
  const trained = ends[0] === ends[1];
  const pair = (values, write) => (trained ? ends.slice(1) : ends).map((k) => write(values[k])).join(" → ");
  const accuracy = data.accuracy && `${data.part} ${pair(data.accuracy, share1)}, train ${pair(data.train, share1)}`;
  const what = trained ? "a trained model" : "between two trained models";
  return { trained, size: `n = ${pair(data.sizes, whole)}`, what, accuracy };
}
const share1 = (share) => percent(share);

// Every size that was trained has a tick; those are named that have room: the last, the powers of ten, then the others.
export function namedSizes(sizes, x) {
  const tens = decades(sizes.at(-1)).filter((n) => sizes.includes(n));
  const named = [];
  // Half of what a name takes, in pixels, with some air; the first is "n = 1".
  const room = (n) => 9 + 3.6 * (whole(n).length + (n === sizes[0] ? 4 : 0));
  for (const n of [sizes.at(-1), ...tens, ...sizes])
    if (named.every((other) => Math.abs(x(n) - x(other)) > room(n) + room(other))) named.push(n);
  return named.sort((a, b) => a - b);
}

export function drawChart(view, data, told) {
  const svg = view.chart;
  const a = (view.axes = axes(svg, data.sizes));
  svg.setAttribute("viewBox", `0 0 ${a.width} ${a.height}`);
  svg.replaceChildren();
  leftAxis(svg, a.y, [0, 0.25, 0.5, 0.75, 1], {
    left: INSET.left,
    right: a.width - INSET.right,
    gap: 6,
    line: (share) => (share ? "grid" : "axis"),
    write: (share) => `${100 * share}${share === 1 ? " %" : ""}`,
  });
  for (const n of data.sizes)
    shape(svg, "line", { class: "trained", x1: a.x(n), x2: a.x(n), y1: a.y(0), y2: a.y(0) + 4 });
  bottomAxis(svg, a.x, namedSizes(data.sizes, a.x), {
    bottom: a.y(0),
    drop: 18,
    length: 6,
    write: (n) => (n === data.sizes[0] ? `n = ${n}` : whole(n)),
  });
  if (told) drawCurves(svg, data, a);
  view.sketchLine = shape(svg, "polyline", { class: "sketch" });
  view.rule = shape(svg, "line", { class: "rule", y1: a.y(1), y2: a.y(0) });
  view.markers = told ? SERIES.map(([, name]) => shape(svg, "circle", { class: `marker ${name}`, r: 5.5 })) : [];
  svg.setAttribute("aria-label", told ? data.alt : data.ask);
}

function drawCurves(svg, data, a) {
  if (data.band) {
    const edge = (values) => values.map((share, k) => `${a.x(data.band.sizes[k])},${a.y(share)}`);
    shape(svg, "polygon", {
      class: "band",
      points: [...edge(data.band.low), ...edge(data.band.high).reverse()].join(" "),
    });
  }
  for (const [series, part] of SERIES) {
    const points = data[series].map((share, k) => [a.x(data.sizes[k]), a.y(share)]);
    shape(svg, "polyline", { class: `line ${part}`, points: points.join(" ") });
    for (const [cx, cy] of points) shape(svg, "circle", { class: `dot ${part}`, cx, cy, r: 2 });
  }
}

export function moveMarker(view, data, at) {
  const x = view.axes.x(sizeAt(data.sizes, at));
  view.rule.setAttribute("x1", x);
  view.rule.setAttribute("x2", x);
  view.markers.forEach((marker, k) => {
    marker.setAttribute("cx", x);
    marker.classList.toggle("between", !standing(data, at).trained);
    marker.setAttribute("cy", view.axes.y(between(data[SERIES[k][0]], at)));
  });
}
