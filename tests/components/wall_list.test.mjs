// The wall in the browser: changes are taken in, what is lacking is noticed, and drawings are chosen and ordered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, counted, moved, starred, take } from "../../ui/components/wall_list.js";

const drawing = (id, more = {}) => ({ id, label: id % 2, share: 1 / id, place: null, ...more });
const told = (known, more) => take(known, { room: 1, since: 0, revision: 5, changed: [], ...more });

test("changes are taken in, and each drawing is kept as it was told last", () => {
  const known = {};
  assert.equal(told(known, { changed: [drawing(1), drawing(2)] }), true);
  assert.equal(told(known, { since: 5, revision: 6, changed: [drawing(2, { hidden: true })] }), true);
  assert.deepEqual(counted(known), { visible: 1, hidden: 1 });
});

test("what is told again is not taken again", () => {
  const [known, first, again] = [{}, drawing(1), drawing(1)];
  told(known, { changed: [first] });
  assert.equal(told(known, { changed: [again] }), true);
  assert.equal(known.drawings.get(1), first);
});

test("the counts are those that were told last", () => {
  const known = {};
  told(known, { rows: [[1]] });
  told(known, { since: 5, revision: 6, rows: [[2]] });
  told(known, { rows: [[1]] }); // which is late
  assert.deepEqual(known.rows, [[2]]);
});

test("who has not seen all that came before is not told a part of it", () => {
  const known = {};
  assert.equal(told(known, { since: 3, changed: [drawing(1)] }), false);
  told(known, {});
  assert.equal(told(known, { since: 6, revision: 7, changed: [drawing(9)] }), false);
  assert.equal(known.drawings.size, 0);
});

test("another room's wall is another", () => {
  const known = {};
  told(known, { changed: [drawing(1)] });
  told(known, { room: 2, changed: [drawing(4)] });
  assert.deepEqual([...known.drawings.keys()], [4]);
  assert.equal(told(known, { room: 3, since: 1 }), false);
});

test("what was told late does not take the wall back", () => {
  const known = {};
  told(known, { revision: 9 });
  told(known, { since: 0, revision: 5 });
  assert.equal(known.revision, 9);
});

test("the newest or the hardest come first, of one digit or of all, and none that are withdrawn", () => {
  const known = {};
  told(known, { changed: [drawing(1), drawing(2), drawing(3), drawing(4, { withdrawn: true })] });
  const ids = (asked) => chosen(known, asked).map(({ id }) => id);
  assert.deepEqual(ids({ label: null, sort: "newest" }), [3, 2, 1]);
  assert.deepEqual(ids({ label: null, sort: "hardest" }), [3, 2, 1]);
  told(known, { since: 5, revision: 6, changed: [drawing(1, { share: 0.01 })] });
  assert.deepEqual(ids({ label: null, sort: "hardest" }), [1, 3, 2]);
  assert.deepEqual(ids({ label: 1, sort: "newest" }), [3, 1]);
});

test("what is to be discussed has the teacher's order, and then those starred since", () => {
  const known = {};
  const star = (id, place) => drawing(id, { starred: true, place });
  told(known, { changed: [star(1, null), star(2, 2), star(3, 1), drawing(4)] });
  assert.deepEqual(
    starred(known).map(({ id }) => id),
    [3, 2, 1],
  );
});

test("one is moved by a place, and not beyond an end", () => {
  assert.deepEqual(moved([1, 2, 3], 3, -1), [1, 3, 2]);
  assert.deepEqual(moved([1, 2, 3], 1, 1), [2, 1, 3]);
  assert.deepEqual(moved([1, 2, 3], 1, -1), [1, 2, 3]);
  assert.deepEqual(moved([1, 2, 3], 3, 1), [1, 2, 3]);
  assert.deepEqual(moved([1, 2, 3], 7, 1), [1, 2, 3]);
});
