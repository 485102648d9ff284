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
