// Draw first, see then: the visitor's own curve, a share for each size, kept for the session by the browser.
import { clamp } from "../../components/scales.js";

const KEY = "seesoftmax-size-sketch";

export function recall(name) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}")[name];
    if (Array.isArray(kept?.shares)) return kept;
  } catch {
    // Whatever lies there is not ours.
  }
  return { shares: [], told: false };
}

export function store(name, sketch) {
  try {
    const all = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    sessionStorage.setItem(KEY, JSON.stringify({ ...all, [name]: sketch }));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export const drawn = (sketch) => sketch.shares.filter((share) => share != null).length;

export function drawSketch(view, data) {
  const points = data.sizes.flatMap((size, k) =>
    view.sketch.shares[k] == null ? [] : [`${view.axes.x(size)},${view.axes.y(view.sketch.shares[k])}`],
  );
  view.sketchLine.setAttribute("points", points.join(" "));
}

// A stroke of the pointer sets the share of every size that it passes.
export function stroke(view, data, from, to) {
  const [[x0, y0], [x1, y1]] = from[0] <= to[0] ? [from, to] : [to, from];
  data.sizes.forEach((size, k) => {
    const x = view.axes.x(size);
    const near = x0 === x1 ? Math.abs(x - x0) < 8 : x >= x0 - 8 && x <= x1 + 8;
    if (near)
      view.sketch.shares[k] = view.axes.share(
        x0 === x1 ? y0 : y0 + ((y1 - y0) * clamp(x - x0, 0, x1 - x0)) / (x1 - x0),
      );
  });
  for (let k = 0; k < data.sizes.length; k++) view.sketch.shares[k] ??= null;
}

export function verdict(view, data) {
  const gaps = data.accuracy.flatMap((share, k) =>
    view.sketch.shares[k] == null ? [] : [Math.abs(share - view.sketch.shares[k])],
  );
  if (!view.sketch.told || !gaps.length) return "";
  const off = (100 * gaps.reduce((sum, gap) => sum + gap, 0)) / gaps.length;
  return `Your line (dashed) is ${off.toFixed(off < 10 ? 1 : 0)} points off on average.`;
}
