// Whole units in proportion to weights, at least one each, by largest remainders: as in mnist_core/predictions.py.
export function apportion(weights, whole) {
  const sum = weights.reduce((total, each) => total + each, 0);
  const exact = weights.map((weight) => (weight * whole) / sum);
  const units = exact.map((share) => Math.max(1, Math.floor(share + 1e-9)));
  let left = whole - units.reduce((total, each) => total + each, 0);
  for (; left; left -= Math.sign(left)) {
    const want = left > 0 ? exact.map((share, i) => share - units[i]) : units;
    units[want.indexOf(Math.max(...want))] += Math.sign(left);
  }
  return units;
}
