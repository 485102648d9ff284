// What is sent once and kept by name.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import bring from "../../ui/components/bring.js";
import { store } from "../../ui/components/feed.js";
import boardFeed from "../../ui/lessons/training/board_feed.js";

beforeEach(() => {
  delete globalThis.seesoftmax;
});

const kept = (name) => [...store(name).kept];
const reel = (name, value) => bring({ data: { store: "reels", name, value, most: 64 } });

test("what came before anybody asked is there, and what comes later wakes who draws", () => {
  reel("a", 1);
  assert.deepEqual(kept("reels"), [["a", 1]]);
  let woken = 0;
  store("reels").wake = () => woken++;
  reel("b", 2);
  assert.deepEqual(kept("reels"), [
    ["a", 1],
    ["b", 2],
  ]);
  assert.equal(woken, 1);
});

test("a name is taken once", () => {
  let woken = 0;
  store("reels").wake = () => woken++;
  reel("a", 1);
  reel("a", 1);
  assert.equal(woken, 1);
  assert.equal(store("reels").kept.size, 1);
});

test("the newest 64 are kept, and of the sheets of pictures one", () => {
  for (let k = 0; k < 70; k++) reel(k, k);
  for (const name of ["first", "second"]) bring({ data: { store: "sprites", name, value: name, most: 1 } });
  assert.deepEqual(
    [...store("reels").kept.keys()],
    Array.from({ length: 64 }, (_, k) => k + 6),
  );
  assert.deepEqual(kept("sprites"), [["second", "second"]]);
});

test("every component that asks gets the same store, and stores know nothing of each other", () => {
  assert.equal(store("board"), store("board"));
  reel("a", 1);
  assert.deepEqual(kept("board"), []);
});

test("news of a run come with a way to ask for more", () => {
  const [message, asked] = [new Uint8Array(3), []];
  boardFeed({ data: message, setTriggerValue: (...what) => asked.push(what) });
  const [[, value]] = kept("board");
  assert.equal(value.message, message);
  value.ask(7);
  assert.deepEqual(asked, [["ask", 7]]);
});

test("only a window that lacks what it was brought says so", () => {
  const asked = [];
  const named = (name) => ({ data: { store: "reels", name }, setTriggerValue: (...what) => asked.push(what) });
  bring(named("a"));
  assert.deepEqual(asked, [["lacks", true]]);
  reel("a", 1);
  bring(named("a")); // nobody has asked for the store yet
  assert.deepEqual(kept("reels"), [["a", 1]]);
  bring(named("a"));
  assert.equal(asked.length, 1);
  bring(named("b"));
  assert.equal(asked.length, 2);
});

test("of several things it says which it lacks, and gives nothing to be called when it goes", () => {
  const asked = [];
  const data = { store: "reels", names: ["several 1", "several 2", "several 3"] };
  const bringSeveral = () => bring({ data, setTriggerValue: (...what) => asked.push(what) });
  assert.equal(reel("several 2", 2), undefined);
  bringSeveral();
  assert.deepEqual(asked, [["lacks", ["several 1", "several 3"]]]);
  for (const name of ["several 1", "several 3"]) reel(name, 0);
  bringSeveral();
  assert.equal(asked.length, 1);
});
