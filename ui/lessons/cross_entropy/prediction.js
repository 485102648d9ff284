// Ten shares that always sum to one, to be dragged: what they cost under a truth, class by class, live.
// Shares are whole ten-thousandths, as in mnist_core/shares.py, so that they sum to exactly one.

import { add, put, shape, spoken } from "../../components/nodes.js";
import { rounded, signed } from "../../components/numbers.js";
import { bottomAxis, leftAxis, ticks } from "../../components/plot.js";
import { clamp, linear } from "../../components/scales.js";
import { apportion } from "./apportion.js";

const WHOLE = 10000;
const PLOT = { width: 240, height: 236, left: 26, right: 236, top: 10, bottom: 208 };
const LONGEST = 14; // bits: as long as a code word for the least share
const plain = (value, digits = 4) => String(+value.toFixed(digits));
const cost = (share) => Math.max(0, -Math.log(share));

// One share is set, the others keep their proportions.
export function moved(start, k, value) {
  const mine = clamp(Math.round(value), 1, WHOLE - 9);
  const others = apportion(
    start.filter((_, i) => i !== k),
    WHOLE - mine,
  );
  return [...others.slice(0, k), mine, ...others.slice(k)];
}

const svg = (parent, tag, className, attributes = {}) => shape(parent, tag, { class: className, ...attributes });

function label(plot, className, x, y, text) {
  const node = svg(plot, "text", className, { x, y });
  node.textContent = text;
  return node;
}

function build(root, mode) {
  const view = { mode, rows: [], dragging: null, timer: null, sent: 0, serial: 0 };
  const code = mode === "code";
  const stage = add(root, "div", "stage");
  const table = add(stage, "div", "classes");
  const names = code
    ? ["class", "drag a bar", "share p", "truth y", "bits −log₂ p", "y × bits", "code word", "best −log₂ y"]
    : ["class", "drag a bar", "share p", "truth y", "−log p", "−y log p", "slope", "p − y"];
  const kinds = ["class", "track", "value", "truth", "cost", "term", "under", "foot"];
  const head = add(table, "div", "row names");
  kinds.forEach((kind, i) => add(head, "span", kind, names[i]));
  for (let k = 0; k < 10; k++) {
    const row = add(table, "div", "row");
    const entry = { row };
    for (const kind of kinds) entry[kind] = add(row, "span", kind);
    entry.class.textContent = k;
    entry.bar = add(entry.track, "span", "bar");
    entry.second = add(entry.under, "span", "bar");
    entry.best = add(entry.under, "span", "best");
    handle(view, entry.track, k);
    view.rows.push(entry);
  }
  const side = add(stage, "div", "side");
  view.plotHead = add(side, "div", "head");
  view.plot = svg(side, "svg", "plot", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: "img" });
  view.result = add(side, "div", "result");
  view.parts = add(side, "div", "parts");
  view.entropy = add(view.parts, "span", "entropy");
  view.waste = add(view.parts, "span", "waste");
  view.parts.hidden = !code;
  view.note = spoken(side, "div", "note");
  return view;
}

// A bar is a slider: mouse, finger and keys.
function handle(view, track, k) {
  put(track, {
    role: "slider",
    tabindex: 0,
    "aria-valuemin": 0,
    "aria-valuemax": 1,
    "aria-label": `Share of class ${k}`,
  });
  const follow = (event) => {
    const box = track.getBoundingClientRect();
    view.set(moved(view.start, k, ((event.clientX - box.left) / box.width) * WHOLE));
  };
  track.onpointerdown = (event) => {
    if (event.button) return;
    track.setPointerCapture(event.pointerId);
    view.start = view.units.slice();
    view.dragging = k;
    follow(event);
  };
  track.onpointermove = (event) => view.dragging === k && follow(event);
  track.onpointerup = track.onlostpointercapture = () => {
    if (view.dragging !== k) return;
    view.dragging = null;
    view.commit();
  };
  track.onpointercancel = () => {
    if (view.dragging !== k) return;
    view.dragging = null;
    view.set(view.start);
  };
  track.onkeydown = (event) => {
    const now = view.units[k];
    const to = {
      ArrowUp: now + 100,
      ArrowRight: now + 100,
      ArrowDown: now - 100,
      ArrowLeft: now - 100,
      PageUp: now + 1000,
      PageDown: now - 1000,
      Home: 1,
      End: WHOLE,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    view.set(moved(view.units, k, to));
    clearTimeout(view.timer);
    view.timer = setTimeout(() => view.commit(), 500);
  };
}

function drawClasses(view, p, y) {
  const code = view.mode === "code";
  const tallest = code ? LONGEST : 1;
  view.rows.forEach((entry, k) => {
    const price = code ? cost(p[k]) / Math.LN2 : cost(p[k]);
    entry.value.textContent = plain(p[k]);
    entry.bar.style.setProperty("--size", p[k]);
    entry.truth.textContent = plain(y[k], 3);
    entry.cost.textContent = plain(price, code ? 2 : 3);
    // As a code what is printed is the product of what is printed; else the truth is 1.
    const term = code ? Number(plain(y[k], 3)) * Number(plain(price, 2)) : y[k] * price;
    entry.term.textContent = y[k] ? term.toFixed(code ? 2 : 4) : "0";
    const under = code ? price / tallest : p[k] - y[k];
    entry.second.style.setProperty("--size", Math.abs(under));
    entry.second.classList.toggle("below", under < 0);
    entry.best.hidden = !code || !y[k];
    entry.best.style.setProperty("--size", y[k] ? cost(y[k]) / Math.LN2 / tallest : 0);
    entry.foot.textContent = !code
      ? Math.abs(under) < 5e-5
        ? "0"
        : signed(under, 3)
      : y[k]
        ? plain(cost(y[k]) / Math.LN2, 2)
        : "never";
    entry.row.classList.toggle("answer", y[k] >= Math.max(...y));
    put(entry.track, {
      "aria-valuenow": p[k],
      "aria-valuetext": `${plain(p[k])}, as the truth it would cost ${plain(price, 3)}`,
    });
  });
}

const acrossCurve = linear([0, 1], [PLOT.left, PLOT.right]);
const downCurve = linear([0, 9.4], [PLOT.bottom, PLOT.top]);
const acrossBits = linear([0, LONGEST], [PLOT.left, PLOT.right]);

function buildCurve(view) {
  leftAxis(view.plot, downCurve, ticks(0, 8, 2), { left: PLOT.left, right: PLOT.right, gap: 7 });
  bottomAxis(view.plot, acrossCurve, ticks(0, 1, 0.25), { bottom: PLOT.bottom, drop: 19, write: String });
  const points = Array.from({ length: 161 }, (_, i) => Math.exp((-i / 160) * Math.log(WHOLE)));
  svg(view.plot, "path", "curve", {
    d: `M${points.map((s) => `${acrossCurve(s).toFixed(1)} ${downCurve(cost(s)).toFixed(1)}`).join("L")}`,
  });
  view.drop = svg(view.plot, "path", "drop");
  view.others = view.rows.map(() => svg(view.plot, "circle", "other", { r: 3 }));
  view.point = svg(view.plot, "circle", "point", { r: 6 });
  view.tag = label(view.plot, "tag", 0, 0, "");
}

function drawCurve(view, p, truth) {
  const [x, y] = [acrossCurve(p[truth]), downCurve(cost(p[truth]))];
  view.others.forEach((dot, k) => put(dot, { cx: acrossCurve(p[k]), cy: downCurve(cost(p[k])) }));
  put(view.point, { cx: x, cy: y });
  put(view.drop, { d: `M${PLOT.left} ${y}H${x}V${PLOT.bottom}` });
  put(view.tag, {
    x: x > 150 ? x - 8 : x + 11,
    y: Math.max(y - (x > 150 ? 24 : 10), 16),
    "text-anchor": x > 150 ? "end" : "start",
  });
  view.tag.textContent = `${truth} costs ${cost(p[truth]).toFixed(2)}`;
  put(view.plot, { "aria-label": `The curve −log p with a point at ${plain(p[truth])}, ${cost(p[truth]).toFixed(4)}` });
}

function buildCode(view) {
  const hatch = { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  svg(shape(view.plot, "pattern", hatch), "rect", "stripe", { width: 2, height: 5 });
  view.layer = svg(view.plot, "g", "layer");
}

// Every class is a rectangle: as high as its share of the truth, as long as its code word. Area is price.
function drawCode(view, p, y) {
  view.layer.replaceChildren();
  const across = (bits) => acrossBits(Math.min(bits, LONGEST));
  let top = PLOT.top;
  const lines = { bottom: PLOT.bottom, drop: 19, length: PLOT.top - PLOT.bottom, line: "grid" };
  bottomAxis(view.layer, across, ticks(0, LONGEST, 2), lines);
  y.forEach((share, k) => {
    if (!share) return;
    const height = share * (PLOT.bottom - PLOT.top);
    const [best, paid] = [cost(share) / Math.LN2, cost(p[k]) / Math.LN2];
    const box = (className, from, to) =>
      svg(view.layer, "rect", className, {
        x: across(from),
        y: top,
        width: Math.max(0, across(to) - across(from)),
        height: Math.max(height - 0.7, 0.5),
      });
    box("entropy", 0, Math.min(best, paid));
    box(paid > best ? "waste" : "saved", Math.min(best, paid), Math.max(best, paid));
    if (height > 11) label(view.layer, "tick end", PLOT.left - 7, top + height / 2 + 4, k);
    top += height;
  });
}

function drawResult(view, p, y, truth) {
  const sum = (values) => values.reduce((total, each) => total + each, 0);
  const loss = sum(y.map((share, k) => (share ? share * cost(p[k]) : 0)));
  const entropy = sum(y.map((share) => (share ? share * cost(share) : 0)));
  const code = view.mode === "code";
  const big = rounded(code ? loss / Math.LN2 : loss, 5);
  const small = code ? big * Math.LN2 : big / Math.LN2; // of what is printed
  const units = view.mode === "code" ? ["bits", "nats"] : ["nats", "bits"];
  view.result.replaceChildren();
  add(view.result, "b", "", big.toFixed(5));
  view.result.append(` ${units[0]} `);
  add(view.result, "span", "", `= ${small.toFixed(4)} ${units[1]}`);
  if (view.mode === "code") {
    const best = rounded(entropy / Math.LN2, 3);
    const waste = Math.max(0, rounded(big, 3) - best);
    view.entropy.style.flexGrow = best;
    view.waste.style.flexGrow = waste;
    view.note.replaceChildren();
    add(view.note, "i", "entropy");
    view.note.append(`entropy H(y): ${best.toFixed(3)} bits with the best code`);
    add(view.note, "br");
    add(view.note, "i", "waste");
    view.note.append(`waste KL(y ‖ p): ${waste.toFixed(3)} bits more`);
    put(view.plot, {
      "aria-label": `Code words as rectangles: ${big.toFixed(3)} bits in all, ${waste.toFixed(3)} of them wasted`,
    });
  } else {
    const best = p.indexOf(Math.max(...p));
    view.note.textContent =
      best === truth
        ? `The truth, ${truth}, has the largest share. Only that share counts: the other nine terms are zero.`
        : `The prediction says ${best}; the truth is ${truth}. Only the share of ${truth} counts: the other nine terms are zero.`;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".prediction");
  if (root.view?.mode !== data.mode) {
    root.replaceChildren();
    root.view = build(root, data.mode);
    root.classList.toggle("code", data.mode === "code");
    if (data.mode === "code") buildCode(root.view);
    else buildCurve(root.view);
    root.view.plotHead.textContent =
      data.mode === "code" ? "length: bits · height: share of the truth" : "the loss −log p, in nats, by the share p";
  }
  const view = root.view;
  view.set = (units) => {
    view.units = units;
    const p = units.map((each) => each / WHOLE);
    drawClasses(view, p, data.truth);
    if (data.mode === "code") drawCode(view, p, data.truth);
    else drawCurve(view, p, data.label);
    drawResult(view, p, data.truth, data.label);
  };
  view.commit = () => {
    clearTimeout(view.timer);
    view.timer = null;
    view.serial += 1;
    view.sent = performance.now();
    setTriggerValue("moved", { shares: view.units.map((each) => each / WHOLE), serial: view.serial });
  };
  // An answer to an earlier move must not undo a later one.
  const stale =
    view.dragging !== null || view.timer || (data.serial < view.serial && performance.now() - view.sent < 2000);
  view.set(view.units && stale ? view.units : data.units);
}
