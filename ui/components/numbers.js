// How numbers are written; ui/words.py has the twin of `signed`.
export const signed = (value, digits = 2) => {
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 && Number(text) ? "−" : "+") + text;
};
export const rounded = (value, digits = 2) => Number(value.toFixed(digits));
// With two digits that count, and no more than it takes: 10, 0.46, 0.001.
export const short = (value) => Number(value.toPrecision(2)).toLocaleString("en", { maximumSignificantDigits: 2 });
export const whole = (value) => Math.round(value).toLocaleString("en");
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;
