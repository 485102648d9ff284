// What is to be foreseen: where values lie on the bar, and how they are written there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaning, place, written } from "../../ui/components/foresee.js";

test("a value lies on the bar in proportion, and never beyond its ends", () => {
  const scale = { low: 0, high: 10 };
  assert.deepEqual(
    [-1, 0, 2.5, 10, 11].map((value) => place(value, scale)),
    [0, 0, 25, 100, 100],
  );
});

test("a guess is written as finely as the bar can be set, with its unit", () => {
  assert.equal(written(30, { unit: " of 100", digits: 0 }), "30 of 100");
  assert.equal(written(4.6000000000000005, { unit: " nats", digits: 1 }), "4.6 nats");
});

test("a label near an end leans inwards", () => {
  assert.deepEqual([0, 11, 50, 89, 100].map(leaning), ["first", "first", "", "last", "last"]);
});
