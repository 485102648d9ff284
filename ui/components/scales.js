// Where values lie on a plot.
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// From one pair of ends to another; `back` is the way back.
export function linear([low, high], [from, to]) {
  const at = (value) => from + ((to - from) * (value - low)) / (high - low);
  at.back = (place) => low + ((high - low) * (place - from)) / (to - from);
  return at;
}
