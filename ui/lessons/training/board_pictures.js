// The ten weight pictures, and the mosaic of unseen digits whose mistakes come first.
import { AREA, decode, field, paint, SIDE } from "../../components/drawing.js";
import { store } from "../../components/feed.js";
import { add } from "../../components/nodes.js";
import { aDigit, short, signed } from "../../components/numbers.js";
import { unpackPicture } from "../../components/packed.js";
import { pixelAt } from "../../components/pointing.js";

const SHEET_COLUMNS = 20;
const sheets = store("sheets");

export function weightPictures(parent) {
  const box = add(parent, "div", "weights");
  const grid = add(box, "div", "grid");
  const foot = add(box, "div", "foot");
  const scale = add(foot, "span", "scale");
  const panel = { low: add(scale, "span", "end"), ramp: add(scale, "span", "ramp"), high: add(scale, "span", "end") };
  panel.readout = add(foot, "span", "readout");
  panel.tiles = Array.from({ length: 10 }, (_, k) => {
    const figure = add(grid, "figure", "tile");
    add(figure, "figcaption", "", k);
    const canvas = field(figure, "picture");
    canvas.onpointermove = (event) => {
      panel.at = [k, ...pixelAt(event, canvas)];
      readWeight(panel);
    };
    canvas.onpointerleave = () => readWeight(Object.assign(panel, { at: null }));
    return canvas;
  });
  return panel;
}

// How much neighbouring weights differ, of which blank pictures have none, and what else there is to read.
function atRest(frame) {
  if (!Number.isFinite(frame?.roughness)) return "Point at a pixel to read its weight.";
  return `Roughness ${frame.roughness.toFixed(2)}; point to read a weight.`;
}

function readWeight(panel) {
  if (!panel.at || !panel.frame) return void (panel.readout.textContent = atRest(panel.frame));
  const [k, row, column] = panel.at;
  const value = (panel.frame.pictures[k * AREA + row * SIDE + column] / 127) * panel.frame.limit;
  panel.readout.textContent = `${k}, row ${row}, column ${column}: weight ${signed(value, 3)}`;
}

export function drawWeights(panel, frame, colours) {
  panel.frame = frame;
  panel.tiles.forEach((canvas, k) => {
    paint(canvas, frame.pictures.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
    canvas.setAttribute(
      "aria-label",
      `Weights of class ${k} after ${frame.step} ${frame.step === 1 ? "step" : "steps"}`,
    );
  });
  panel.low.textContent = `against −${short(frame.limit)}`;
  panel.high.textContent = `+${short(frame.limit)} for`;
  readWeight(panel);
}

export function mosaic(parent) {
  const panel = { box: add(parent, "div", "mosaic") };
  panel.head = add(panel.box, "p", "head");
  const frame = add(panel.box, "div", "frame");
  panel.canvas = add(frame, "canvas", "tiles");
  panel.canvas.tabIndex = 0;
  panel.canvas.setAttribute("role", "img");
  panel.lens = field(frame, "lens");
  panel.lens.hidden = true;
  panel.readout = add(panel.box, "p", "readout");
  const at = (event) => {
    const box = panel.canvas.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * panel.columns);
    return Math.floor(((event.clientY - box.top) / box.height) * panel.rows) * panel.columns + column;
  };
  panel.canvas.onpointermove = panel.canvas.onpointerdown = (event) => {
    panel.byKeys = false;
    pointAt(panel, at(event));
  };
  panel.canvas.onblur = () => pointAt(panel, null);
  // What was found by the keys stays when the page moves away under the mouse.
  panel.canvas.onpointerleave = () => panel.byKeys || pointAt(panel, null);
  panel.canvas.onkeydown = (event) => {
    const last = panel.order.length - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: panel.columns, ArrowUp: -panel.columns }[event.key];
    const place = step ? (panel.pointed ?? -step) + step : { Home: 0, End: last }[event.key];
    if (place === undefined) return;
    event.preventDefault();
    panel.byKeys = true;
    pointAt(panel, Math.min(Math.max(place, 0), last));
  };
  return panel;
}

// The sheet once in ink on paper and once on red: from these every tile is copied.
export async function prepare(panel, data, colours, ready) {
  const state = data.sheet + JSON.stringify(colours);
  if (panel.state === state) return;
  if (!sheets.kept.has(data.sheet)) {
    sheets.wake = ready;
    return;
  }
  panel.state = state;
  const context = await unpackPicture(sheets.kept.get(data.sheet));
  const { width, height } = context.canvas;
  const source = context.getImageData(0, 0, width, height);
  panel.ink = source;
  const red = colours.ground.map((each, c) => each + (colours.positive[c] - each) * 0.42);
  panel.sheets = [colours.ground, red].map((ground) => {
    const picture = new ImageData(width, height);
    for (let i = 0; i < picture.data.length; i += 4) {
      const share = source.data[i] / 255;
      for (let c = 0; c < 3; c++) picture.data[i + c] = ground[c] + (colours.ink[c] - ground[c]) * share;
      picture.data[i + 3] = 255;
    }
    const sheet = new OffscreenCanvas(width, height);
    sheet.getContext("2d").putImageData(picture, 0, 0);
    return sheet;
  });
  ready();
}

export function drawMosaic(panel, frame, data, colours) {
  panel.data = data;
  panel.colours = colours;
  panel.frame = frame;
  const labels =
    (panel.labels ??= {})[data.sheet] ?? (panel.labels = { [data.sheet]: decode(data.labels, Uint8Array) })[data.sheet];
  panel.label = labels;
  const chosen = Array.from(labels.keys()).filter((i) => frame.chosen(i));
  const wrong = chosen.filter((i) => frame.answers[i] !== labels[i]);
  panel.order = [...wrong, ...chosen.filter((i) => frame.answers[i] === labels[i])];
  panel.columns = Math.ceil(Math.sqrt(chosen.length * 1.5));
  panel.rows = Math.ceil(chosen.length / panel.columns);
  const [width, height] = [panel.columns * SIDE, panel.rows * SIDE];
  if (panel.canvas.width !== width || panel.canvas.height !== height) Object.assign(panel.canvas, { width, height });
  // Between records it is estimated; before the first step all answers are the same, which leaves nothing to estimate.
  const about = Number.isFinite(frame.trainLoss) || frame.step === 0 ? "" : "about ";
  const share = `${about}${(100 * frame.wrong).toFixed(about ? 1 : 2)} % wrong`;
  panel.head.replaceChildren();
  const digits = data.part === "test" ? "Test digits" : "Validation digits";
  add(panel.head, "strong", "", `${digits}, mistakes first`);
  add(panel.head, "span", "share", share);
  panel.canvas.setAttribute("aria-label", `${digits}: ${share}; ${wrong.length} of ${chosen.length} pictures are red`);
  pointAt(panel, panel.pointed ?? null);
  if (!panel.sheets) return;
  const context = panel.canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  panel.order.forEach((i, k) => {
    const from = [(i % SHEET_COLUMNS) * SIDE, Math.floor(i / SHEET_COLUMNS) * SIDE, SIDE, SIDE];
    const to = [(k % panel.columns) * SIDE, Math.floor(k / panel.columns) * SIDE, SIDE, SIDE];
    context.drawImage(panel.sheets[k < wrong.length ? 1 : 0], ...from, ...to);
  });
}

// Enlarge the digit at a place of the mosaic, and say what it is and what it is taken for.
function pointAt(panel, place) {
  const i = panel.order?.[place ?? -1];
  panel.pointed = i === undefined ? null : place;
  panel.lens.hidden = i === undefined || !panel.ink;
  if (i === undefined) return void (panel.readout.textContent = panel.data?.stands ?? "");
  const [label, answer] = [panel.label[i], panel.frame.answers[i]];
  const number = decode(panel.data.numbers, Uint16Array)[i];
  panel.readout.textContent = `${panel.data.part === "test" ? "Test" : "Validation"} digit ${number.toLocaleString("en")}: ${aDigit(label)}, read as ${answer}${label === answer ? "" : ", wrong"}`;
  if (!panel.ink) return;
  const width = panel.ink.width;
  const corner = Math.floor(i / SHEET_COLUMNS) * SIDE * width + (i % SHEET_COLUMNS) * SIDE;
  const values = Uint8Array.from(
    { length: AREA },
    (_, j) => panel.ink.data[4 * (corner + Math.floor(j / SIDE) * width + (j % SIDE))],
  );
  paint(panel.lens, values, 255, panel.colours, false);
  const column = (place % panel.columns) / panel.columns;
  const row = Math.floor(place / panel.columns) / panel.rows;
  panel.lens.style.left = `${100 * (column + (column > 0.5 ? -1 : 1) * 0.02)}%`;
  panel.lens.style.transform = `translate(${column > 0.5 ? "-100%" : "8%"}, ${row > 0.5 ? "-100%" : "8%"})`;
  panel.lens.style.top = `${100 * (row + (row > 0.5 ? -1 : 1) * 0.02)}%`;
}
