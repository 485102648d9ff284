// What is said is said again until it was heard, and no longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { insist, rest } from "../../ui/components/insist.js";

function setting() {
  const [said, due] = [[], []];
  const later = (act) => due.push(act);
  return { said, pass: () => due.splice(0).forEach((act) => act()), later, root: { isConnected: true } };
}

test("it is said at once, and again until it was heard", () => {
  const { said, pass, later, root } = setting();
  insist(root, () => said.push("token"), later);
  pass();
  assert.equal(said.length, 2);
  rest(root);
  pass();
  assert.equal(said.length, 2);
});

test("something else takes its place, and what has left the page is silent", () => {
  const { said, pass, later, root } = setting();
  insist(root, () => said.push("old"), later);
  insist(root, () => said.push("new"), later);
  pass();
  assert.deepEqual(said, ["old", "new", "new"]);
  root.isConnected = false;
  pass();
  assert.equal(said.length, 3);
});

test("it gives up at last", () => {
  const { said, pass, later, root } = setting();
  insist(root, () => said.push("token"), later);
  for (let k = 0; k < 50; k++) pass();
  assert.equal(said.length, 9);
});
