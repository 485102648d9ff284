// One pen at a time on the sheet: what the canvas is told of several pointers, and of a sheet that is being laid.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { awaitSheet, keepPen } from "../../ui/components/pens.js";

globalThis.MouseEvent = class {
  constructor(type, init) {
    Object.assign(this, { type, isTrusted: false }, init);
  }
};
let frames = [];
let later = [];
globalThis.setTimeout = (act) => later.push(act);
const afterwards = () => later.splice(0).forEach((act) => act());
globalThis.requestAnimationFrame = (look) => frames.push(look);
const frame = () => frames.splice(0).forEach((look) => look());

// A canvas in its frame, which `comes` to have it: `told` is what it hears of the mouse, `ready` whether it takes ink.
function sheet(ready = true, left = 0) {
  const listeners = [];
  const canvas = {
    ready,
    isConnected: true,
    told: [],
    style: {},
    getBoundingClientRect: () => ({
      left: canvas.isConnected ? left : 0,
      top: canvas.low,
      right: left + 280,
      bottom: 280,
      height: canvas.isConnected ? 280 : 0,
    }),
    closest: () => canvas.frame,
    low: 0, // how far it is below its ground
    frame: {
      comes: true,
      isConnected: true,
      classList: { contains: (name) => name === "dc-container" },
      querySelector: () => (canvas.frame.comes ? canvas : null),
      getBoundingClientRect: () => ({ left, top: 0 }),
      setPointerCapture: () => {},
    },
    setPointerCapture: (id) => (canvas.captured = id),
    getRootNode: () => ({ querySelector: () => ({ click: () => canvas.told.push("sent") }) }),
    addEventListener: (kind, hear) => listeners.push([kind, hear]),
    dispatchEvent: (event) => {
      if (canvas.ready) canvas.style.cursor = "crosshair";
      if (event.clientX !== left + 1) canvas.told.push(`${event.type.slice(5)} ${event.clientX}`);
    },
    // What comes from the hardware: whether the canvas's own listeners hear of it, and whether a mouse follows a touch.
    hears: (kind) => {
      const event = { isTrusted: true, cancelable: true, heard: true, prevented: false };
      event.stopImmediatePropagation = () => (event.heard = false);
      event.preventDefault = () => (event.prevented = true);
      for (const [of, hear] of listeners) if (of === kind) hear(event);
      return event;
    },
  };
  return canvas;
}

const host = (canvas) => ({ shadowRoot: { querySelector: () => (canvas?.frame.comes ? canvas : null) } });

let page, canvas;
beforeEach(() => {
  frames = [];
  later = [];
  const listeners = [];
  page = {
    addEventListener: (kind, hear) => listeners.push([kind, hear]),
    querySelectorAll: () => [{ shadowRoot: null }, ...[page.sheet, page.old].map(host)],
    send: (type, clientX, more = {}) => {
      const event = { type, clientX, clientY: 5, pointerId: 1, pointerType: "touch", button: 0, timeStamp: 0, ...more };
      event.composedPath = () => [{}, more.on ?? page.sheet.frame];
      event.target = event.target ?? {};
      for (const [kind, hear] of listeners) if (kind === type) hear(event);
    },
    press: (name, enabled = true) => {
      const button = { closest: (selector) => (selector.includes(`.st-key-${name}`) ? {} : null) };
      page.send("click", 0, { target: { closest: () => (enabled ? button : null) } });
    },
  };
  canvas = page.sheet = sheet();
  keepPen(page);
});

test("a line is the same whatever draws it, and is held until it is let go, wherever that is", () => {
  for (const pointerType of ["mouse", "touch", "pen"]) {
    canvas.told = [];
    page.send("pointerdown", 10, { pointerType, timeStamp: 9e9 });
    page.send("pointermove", 20, { pointerType });
    page.send("pointerup", 900, { pointerType, on: {} });
    page.send("pointermove", 30, { pointerType });
    assert.deepEqual(canvas.told, ["down 10", "move 20", "up 900"], pointerType);
    assert.equal(canvas.captured, 1);
  }
});

test("a second finger, a palm and a second button neither draw nor end the line", () => {
  page.send("pointerdown", 10);
  page.send("pointerdown", 50, { pointerId: 2 });
  page.send("pointermove", 60, { pointerId: 2 });
  page.send("pointerup", 60, { pointerId: 2 });
  page.send("pointermove", 20);
  for (const kind of ["mousedown", "mousemove", "mouseup"]) assert.ok(!canvas.hears(kind).heard, kind);
  page.send("pointerup", 30);
  assert.deepEqual(canvas.told, ["down 10", "move 20", "up 30"]);
  assert.ok(canvas.hears("mousemove").heard);
  page.send("pointerdown", 10, { pointerType: "mouse", button: 2 });
  assert.equal(canvas.told.length, 3);
});

test("a hand that rests beside a pen does not draw", () => {
  page.send("pointermove", 5, { pointerId: 7, pointerType: "pen", timeStamp: 10_000 });
  page.send("pointerdown", 50, { timeStamp: 11_000 });
  assert.deepEqual(canvas.told, []);
  page.send("pointerdown", 10, { pointerId: 7, pointerType: "pen", timeStamp: 11_500 });
  assert.deepEqual(canvas.told, ["down 10"]);
  page.send("pointerup", 10, { pointerId: 7 });
  page.send("pointerdown", 50, { timeStamp: 20_000 });
  assert.equal(canvas.told.at(-1), "down 50");
});

test("a touch that is taken away ends its line where it was, and the next one begins anew", () => {
  page.send("pointerdown", 10);
  page.send("pointermove", 20);
  page.send("pointercancel", 0);
  page.send("pointerdown", 40, { pointerId: 3 });
  assert.deepEqual(canvas.told, ["down 10", "move 20", "up 20", "down 40"]);
});

test("the canvas hears of no touch itself, and no mouse comes after one", () => {
  page.send("pointerover", 0);
  const { heard, prevented } = canvas.hears("touchstart");
  assert.deepEqual([heard, prevented], [false, true]);
  for (const kind of ["touchmove", "touchend", "touchcancel"]) assert.ok(!canvas.hears(kind).heard, kind);
});

test("a line begun right after Clear is on the fresh sheet, whole, also if it is still being drawn", () => {
  page.press("clear");
  frame();
  page.send("pointerdown", 10);
  page.send("pointermove", 20);
  page.send("pointerup", 20);
  page.send("pointerdown", 30);
  assert.equal(canvas.told.length, 4); // seen where it is drawn
  page.old = canvas;
  page.sheet = sheet(false, 100); // elsewhere on the screen
  frame();
  page.send("pointermove", 40);
  assert.deepEqual(page.sheet.told, []);
  page.sheet.ready = true;
  frame();
  assert.deepEqual(page.sheet.told, []); // the old one still has its place, below which the fresh one is about to move
  canvas.isConnected = false;
  frame();
  assert.deepEqual(page.sheet.told, ["down 110", "move 120", "up 120", "down 130", "move 140"]);
  page.send("pointermove", 50);
  page.send("pointerup", 50);
  assert.deepEqual(page.sheet.told.slice(5), ["move 150", "up 150"]);
  page.send("pointerdown", 160); // the next line has no past
  assert.equal(page.sheet.told.at(-1), "down 160");
  assert.equal(canvas.told.length, 5);
});

test("a line begun on a sheet that is not laid yet waits for it", () => {
  page.sheet = sheet(false);
  page.sheet.frame.comes = false;
  page.send("pointerdown", 10);
  page.send("pointerup", 20);
  assert.deepEqual(page.sheet.told, []);
  page.sheet.frame.comes = page.sheet.ready = true;
  page.sheet.low = 288; // it has no style yet
  frame();
  frame();
  assert.deepEqual(page.sheet.told, []);
  page.sheet.low = 0;
  frame();
  frame();
  assert.deepEqual(page.sheet.told, ["down 10", "up 20"]);
});

test("a line begun where the old sheet was, while there is none, is on the fresh one; elsewhere nothing is drawn", () => {
  page.press("clear");
  page.old = canvas;
  canvas.isConnected = false;
  page.sheet = null;
  page.send("pointerdown", 500, { on: {} });
  page.send("pointerup", 500, { on: {} });
  page.send("pointerdown", 10, { on: {} });
  page.send("pointermove", 20, { on: {} });
  page.sheet = sheet();
  frame();
  frame();
  page.send("pointerup", 30);
  assert.deepEqual(page.sheet.told, ["down 10", "move 20", "up 30"]);
  page.send("pointerdown", 10, { on: {} });
  assert.equal(page.sheet.told.length, 3);
});

test("a line that is being drawn where the theme is switched is on the fresh sheet, whole, and the next one, too", () => {
  page.send("pointerdown", 10);
  page.send("pointermove", 20);
  awaitSheet(page);
  page.send("pointermove", 30);
  assert.deepEqual(canvas.told, ["down 10", "move 20", "move 30"]);
  page.send("pointerup", 30);
  page.send("pointerdown", 40);
  page.old = canvas;
  page.sheet = sheet();
  canvas.isConnected = false;
  frame();
  frame();
  assert.deepEqual(page.sheet.told, ["down 10", "move 20", "move 30", "up 30", "down 40"]);
});

test("of a line that was let go before the theme was switched nothing is drawn twice", () => {
  page.send("pointerdown", 10);
  page.send("pointerup", 20);
  awaitSheet(page);
  page.old = canvas;
  page.sheet = sheet();
  canvas.isConnected = false;
  frame();
  frame();
  assert.deepEqual(page.sheet.told, []);
});

test("where the theme is switched and there is no sheet, none is waited for", () => {
  page.sheet = null;
  awaitSheet(page);
  assert.deepEqual(frames, []);
});

test("a greyed button lays no sheet, and neither does any other", () => {
  page.press("undo", false);
  page.press("pen");
  assert.deepEqual(frames, []);
  page.press("undo");
  assert.equal(frames.length, 1);
});

test("a line that is let go is sent at once, and only then; on a sheet that waits, when the sheet is there", () => {
  page.send("pointerdown", 10);
  page.send("pointermove", 20);
  afterwards();
  assert.deepEqual(canvas.told, ["down 10", "move 20"]);
  page.send("pointerup", 20);
  afterwards();
  assert.deepEqual(canvas.told, ["down 10", "move 20", "up 20", "sent"]);
  page.send("pointerup", 20);
  afterwards();
  assert.equal(canvas.told.length, 4);

  page.press("clear");
  page.send("pointerdown", 10);
  page.send("pointerup", 30);
  page.old = canvas;
  const fresh = (page.sheet = sheet());
  canvas.isConnected = false;
  afterwards();
  assert.equal(canvas.told.filter((each) => each === "sent").length, 1); // the old one's drawing is gone
  frame();
  frame();
  assert.deepEqual(fresh.told, ["down 10", "up 30"]);
  afterwards();
  assert.equal(fresh.told.at(-1), "sent");
});
