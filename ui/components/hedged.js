// Writes a share of one as a percentage that never claims to be none or all of it, as ui/words.py does.
export function hedged(share) {
  if (share > 0.9995) return share < 1 ? "> 99.9 %" : "100 %";
  if (share < 0.0005) return share > 0 ? "< 0.1 %" : "0 %";
  return `${(100 * share).toFixed(1)} %`;
}
