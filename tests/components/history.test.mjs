// The browser's history: an entry for each page, with the settings it was left with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepHistory } from "../../ui/components/history.js";

// A window whose history can be read: `entries` are the addresses that Back would come to, the last one is shown.
function open(address) {
  const entries = [new URL(address, "http://localhost").href];
  const listeners = [];
  const window = {
    entries,
    get location() {
      return new URL(entries.at(-1));
    },
    document: { addEventListener: (_, listener) => listeners.push(listener) },
    history: {
      pushState: (_, __, url) => entries.push(new URL(url, entries.at(-1)).href),
      replaceState: (_, __, url) => entries.splice(-1, 1, new URL(url, entries.at(-1)).href),
    },
    click: (href, keys = {}) => {
      const link = { href: new URL(href, entries.at(-1)).href };
      for (const each of listeners) each({ target: { closest: () => link }, ...keys });
    },
  };
  keepHistory(window);
  return window;
}

const paths = (window) => window.entries.map((url) => new URL(url).pathname + new URL(url).search);

test("a page that is left by a link keeps its settings, and is one press away", () => {
  const window = open("/training?steps=300");
  window.click("/softmax");
  window.history.pushState({}, "", "/training"); // as Streamlit empties the address of what is left
  window.history.pushState({}, "", "/softmax");
  assert.deepEqual(paths(window), ["/training?steps=300", "/softmax"]);
  window.history.pushState({}, "", "/softmax?part=x");
  assert.deepEqual(paths(window), ["/training?steps=300", "/softmax?part=x"]);
});

test("a setting is no entry, and neither a link to the page itself nor one opened elsewhere changes that", () => {
  const window = open("/exam");
  window.history.pushState({}, "", "/exam?view=Calibration");
  window.click("/exam");
  window.history.pushState({}, "", "/exam");
  assert.deepEqual(paths(window), ["/exam"]);
  for (const key of ["ctrlKey", "metaKey", "shiftKey"]) {
    window.click("/softmax", { [key]: true });
    window.history.pushState({}, "", `/exam?digit=${key}`);
    assert.deepEqual(paths(window), [`/exam?digit=${key}`]);
  }
});

test("it is set up once, however many pages ask for it", () => {
  const window = open("/");
  const { pushState } = window.history;
  keepHistory(window);
  assert.equal(window.history.pushState, pushState);
});
