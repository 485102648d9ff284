// Links to pages: opened elsewhere by what opens any link elsewhere, and the home page's has an address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepLinks } from "../../ui/components/links.js";

// A page of two links; `does` says what an event comes to: whether Streamlit, who listens further in, hears of it.
function open() {
  const listeners = [];
  const document = { addEventListener: (kind, listener, capture) => listeners.push({ kind, listener, capture }) };
  const link = (href) => {
    const attributes = { href };
    return {
      getAttribute: (name) => attributes[name],
      setAttribute: (name, value) => (attributes[name] = value),
      closest: (selector) => (selector.includes("stPageLink") ? link.last : null),
    };
  };
  const does = (target, kind, keys = {}) => {
    let heard = true;
    link.last = target;
    const event = { target, ...keys, stopPropagation: () => (heard = false) };
    for (const each of listeners) if (each.kind === kind && each.capture) each.listener(event);
    return heard;
  };
  keepLinks(document);
  return { document, home: link(""), lesson: link("softmax"), listeners, does };
}

test("a click with a key held down is left to the browser, a plain one to Streamlit", () => {
  const { home, lesson, does } = open();
  for (const link of [home, lesson]) {
    for (const key of ["ctrlKey", "metaKey", "shiftKey"])
      assert.equal(does(link, "click", { [key]: true }), false, key);
    assert.equal(does(link, "click"), true);
  }
});

test("the home page's link has an address as soon as a button goes down on it, and the others keep theirs", () => {
  for (const kind of ["pointerdown", "focusin", "click"]) {
    const { home, lesson, does } = open();
    does(home, kind);
    does(lesson, kind);
    assert.equal(home.getAttribute("href"), "./");
    assert.equal(lesson.getAttribute("href"), "softmax");
  }
});

test("what is no link is nobody's, and links are kept once", () => {
  const { document, does, listeners } = open();
  assert.equal(does({ closest: () => null }, "click", { ctrlKey: true }), true);
  const before = listeners.length;
  keepLinks(document);
  assert.equal(listeners.length, before);
});
