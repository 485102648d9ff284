// Softmax taken apart, and how its numbers are written: as printed they give each other.
import { fewest, lowered, raised } from "../../components/numbers.js";
import { softmax } from "../../components/softmax.js";

const power = (v, more = 0) => raised(v.toExponential(1 + more));
// With four digits or so, and as many more as asked for.
export const number = (v, more = 0) => {
  if (v >= 1e5 || v < 1e-3) return power(v, more);
  if (v >= 1e3) return grouped(v, more);
  return v < 0.01 ? v.toPrecision(2 + more) : v.toFixed((v < 10 ? 3 : v < 100 ? 2 : 1) + more);
};
const grouped = (v, digits) =>
  v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const precise = (v, more = 0) => (v >= 1e4 || v < 1e-3 ? power(v, more) : v.toPrecision(4 + more));
// Reads what `number` has written.
export const asPrinted = (text) => Number(lowered(text.replaceAll(",", "")));
export const plain = (v, digits = 3) => String(+v.toFixed(digits)).replace("-", "−");
export const brief = (p, rest) => (p < 5e-5 ? "< 0.0001" : rest < 5e-5 ? "> 0.9999" : p.toFixed(4));
export const exact = (p, rest) => (p < 5e-5 ? power(p) : rest < 5e-5 ? `1 − ${power(rest)}` : p.toFixed(4));
export const total = (values) => values.reduce((sum, v) => sum + v, 0);

// A share as a quotient: its powers' exponents, both ends, and the share, that hold as they are printed.
export function quotient({ scaled, powers, p, rest }, k) {
  const sum = total(powers);
  const shown = exact(p[k], rest[k]);
  const more = fewest((digits) => {
    const [top, bottom] = [asPrinted(number(powers[k], digits)), asPrinted(number(sum, digits))];
    return exact(top / bottom, bottom > top ? (bottom - top) / bottom : rest[k]) === shown;
  }, 0);
  const exponent = (z) => {
    const power = number(Math.exp(z));
    return plain(
      z,
      fewest((digits) => number(Math.exp(Number(z.toFixed(digits)))) === power, 3),
    );
  };
  return { exponents: scaled.map(exponent), top: number(powers[k], more), bottom: number(sum, more), share: shown };
}

// The odds of class k before and after one more unit, and the factor between them, that hold as they are printed.
export function raising(before, now, k, temperature) {
  const [less, greater] = [before, now].map(({ p, rest }) => p[k] / rest[k]);
  const factor = Math.exp(1 / temperature);
  const after = precise(greater);
  const more = fewest(
    (digits) => precise(asPrinted(precise(less, digits)) * Number(factor.toFixed(3 + digits))) === after,
    0,
  );
  return { before: precise(less, more), after, factor: factor.toFixed(3 + more) };
}

// As mnist_core/softmax/dividing.py has it.
export function share(z, { temperature, add: constant }) {
  const scaled = z.map((v) => (v + constant) / temperature);
  const p = softmax(scaled);
  return { scaled, powers: scaled.map(Math.exp), p, rest: p.map((_, k) => total(p.filter((_, j) => j !== k))) };
}

// What softmax would be without e: no part may be below zero or above one, yet some are; of a sum of zero there is none.
export function withoutE({ scaled }) {
  const sum = total(scaled);
  const lost = Math.abs(sum) <= 1e-12 * total(scaled.map(Math.abs));
  return { sum: lost ? 0 : sum, parts: scaled.map((z) => (lost ? Number.NaN : z / sum)) };
}

// A part without e as a quotient that holds as it is printed.
export function plainQuotient(scaled, { sum, parts }, k) {
  const part = plain(parts[k]);
  const digits = fewest((more) => plain(+scaled[k].toFixed(more) / +sum.toFixed(more)) === part, 3);
  return { top: plain(scaled[k], digits), bottom: plain(sum, digits), part };
}

// Says what comes of dividing without e: how it fails, or that it has not yet.
export function sayWithoutE({ scaled, p }, found) {
  if (!found.sum) return "Without e: the evidence adds up to 0, and nothing can be divided by 0.";
  const [most, least] = [p.indexOf(Math.max(...p)), found.parts.indexOf(Math.min(...found.parts))];
  const told = (k) => {
    const { top, bottom, part } = plainQuotient(scaled, found, k);
    return `${top} / ${bottom[0] === "−" ? `(${bottom})` : bottom} = ${part}`;
  };
  if (found.parts[most] < 0)
    return `Without e class ${most} has the most evidence and gets ${told(most)}: less than nothing.`;
  if (found.parts[least] < 0) return `Without e class ${least} gets ${told(least)}. No share can be less than nothing.`;
  return "Without e it looks right while no evidence is negative. Drag a bar below zero, or add −2 to every class.";
}
