// What is played in the lesson on gradient descent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { player } from "../../ui/components/player.js";

test("what is played moves on by the clock, rests at a whole place, and goes at once where motion is reduced", () => {
  let [frame, still] = [null, false];
  Object.assign(globalThis, {
    requestAnimationFrame(call) {
      frame = call;
      return 1;
    },
    cancelAnimationFrame: () => (frame = null),
    matchMedia: () => ({ matches: still }),
  });
  const seen = [];
  const steps = player(100);
  Object.assign(steps, { last: 2, draw: () => seen.push(steps.at), rested: () => seen.push("rest") });
  steps.play();
  const start = performance.now();
  frame(start + 50);
  assert.ok(steps.at > 0 && steps.at < 1);
  steps.rest();
  assert.equal(steps.at, 1);
  assert.equal(frame, null);
  steps.play();
  frame(start + 100000);
  assert.equal(steps.at, 2);
  assert.equal(steps.playing, null);
  assert.equal(seen.filter((each) => each === "rest").length, 2);
  still = true;
  steps.play(); // from the end it begins anew
  assert.equal(steps.at, 2);
  assert.equal(steps.playing, null);
  const floored = player(100, Math.floor);
  floored.last = 2;
  floored.at = 1.7;
  floored.rest();
  assert.equal(floored.at, 1);
});
