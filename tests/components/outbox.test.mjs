// What was drawn is sent until it is acknowledged, by the id that it was made with, and outlives a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asStrokes, extend, keyed, MOST_POINTS, middle, onSheet, thinned } from "../../ui/components/ink.js";
import { AFTER_REFUSAL, AGAIN, newId, Outbox } from "../../ui/components/outbox.js";
import { isPending, share } from "../../ui/components/vote.js";

function store() {
  const kept = new Map();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: (name) => kept.delete(name),
  };
}

const drawing = (id) => ({ id, label: 7, strokes: { objects: [] } });

function outbox(kept = store()) {
  const clock = { now: 0 };
  return { clock, kept, box: new Outbox("sheet", kept, () => clock.now) };
}

test("an id is sixteen hex digits, each time others", () => {
  const ids = new Set(Array.from({ length: 100 }, () => newId()));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
});

test("a drawing is sent again and again, and not before its time, until it is acknowledged", () => {
  const { clock, kept, box } = outbox();
  box.put(drawing("a"));
  const sent = [];
  for (let k = 0; k < 10; k++, clock.now += AGAIN / 2) sent.push(box.next()?.id);
  assert.deepEqual(sent, ["a", undefined, "a", undefined, "a", undefined, "a", undefined, "a", undefined]);
  assert.deepEqual(box.hear({ b: { done: "On the wall" } }), []);
  assert.deepEqual(box.hear({ a: { done: "On the wall" } }), ["a"]);
  clock.now += 100 * AGAIN;
  assert.equal(box.next(), undefined);
  assert.equal(kept.kept.size, 0);
});

test("all that waits is sent in order, and at once when the network is back", () => {
  const { box } = outbox();
  for (const id of ["a", "b", "c"]) box.put(drawing(id));
  const all = () => [box.next()?.id, box.next()?.id, box.next()?.id, box.next()?.id];
  assert.deepEqual(all(), ["a", "b", "c", undefined]);
  assert.deepEqual(all(), [undefined, undefined, undefined, undefined]);
  box.hurry();
  assert.deepEqual(all(), ["a", "b", "c", undefined]);
});

test("what waits is there after a reload, under the same id", () => {
  const { kept, box } = outbox();
  box.put(drawing("a"));
  box.put(drawing("b"));
  box.hear({ a: { done: "" } }); // nothing said is not acknowledged
  box.hear({ b: { done: "On the wall" } });
  assert.deepEqual(
    outbox(kept).box.waiting.map(({ id }) => id),
    ["a"],
  );
});

test("what was kept and is no drawing is not sent, and a browser that keeps nothing still sends", () => {
  for (const text of ["", "x", "7", "null", '{"a": 1}', '[1, null, {"id": 3}]']) {
    const kept = store();
    kept.setItem("sheet", text);
    assert.deepEqual(outbox(kept).box.waiting, [], text);
  }
  for (const kept of [null, { getItem: () => assert.fail(), setItem: () => assert.fail() }]) {
    const { box } = outbox(kept);
    box.put(drawing("a"));
    assert.equal(box.next().id, "a");
  }
});

test("what was refused waits longer, once for each refusal", () => {
  const { clock, box } = outbox();
  box.put(drawing("a"));
  box.next();
  box.hear({ a: { refused: "Too many", turn: 1 } });
  clock.now += AFTER_REFUSAL - 1;
  box.hear({ a: { refused: "Too many", turn: 1 } });
  assert.equal(box.next(), undefined);
  clock.now += 1;
  assert.equal(box.next().id, "a");
  box.hear({ a: { refused: "Too many", turn: 2 } });
  clock.now += AGAIN;
  assert.equal(box.next(), undefined);
  box.drop("a");
  clock.now += AFTER_REFUSAL;
  assert.equal(box.next(), undefined);
});

test("a point of the screen is one of the sheet, whatever its size there, and never far outside", () => {
  const box = { left: 50, top: 100, width: 560, height: 560 };
  assert.deepEqual(onSheet({ clientX: 50, clientY: 100 }, box), [0, 0]);
  assert.deepEqual(onSheet({ clientX: 330, clientY: 381 }, box), [140, 140.5]);
  assert.deepEqual(onSheet({ clientX: -9000, clientY: 9000 }, box), [-20, 300]);
});

test("a line takes no point twice", () => {
  const line = extend(extend(extend([], [1, 1]), [1.5, 1.5]), [9, 1]);
  assert.deepEqual(line, [
    [1, 1],
    [9, 1],
  ]);
});

test("long lines are thinned to what the server takes, and keep their ends", () => {
  const line = Array.from({ length: 3000 }, (_, k) => [k / 11, 5]);
  const [found, dot] = thinned([line, [[3, 3]]]);
  assert.ok(found.length + dot.length <= MOST_POINTS && found.length > MOST_POINTS / 3);
  assert.deepEqual([found[0], found.at(-1)], [line[0], line.at(-1)]);
});

test("lines are written as the server reads them, a dot with some length", () => {
  const [line, dot] = asStrokes([
    [
      [1, 2],
      [30, 40],
    ],
    [[5, 5]],
  ]).objects;
  assert.deepEqual(line.path, [
    ["M", 1, 2],
    ["L", 30, 40],
  ]);
  assert.deepEqual(dot.path, [
    ["M", 5, 5],
    ["L", 5.01, 5],
  ]);
  assert.equal(line.strokeWidth, 20);
});

test("by keyboard arrows move the pen on 28 by 28, space puts it down and up, Enter sends", () => {
  let pen = { row: 0, column: 26, down: false };
  const told = [];
  const press = (key) => {
    const done = keyed(pen, key);
    pen = done.pen;
    told.push(done.said);
    return done;
  };
  assert.equal(press("ArrowUp").point, null);
  assert.deepEqual(press(" ").point, middle({ row: 0, column: 26 }));
  assert.ok(pen.down);
  assert.deepEqual(press("ArrowRight").point, [275, 5]);
  press("ArrowRight");
  assert.equal(pen.column, 27);
  press(" ");
  assert.equal(pen.down, false);
  assert.ok(press("Enter").send);
  assert.deepEqual(told, [
    "row 1, column 27",
    "pen down, row 1, column 27",
    "row 1, column 28, drawing",
    "row 1, column 28, drawing",
    "pen up, row 1, column 28",
    "",
  ]);
  assert.equal(keyed(pen, "Tab"), null);
});

test("a vote is sent on until it is heard, and no longer than its turn lasts", () => {
  const vote = { round: 1, turn: 1, choice: 0 };
  assert.ok(isPending(vote, 3, { round: 1, turn: 1, heard: 3 }));
  for (const data of [
    { round: 1, turn: 1, heard: 4 },
    { round: 1, turn: 0, heard: 3 },
    { round: 2, turn: 1, heard: 3 },
  ])
    assert.equal(isPending(vote, 3, data), false);
  assert.equal(isPending(null, 0, { round: 1, turn: 1, heard: 0 }), false);
  assert.equal(share(1, 3), 33);
  assert.equal(share(0, 0), 0);
});
