// Evidence → e^z → shares, three linked rows. The bars of the evidence are dragged, typed or moved by the arrow keys;
// everything is computed here while they move, and the server hears of it once they rest.
import { add, shape } from "../../components/nodes.js";
import { signed } from "../../components/numbers.js";
import { clamp, linear } from "../../components/scales.js";
import {
  brief,
  exact,
  number,
  plain,
  plainQuotient,
  quotient,
  raising,
  sayWithoutE,
  share,
  total,
  withoutE,
} from "./dividing.js";
import { beyond, build as buildPictures, draw as drawPictures } from "./dividing_pictures.js";

const LARGEST = 30;
const SCALES = [3, 5, 8, 12, 20, LARGEST];

function build(root) {
  const view = { root, classes: [], marked: null, typing: null, seq: 0, trail: [], dragging: false, held: false };
  const stage = add(root, "div", "stage");
  view.grid = add(stage, "div", "grid");
  view.titles = [
    ["1", "Evidence z", "drag a bar, type a number, or use the arrow keys"],
    ["2", "Exponentiate", ""],
    ["3", "Divide by the sum", "shares that add up to one"],
  ].map(([step, name, hint], i) => {
    const title = add(view.grid, "div", `title t${i}`);
    add(title, "span", "step", step);
    add(title, "b", "", name);
    return add(title, "span", "hint", hint);
  });
  view.axis = add(view.grid, "div", "axis");
  view.pictures = buildPictures(view.grid);
  const plainly = add(view.titles[2].parentElement, "label", "plainly");
  view.plainly = Object.assign(add(plainly, "input", ""), { type: "checkbox" });
  add(plainly, "span", "", "Divide without e");
  view.plainly.onchange = () => view.draw();
  view.side = add(stage, "figure", "side");
  const below = add(root, "div", "below");
  view.formula = add(below, "div", "formula");
  const dials = add(below, "div", "dials");
  const dial = (name, low, high, step, set) => {
    const label = add(dials, "label", "dial");
    const words = add(label, "span", "words", name);
    const value = add(label, "output", "", "");
    const range = add(label, "input", "");
    Object.assign(range, { type: "range", min: low, max: high, step });
    range.setAttribute("aria-label", name); // a label names the first element in it that can be: the output
    range.oninput = () => {
      set(+range.value);
      view.draw();
      view.commit();
    };
    return { range, value, words };
  };
  view.temperature = dial("Temperature T", -1, 2, 0.02, (v) => (view.state.temperature = +(10 ** v).toPrecision(3)));
  view.constant = dial("Add to every class", -10, 10, 0.5, (v) => (view.state.add = v));
  view.note = add(root, "div", "note");
  view.note.setAttribute("aria-live", "polite");
  const mark = (event) => {
    const cell = event.target.closest?.("[data-k]");
    const marked = cell ? +cell.dataset.k : null;
    if (view.dragging || marked === view.marked) return; // dots are drawn anew under the pointer, which is told of them
    view.marked = marked;
    view.draw();
  };
  view.grid.onpointerover = view.grid.onfocus = mark;
  view.grid.addEventListener("focusin", mark);
  view.grid.onpointerleave = mark;
  // While anything is held, bars and dials alike, no scale changes under the hand.
  root.addEventListener("pointerdown", () => (view.held = true), true);
  for (const end of ["pointerup", "pointercancel"])
    document.addEventListener(end, () => {
      if (!view.held) return;
      view.held = false;
      view.draw();
    });
  // Whoever goes to something else on the page, a preset say, has come to rest before that is pressed.
  root.addEventListener("focusout", () => view.timer && view.send());
  return view;
}

// A bar is dragged along its track: upwards where there is room, to the right on a phone.
function makeDraggable(view, entry, k) {
  const { track } = entry;
  const follow = (event) => {
    const box = track.getBoundingClientRect();
    const upright = !getComputedStyle(view.grid).getPropertyValue("--lying"); // shares.css says where there is no room
    const share = upright ? (box.bottom - event.clientY) / box.height : (event.clientX - box.left) / box.width;
    const step = view.scale > 5 ? 0.1 : 0.05;
    view.set(k, Math.round(((2 * share - 1) * view.scale) / step) * step);
  };
  track.onpointerdown = (event) => {
    track.setPointerCapture(event.pointerId);
    track.focus({ preventScroll: true });
    view.dragging = true;
    view.marked = k;
    follow(event);
  };
  track.onpointermove = (event) => view.dragging && track.hasPointerCapture(event.pointerId) && follow(event);
  track.onpointerup = track.onpointercancel = () => {
    view.dragging = false;
    view.draw();
    view.commit();
  };
  const steps = { ArrowUp: 0.1, ArrowRight: 0.1, ArrowDown: -0.1, ArrowLeft: -0.1, PageUp: 1, PageDown: -1 };
  const ends = { Home: -LARGEST, End: LARGEST };
  track.onkeydown = (event) => {
    const to = ends[event.key] ?? view.state.z[k] + steps[event.key];
    if (Number.isNaN(to)) return;
    event.preventDefault();
    view.set(k, to);
    view.commit();
  };
}

function addClass(view, k) {
  const entry = {};
  const cell = (kind) => {
    const node = add(view.grid, "div", `cell ${kind}`);
    node.dataset.k = k;
    node.style.setProperty("--column", k + 1);
    return node;
  };
  entry.evidence = cell("evidence");
  add(entry.evidence, "span", "name", k);
  entry.track = add(entry.evidence, "div", "track");
  Object.assign(entry.track, { tabIndex: 0, role: "slider" });
  entry.bar = add(entry.track, "span", "bar");
  entry.input = add(entry.evidence, "input", "value");
  Object.assign(entry.input, { inputMode: "decimal", ariaLabel: `Evidence of class ${k}` });
  // What is being typed is not drawn over, whatever is drawn meanwhile: an answer of the server's, or a bar pointed at.
  entry.input.oninput = () => (view.typing = k);
  entry.input.onblur = () => {
    view.typing = null;
    view.draw();
  };
  entry.input.onchange = () => {
    const typed = parseFloat(entry.input.value.replace("−", "-").replace(",", "."));
    view.typing = null;
    view.set(k, Number.isFinite(typed) ? typed : view.state.z[k]);
    view.commit();
  };
  const more = add(entry.evidence, "button", "more", "+1");
  Object.assign(more, { type: "button", title: `One more unit of evidence for class ${k}` });
  more.setAttribute("aria-label", more.title);
  more.onclick = () => {
    view.set(k, view.state.z[k] + 1);
    view.state.raised = k;
    view.draw();
    view.commit();
  };
  for (const kind of ["power", "part"]) {
    const node = (entry[kind] = cell(kind));
    if (kind === "part") add(node, "span", "name", k);
    entry[`${kind}Number`] = add(node, "span", "number");
  }
  makeDraggable(view, entry, k);
  return entry;
}

// Two classes: a point on the logistic curve. Three: a point in a triangle, with the way it came.
function drawSide(view, data, { scaled, p }) {
  const n = p.length;
  const { side, state } = view;
  side.hidden = n > 3;
  if (n > 3) return;
  const across = linear(n === 3 ? [0, 1] : [-8, 8], [24, 216]);
  const up = n === 3 ? linear([0, 1], [196, 4]) : linear([0, 1], [178, 28]);
  const place = ([x, y]) => [across(x), up(y)];
  const line = (points) =>
    points
      .map((point) =>
        place(point)
          .map((v) => v.toFixed(1))
          .join(),
      )
      .join(" ");
  const at =
    n === 3
      ? [0, 1].map((axis) => total(p.map((q, k) => q * data.corners[k][axis])))
      : [clamp(scaled[0] - scaled[1], -8, 8), p[0]];
  side.replaceChildren();
  const svg = shape(side, "svg", { viewBox: "0 0 240 222", role: "img" });
  const text = (x, y, words, anchor = "middle") => shape(svg, "text", { x, y, "text-anchor": anchor }, words);
  const [x, y] = place(at);
  if (n === 3) {
    shape(svg, "polygon", { points: line(data.corners), class: "frame" });
    shape(svg, "polyline", { points: line(data.path), class: "path", opacity: view.dragging ? 0 : 1 });
    shape(svg, "circle", { cx: 120, cy: 196 - 192 * 0.2887, r: 3, class: "centre" });
    [
      [24, 216],
      [216, 216],
      [120, 20],
    ].forEach(([x, y], k) => text(x, y, k));
    if (view.trail.at(-1)?.join() !== at.join()) view.trail = [...view.trail.slice(-80), at];
    shape(svg, "polyline", { points: line(view.trail), class: "trail" });
    svg.setAttribute("aria-label", "The three shares as a point in a triangle with a class at each corner");
  } else {
    shape(svg, "polyline", {
      points: line([
        [-8, 1],
        [-8, 0],
        [8, 0],
      ]),
      class: "frame",
    });
    shape(svg, "polyline", {
      points: line([
        [-8, 1],
        [8, 1],
      ]),
      class: "path",
    });
    shape(svg, "polyline", {
      points: line([
        [0, 0],
        [0, 1],
      ]),
      class: "path",
    });
    shape(svg, "polyline", { points: line(data.curve), class: "curve" });
    shape(svg, "polyline", { points: line([[at[0], 0], at, [-8, at[1]]]), class: "trail" });
    [-8, 0, 8].forEach((d) => text(place([d, 0])[0], 196, plain(d)));
    text(14, 32, "1");
    text(14, 182, "0");
    text(120, 216, state.temperature === 1 ? "z₀ − z₁" : "(z₀ − z₁) / T");
    svg.setAttribute("aria-label", `The share of class 0 on the logistic curve: ${p[0].toFixed(4)}`);
  }
  shape(svg, "circle", { cx: x, cy: y, r: 6.5, class: "point" });
  add(
    side,
    "figcaption",
    "",
    n === 3
      ? "Three classes are a point in a triangle: the nearer a corner, the larger its share. Dashed: where any temperature takes it."
      : "Two classes are the logistic curve: only their difference counts.",
  );
}

function fraction(parent, fill) {
  const node = add(parent, "span", "fraction");
  fill(add(node, "span", "top"), add(node, "span", "bottom"));
}

function drawFormula(view, now, flat) {
  const k = view.chosen;
  const n = now.p.length;
  const { formula } = view;
  const { exponents, top: above, bottom: below, share: shown } = flat ? flatly(now, flat, k) : quotient(now, k);
  formula.replaceChildren();
  const exponential = (parent, j) => {
    const own = j === k ? "own" : "";
    if (flat) add(parent, "span", own, exponents[j]);
    else add(add(parent, "span", own, "e"), "sup", "", exponents[j]);
  };
  add(formula, "i", "", flat ? "?" : "p").appendChild(document.createElement("sub")).textContent = k;
  add(formula, "span", "", "=");
  fraction(formula, (top, bottom) => {
    exponential(top, k);
    const terms = n > 5 ? [0, 1, null, n - 1] : now.p.map((_, j) => j);
    terms.forEach((j, place) => {
      if (place) add(bottom, "span", "", " + ");
      if (j === null) add(bottom, "span", "", "⋯");
      else exponential(bottom, j);
    });
  });
  add(formula, "span", "", "=");
  fraction(formula, (top, bottom) => {
    top.textContent = above;
    bottom.textContent = below;
  });
  add(formula, "span", "", "=");
  add(formula, "b", "", shown);
}

// The same quotient without e, of which there is none where the sum is zero.
function flatly({ scaled }, flat, k) {
  const exponents = scaled.map((z) => (z < 0 ? `(${plain(z)})` : plain(z)));
  const { top, bottom, part } = plainQuotient(scaled, flat, k);
  return { exponents, top, bottom, share: flat.sum ? part : "no number" };
}

function say(view, before, now, flat) {
  const { raised: k, add: constant, temperature } = view.state;
  if (flat) return sayWithoutE(now, flat);
  if (before) {
    const odds = raising(before, now, k, temperature);
    const part = ({ p, rest }) => exact(p[k], rest[k]);
    const factor = temperature === 1 ? "e" : `e^(1/${temperature})`;
    return `One more unit for class ${k}: share ${part(before)} → ${part(now)}; odds ${odds.before} → ${odds.after}: × ${odds.factor}, the factor ${factor}.`;
  }
  if (constant)
    return `${signed(constant, 1)} for every class multiplies every power, and so their sum, by ${number(Math.exp(constant / temperature))}. No share moves.`;
  if (temperature !== 1)
    return `Temperature ${temperature} divides every evidence, and so every difference, by ${temperature}: the shares become ${temperature > 1 ? "more alike" : "more extreme"}, in the same order.`;
  return "Press +1 at a class: its odds grow by the same factor, from wherever they are.";
}

// The scale of the bars, which their axis tells; where it is another than before, that is drawn anew, and so seen.
function rescale(view, values) {
  const scale = SCALES.find((limit) => Math.max(...values.map(Math.abs)) <= limit) ?? LARGEST + 10;
  if (scale === view.scale) return;
  view.scale = scale;
  view.axis.replaceChildren();
  for (const tick of [scale, 0, -scale]) add(view.axis, "span", "tick", `${tick > 0 ? "+" : ""}${plain(tick)}`);
}

function draw(view, data) {
  const { state, classes } = view;
  const now = share(state.z, state);
  const flat = view.plainly.checked ? withoutE(now) : null;
  const mode = flat ? "plain" : "powers";
  const answer = now.p.indexOf(Math.max(...now.p));
  const moved = state.z.map((v) => v + state.add);
  if (!view.dragging && !view.held) rescale(view, moved);
  const before =
    state.raised === null
      ? null
      : share(
          state.z.map((v, k) => v - (k === state.raised)),
          state,
        );
  view.chosen = view.marked ?? state.raised ?? answer;
  view.grid.classList.toggle("dragging", view.dragging);
  classes.forEach((entry, k) => {
    const value = moved[k];
    const length = 50 * Math.min(Math.abs(value) / view.scale, 1);
    entry.bar.className = value < 0 ? "bar against" : "bar for";
    entry.bar.classList.toggle("beyond", Math.abs(value) > view.scale);
    entry.evidence.style.setProperty("--from", `${value < 0 ? 50 - length : 50}%`);
    entry.evidence.style.setProperty("--length", `${length}%`);
    entry.track.setAttribute("aria-label", `Evidence of class ${k}`);
    for (const [name, v] of [
      ["min", -LARGEST],
      ["max", LARGEST],
      ["now", state.z[k]],
    ])
      entry.track.setAttribute(`aria-value${name}`, v);
    if (view.typing !== k) entry.input.value = plain(state.z[k]);
    entry.powerNumber.textContent = flat ? plain(now.scaled[k]) : number(now.powers[k]);
    entry.part.classList.toggle("answer", k === answer);
    entry.part.classList.toggle("impossible", Boolean(flat) && !(flat.parts[k] >= 0 && flat.parts[k] <= 1));
    entry.partNumber.textContent = flat ? plain(flat.parts[k]).replace("NaN", "none") : brief(now.p[k], now.rest[k]);
    for (const cell of [entry.evidence, entry.power, entry.part]) cell.classList.toggle("marked", k === view.chosen);
  });
  const exponent = [state.temperature === 1 ? "z" : "z/T", "(z + c)", "(z + c)/T"];
  const which = state.add ? (state.temperature === 1 ? 1 : 2) : 0;
  view.titles[0].textContent = state.add
    ? `with ${signed(state.add, 1)} added to each`
    : "drag a bar, type a number, or use the arrow keys";
  view.titles[1].textContent = flat
    ? `left out: ${exponent[which]} itself, sum ${plain(flat.sum)}`
    : `e to the power ${exponent[which]}: always positive, sum ${number(total(now.powers))}${beyond(now.powers)}`;
  view.titles[2].textContent = flat ? "parts that add up to one, but are they shares?" : "shares that add up to one";
  drawPictures(view.pictures, {
    exponents: now.scaled,
    parts: flat ? flat.parts : now.p,
    before: flat ? null : before?.p,
    mode,
    chosen: view.chosen,
    answer,
  });
  view.temperature.range.value = Math.log10(state.temperature);
  view.temperature.value.textContent = state.temperature;
  view.constant.range.value = state.add;
  view.constant.value.textContent = state.add ? signed(state.add, 1) : "0";
  view.note.textContent = say(view, before, now, flat);
  drawFormula(view, now, flat);
  drawSide(view, data, now);
}

// What is older than the visitor's last move, or comes in the midst of one, is not taken over; but of other classes the
// old numbers say nothing, whatever message was lost.
export function takesOver({ state, dragging, timer, seq }, data) {
  if (state?.z.length !== data.state.z.length) return true;
  return !dragging && !timer && data.seq >= seq;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".shares");
  const view = (root.view ??= build(root));
  view.draw = () => draw(view, data);
  view.set = (k, value) => {
    view.state.z[k] = +clamp(value, -LARGEST, LARGEST).toFixed(3);
    view.state.raised = null;
    view.draw();
  };
  view.send = () => {
    clearTimeout(view.timer);
    view.timer = null;
    if (!view.dragging) setTriggerValue("commit", { ...view.state, seq: ++view.seq });
  };
  view.commit = () => {
    clearTimeout(view.timer);
    view.timer = setTimeout(view.send, 150);
  };
  if (takesOver(view, data)) {
    view.state = structuredClone(data.state);
    view.seq = Math.max(view.seq, data.seq);
  }
  const count = view.state.z.length;
  if (view.classes.length !== count) {
    // A field that is taken away loses the focus, and would tell what was typed in it of a class of the new ones.
    for (const { input } of view.classes) input.onblur = input.onchange = null;
    view.grid.querySelectorAll(".cell").forEach((cell) => cell.remove());
    view.classes = view.state.z.map((_, k) => addClass(view, k));
    view.grid.style.setProperty("--count", count);
    view.grid.className = `grid count${count}`;
    view.trail = [];
    view.marked = view.typing = null;
  }
  view.draw();
}
