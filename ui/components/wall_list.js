// What is on a class's wall, as a browser has been told of it: changes are taken in, and some of it chosen and ordered.

// Takes in what has changed since a revision, once, however often it is told; false where this browser has not seen all up to there, so that it is to be
// told of everything.
export function take(known, { room, since, revision, changed, rows }) {
  if (known.room !== room) Object.assign(known, { room, revision: 0, drawings: new Map() });
  if (revision >= known.revision) known.rows = rows;
  if (since > known.revision) return false;
  if (revision <= known.revision) return true;
  for (const each of changed) known.drawings.set(each.id, each);
  known.revision = revision;
  return true;
}

const BY = {
  newest: (a, b) => b.id - a.id,
  hardest: (a, b) => a.share - b.share || a.id - b.id,
};

// The drawings that are not withdrawn, of one label or of all (null), the newest first or the hardest.
export const chosen = (known, { label, sort }) =>
  [...known.drawings.values()]
    .filter((each) => !each.withdrawn && (label === null || each.label === label))
    .sort(BY[sort]);

// What is to be discussed: those with a place in its order, then those that were starred since.
export const starred = (known) =>
  [...known.drawings.values()]
    .filter((each) => each.starred && !each.withdrawn)
    .sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || a.id - b.id);

// The order with one of it moved by one place to the left or to the right; the same where there is no further.
export function moved(ids, id, by) {
  const [from, to] = [ids.indexOf(id), ids.indexOf(id) + by];
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  const order = [...ids];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}

export const counted = (known) => {
  const all = [...known.drawings.values()].filter((each) => !each.withdrawn);
  return { visible: all.filter((each) => !each.hidden).length, hidden: all.filter((each) => each.hidden).length };
};
