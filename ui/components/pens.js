// One pen at a time on the sheet that one draws on, and no line lost while a fresh sheet is laid.
//
// The canvas hears of mice and of touches, each in its own way: a mouse let go over a greyed button is never let go, a
// second button takes the pen off or leaves it down, a palm ends a finger's line, a touch that the system takes away
// stays. So it is told of one mouse only, which is whatever began the line, until that is let go wherever it is.
const SHEET = ".upper-canvas"; // what is drawn on; it is the last that the canvas's frame gets
const FRAME = "dc-container";
const HOSTS = '[data-testid^="stBidiComponent"]';
// What lays a fresh sheet: another canvas, some hundred milliseconds later, and until then the old one.
const LAYS = '.st-key-clear, .st-key-undo, .st-key-trace, [class*="st-key-begin-"]';
// The button of the canvas's own toolbar that sends the drawing at once; without it the canvas waits 200 ms.
const SENDS = '.dc-toolbar [aria-label="Update the app with this drawing"]';
const PATIENCE = 8000; // milliseconds for which a fresh sheet is waited for
const PALM = 2000; // milliseconds after a pen was seen in which a touch is the palm of the same hand

export function keepPen(document) {
  if (document.penKept) return;
  const pen = {
    id: null,
    target: null,
    corner: null,
    moves: false,
    waiting: null,
    line: [],
    last: null,
    seen: -Infinity,
  };
  document.penKept = pen;
  const guarded = new WeakSet();
  const listen = (kind, hear) => document.addEventListener(kind, hear, { capture: true });
  const meet = (event) => {
    const frame = event.composedPath().find((node) => node.classList?.contains(FRAME));
    const sheet = frame?.querySelector(SHEET);
    if (sheet && !guarded.has(sheet)) {
      guarded.add(sheet);
      guard(sheet, pen);
    }
    return { frame, sheet };
  };
  listen("pointerover", meet);
  listen("pointerdown", (event) => {
    const { frame, sheet } = meet(event);
    if (event.pointerType === "pen") pen.seen = event.timeStamp;
    const palm = event.pointerType === "touch" && event.timeStamp - pen.seen < PALM;
    // For a moment there is no sheet at all where the old one was.
    const place = frame ?? (covers(pen.waiting?.box, event) ? pen.waiting : null);
    if (!place || event.button || pen.id !== null || palm) return;
    pen.id = event.pointerId;
    pen.target = sheet ?? frame;
    pen.target?.setPointerCapture(pen.id);
    if (!pen.waiting && !(sheet && takesInk(sheet))) wait(document, pen, null);
    // A fresh sheet moves before it rests: such a line is told by where it is on the sheet.
    pen.corner = pen.waiting?.box ?? (frame ?? pen.target).getBoundingClientRect();
    pen.moves = pen.waiting !== null;
    pen.line = [];
    tell(pen, "mousedown", event);
  });
  listen("pointermove", (event) => {
    if (event.pointerType === "pen") pen.seen = event.timeStamp;
    if (event.pointerId === pen.id) tell(pen, "mousemove", event);
  });
  const end = (event) => {
    if (event.pointerId !== pen.id) return;
    // Where the system takes a touch away, it is nowhere.
    tell(pen, "mouseup", event.type === "pointerup" ? event : pen.last);
    pen.id = null;
    if (!pen.waiting) send(pen.target);
  };
  listen("pointerup", end);
  listen("pointercancel", end);
  listen("click", (event) => {
    if (event.target.closest?.("button:enabled")?.closest(LAYS)) awaitSheet(document);
  });
}

// Another theme lays a fresh sheet, too, whose ink is seen on its ground: perhaps in the middle of a line.
export function awaitSheet(document) {
  const sheet = sheetOn(document, null);
  if (sheet) wait(document, document.penKept, sheet);
}

// The canvas itself hears neither of touches, nor of the mouse while a line is drawn.
function guard(sheet, pen) {
  const keep = (kind, when) =>
    sheet.addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted || !when()) return;
        event.stopImmediatePropagation();
        if (kind === "touchstart" && event.cancelable) event.preventDefault(); // or it comes as a mouse once more
      },
      { capture: true, passive: false },
    );
  for (const kind of ["touchstart", "touchmove", "touchend", "touchcancel"]) keep(kind, () => true);
  for (const kind of ["mousedown", "mousemove", "mouseup"]) keep(kind, () => pen.id !== null);
}

const sheetOn = (document, old) =>
  [...document.querySelectorAll(HOSTS)]
    .map((host) => host.shadowRoot?.querySelector(SHEET))
    .find((sheet) => sheet && sheet !== old);

const covers = (box, { clientX, clientY }) =>
  box && clientX >= box.left && clientX < box.right && clientY >= box.top && clientY < box.bottom;

function mouse(sheet, kind, { clientX, clientY }) {
  const buttons = kind === "mouseup" ? 0 : 1;
  sheet.dispatchEvent(
    new MouseEvent(kind, { clientX, clientY, buttons, bubbles: true, composed: true, cancelable: true }),
  );
}

function tell(pen, kind, { clientX, clientY }) {
  pen.last = { clientX, clientY };
  const { waiting, target, moves } = pen;
  const place = [clientX - pen.corner.left, clientY - pen.corner.top];
  pen.line.push([kind, ...place]);
  waiting?.told.push([kind, ...place]);
  // The old sheet shows the line until there is another, which then gets all of it.
  if (waiting ? target === waiting.old : !moves) mouse(target, kind, pen.last);
  else if (!waiting) at(target, kind, ...place);
}

// The canvas takes a line into its drawing in a microtask after it was let go.
function send(sheet) {
  setTimeout(() => sheet?.getRootNode().querySelector(SENDS)?.click());
}

// At a place on the sheet, wherever that lies on the screen just now.
function at(sheet, kind, x, y) {
  const { left, top } = sheet.getBoundingClientRect();
  mouse(sheet, kind, { clientX: left + x, clientY: top + y });
}

// Whether a sheet takes ink: over one that is still being laid the pen is no cross, and until it has its style it
// stands below the ground that it belongs on.
function takesInk(sheet) {
  const { left, top } = sheet.getBoundingClientRect();
  if (Math.abs(top - sheet.closest(`.${FRAME}`).getBoundingClientRect().top) > 2) return false;
  mouse(sheet, "mousemove", { clientX: left + 1, clientY: top + 1 });
  return sheet.style.cursor === "crosshair";
}

function wait(document, pen, old) {
  const told = pen.id !== null && old ? [...pen.line] : []; // a line's beginning, which the old sheet has alone
  const waiting = { old, box: old?.getBoundingClientRect(), told, end: performance.now() + PATIENCE };
  pen.waiting = waiting;
  const look = () => {
    if (pen.waiting !== waiting) return;
    const sheet = sheetOn(document, old);
    const top = sheet?.getBoundingClientRect().top;
    const rests = top === waiting.top && !old?.getBoundingClientRect().height;
    waiting.top = top;
    if (sheet && rests && takesInk(sheet)) {
      pen.waiting = null;
      pen.target = sheet;
      for (const each of waiting.told) at(sheet, ...each);
      if (waiting.told.length && pen.id === null) send(sheet);
    } else if (performance.now() < waiting.end) requestAnimationFrame(look);
    else pen.waiting = null;
  };
  requestAnimationFrame(look);
}
