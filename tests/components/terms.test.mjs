// Terms: what their titles say is at hand for everybody, and pressing one leads nowhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepTerms } from "../../ui/components/terms_at_hand.js";

function open() {
  const listeners = [];
  const document = { addEventListener: (kind, listener) => listeners.push([kind, listener]) };
  const link = {
    title: "One pass.",
    left: 0,
    setAttribute: (name, value) => (link[name] = value),
    removeAttribute: (name) => delete link[name],
    closest: (selector) => (selector.includes("#term-") ? link : null),
    blur: () => (link.left += 1),
  };
  const does = (target, kind, more = {}) => {
    let stays = false;
    const event = { target, preventDefault: () => (stays = true), ...more };
    for (const [each, listener] of listeners) if (each === kind) listener(event);
    return stays;
  };
  keepTerms(document);
  return { document, link, listeners, does };
}

test("whoever points at a term or comes to it by the keyboard is told, without the browser's own title", () => {
  for (const kind of ["pointerover", "focusin", "click"]) {
    const { link, does } = open();
    does(link, kind);
    assert.deepEqual([link["data-says"], link["aria-description"], link.title], ["One pass.", "One pass.", undefined]);
    does(link, kind);
    assert.equal(link["data-says"], "One pass.");
  }
});

test("pressing a term leads nowhere, Escape leaves it, and other links are none", () => {
  const { document, link, listeners, does } = open();
  assert.equal(does(link, "click"), true);
  does(link, "keydown", { key: "a" });
  does(link, "keydown", { key: "Escape" });
  assert.equal(link.left, 1);
  for (const other of [{ closest: () => null }, {}]) {
    assert.equal(does(other, "click"), false);
    does(other, "keydown", { key: "Escape" });
  }
  const before = listeners.length;
  keepTerms(document);
  assert.equal(listeners.length, before);
});
