// The plane's models in the browser are Python's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { player } from "../../ui/components/player.js";
import { along, sharesAt, template, unfold } from "../../ui/lessons/gradient_descent/landscape_here.js";
import { lossAt, mapOf } from "../../ui/lessons/gradient_descent/landscape_map.js";
import { near, vectors } from "./vectors.mjs";

test("at every place of the plane stand the model's templates and its answers", () => {
  const plane = unfold(vectors.plane.text);
  for (const { place, templates, shares } of vectors.plane.places) {
    templates.forEach((weights, k) => near(assert, template(plane, place, k), weights, 1e-6));
    plane.labels.forEach((label, i) => near(assert, sharesAt(plane, place, i), shares[label], 1e-5));
  }
  assert.equal(plane.labels.length, 5);
});

test("a ball goes straight from point to point and stays at the end", () => {
  const path = [
    [0, 0],
    [2, 4],
    [3, 4],
  ];
  const at = [0, 0.5, 1, 1.5, 2, 7].map((t) => along(path, t));
  assert.deepEqual(at, [
    [0, 0],
    [1, 2],
    [2, 4],
    [2.5, 4],
    [3, 4],
    [3, 4],
  ]);
});

test("the loss between the points of the grid is that of their logarithms", () => {
  const data = { rows: 2, columns: 3, levels: [2], across: [-1, 1], along: [0, 1] };
  const map = mapOf(data, [1, 2, 4, 1, 2, 4].map(Math.log));
  near(
    assert,
    [lossAt(map, 0, 0), lossAt(map, 1, 1), lossAt(map, 0.25, 0.5), lossAt(map, 9, 0)],
    [1, 4, Math.SQRT2, 4],
  );
  assert.deepEqual([map.u(0), map.v(1), map.aspect], [0.5, 1, 2]);
});

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
