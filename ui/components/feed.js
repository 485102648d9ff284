// What travels once and is kept by name: by the browser window, for every component of every page of a visit.
// Who brings something pushes it to `globalThis.seesoftmax`, an array until the first component asks for a store. What
// brings travels with every tick, so it is a line without imports; all that is done with it is done here.

// The things of one kind by name. Whoever draws them sets `wake`, which is called when something new has come.
export function store(name) {
  const feed = (globalThis.seesoftmax ??= []);
  if (!feed.stores) {
    const waiting = feed.splice(0);
    feed.stores = {};
    feed.push = (brought) => take(store(brought.store), brought);
    waiting.forEach(feed.push);
  }
  return (feed.stores[name] ??= { kept: new Map() });
}

function take(store, { name, value, most = 64 }) {
  const { kept } = store;
  if (kept.has(name)) return;
  kept.set(name, value);
  if (kept.size > most) kept.delete(kept.keys().next().value); // the oldest
  store.wake?.();
}
