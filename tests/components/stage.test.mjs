// What the projector's stage reads, counts, fits, says, and does on a key, by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BEGINNING, inRoom, lookAt, press, settle, viewOf } from "../../ui/components/stage_keys.js";
import {
  BATCH,
  chosen,
  confusion,
  counts,
  fit,
  GUESSES,
  HARDEST,
  hardest,
  headline,
  JOIN,
  keyOf,
  MATRIX,
  mixUps,
  PAUSE,
  piecesOf,
  ROUND,
  readNow,
  standing,
  VIEWS,
  WALL,
} from "../../ui/components/stage_reading.js";
import { told } from "../../ui/components/stage_words.js";

// id, label, answer, share, flags (1 starred, 2 simulated), place, name, piece
const ROWS = [
  [3, 7, 7, 0.9, 0, 0, "", "3+"],
  [4, 7, 1, 0.2, 1, 0, "blue otter", "4+"],
  [6, 1, 1, 0.8, 1, 2, "", "6+"],
  [9, 4, 9, 0.05, 3, 1, "", "9+"],
];
const moment = (after, digits, rate) => ({
  after,
  digits,
  rate,
  accuracy: 0.1 * after,
  weights: { name: `w ${after}`, limit: 1 },
  gradient: { name: `g ${after}`, limit: 1 },
});
const room = (more = {}) =>
  readNow(
    JSON.stringify({
      code: "BCDFHJ",
      address: "here/room",
      qr: "qr",
      members: 8,
      paused: false,
      called: null,
      drawings: ROWS,
      round: null,
      batch: null,
      pages: [],
      ...more,
    }),
  );
const keys = (ui, now, ...pressed) => pressed.reduce((at, key) => press(at, key, now), ui);
const RUN = { test: 10_000, moments: [moment(0, 8, 0.5), moment(1, 7, 0.5), moment(2, 3, 0)] };

test("a row is a drawing, with its flags apart", () => {
  const [first, , , last] = room().drawings;
  assert.deepEqual([first.starred, first.simulated, first.piece], [false, false, "3+"]);
  assert.deepEqual([last.starred, last.simulated, last.place, last.share], [true, true, 1, 0.05]);
});

test("it names every picture that it wants, and none once the class is over", () => {
  assert.deepEqual(piecesOf(room()), ["qr", "3+", "4+", "6+", "9+"]);
  assert.deepEqual(piecesOf(room({ drawings: [], batch: { moments: [moment(0, 1, 0)] } })), ["qr", "w 0", "g 0"]);
  assert.deepEqual(piecesOf(readNow('{"over": true}')), []);
  assert.deepEqual(piecesOf(room({ drawings: [], round: { picture: "soft 3" } })), ["qr", "soft 3"]);
});

test("the matrix adds up to the drawings, and so do the counts", () => {
  const { drawings } = room();
  const matrix = confusion(drawings);
  assert.equal(
    matrix.flat().reduce((a, b) => a + b),
    4,
  );
  assert.deepEqual([matrix[7][7], matrix[7][1], matrix[4][9], matrix[9][4]], [1, 1, 1, 0]);
  assert.deepEqual(counts(drawings)[7], { drawn: 2, agreed: 1 });
  assert.equal(
    counts(drawings).reduce((sum, { drawn }) => sum + drawn, 0),
    4,
  );
  assert.deepEqual(mixUps(drawings, 5), [
    [4, 9, 1],
    [7, 1, 1],
  ]);
  assert.deepEqual(mixUps([], 5), []);
});

test("the hardest have the least share for their label, and of equal ones the older comes first", () => {
  const { drawings } = room();
  assert.deepEqual(
    hardest(drawings).map(({ id }) => id),
    [9, 4, 6, 3],
  );
  const alike = [5, 2].map((id) => ({ id, share: 0.5 }));
  assert.deepEqual(
    hardest(alike, 1).map(({ id }) => id),
    [2],
  );
});

test("what is talked about is in the teacher's order, the rest of the starred behind; all where nothing is starred", () => {
  const { drawings } = room();
  const ids = (some) => some.map(({ id }) => id);
  assert.deepEqual(ids(chosen(drawings)), [9, 6, 4]);
  assert.deepEqual(ids(chosen(drawings.slice(0, 1))), [3]);
});

test("any number of drawings fits into any box, none beyond its edge, the squares as large as they can be", () => {
  for (const [width, height] of [
    [1226, 555],
    [1800, 900],
    [350, 640],
    [80, 20],
  ])
    for (const count of [1, 2, 3, 8, 40, 41, 300, 3000])
      for (const caption of [0, 25]) {
        const { columns, rows, size, shown } = fit(count, width, height, { gap: 6, caption, least: 30 });
        if (size === 30) {
          assert.equal(shown, Math.min(count, columns * rows));
          continue;
        }
        assert.equal(shown, count);
        assert.ok(columns * rows >= count);
        if (size <= 0) continue;
        assert.ok(columns * size + (columns - 1) * 6 <= width, `${count} in ${width}`);
        assert.ok(rows * (size + caption) + (rows - 1) * 6 <= height, `${count} in ${height}`);
        for (let other = 1; other <= count; other++) {
          const down = (height - 6 * (Math.ceil(count / other) - 1)) / Math.ceil(count / other) - caption;
          assert.ok(Math.floor(Math.min((width - 6 * (other - 1)) / other, down)) <= size);
        }
      }
});

test("the keys 1 to 9 and 0 choose a view, and up and down go to its neighbours, not beyond", () => {
  const now = room();
  for (const view of Object.keys(VIEWS)) assert.equal(press(BEGINNING, keyOf(view), now).view, Number(view));
  assert.equal(keys(BEGINNING, now, "ArrowDown", "ArrowDown").view, MATRIX);
  assert.equal(keys(BEGINNING, now, "ArrowUp").view, JOIN);
  assert.equal(keys(BEGINNING, now, "0").view, GUESSES);
  assert.equal(keys(BEGINNING, now, "0", "ArrowDown").view, GUESSES);
  assert.equal(keys(BEGINNING, now, "9", "ArrowDown", "ArrowUp").view, PAUSE);
  assert.equal(press(BEGINNING, "x", now), BEGINNING);
  assert.equal(press(BEGINNING, "10", now), BEGINNING);
});

test("the arrows step through the starred in their order, stay at the last, and lead back to the wall", () => {
  const now = room();
  const at = (...pressed) => keys(BEGINNING, now, "2", ...pressed).at[WALL];
  assert.equal(at(), undefined);
  assert.equal(at("ArrowRight"), 9);
  assert.equal(at("ArrowRight", "PageDown"), 6);
  assert.equal(at("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"), 4);
  assert.equal(at("ArrowRight", "ArrowLeft"), undefined);
  assert.equal(at("ArrowRight", "Escape"), undefined);
  assert.equal(at("ArrowRight", "2"), undefined);
  assert.equal(at(" ", " ", " ", " "), undefined); // space goes round
  assert.equal(keys(BEGINNING, now, "2", "ArrowLeft").view, JOIN);
  assert.equal(keys(BEGINNING, room({ drawings: [] }), "2", "ArrowRight").view, MATRIX);
});

test("from a drawing that was pointed at the arrows go on through all", () => {
  const now = room();
  const ui = lookAt({ ...BEGINNING, view: WALL }, WALL, 3);
  assert.equal(press(ui, "ArrowRight", now).at[WALL], 4);
  assert.equal(keys({ ...BEGINNING }, now, "4", "ArrowRight", "ArrowRight").at[HARDEST], 4);
});

test("a drawing that is hidden is no longer looked at", () => {
  const ui = lookAt(BEGINNING, WALL, 9);
  assert.equal(settle(ui, room()).at[WALL], 9);
  assert.equal(WALL in settle(ui, room({ drawings: ROWS.slice(0, 3) })).at, false);
});

test("the steps of the class are gone through from the latest back, and by space from the first on", () => {
  const now = room({ batch: RUN });
  const at = (...pressed) => keys(BEGINNING, now, "6", ...pressed).at[BATCH];
  assert.equal(at("ArrowLeft"), 1);
  assert.equal(at("ArrowLeft", "ArrowLeft", "ArrowLeft"), 0);
  assert.equal(at("ArrowLeft", "ArrowRight"), undefined);
  assert.equal(at(" "), 0);
  assert.equal(at(" ", " ", " "), undefined);
  assert.equal(BATCH in settle({ ...BEGINNING, at: { [BATCH]: 5 } }, now).at, false);
});

test("space uncovers the key of a round that is shown, and of no other", () => {
  const round = {
    id: 5,
    stage: "first",
    text: "Which?",
    choices: ["this", "that"],
    voted: [3, 0],
    votes: null,
    right: null,
    why: "",
  };
  const covered = room({ round });
  assert.deepEqual(keys(BEGINNING, covered, "5", " ").uncovered, []);
  const shown = room({
    round: {
      ...round,
      stage: "shown",
      voted: [3, 4],
      votes: [
        [1, 2],
        [4, 0],
      ],
      right: 0,
      why: "So.",
    },
  });
  const ui = keys(BEGINNING, shown, "5", " ");
  assert.deepEqual(ui.uncovered, [5]);
  assert.match(told(ui, shown), /Right is: this\. So\./);
  assert.doesNotMatch(told(keys(ui, shown, " "), shown), /Right/);
  assert.doesNotMatch(told({ ...ui, view: ROUND }, covered), /Right|\d, then/);
});

test("it goes once where the teacher's page says, and its keys are free again", () => {
  const led = (view, since, drawing = null) => room({ led: { view, since, drawing } });
  let ui = inRoom(null, led(null, 0));
  assert.equal(ui.view, WALL);
  ui = inRoom(ui, led(MATRIX, 5));
  assert.equal(ui.view, MATRIX);
  ui = press(ui, "4", room());
  assert.equal(inRoom(ui, led(MATRIX, 5)).view, HARDEST);
  ui = inRoom(ui, led(WALL, 6, 4));
  assert.deepEqual([ui.view, ui.at[WALL]], [WALL, 4]);
  assert.equal(inRoom(ui, led(WALL, 7)).at[WALL], undefined);
  assert.equal(WALL in inRoom(ui, led(WALL, 8, 99)).at, false); // which is hidden by now
  assert.equal(inRoom(null, led(MATRIX, 5)).view, MATRIX); // a projector that comes later
  const paused = room({ paused: true, led: { view: MATRIX, since: 9, drawing: null } });
  assert.equal(viewOf(inRoom(ui, paused), paused), MATRIX);
});

test("guesses are covered until they are shown, then counted, and the truth is uncovered by space", () => {
  const asked = { id: "guess 5", stage: "first", text: "How much?", choices: ["0–9 %", "10–19 %"], voted: [3, 0] };
  const covered = room({ guesses: { ...asked, votes: null, right: null, answer: "", spread: "", why: "" } });
  const ui = keys(BEGINNING, covered, "0", " ");
  assert.deepEqual(ui.uncovered, []);
  assert.match(told(ui, covered), /^How much\? 3 of 8 have guessed\. 0–9 %\. 10–19 %\.$/);
  const votes = [
    [1, 2],
    [0, 0],
  ];
  const shown = { ...asked, votes, right: 1, answer: "12 %", spread: "From 3 to 14 %.", why: "So." };
  const now = room({ guesses: shown });
  assert.match(told(ui, now), /3 of 8 have guessed\. From 3 to 14 %\. 0–9 %: 1\. 10–19 %: 2\.$/);
  assert.match(told(press(ui, " ", now), now), /Right is: 12 %\. So\.$/);
  assert.equal(headline(GUESSES, room()), "No guesses yet");
});

test("a paused room shows it by itself until another view is asked for, and again when it is paused again", () => {
  const paused = room({ paused: true });
  let ui = { ...BEGINNING, view: WALL };
  assert.equal(viewOf(ui, paused), PAUSE);
  ui = press(ui, "3", paused);
  assert.equal(viewOf(ui, paused), MATRIX);
  ui = settle(ui, room());
  assert.equal(viewOf(ui, room()), MATRIX);
  assert.equal(viewOf(settle(ui, paused), paused), PAUSE);
});

test("it begins with the code, in the middle of a lesson with the wall, and where it was in this room only", () => {
  const empty = room({ drawings: [] });
  assert.equal(inRoom(null, empty).view, JOIN);
  assert.equal(inRoom(null, room()).view, WALL);
  assert.equal(viewOf(inRoom(null, room({ paused: true })), room({ paused: true })), PAUSE);
  const ui = press(inRoom(null, empty), "3", empty);
  assert.equal(inRoom(ui, room()).view, MATRIX);
  assert.equal(inRoom(ui, room({ code: "KMPRST" })).view, WALL);
});

test("b leaves for the pause screen and comes back, as a presenter's key does", () => {
  const now = room();
  const ui = keys(BEGINNING, now, "3", "b");
  assert.equal(viewOf(ui, now), PAUSE);
  assert.equal(viewOf(press(ui, ".", now), now), MATRIX);
  const paused = room({ paused: true }); // which has shown it by itself
  assert.equal(viewOf(press({ ...BEGINNING, view: MATRIX }, "b", paused), paused), MATRIX);
  assert.equal(keys({ ...BEGINNING, view: MATRIX }, paused, "9", "b").view, MATRIX);
});

test("P has the ring follow the pointer, and no more", () => {
  const ui = press(BEGINNING, "p", room());
  assert.deepEqual([ui.pointer, press(ui, "P", room()).pointer], [true, false]);
});

test("each view says in words what it shows", () => {
  const now = room({ batch: RUN, called: 8 });
  const say = (view, more = {}) => told({ ...BEGINNING, view, ...more }, now);
  assert.equal(say(JOIN), "8 pupils are in. The code is B C D F H J, at here/room.");
  assert.match(say(WALL), /^Draw an 8\. 4 drawings, 2 answered as called\. By digit: 1: 1, 4: 1, 7: 2\.$/);
  assert.match(say(MATRIX), /4 drawings: 2 answered as called \(50 %\), 2 otherwise\. 4 answered as 9: 1\./);
  assert.match(say(HARDEST), /Called 4, answered 9; 4 got 5 %\./);
  assert.match(say(BATCH), /After 2 steps, 20\.0 % of the test digits\. 3 digits wait for the next step\.$/);
  assert.match(say(WALL, { at: { [WALL]: 4 } }), /^One drawing by blue otter: called 7, answered 1; 7 got 20 %\.$/);
  assert.equal(say(7), "Not yet.");
  assert.equal(told(BEGINNING, readNow('{"over": true}')), "This class is over.");
  assert.equal(headline(JOIN, room({ members: 1 })), "1 pupil is in");
  assert.equal(headline(WALL, room({ drawings: [] })), "The wall is empty");
});

test("a round says how many have voted, and that votes are covered while the class talks", () => {
  const at = (stage, voted) => standing({ stage, voted }, 9);
  assert.equal(at("first", [4, 0]), "First vote: 4 of 9 have voted");
  assert.equal(at("talk", [1, 0]), "Talk with who sits beside you. 1 vote is covered");
  assert.equal(at("talk", [6, 0]), "Talk with who sits beside you. 6 votes are covered");
  assert.equal(at("second", [6, 2]), "Second vote: 2 of 9 have voted");
  assert.equal(at("second", [6, 1]), "Second vote: 1 of 9 has voted");
  assert.equal(at("shown", [6, 2]), "First vote 6, second vote 2");
  assert.equal(at("shown", [6, 0]), "6 votes"); // there was no second one
});

test("a view that the server draws beneath the stage has a title", () => {
  assert.equal(told({ ...BEGINNING, view: 7 }, room({ pages: [7] })), "Whose handwriting?");
});
