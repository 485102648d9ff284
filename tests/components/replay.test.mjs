// A run that is played again: when its records are shown, and what is drawn of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { store } from "../../ui/components/feed.js";
import { frame, playAsked, products } from "../../ui/components/pipeline_film.js";
import { said, schedule } from "../../ui/components/replay.js";

const STEPS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 1000];

test("a run is played as fast as it was trained, within 6 and 20 seconds, and it is said how fast", () => {
  for (const [seconds, long] of [
    [2, 6],
    [12, 12],
    [90, 20],
  ])
    assert.equal(schedule(STEPS, seconds).at(-1), long);
  const told = (pace) => `The run trained before, from its 33 records, ${pace} it was trained`;
  assert.equal(said(33, 2), told("3.0 times slower than"));
  assert.equal(said(33, 12), told("as fast as"));
  assert.equal(said(33, 90), told("4.5 times faster than"));
});

test("no record comes before the one before it has been seen", () => {
  for (const seconds of [0, 0.001, 1, 3000]) {
    const at = schedule(STEPS, seconds);
    assert.equal(at[0], 0);
    for (let k = 1; k < at.length; k++) assert.ok(at[k] - at[k - 1] > 0.1199, `${seconds}: ${at}`);
  }
  assert.equal(schedule(STEPS, 3000)[8], 4);
});

test("the votes of a record are ink times its weights, as colours", () => {
  const pixels = new Uint8Array(784);
  const weights = new Int8Array(7840);
  pixels.set([255, 128], 10);
  weights.set([100, 100], 784 + 10);
  weights.set([-100], 3 * 784 + 10);
  const found = products(pixels, weights);
  assert.deepEqual([found[784 + 10], found[784 + 11], found[3 * 784 + 10], found[10]], [127, 64, -127, 0]);
});

test("a film that is asked for is unpacked once it is there, and its frames are its records", async () => {
  const weights = new Uint8Array(2 * 7840);
  weights[3] = 200; // −56 at the first record, and at the second 3 more
  weights[7840 + 3] = 3;
  const film = {
    name: "a",
    played: 0,
    steps: [0, 9],
    seconds: 1,
    losses: [2.3, 1],
    accuracies: [0.1, 0.5],
    part: "validation",
  };
  film.frames = [{ note: "first" }, { note: "second" }];
  const data = { film, heading: "digit" };
  const drawn = [];
  const view = { data, pixels: new Uint8Array(784), draw: () => drawn.push(view.record) };
  const root = { isConnected: true };
  await playAsked(view, root); // what was asked for on a page before
  view.data = { ...data, film: { ...film, played: 1 } };
  await playAsked(view, root); // it has not come yet
  assert.deepEqual(drawn, []);
  store("films").kept.set("a", deflateSync(weights).toString("base64"));
  await playAsked(view, root);
  view.stop();
  assert.deepEqual(drawn, [0]);
  const second = frame(view, 1);
  assert.equal(second.weights[3], -53);
  assert.equal(second.data.note, "second");
  assert.ok(second.data.played.endsWith("step 9 of 9, train loss 1.0000, validation accuracy 50.00\u00a0%."));
  await playAsked(view, root); // nor is it played twice
  assert.deepEqual(drawn, [0]);
});
