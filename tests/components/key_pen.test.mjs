// A pen that keys lead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { atRest, press, SIDE, told } from "../../ui/components/key_pen.js";

const after = (keys, pen = atRest()) =>
  keys.reduce(({ pen }, [key, far]) => press(pen, key, far) ?? { pen, ended: null }, { pen, ended: null });

test("arrows move it, and stop at the edge; with Shift it goes four at once", () => {
  assert.deepEqual(after([["ArrowDown"], ["ArrowRight", true]]).pen, { x: 18, y: 7, line: null });
  assert.deepEqual(after(Array(40).fill(["ArrowLeft"])).pen, { x: 0, y: 6, line: null });
  assert.equal(after(Array(40).fill(["ArrowDown", true])).pen.y, SIDE - 1);
});

test("between two spaces it draws, each pixel once where it does not move", () => {
  const { pen, ended } = after([[" "], ["ArrowDown"], ["ArrowDown"], ["ArrowLeft"], [" "]]);
  assert.deepEqual(ended, [
    [14, 6],
    [14, 7],
    [14, 8],
    [13, 8],
  ]);
  assert.deepEqual(pen, { x: 13, y: 8, line: null });
  const stuck = after([[" "], ["ArrowUp"], [" "]], { x: 3, y: 0, line: null });
  assert.deepEqual(stuck.ended, [[3, 0]]);
});

test("Escape drops the line, and other keys are left to the page", () => {
  assert.deepEqual(after([[" "], ["ArrowDown"], ["Escape"]]), { pen: { x: 14, y: 7, line: null }, ended: null });
  assert.equal(press(atRest(), "Escape"), null);
  assert.equal(press(atRest(), "Tab"), null);
});

test("it is told where the pen is", () => {
  assert.equal(told(atRest()), "Pen up, row 7, column 15. Space puts it down.");
  assert.match(told(after([[" "]]).pen), /^Pen down, row 7, column 15\./);
});
