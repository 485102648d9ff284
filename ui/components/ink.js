// Pen lines on a sheet of 280 by 280, as they are drawn and as they are sent.
import { STEPS } from "./arrows.js";

export const SIDE = 280;
export const WIDTH = 20;
export const CELLS = 28;
export const MOST_LINES = 40;
export const MOST_POINTS = 900; // of a drawing; the server takes a hundred more
const NEAREST = 1.5; // pixels between two points of a line

const round = (value) => Math.round(2 * value) / 2;

// A point of the sheet from one of the screen, by the sheet's box there; a line may leave the sheet, but not far.
export function onSheet({ clientX, clientY }, box) {
  const clamp = (value) => Math.min(Math.max(value, -20), SIDE + 20);
  return [
    round(clamp(((clientX - box.left) / box.width) * SIDE)),
    round(clamp(((clientY - box.top) / box.height) * SIDE)),
  ];
}

export const middle = ({ row, column }) => [(column + 0.5) * (SIDE / CELLS), (row + 0.5) * (SIDE / CELLS)];

// Add a point to a line, unless it is where the last one is.
export function extend(line, point) {
  const last = line.at(-1);
  if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAREST) line.push(point);
  return line;
}

// Leave out every second point of all lines, but for their ends, until there are few enough.
export function thinned(lines, most = MOST_POINTS) {
  let found = lines;
  while (found.reduce((sum, line) => sum + line.length, 0) > most && found.some((line) => line.length > 2)) {
    found = found.map((line) => line.filter((_, k) => k % 2 === 0 || k === line.length - 1));
  }
  return found;
}

// The lines as the canvas of the drawing lesson has them, which the server reads.
export function asStrokes(lines) {
  const path = (line) => {
    const [[x, y], ...others] = line;
    return [["M", x, y], ...(others.length ? others : [[x + 0.01, y]]).map((point) => ["L", ...point])];
  };
  const objects = thinned(lines).map((line) => ({
    type: "Path",
    path: path(line),
    strokeWidth: WIDTH,
    stroke: "#000000",
    fill: null,
  }));
  return { objects };
}

// The pen by the keyboard, on the grid of 28 by 28: arrows move it, space puts it down and up. Gives what to do and say,
// or nothing for keys that mean something else: { pen, begin, point, send, undo, said }.
export function keyed(pen, key) {
  const at = (each) => `row ${each.row + 1}, column ${each.column + 1}`;
  if (key === " ") {
    const down = !pen.down;
    const point = down ? middle(pen) : null;
    return { pen: { ...pen, down }, begin: down, point, said: `pen ${down ? "down" : "up"}, ${at(pen)}` };
  }
  if (key === "Enter") return { pen: { ...pen, down: false }, send: true, said: "" };
  if (key === "Backspace") return { pen: { ...pen, down: false }, undo: true, said: "last line undone" };
  const step = STEPS[key];
  if (!step) return null;
  const inside = (value) => Math.min(Math.max(value, 0), CELLS - 1);
  const to = { ...pen, row: inside(pen.row + step[0]), column: inside(pen.column + step[1]) };
  return { pen: to, point: to.down ? middle(to) : null, said: `${at(to)}${to.down ? ", drawing" : ""}` };
}

export function paintLines(context, lines, colour, scale) {
  context.clearRect(0, 0, SIDE * scale, SIDE * scale);
  Object.assign(context, { lineWidth: WIDTH * scale, lineCap: "round", lineJoin: "round", strokeStyle: colour });
  for (const line of lines) {
    context.beginPath();
    const [[x, y], ...others] = line;
    context.moveTo(x * scale, y * scale);
    for (const [across, down] of others.length ? others : [[x + 0.01, y]]) context.lineTo(across * scale, down * scale);
    context.stroke();
  }
}
