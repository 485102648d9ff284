// How numbers are written; ui/words.py has the twin of `signed`.
export const signed = (value, digits = 2) => {
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 && Number(text) ? "−" : "+") + text;
};
export const rounded = (value, digits = 2) => Number(value.toFixed(digits));
// With two digits that count, and no more than it takes: 10, 0.46, 0.001.
export const short = (value) => Number(value.toPrecision(2)).toLocaleString("en", { maximumSignificantDigits: 2 });
export const aDigit = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`; // mnist_core/wording.py has the twin
export const whole = (value) => Math.round(value).toLocaleString("en");
export const plural = (count, noun) => `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
// As in ui/words.py it never claims to be none or all of it.
export function percent(share, digits = 1) {
  if (share === 0 || share === 1) return `${100 * share} %`;
  const [shown, least] = [(100 * share).toFixed(digits), 10 ** -digits];
  if (Number(shown) === 0) return `< ${least.toFixed(digits)} %`;
  return Number(shown) === 100 ? `> ${(100 - least).toFixed(digits)} %` : `${shown} %`;
}
// The fewest digits, from `start` on, with which an equation holds as it is printed; ui/printed.py has the twin.
export function fewest(holds, start) {
  let digits = start;
  while (digits < 17 && !holds(digits)) digits += 1;
  return digits;
}
// Values and what is computed of them, each with the digits to print it with: the result with so many, the values with
// as many as it takes, from `start` on, for them to give what is printed of the result.
export function fitting(compute, values, digits, start = digits) {
  const shown = signed(compute(...values), digits);
  const printed = (more) => values.map((each) => rounded(each, more));
  const more = fewest((more) => signed(compute(...printed(more)), digits) === shown, start);
  return [...values.map((each) => [each, more]), [compute(...values), digits]];
}
const RAISED = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
const superscript = (n) =>
  String(n)
    .replace("-", "⁻")
    .replace(/\d/g, (d) => RAISED[d]);
// JavaScript's 3.2e-5 as 3.2·10⁻⁵; and what that says.
export const raised = (text) => text.replace(/e([+-]\d+)/, (_, exponent) => `·10${superscript(+exponent)}`);
export const lowered = (text) =>
  text.replace(
    /·10(.+)/,
    (_, exponent) => `e${[...exponent].map((d) => (d === "⁻" ? "-" : RAISED.indexOf(d))).join("")}`,
  );
const SMALL = 1e-4; // below it a number is written by its power of ten
// The loss of a share as an equation that holds for what is printed of the share; ui/printed.py has the twin.
export function price(share, nats, digits = 3) {
  const shown = Math.abs(nats).toFixed(digits); // of what is zero there is no −0
  if (share <= 0) return `${shown} nats`; // of a share that no float can hold
  const write = (more) => (share < SMALL ? share.toExponential(more - 1) : share.toFixed(more));
  const text = write(fewest((more) => Math.abs(Math.log(Number(write(more)))).toFixed(digits) === shown, digits));
  return share < SMALL ? `−log(${raised(text)}) = ${shown}` : `−log ${text} = ${shown}`;
}
// A product and its two factors, these with as many digits as it takes for the product to be what is printed of it.
export function product(first, second, digits = 3, start = 2, write = signed) {
  const shown = write(first * second, digits);
  const factors = (more) => [first.toFixed(more), second.toFixed(more)];
  const [one, other] = factors(
    fewest(
      (more) =>
        write(
          factors(more).reduce((a, b) => a * b),
          digits,
        ) === shown,
      start,
    ),
  );
  return [one.replace("-", "−"), signed(second, other.split(".")[1]?.length ?? 0), shown];
}
