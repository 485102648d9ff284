// A pixel that is pressed stays marked until the server has answered that press; its word on an earlier one moves nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keeper, said } from "../../ui/lessons/data/keeping.js";

function setting() {
  const [told, due, view] = [[], [], { mark: (pixel) => (view.kept = pixel) }];
  const keep = keeper(
    view,
    "pixel",
    (_, pixel) => told.push(pixel),
    (act) => due.push(act),
  );
  said(view, 300);
  return { told, view, keep, pass: () => due.splice(0).forEach((act) => act()) };
}

test("what is drawn of an earlier press takes no key back", () => {
  const { told, view, keep, pass } = setting();
  keep(view.kept + 28, 600);
  said(view, 300);
  keep(view.kept + 1, 600);
  assert.equal(view.kept, 329);
  pass();
  assert.equal(told.at(-1), 329);
  said(view, 328);
  assert.equal(view.kept, 329);
  said(view, 329);
  said(view, 5); // another digit's, say
  assert.equal(view.kept, 5);
});

test("a pixel that the server does not grant is given up", () => {
  const { told, view, keep, pass } = setting();
  keep(301, 0);
  pass();
  said(view, 300);
  assert.deepEqual([told, view.kept], [[301], 301]);
  pass();
  assert.equal(view.kept, 300);
  said(view, 7);
  assert.equal(view.kept, 7);
});
