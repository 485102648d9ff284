// Brings some of the models, or the examples, to size.js: each travels once, and what comes later beside it.
export default function ({ data }) {
  const shelf = (globalThis.seesoftmaxReels ??= { reels: new Map() });
  if (!shelf.reels.has(data.name)) shelf.reels.set(data.name, data.bytes);
  while (shelf.reels.size > 64) shelf.reels.delete(shelf.reels.keys().next().value);
  shelf.wake?.();
}
