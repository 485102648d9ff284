// Thousands of images as points, each drawn as its digit's numeral in its digit's colour. Pointing at one shows its
// picture and its nearest neighbours in pixel space; a press keeps it, and arrow keys go on to the next. In three
// dimensions, drag or arrow keys turn.
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { store } from "../../components/feed.js";
import { add, spoken } from "../../components/nodes.js";
import { aDigit } from "../../components/numbers.js";
import { unpackPicture } from "../../components/packed.js";
import { keeper, said } from "./keeping.js";

const pictures = store("sprites");
const TAU = 2 * Math.PI;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The nearest of the points that lie in a direction of one, itself where there is none: rather ahead than aside.
export function ahead(xs, ys, from, [dx, dy], shown = () => true) {
  let [best, nearest] = [from, Number.POSITIVE_INFINITY];
  for (let i = 0; i < xs.length; i++) {
    const [x, y] = [xs[i] - xs[from], ys[i] - ys[from]];
    const [forth, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    const far = Math.hypot(forth, 2 * aside);
    if (i !== from && forth > 0 && forth >= aside && far < nearest && shown(i)) [best, nearest] = [i, far];
  }
  return best;
}

function build(root) {
  const view = { near: [], over: null, kept: null, turn: [0.6, 0.35], faded: null, legend: [] };
  const stage = add(root, "div", "stage");
  const left = add(stage, "figure", "map");
  view.head = add(left, "figcaption", "head");
  view.canvas = add(left, "canvas", "field");
  view.canvas.setAttribute("role", "img");
  view.canvas.tabIndex = 0;
  view.hint = add(left, "div", "head");
  const legend = add(left, "div", "legend");
  for (let k = 0; k < 10; k++) {
    const button = add(legend, "button", "key", k);
    button.type = "button";
    button.setAttribute("aria-label", `Show only the ${k}s`);
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => view.only(view.faded === k ? null : k);
    view.legend.push(button);
  }
  const side = add(stage, "figure", "chosen");
  view.title = add(side, "figcaption", "head");
  view.picture = field(side, "picture");
  view.note = spoken(side, "div", "note");
  const near = add(side, "div", "near");
  for (let i = 0; i < 8; i++) {
    const item = add(near, "button", "item");
    item.type = "button";
    item.onclick = () => view.keep(view.neighbours[view.kept * 8 + i]);
    view.near.push({ item, canvas: field(item, "picture"), text: add(item, "span", "text") });
  }
  listen(view, view.canvas);
  new ResizeObserver(() => view.draw?.()).observe(view.canvas);
  return view;
}

function listen(view, canvas) {
  let from = null;
  let moved = false;
  canvas.onpointerdown = (event) => {
    from = [event.clientX, event.clientY];
    moved = false;
    if (view.dimensions === 3) canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = (event) => {
    if (from && view.dimensions === 3) {
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      moved ||= Math.hypot(dx, dy) > 3;
      if (!moved) return;
      from = [event.clientX, event.clientY];
      view.rotate(dx / 150, dy / 150);
    } else view.point(view.at(event));
  };
  canvas.onpointerup = canvas.onpointercancel = () => (from = null);
  canvas.onpointerleave = () => view.point(null);
  canvas.onclick = (event) => {
    const found = moved ? null : view.at(event);
    if (found !== null) view.keep(found);
  };
  canvas.onkeydown = (event) => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    if (view.dimensions === 3) view.rotate(0.1 * way[0], 0.1 * way[1]);
    else view.keep(ahead(view.x, view.y, view.kept, way, view.shown), 600);
  };
}

// The places on the canvas, in its own pixels, and the depth from 0 (far) to 1 (near).
function place(view, width, height) {
  const { points, count, dimensions: d, turn } = view;
  const [ca, sa, cb, sb] = [Math.cos(turn[0]), Math.sin(turn[0]), Math.cos(turn[1]), Math.sin(turn[1])];
  const scale = (d === 3 ? Math.min(width, height) * 0.58 : 1) / 32767;
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [points[i * d], points[i * d + 1], d === 3 ? points[i * d + 2] : 0];
    if (d === 2) {
      view.x[i] = width / 2 + x * scale * (width / 2 - 14);
      view.y[i] = height / 2 - y * scale * (height / 2 - 14);
      view.z[i] = 1;
      continue;
    }
    const across = x * ca + z * sa;
    const deep = z * ca - x * sa;
    view.x[i] = width / 2 + across * scale;
    view.y[i] = height / 2 - (y * cb - deep * sb) * scale;
    view.z[i] = Math.min(1, Math.max(0, 0.5 + (0.7 * (deep * cb + y * sb)) / 32767));
  }
}

function stamps(colours, size, font) {
  return colours.map((colour, k) => {
    const stamp = new OffscreenCanvas(size, size);
    const context = stamp.getContext("2d");
    context.font = `600 ${size * 0.86}px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = colour;
    context.fillText(k, size / 2, size * 0.54);
    return stamp;
  });
}

function draw(view) {
  const { canvas } = view;
  const ratio = globalThis.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width) return;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  place(view, width, height);
  const size = width < 480 ? 9 : 12;
  const glyphs = stamps(view.colours, Math.ceil(size * ratio * 1.1), getComputedStyle(canvas).fontFamily);
  const order = Uint32Array.from({ length: view.count }, (_, i) => i);
  if (view.dimensions === 3) order.sort((a, b) => view.z[a] - view.z[b]);
  for (const i of order) {
    const faded = view.faded !== null && view.labels[i] !== view.faded;
    context.globalAlpha = faded ? 0.07 : view.dimensions === 3 ? 0.3 + 0.7 * view.z[i] : 0.9;
    context.drawImage(glyphs[view.labels[i]], view.x[i] - size / 2, view.y[i] - size / 2, size, size);
  }
  context.globalAlpha = 1;
  const chosen = view.over ?? view.kept;
  context.strokeStyle = context.fillStyle = view.accent;
  for (let i = 0; i < 8; i++) {
    const other = view.neighbours[chosen * 8 + i];
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(view.x[chosen], view.y[chosen]);
    context.lineTo(view.x[other], view.y[other]);
    context.stroke();
  }
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(view.x[chosen], view.y[chosen], 9, 0, TAU);
  context.stroke();
}

// All pictures are one sheet, unpacked once when they have come.
async function unpackSheet(name, ready) {
  if (pictures.name === name || !pictures.kept.has(name)) return;
  Object.assign(pictures, { name, sheet: null });
  const sheet = await unpackPicture(pictures.kept.get(name));
  if (pictures.name !== name) return; // another has come meanwhile
  pictures.sheet = sheet;
  ready();
}

function sprite(view, canvas, i, colours) {
  if (pictures.name !== view.sheet || !pictures.sheet) return;
  const { data } = pictures.sheet.getImageData(0, i, AREA, 1);
  paint(
    canvas,
    Uint8Array.from({ length: AREA }, (_, j) => data[4 * j]),
    255,
    colours,
    false,
  );
}

function tell(view, host) {
  const colours = theme(host);
  const chosen = view.over ?? view.kept;
  const label = view.labels[chosen];
  sprite(view, view.picture, chosen, colours);
  view.picture.setAttribute("aria-label", `Train digit ${chosen}, labelled ${label}`);
  view.title.textContent = `train digit ${chosen}, labelled ${label}`;
  let same = 0;
  view.near.forEach(({ item, canvas, text }, i) => {
    const other = view.neighbours[chosen * 8 + i];
    const alike = view.labels[other] === label;
    same += alike;
    sprite(view, canvas, other, colours);
    item.classList.toggle("other", !alike);
    text.textContent = `${view.labels[other]}${alike ? "" : " ≠"}`;
    const distance = (view.distances[chosen * 8 + i] / 2000).toFixed(1);
    canvas.setAttribute("aria-label", `Digit ${other}, labelled ${view.labels[other]}`);
    item.setAttribute(
      "aria-label",
      `Neighbour ${i + 1}: digit ${other}, labelled ${view.labels[other]}, distance ${distance}`,
    );
    item.title = `train digit ${other}, distance ${distance}`;
  });
  const nearest = (view.distances[chosen * 8] / 2000).toFixed(1);
  view.note.textContent = `Nearest of the others, by all 784 pixels: ${same} of 8 are ${aDigit(label)} too. The closest is ${nearest} away.`;
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".space");
  const view = (root.view ??= build(root));
  const labels = decode(data.labels, Uint8Array);
  Object.assign(view, {
    labels,
    points: decode(data.points, Int16Array),
    neighbours: decode(data.neighbours, Uint16Array),
    distances: decode(data.distances, Uint16Array),
    dimensions: data.dimensions,
    count: labels.length,
    sheet: data.sheet,
    colours: data.colours,
    over: null,
    x: new Float32Array(labels.length),
    y: new Float32Array(labels.length),
    z: new Float32Array(labels.length),
  });
  view.accent = getComputedStyle(parentElement.host ?? parentElement)
    .getPropertyValue("--st-primary-color")
    .trim();
  view.head.textContent = data.heading;
  view.hint.textContent =
    data.dimensions === 3
      ? "Drag or use arrow keys to turn; press a digit to keep it."
      : "Point at a digit, press it to keep it, or go on by arrow keys. A number below shows its class alone.";
  view.canvas.setAttribute("aria-label", data.alt);
  view.canvas.classList.toggle("solid", data.dimensions === 3);
  view.legend.forEach((button, k) => button.style.setProperty("--colour", data.colours[k]));
  const frame = () => {
    view.pending ??= requestAnimationFrame(() => {
      view.pending = null;
      draw(view);
    });
  };
  view.draw = frame;
  const refresh = () => {
    tell(view, parentElement);
    frame();
  };
  view.at = (event) => {
    const box = view.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, nearest] = [null, 14 ** 2];
    for (let i = 0; i < view.count; i++) {
      if (!view.shown(i)) continue;
      const distance = (view.x[i] - x) ** 2 + (view.y[i] - y) ** 2;
      if (distance < nearest) [best, nearest] = [i, distance];
    }
    return best;
  };
  view.point = (i) => {
    if (i === view.over) return;
    view.over = i;
    refresh();
  };
  view.shown = (i) => view.faded === null || view.labels[i] === view.faded;
  view.mark = (i) => {
    view.kept = i;
    view.over = null;
    refresh();
  };
  view.keep = keeper(view, "point", setStateValue);
  view.rotate = (across, down) => {
    view.turn[0] += across;
    view.turn[1] = Math.max(-1.5, Math.min(1.5, view.turn[1] + down));
    frame();
  };
  view.only = (k) => {
    view.faded = k;
    view.legend.forEach((button, j) => button.setAttribute("aria-pressed", String(j === k)));
    frame();
  };
  pictures.wake = () => unpackSheet(view.sheet, refresh);
  pictures.wake();
  said(view, data.point);
}
