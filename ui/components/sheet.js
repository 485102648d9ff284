// A sheet to draw a digit on for the class, by finger, pen, mouse or keyboard; what is sent is kept until it has arrived.
import { asStrokes, extend, keyed, MOST_LINES, middle, onSheet, paintLines, SIDE } from "./ink.js";
import { add } from "./nodes.js";
import { newId, Outbox } from "./outbox.js";

const PALM = 2000; // milliseconds after a pen was seen in which a touch is the palm of the same hand
const LOOK = 500;

function button(parent, label, className, act) {
  const node = add(parent, "button", className, label);
  node.type = "button";
  node.onclick = act;
  return node;
}

function build(root) {
  const view = { lines: [], line: null, id: null, penSeen: -Infinity, pen: { row: 14, column: 14, down: false } };
  view.task = add(root, "div", "task");
  view.paper = add(root, "div", "paper");
  view.canvas = add(view.paper, "canvas", "ink");
  view.cursor = add(view.paper, "span", "cursor");
  const { canvas } = view;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "sheet to draw on");
  view.labels = add(root, "div", "labels");
  view.labels.setAttribute("role", "radiogroup");
  view.labels.setAttribute("aria-label", "Which digit it is to be");
  view.digits = Array.from({ length: 10 }, (_, digit) => {
    const node = button(view.labels, String(digit), "digit", () => choose(view, digit));
    node.setAttribute("role", "radio");
    return node;
  });
  const row = add(root, "div", "row");
  view.undo = button(row, "Undo", "", () => undo(view));
  view.clear = button(row, "Clear", "", () => clear(view));
  view.send = button(row, "Send", "send", () => send(view));
  view.said = add(root, "div", "said");
  view.said.setAttribute("role", "status"); // polite
  view.refused = add(root, "div", "refused");
  view.spoken = add(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  listen(view);
  new ResizeObserver(() => view.data && paint(view)).observe(canvas);
  return view;
}

function listen(view) {
  const { canvas } = view;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "pen") view.penSeen = event.timeStamp;
    const palm = event.pointerType === "touch" && event.timeStamp - view.penSeen < PALM;
    if (event.button || view.id !== null || palm || view.lines.length >= MOST_LINES) return;
    event.preventDefault();
    view.id = event.pointerId;
    canvas.setPointerCapture(view.id);
    begin(view, onSheet(event, canvas.getBoundingClientRect()));
  });
  // Or Chromium takes the end of a quick line for a fling, and the next touch, of Send, for what stops it: no click.
  canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "pen") view.penSeen = event.timeStamp;
    if (event.pointerId !== view.id) return;
    const box = canvas.getBoundingClientRect();
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) extend(view.line, onSheet(each, box));
    paint(view);
  });
  const end = (event) => {
    if (event.pointerId !== view.id) return;
    refresh(view); // which keeps it
    view.id = view.line = null; // what was drawn until then stays, also where the system takes the touch away
  };
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(kind, end);
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || view.id !== null) return;
    const done = keyed(view.pen, event.key);
    if (!done) return;
    event.preventDefault();
    press(view, done);
  });
  canvas.addEventListener("focus", () => paint(view));
  canvas.addEventListener("blur", () => {
    view.pen.down = false;
    view.line = view.id === null ? null : view.line;
    paint(view);
  });
}

function press(view, { pen, begin: begins, point, send: sends, undo: undoes, said }) {
  view.pen = pen;
  if (!pen.down) view.line = null;
  if (begins && view.lines.length < MOST_LINES) begin(view, point);
  else if (point && view.line) extend(view.line, point);
  if (undoes) undo(view);
  if (sends) send(view);
  paint(view);
  if (said) view.spoken.textContent = said;
}

function begin(view, point) {
  view.line = [point];
  view.lines.push(view.line);
  refresh(view);
}

function undo(view) {
  view.lines.pop();
  view.line = null;
  refresh(view);
}

function clear(view) {
  view.lines = [];
  view.line = null;
  refresh(view);
}

function choose(view, digit) {
  view.chosen = digit;
  refresh(view);
}

const labelOf = (view) => view.data.label ?? view.chosen ?? null;

function send(view) {
  const label = labelOf(view);
  if (!view.lines.length || label === null) {
    view.spoken.textContent = view.lines.length ? "Choose which digit it is first." : "Draw a digit first.";
    return;
  }
  const id = newId();
  view.outbox.put({ id, label, strokes: asStrokes(view.lines) });
  view.last = id;
  clear(view);
  transmit(view);
  tell(view);
}

// One at a time, until it is acknowledged.
function transmit(view) {
  const message = view.outbox.next();
  if (message) view.tell("sent", message);
}

function paint(view) {
  const { canvas, cursor, pen } = view;
  const side = canvas.clientWidth || SIDE;
  const pixels = Math.round(side * (globalThis.devicePixelRatio || 1));
  if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
  const colour = getComputedStyle(canvas).color;
  paintLines(canvas.getContext("2d"), view.lines, colour, pixels / SIDE);
  const [x, y] = middle(pen);
  Object.assign(cursor.style, { left: `${(100 * x) / SIDE}%`, top: `${(100 * y) / SIDE}%` });
  cursor.classList.toggle("down", pen.down);
}

// What is being drawn outlives a pause and a reload; under the digit that was called, for another is another task.
function keep(view) {
  try {
    sessionStorage.setItem(view.name, JSON.stringify({ label: view.data.label, lines: view.lines }));
  } catch {}
}

function kept(view) {
  try {
    const { label, lines } = JSON.parse(sessionStorage.getItem(view.name));
    return label === view.data.label ? lines.filter((line) => line.length) : [];
  } catch {
    return [];
  }
}

function refresh(view) {
  const label = labelOf(view);
  const called = view.data.label;
  keep(view);
  view.task.textContent = called === null ? "Draw a digit" : `Draw a ${called}`;
  view.labels.hidden = called !== null;
  view.digits.forEach((node, digit) => node.setAttribute("aria-checked", String(digit === label)));
  view.undo.disabled = view.clear.disabled = !view.lines.length;
  view.send.disabled = !view.lines.length || label === null;
  view.send.textContent = called === null && label !== null ? `Send as ${label}` : "Send";
  const what = called === null ? "a digit" : `a ${called}`;
  view.canvas.setAttribute(
    "aria-label",
    `Sheet to draw ${what} on, with ${view.lines.length} lines. By keyboard: arrows move, space puts the pen down or up, Enter sends.`,
  );
  paint(view);
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// How it stands with what was sent.
function tell(view) {
  const { waiting } = view.outbox;
  const answers = view.data.answers;
  const refused = waiting.filter(({ id }) => answers[id]?.refused);
  const wait = waiting.map(({ id }) => answers[id]?.wait).find(Boolean);
  const count = waiting.length - refused.length;
  const drawings = `${count} drawing${count === 1 ? "" : "s"}`;
  let said = answers[view.last]?.done ?? "";
  if (count)
    said =
      wait ||
      (navigator.onLine === false ? `${drawings} kept here until there is a network again` : `Sending ${drawings} …`);
  say(view.said, said);
  const key = JSON.stringify(refused.map(({ id }) => [id, answers[id].refused]));
  if (view.refused.key === key) return;
  view.refused.key = key;
  view.refused.replaceChildren();
  for (const { id } of refused.slice(0, 3)) {
    const line = add(view.refused, "p", "", `${answers[id].refused} `);
    button(line, "Throw it away", "", () => {
      view.outbox.drop(id);
      tell(view);
    });
  }
}

function storage() {
  try {
    return sessionStorage;
  } catch {
    return null; // then nothing outlives a reload
  }
}

function keepSending(view, root) {
  if (view.timer) return;
  const online = () => {
    view.outbox.hurry();
    transmit(view);
    tell(view);
  };
  window.addEventListener("online", online);
  view.timer = setInterval(() => {
    if (root.isConnected) {
      transmit(view);
      tell(view);
      return;
    }
    clearInterval(view.timer);
    window.removeEventListener("online", online);
    view.timer = null;
  }, LOOK);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sheet");
  const view = (root.view ??= build(root));
  view.tell = setTriggerValue;
  const called = view.data?.label;
  view.data = data;
  if (view.of !== data.of) {
    view.of = data.of;
    view.outbox = new Outbox(`seesoftmax sheet ${data.of}`, storage());
    view.name = `seesoftmax lines ${data.of}`;
    view.lines = kept(view);
  }
  // What was drawn for another digit is not sent as this one.
  if (called !== undefined && called !== data.label && data.label !== null) clear(view);
  const done = view.outbox.hear(data.answers);
  if (done.length) view.last = done.at(-1);
  refresh(view);
  tell(view);
  keepSending(view, root);
  transmit(view);
}
