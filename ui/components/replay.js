// A run that is over, played again from its own records: at the pace of its training or, where that was too quick or
// too slow for eyes, at another, which is said.

const SHORTEST = 6; // seconds for a film
const LONGEST = 20;
const LEAST = 0.12; // seconds between two records: the first ones lie a few steps apart

// How long a run is played that took so many seconds.
export const lasts = (seconds) => Math.min(Math.max(seconds, SHORTEST), LONGEST);

// When each record is shown, in seconds from the first.
export function schedule(steps, seconds) {
  const each = lasts(seconds) / Math.max(steps.at(-1), 1);
  let at = -LEAST;
  return steps.map((step) => (at = Math.max(at + LEAST, step * each)));
}

// What is said while it is played.
export function said(count, seconds) {
  const written = (times) => (times < 10 ? times.toFixed(1) : Math.round(times));
  const ratio = lasts(seconds) / Math.max(seconds, 1e-3);
  const other = ratio > 1 ? `${written(ratio)} times slower than` : `${written(1 / ratio)} times faster than`;
  return `The run trained before, from its ${count} records, ${ratio === 1 ? "as fast as" : other} it was trained`;
}

// Shows record after record, by number; `goes` says whether there is anybody to see it. Returns what stops it.
export function play(steps, seconds, { show, end, goes }) {
  const at = schedule(steps, seconds);
  const began = performance.now();
  let timer = null;
  const go = () => {
    if (!goes()) return;
    const now = (performance.now() - began) / 1000;
    const record = at.findLastIndex((each) => each <= now);
    show(record);
    // The last one stands for a moment, too.
    timer = record < at.length - 1 ? setTimeout(go, 1000 * (at[record + 1] - now)) : setTimeout(end, 1000 * LEAST);
  };
  go();
  return () => clearTimeout(timer);
}
