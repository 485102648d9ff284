// A pen that keys lead over the model's 28×28 pixels: arrows move it, space puts it down and lifts it, which sends the
// line. Shift takes four pixels at once.
import { STEPS } from "./arrows.js";
import { decode } from "./drawing.js";
import { add, spoken } from "./nodes.js";

export const SIDE = 28;
const CELL = 6; // pixels of its own small sheet

export const atRest = () => ({ x: 14, y: 6, line: null });

// The pen after a key, and the line that the key has ended; null for a key that is none of the pen's.
export function press(pen, key, far = false) {
  if (key === " ") {
    if (pen.line) return { pen: { ...pen, line: null }, ended: pen.line };
    return { pen: { ...pen, line: [[pen.x, pen.y]] }, ended: null };
  }
  if (key === "Escape" && pen.line) return { pen: { ...pen, line: null }, ended: null };
  const step = STEPS[key];
  if (!step) return null;
  const inside = (value) => Math.min(SIDE - 1, Math.max(0, value));
  const by = far ? 4 : 1;
  const moved = { x: inside(pen.x + by * step[1]), y: inside(pen.y + by * step[0]) };
  const same = moved.x === pen.x && moved.y === pen.y;
  return { pen: { ...moved, line: pen.line && !same ? [...pen.line, [moved.x, moved.y]] : pen.line }, ended: null };
}

export function told(pen) {
  const where = `row ${pen.y + 1}, column ${pen.x + 1}`;
  return pen.line
    ? `Pen down, ${where}. Space lifts it, Escape drops the line.`
    : `Pen up, ${where}. Space puts it down.`;
}

function draw(view) {
  const { canvas, pen } = view;
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  view.ink.forEach((ink, k) => {
    context.globalAlpha = (0.55 * ink) / 255; // paler than the line that is being drawn
    if (ink) context.fillRect((k % SIDE) * CELL, Math.floor(k / SIDE) * CELL, CELL, CELL);
  });
  context.globalAlpha = 1;
  context.strokeStyle = style.color;
  context.lineWidth = CELL * 2;
  context.lineCap = context.lineJoin = "round";
  const at = (value) => (value + 0.5) * CELL;
  if (pen.line) {
    context.beginPath();
    context.moveTo(at(pen.line[0][0]), at(pen.line[0][1]));
    for (const [x, y] of pen.line) context.lineTo(at(x) + 0.01, at(y));
    context.stroke();
  }
  context.lineWidth = 2;
  context.strokeStyle = style.outlineColor;
  context.strokeRect(pen.x * CELL - 1, pen.y * CELL - 1, CELL + 2, CELL + 2);
  view.says.textContent = told(pen);
}

function build(root) {
  const view = { pen: atRest(), canvas: add(root, "canvas", "sheet"), says: spoken(root, "div", "note") };
  Object.assign(view.canvas, { width: SIDE * CELL, height: SIDE * CELL, tabIndex: 0 });
  view.canvas.setAttribute("role", "application");
  view.canvas.setAttribute("aria-label", "Draw by keys: arrows move the pen, space puts it down and lifts it");
  view.canvas.onkeydown = (event) => {
    const found = event.ctrlKey || event.metaKey || event.altKey ? null : press(view.pen, event.key, event.shiftKey);
    if (!found) return;
    event.preventDefault();
    view.pen = found.pen;
    draw(view);
    // A number of its own, for two lines may be the same.
    if (found.ended) view.send({ number: ++view.sent, line: found.ended });
  };
  view.sent = 0;
  // Who asks for it by a switch sees that something has come of it, also where it opens below the window.
  requestAnimationFrame(() => root.scrollIntoView({ block: "nearest" }));
  return view;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".key_pen");
  const view = (root.view ??= build(root));
  view.ink = decode(data.ink, Uint8Array);
  view.send = (line) => setTriggerValue("line", line);
  draw(view);
}
