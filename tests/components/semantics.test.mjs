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
  const heard = {};
  const document = {
    body: {},
    addEventListener: (what, listen) => (heard[what] = listen),
    querySelectorAll: (which) => (which.includes("katex") ? formulas : lists),
  };
  const change = () => {
    for (const changed of watched) changed();
    for (const draw of frames.splice(0)) draw();
  };
  keepSemantics(document);
  return { change, document, formula, formulas, frames, heard, item, lists, watched };
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

test("who presses the question mark of a switch does not switch it, and who presses the switch does", () => {
  const { heard } = open();
  const done = (type, pointerType, ...inside) => {
    const called = [];
    const target = { closest: (asked) => (inside.some((each) => asked.includes(each)) ? {} : null) };
    const event = { type, pointerType, target };
    heard[type]({
      ...event,
      preventDefault: () => called.push("prevented"),
      stopPropagation: () => called.push("stopped"),
    });
    return called;
  };
  assert.deepEqual(done("pointerdown", "mouse", "stTooltipIcon"), ["stopped"]);
  assert.deepEqual(done("pointerup", "mouse", "stTooltipIcon"), []);
  assert.deepEqual(done("pointerdown", "touch", "stTooltipIcon"), []);
  assert.deepEqual(done("pointerup", "touch", "stTooltipIcon"), ["stopped"]);
  assert.deepEqual(done("click", "mouse", "stTooltipIcon"), ["prevented"]);
  for (const type of ["pointerdown", "pointerup", "click"]) assert.deepEqual(done(type, "touch"), []);
  heard.click({ type: "click", target: {} }); // the document itself
});
