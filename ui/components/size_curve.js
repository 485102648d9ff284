// The accuracy by training size, n on a logarithmic axis, with a marker for the size that is shown.

import { shape } from "./nodes.js";
import { whole } from "./numbers.js";
import { clamp } from "./size_frames.js";

const INSET = { left: 40, right: 22, top: 12, bottom: 30 };

function axes(svg, sizes) {
  const [width, height] = [svg.clientWidth || 600, svg.clientHeight || 200];
  const [low, high] = [Math.log(sizes[0]), Math.log(Math.max(sizes.at(-1), sizes[0] + 1))];
  const [w, h] = [width - INSET.left - INSET.right, height - INSET.top - INSET.bottom];
  return {
    width,
    height,
    x: (n) => INSET.left + (w * (Math.log(n) - low)) / (high - low),
    y: (share) => INSET.top + h * (1 - share),
    size: (px) => Math.exp(low + ((px - INSET.left) / w) * (high - low)),
    share: (py) => clamp(1 - (py - INSET.top) / h, 0, 1),
  };
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

export function drawChart(view, data, told) {
  const svg = view.chart;
  const a = (view.axes = axes(svg, data.sizes));
  svg.setAttribute("viewBox", `0 0 ${a.width} ${a.height}`);
  svg.replaceChildren();
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    shape(svg, "line", {
      class: share ? "grid" : "axis",
      x1: INSET.left,
      x2: a.width - INSET.right,
      y1: a.y(share),
      y2: a.y(share),
    });
    shape(
      svg,
      "text",
      { class: "tick upright", x: INSET.left - 6, y: a.y(share) + 4 },
      `${100 * share}${share === 1 ? " %" : ""}`,
    );
  }
  const ticks = data.sizes.at(-1) <= 20 ? data.sizes : [1, 10, 100, 1000, 10000, data.sizes.at(-1)];
  for (const n of ticks.filter(
    (n, k) =>
      n >= data.sizes[0] && n <= data.sizes.at(-1) && (k === ticks.length - 1 || a.x(ticks.at(-1)) - a.x(n) > 44),
  )) {
    shape(svg, "line", { class: "axis", x1: a.x(n), x2: a.x(n), y1: a.y(0), y2: a.y(0) + 4 });
    shape(svg, "text", { class: "tick", x: a.x(n), y: a.y(0) + 18 }, n === data.sizes[0] ? `n = ${n}` : whole(n));
  }
  if (told) drawCurves(svg, data, a);
  view.sketchLine = shape(svg, "polyline", { class: "sketch" });
  view.rule = shape(svg, "line", { class: "rule", y1: a.y(1), y2: a.y(0) });
  view.markers = told ? ["train", "test"].map((part) => shape(svg, "circle", { class: `marker ${part}`, r: 5.5 })) : [];
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
  for (const part of ["train", "test"]) {
    const points = data[part].map((share, k) => [a.x(data.sizes[k]), a.y(share)]);
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
    marker.setAttribute("cy", view.axes.y(between(data[["train", "test"][k]], at)));
  });
}
