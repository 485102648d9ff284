// How numbers are written; ui/words.py has the twins of `signed` and `hedged`.
export const signed = (value, digits = 2) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
export const whole = (value) => Math.round(value).toLocaleString("en");
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;

// A share of one that never claims to be none or all of it.
export function hedged(share) {
  if (share > 0.9995) return share < 1 ? "> 99.9 %" : "100 %";
  if (share < 0.0005) return share > 0 ? "< 0.1 %" : "0 %";
  return percent(share);
}
