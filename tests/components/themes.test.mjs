// The theme that was chosen on one page holds on all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepTheme } from "../../ui/components/themes.js";

// A window on a page with links to three; `items` is what its browser keeps, by keys that are a storage's own.
function open(path, kept) {
  const items = { ...kept };
  const methods = { getItem: (key) => items[key] ?? null, setItem: (key, value) => (items[key] = value) };
  const listeners = [];
  return {
    items,
    leave: () => listeners.forEach((listener) => listener()),
    location: { pathname: path, href: `http://localhost${path}?view=x` },
    localStorage: new Proxy(items, { get: (_, name) => methods[name] }),
    document: { querySelectorAll: () => ["", "softmax", "exam"].map((href) => ({ getAttribute: () => href })) },
    addEventListener: (_, listener) => listeners.push(listener),
  };
}

test("what was chosen on a page is what every other page begins with", () => {
  const window = open("/training", { "stActiveTheme-/training-v2": '"Dark"', "stActiveTheme-/exam-v2": '"Light"' });
  keepTheme(window);
  for (const page of ["/", "/softmax", "/exam", "/training"])
    assert.equal(window.items[`stActiveTheme-${page}-v2`], '"Dark"', page);
});

test("it is looked at once more when the page is left, and below another path than the root, too", () => {
  const window = open("/app/training", {});
  keepTheme(window);
  assert.deepEqual(window.items, {});
  window.location.href = "http://localhost/app/softmax";
  window.location.pathname = "/app/softmax"; // by a link: Streamlit keeps the theme of what was loaded
  keepTheme(window);
  window.items["stActiveTheme-/app/training-v2"] = '"Dark"';
  window.leave();
  assert.equal(window.items["stActiveTheme-/app/-v2"], '"Dark"');
  assert.equal(window.items["stActiveTheme-/app/exam-v2"], '"Dark"');
});

test("a browser that keeps nothing is left alone", () => {
  const window = open("/exam", {});
  Object.defineProperty(window, "localStorage", {
    get: () => {
      throw new Error("denied");
    },
  });
  keepTheme(window);
  window.leave();
});
