// The votes of pixels for a class, or for one class rather than another, in three bases: as in mnist_core/ledger.py.
import { AREA } from "../../components/drawing.js";

export const BASES = ["raw", "centred", "relative"];

// What is counted for a pixel is its slope times its amount of ink. Weights come as whole 32767ths of their limit.
export function entry({ weights, limit, ink, average }, basis, a, b = null) {
  const weight = (k, i) => (weights[k * AREA + i] / 32767) * limit;
  const common = (i) => {
    let sum = 0;
    for (let k = 0; k < 10; k++) sum += weight(k, i) / 10;
    return sum;
  };
  const slope = (i) => {
    if (b !== null) return weight(a, i) - weight(b, i);
    return weight(a, i) - (basis === "centred" ? common(i) : 0);
  };
  const amount = (i) => (ink[i] - (basis === "relative" ? average[i] : 0)) / 255;
  return { slope, amount, votes: Float32Array.from({ length: AREA }, (_, i) => slope(i) * amount(i)) };
}
