// One pen at a time on the sheet that one draws on, and no line lost while a fresh sheet is laid.
//
// The canvas hears of mice and of touches, each in its own way: a mouse let go over a greyed button is never let go, a
// second button takes the pen off or leaves it down, a palm ends a finger's line, a touch that the system takes away
// stays. So it is told of one mouse only, which is whatever began the line, until that is let go wherever it is.
const SHEET = "upper-canvas";
const HOSTS = '[data-testid^="stBidiComponent"]';
// What lays a fresh sheet: another canvas, some hundred milliseconds later, and until then the old one.
const LAYS = '.st-key-clear, .st-key-undo, .st-key-trace, [class*="st-key-begin-"]';
const PATIENCE = 8000; // milliseconds for which a fresh sheet is waited for
const PALM = 2000; // milliseconds after a pen was seen in which a touch is the palm of the same hand

export function keepPen(document) {
  if (document.penKept) return;
  document.penKept = true;
  const pen = { id: null, target: null, corner: null, waiting: null, last: null, seen: -Infinity };
  const guarded = new WeakSet();
  const listen = (kind, hear) => document.addEventListener(kind, hear, { capture: true });
  const meet = (event) => {
    const sheet = event.composedPath()[0];
    if (!sheet.classList?.contains(SHEET)) return null;
    if (!guarded.has(sheet)) guard(sheet, pen);
    guarded.add(sheet);
    return sheet;
  };
  listen("pointerover", meet);
  listen("pointerdown", (event) => {
    const sheet = meet(event);
    if (event.pointerType === "pen") pen.seen = event.timeStamp;
    const palm = event.pointerType === "touch" && event.timeStamp - pen.seen < PALM;
    if (!sheet || event.button || pen.id !== null || palm) return;
    pen.id = event.pointerId;
    pen.target = sheet;
    sheet.setPointerCapture(pen.id);
    if (!pen.waiting && !takesInk(sheet)) wait(document, pen, null);
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
  };
  listen("pointerup", end);
  listen("pointercancel", end);
  listen("click", (event) => {
    if (event.target.closest?.("button:enabled")?.closest(LAYS)) wait(document, pen, sheetOn(document));
  });
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

const sheetOn = (document) =>
  [...document.querySelectorAll(HOSTS)].map((host) => host.shadowRoot?.querySelector(`.${SHEET}`)).find(Boolean);

function mouse(sheet, kind, { clientX, clientY }) {
  const buttons = kind === "mouseup" ? 0 : 1;
  sheet.dispatchEvent(
    new MouseEvent(kind, { clientX, clientY, buttons, bubbles: true, composed: true, cancelable: true }),
  );
}

function tell(pen, kind, { clientX, clientY }) {
  pen.last = { clientX, clientY };
  // The old sheet shows the line until there is another, which then gets all of it, at the same place on it: where it
  // lies on the screen may change meanwhile.
  if (!pen.waiting || pen.target === pen.waiting.old) mouse(pen.target, kind, pen.last);
  if (pen.target.isConnected) pen.corner = pen.target.getBoundingClientRect();
  pen.waiting?.told.push([kind, clientX - pen.corner.left, clientY - pen.corner.top]);
}

// Whether a sheet takes ink: over one that is still being laid the pen is no cross.
function takesInk(sheet) {
  const { left, top } = sheet.getBoundingClientRect();
  mouse(sheet, "mousemove", { clientX: left + 1, clientY: top + 1 });
  return sheet.style.cursor === "crosshair";
}

function wait(document, pen, old) {
  const waiting = { old, told: [], end: performance.now() + PATIENCE };
  pen.waiting = waiting;
  const look = () => {
    if (pen.waiting !== waiting) return;
    const sheet = sheetOn(document);
    if (sheet && sheet !== old && takesInk(sheet)) {
      pen.waiting = null;
      pen.target = sheet;
      const { left, top } = sheet.getBoundingClientRect();
      for (const [kind, x, y] of waiting.told) mouse(sheet, kind, { clientX: left + x, clientY: top + y });
    } else if (performance.now() < waiting.end) requestAnimationFrame(look);
    else pen.waiting = null;
  };
  requestAnimationFrame(look);
}
