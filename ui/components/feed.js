// What travels once and is kept by name: by the browser window, for every component of every page of a visit.
// Who brings something pushes it to `globalThis.seesoftmax`, an array until the first component asks for a shelf. What
// brings travels with every tick, so it is a line without imports; all that is done with it is done here.

// The things of one kind by name. Whoever draws them sets `wake`, which is called when something new has come.
export function shelf(name) {
  const feed = (globalThis.seesoftmax ??= []);
  if (!feed.shelves) {
    const waiting = feed.splice(0);
    feed.shelves = {};
    feed.push = (brought) => take(shelf(brought.shelf), brought);
    waiting.forEach(feed.push);
  }
  return (feed.shelves[name] ??= { kept: new Map() });
}

function take(shelf, { name, value, most = 64 }) {
  const { kept } = shelf;
  if (kept.has(name)) return;
  kept.set(name, value);
  if (kept.size > most) kept.delete(kept.keys().next().value); // the oldest
  shelf.wake?.();
}
