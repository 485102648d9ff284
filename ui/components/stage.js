// The projector's stage: one view at a time over the whole window, chosen by keys without a word with the server. It is
// sent each picture once, by name, and how the room stands when that has changed.
import { theme } from "./drawing.js";
import { store } from "./feed.js";
import { add, put } from "./nodes.js";
import { BEGINNING, inRoom, press, settle, viewOf } from "./stage_keys.js";
import { keyOf, PAUSE, piecesOf, readNow, VIEWS } from "./stage_reading.js";
import { draw, over, spell } from "./stage_views.js";
import { told } from "./stage_words.js";

const FADES = 5_000; // milliseconds after which the legend is thin
const SPEAKS = 4_000; // and between two sentences to who listens
const PATIENCE = 1_500; // before what has not come is asked for
const MOST_ASKED = 4_000;
const MINE = "seesoftmax stage";

// What was brought, and beyond this page's life where the stage stood and what it has.
const seen = store("stage");

// Where this window's stage was before it was loaded anew; null where it was nowhere yet.
function remembered() {
  try {
    const text = sessionStorage.getItem(MINE);
    return text === null ? null : { ...BEGINNING, ...JSON.parse(text) };
  } catch {
    return null;
  }
}

function remember({ code, view, before, at, uncovered, led }) {
  try {
    sessionStorage.setItem(MINE, JSON.stringify({ code, view, before, at, uncovered, led }));
  } catch {}
}

function build(root) {
  const stage = {
    root,
    kept: (seen.pieces ??= new Map()),
    canvases: new Map(),
    used: new Set(),
    ui: seen.ui ?? remembered(),
    now: null,
    asked: 0,
    turned: 0,
  };
  put(root, { role: "region", "aria-label": "The projector" });
  stage.screen = add(root, "div", "screen");
  const foot = add(root, "div", "legend");
  stage.corner = add(root, "div", "corner");
  stage.ring = put(add(root, "div", "ring"), { "aria-hidden": "true" });
  stage.live = put(add(root, "div", "hidden"), { role: "status", "aria-live": "polite" });
  stage.legend = legend(stage, foot);
  stage.change = (ui) => change(stage, ui);
  // What a part of the screen has for itself, before anything is in it.
  stage.boxOf = (node) => {
    const style = getComputedStyle(node);
    const pad = (side) => Number.parseFloat(style[`padding${side}`]) || 0;
    return {
      width: node.clientWidth - pad("Left") - pad("Right"),
      height: node.clientHeight - pad("Top") - pad("Bottom"),
    };
  };
  listen(stage);
  return stage;
}

function legend(stage, foot) {
  foot.setAttribute("aria-label", "Views");
  foot.setAttribute("role", "group");
  const entry = (key, name, label, act) => {
    const button = add(foot, "button", "entry");
    button.type = "button";
    add(button, "kbd", "", key);
    add(button, "span", "name", name);
    button.onclick = (event) => {
      if (event.detail) button.blur(); // a pointer's: the next space is the stage's, and not the button's
      act();
    };
    button.setAttribute("aria-label", label);
    return button;
  };
  const by = (key) => () => stage.change(press(stage.ui, key, stage.now));
  const views = Object.entries(VIEWS).map(([view, name]) => {
    const key = keyOf(view);
    return [Number(view), entry(key, name, `${key} ${name}`, by(key))];
  });
  entry("←", "", "← back", by("ArrowLeft"));
  entry("→", "on", "→ on", by("ArrowRight"));
  entry("space", "uncover", "space: uncover, or go on within the view", by(" "));
  const pointer = entry("P", "ring", "P: a ring that follows the pointer", by("p"));
  return { foot, views, pointer };
}

function change(stage, ui) {
  if (ui === stage.ui) return;
  stage.ui = seen.ui = stage.now.over ? ui : settle(ui, stage.now);
  remember(stage.ui);
  stage.turned = Number.NEGATIVE_INFINITY;
  redraw(stage);
  speak(stage, true);
}

// It hears the window's keys for as long as it stands there, and draws anew in another size.
function listen(stage) {
  const { root } = stage;
  const ending = new AbortController();
  const { signal } = ending;
  const wake = () => {
    root.classList.remove("calm");
    clearTimeout(stage.fades);
    stage.fades = setTimeout(() => root.classList.add("calm"), FADES);
  };
  const onKey = (event) => {
    if (!root.isConnected) return ending.abort();
    if (event.ctrlKey || event.altKey || event.metaKey || !stage.now || stage.now.over) return;
    const target = event.composedPath()[0];
    if (target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (event.key === " " && target.closest?.("button")) return; // it presses the button
    const ui = press(stage.ui, event.key, stage.now);
    wake();
    if (ui === stage.ui) return;
    event.preventDefault();
    stage.change(ui);
  };
  document.addEventListener("keydown", onKey, { signal });
  document.addEventListener("pointermove", wake, { signal });
  document.addEventListener(
    "pointermove",
    ({ clientX, clientY }) => {
      stage.ring.style.translate = `${clientX}px ${clientY}px`;
      root.classList.toggle("pointed", stage.ui.pointer);
    },
    { signal },
  );
  document.documentElement.addEventListener("pointerleave", () => root.classList.remove("pointed"), { signal });
  const sizes = new ResizeObserver(() => stage.now && redraw(stage));
  sizes.observe(root);
  signal.addEventListener("abort", () => sizes.disconnect());
  wake();
}

function redraw(stage) {
  const { root, now, ui } = stage;
  stage.colours = theme(root.getRootNode());
  stage.theme = JSON.stringify(stage.colours);
  stage.unit = Number.parseFloat(getComputedStyle(root).fontSize);
  stage.used = new Set();
  const focus = root.getRootNode().activeElement?.dataset?.focus;
  stage.screen.replaceChildren();
  const view = now.over ? PAUSE : viewOf(ui, now);
  stage.screen.className = `screen ${now.over ? "over" : `view${view}`}`;
  wantPage(stage);
  if (now.over) over(stage.screen);
  else draw(stage, stage.screen, view);
  prune(stage);
  if (focus) stage.screen.querySelector(`[data-focus="${focus}"]`)?.focus();
  stage.corner.replaceChildren();
  if (!now.over) {
    add(stage.corner, "span", "small", "room");
    spell(stage.corner, now.code);
  }
  root.classList.toggle("over", Boolean(now.over));
  root.classList.toggle("pointing", ui.pointer);
  if (!ui.pointer) root.classList.remove("pointed");
  for (const [key, button] of stage.legend.views) button.setAttribute("aria-pressed", key === view);
  stage.legend.pointer.setAttribute("aria-pressed", ui.pointer);
}

// The server is told which view is looked at: two are drawn by it, beneath the stage, and the teacher's page says it.
function wantPage(stage) {
  const wanted = stage.now.over ? 0 : viewOf(stage.ui, stage.now);
  stage.root.classList.toggle("through", Boolean(stage.now.pages?.includes(wanted)));
  clearTimeout(stage.turning);
  if (wanted === stage.page || !stage.root.isConnected) return;
  stage.turning = setTimeout(() => wantPage(stage), PATIENCE);
  if (performance.now() - stage.turned < PATIENCE / 3) return;
  stage.turned = performance.now();
  stage.send("view", wanted);
}

// Pictures of what is hidden by now are not kept, nor canvases of a view that was left, once there are many.
function prune(stage) {
  if (stage.canvases.size < 2 * stage.used.size + 100 && !stage.now.over) return;
  for (const name of stage.canvases.keys()) if (!stage.used.has(name)) stage.canvases.delete(name);
}

function speak(stage, atOnce) {
  clearTimeout(stage.speaks);
  const say = () => {
    stage.spoke = performance.now();
    const text = told(stage.ui, stage.now);
    if (stage.live.textContent !== text) stage.live.textContent = text;
  };
  const since = performance.now() - (stage.spoke ?? -SPEAKS);
  if (atOnce || since >= SPEAKS) say();
  else stage.speaks = setTimeout(say, SPEAKS - since);
}

// Takes what the feed has brought since.
function receive(stage) {
  for (const [key, { message, send }] of seen.kept) {
    seen.kept.delete(key);
    for (const [name, value] of Object.entries(message.fresh ?? {})) stage.kept.set(name, value);
    stage.fresh ||= Boolean(message.fresh);
    Object.assign(stage, { send, page: message.view, left: message.left, wanted: message.now });
    hear(stage, message);
    lacks(stage);
    if (stage.now) wantPage(stage);
  }
}

function hear(stage, { now }) {
  const text = stage.kept.get(now);
  if (text === undefined || stage.name === now) return;
  stage.name = now;
  stage.now = readNow(text);
  const wanted = new Set([now, ...piecesOf(stage.now)]);
  for (const name of stage.kept.keys()) if (!wanted.has(name)) stage.kept.delete(name);
  stage.ui = seen.ui = stage.now.over ? BEGINNING : inRoom(stage.ui, stage.now);
  if (!stage.now.over) remember(stage.ui);
}

// Of two messages that follow closely the first may never come, and one like the last is not handed on: what it brought
// is asked for at once, and again and again for as long as it lacks.
function lacks(stage) {
  clearTimeout(stage.again);
  const names = stage.name === stage.wanted ? piecesOf(stage.now) : [stage.wanted];
  const missing = stage.left ? [] : names.filter((each) => !stage.kept.has(each));
  if (!missing.length || !stage.root.isConnected) return;
  stage.again = setTimeout(() => lacks(stage), PATIENCE);
  if (performance.now() - stage.asked < PATIENCE / 3) return;
  stage.asked = performance.now();
  stage.send("lacks", missing.slice(0, MOST_ASKED));
}

// Draw anew where something has come, or the theme was switched.
function follow(stage) {
  receive(stage);
  if (!stage.now || !stage.root.isConnected) return;
  const drawn = `${stage.name} ${JSON.stringify(theme(stage.root.getRootNode()))}`;
  if (stage.drawn === drawn && !stage.fresh) return;
  Object.assign(stage, { drawn, fresh: false });
  redraw(stage);
  speak(stage, false);
}

export default function ({ parentElement }) {
  const root = parentElement.querySelector(".stage");
  const stage = (root.stage ??= build(root));
  seen.wake = () => follow(stage);
  follow(stage);
}
