// What is put right of Streamlit's own page: lists that are none, formulas that scroll; also where they come later.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepSemantics } from "../../ui/components/semantics.js";

function open() {
  const watched = [];
  globalThis.MutationObserver = class {
    constructor(changed) {
      watched.push(changed);
    }
    observe() {}
  };
  const frames = [];
  globalThis.requestAnimationFrame = (draw) => frames.push(draw);
  const item = () => ({ role: null });
  const formula = (scrollWidth) => {
    const found = { scrollWidth, clientWidth: 100, tabIndex: -1, removeAttribute: () => (found.tabIndex = -1) };
    return found;
  };
  const lists = [item(), item()];
  const formulas = [formula(300), formula(100)];
  const document = { body: {}, querySelectorAll: (which) => (which.includes("katex") ? formulas : lists) };
  const change = () => {
    for (const changed of watched) changed();
    for (const draw of frames.splice(0)) draw();
  };
  keepSemantics(document);
  return { change, document, formula, formulas, frames, item, lists, watched };
}

test("a list that is none is links, and what scrolls can be come to by the keyboard", () => {
  const { formulas, lists } = open();
  assert.deepEqual(
    lists.map((each) => each.role),
    ["presentation", "presentation"],
  );
  assert.deepEqual(
    formulas.map((each) => each.tabIndex),
    [0, -1],
  );
});

test("what comes later is put right as well, once a frame, and what scrolls no more is left out again", () => {
  const { change, document, formulas, frames, item, lists, watched } = open();
  lists.push(item());
  formulas[0].scrollWidth = 100;
  for (const changed of watched) for (let k = 0; k < 5; k++) changed();
  assert.equal(frames.length, 1);
  change();
  assert.equal(lists[2].role, "presentation");
  assert.equal(formulas[0].tabIndex, -1);
  keepSemantics(document);
  assert.equal(watched.length, 1);
});
