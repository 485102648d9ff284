// Evidence into shares, as in mnist_core/softmax.py: less the maximum, which changes no share and lets exp not overflow.
export function softmax(logits) {
  const top = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - top));
  const sum = powers.reduce((total, each) => total + each, 0);
  return powers.map((power) => power / sum);
}
