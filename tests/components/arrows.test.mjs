// Walking through a table of cells by the arrow keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { walk } from "../../ui/components/arrows.js";

// Where a key leads to in a table of two rows and three columns, and whether the page scrolls as well.
function press(key, row, column) {
  let [found, scrolls] = [null, true];
  const cells = [0, 1].map((i) => [0, 1, 2].map((j) => ({ focus: () => (found = [i, j]) })));
  walk(cells, { key, preventDefault: () => (scrolls = false) }, row, column);
  return { found, scrolls };
}

test("each arrow leads to its neighbour, and the page stays where it is", () => {
  for (const [key, found] of Object.entries({ ArrowUp: [0, 1], ArrowLeft: [1, 0], ArrowRight: [1, 2] }))
    assert.deepEqual(press(key, 1, 1), { found, scrolls: false }, key);
  assert.deepEqual(press("ArrowDown", 0, 1), { found: [1, 1], scrolls: false });
});

test("beyond an edge the other edge comes", () => {
  assert.deepEqual(press("ArrowUp", 0, 2).found, [1, 2]);
  assert.deepEqual(press("ArrowDown", 1, 2).found, [0, 2]);
  assert.deepEqual(press("ArrowLeft", 0, 0).found, [0, 2]);
  assert.deepEqual(press("ArrowRight", 0, 2).found, [0, 0]);
});

test("any other key is left to the page", () => {
  for (const key of ["Enter", "Tab", "a"]) assert.deepEqual(press(key, 0, 0), { found: null, scrolls: true }, key);
});
