// The axes of a plot: which values are written, how, and where.
import { shape } from "./nodes.js";
import { clamp } from "./scales.js";

// A step of 1, 2, 2.5 or 5 times a power of ten, by which about `count` of them fit into the span. Among small numbers
// there is no 2.5: it needs a digit more, for which there is no room.
export function niceStep(span, count) {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = power < 0.01 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  return power * steps.find((each) => each * power >= rough * 0.999);
}

// The multiples of a step from low to high; counted, since a sum of tenths drifts away from what it means.
export function ticks(low, high, step) {
  const [first, last] = [Math.ceil(low / step - 1e-6), Math.floor(high / step + 1e-6)];
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}

// One and the powers of ten up to high.
export const decades = (high) => Array.from({ length: Math.floor(Math.log10(high) + 1e-9) + 1 }, (_, i) => 10 ** i);

// A number with the digits that tell it from the next, a step away: 0.010 beside 0.008.
export function written(value, step = 1) {
  if (Math.abs(value) < step / 1e6) return "0";
  const most = clamp(Math.ceil(1 - Math.log10(step)), 0, 20);
  const digits = (step.toFixed(most).match(/\.(\d*?)0*$/)?.[1] ?? "").length;
  const places = { minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, most) };
  return value.toLocaleString("en", places).replace("-", "−");
}

// Lines across a plot, with their numbers to the left.
export function leftAxis(svg, y, values, { left, right, gap, drop = 4, write = written, line = () => "grid" }) {
  for (const value of values) {
    const at = y(value);
    shape(svg, "line", { class: line(value), x1: left, x2: right, y1: at, y2: at });
    shape(svg, "text", { class: "tick", x: left - gap, y: at + drop, "text-anchor": "end" }, write(value));
  }
}

// Numbers below a plot, with lines of some length down to them or up from its lower edge.
export function bottomAxis(svg, x, values, { bottom, drop, length = 0, line = "axis", write = written }) {
  for (const value of values) {
    const at = x(value);
    if (length) shape(svg, "line", { class: line, x1: at, x2: at, y1: bottom, y2: bottom + length });
    shape(svg, "text", { class: "tick", x: at, y: bottom + drop, "text-anchor": "middle" }, write(value));
  }
}
