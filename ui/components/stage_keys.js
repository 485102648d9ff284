// Where the stage stands, and what a key does.
import { askedIn, BATCH, chosen, GUESSES, HARDEST, hardest, JOIN, keyOf, PAUSE, VIEWS, WALL } from "./stage_reading.js";

// Where the visitor of the stage is: the view, in each view the drawing or the step that is looked at, which answers of
// rounds and guesses are uncovered, whether the ring follows the pointer, whether the pause screen was left, and up to
// when it has gone where the teacher's page said.
export const BEGINNING = { view: JOIN, before: JOIN, at: {}, uncovered: [], pointer: false, leftPause: false, led: 0 };

// Where it stands in this room: where it was before; at the wall, where one begins anew in the middle of a lesson.
export function inRoom(ui, now) {
  if (ui?.code === now.code) return settle(follow(ui, now), now);
  return settle(follow({ ...BEGINNING, code: now.code, view: now.drawings.length ? WALL : JOIN }, now), now);
}

// Go where the teacher's page has said since, once: after that the keys are free again.
function follow(ui, { led }) {
  if (!led?.view || led.since <= ui.led) return ui;
  const there = led.drawing === null ? go(ui, led.view) : lookAt(ui, led.view, led.drawing);
  return { ...there, led: led.since };
}

// The view that is shown: a room that is paused shows it by itself, until another is asked for.
export const viewOf = (ui, now) => (now.paused && !ui.leftPause ? PAUSE : ui.view);

export function settle(ui, now) {
  const there = new Set(now.drawings.map(({ id }) => id));
  const at = { ...ui.at };
  for (const view of [WALL, HARDEST]) if (!there.has(at[view])) delete at[view];
  if (!(at[BATCH] < (now.batch?.moments.length ?? 0) - 1)) delete at[BATCH];
  return { ...ui, at, leftPause: ui.leftPause && now.paused };
}

function itemsOf(view, now) {
  if (view === WALL) return chosen(now.drawings).map(({ id }) => id);
  if (view === HARDEST) return hardest(now.drawings).map(({ id }) => id);
  if (view === BATCH) return (now.batch?.moments ?? []).map((_, place) => place);
  return [];
}

export function go(ui, view) {
  const to = Math.min(Math.max(view, JOIN), GUESSES);
  const before = ui.view === PAUSE ? ui.before : ui.view;
  return { ...ui, view: to, before, leftPause: true, at: to === ui.view ? { ...ui.at, [to]: undefined } : ui.at };
}

// One drawing large, or a step of the class's.
export function lookAt(ui, view, item) {
  return { ...ui, view, leftPause: true, at: { ...ui.at, [view]: item } };
}

function step(ui, view, by, now) {
  let items = itemsOf(view, now);
  if (!items.length) return go({ ...ui, view }, view + by);
  const at = ui.at[view];
  if (view === BATCH) {
    const to = (at ?? items.length - 1) + by;
    return lookAt(ui, view, to >= items.length - 1 ? undefined : Math.max(to, 0));
  }
  if (at !== undefined && !items.includes(at)) items = now.drawings.map(({ id }) => id); // it was pointed at
  const to = at === undefined ? (by > 0 ? 0 : -2) : items.indexOf(at) + by;
  if (to === -2) return go({ ...ui, view }, view - 1);
  return lookAt(ui, view, items[Math.min(to, items.length - 1)]);
}

function advance(ui, view, now) {
  const asked = askedIn(view, now);
  if (asked?.votes) {
    const { id } = asked;
    const open = ui.uncovered.includes(id);
    return { ...ui, uncovered: open ? ui.uncovered.filter((each) => each !== id) : [...ui.uncovered, id] };
  }
  const items = itemsOf(view, now);
  if (!items.length) return ui;
  if (view === BATCH) return ui.at[view] === undefined ? lookAt(ui, view, 0) : step(ui, view, 1, now);
  return ui.at[view] === items.at(-1) ? lookAt(ui, view, undefined) : step(ui, view, 1, now);
}

// What comes of a key; the same `ui` where it means nothing here. PageUp, PageDown, b and . are those of a presenter.
export function press(ui, key, now) {
  const view = viewOf(ui, now);
  const here = view === ui.view ? ui : { ...ui, view, before: ui.view }; // where a paused room has put it
  const chosenView = Object.keys(VIEWS).find((each) => keyOf(each) === key);
  if (chosenView) return go(here, Number(chosenView));
  switch (key) {
    case "ArrowRight":
    case "PageDown":
      return step(ui, view, 1, now);
    case "ArrowLeft":
    case "PageUp":
      return step(ui, view, -1, now);
    case "ArrowDown":
      return go(here, view + 1);
    case "ArrowUp":
      return go(here, view - 1);
    case " ":
      return advance(ui, view, now);
    case "Escape":
      return view in ui.at ? lookAt(ui, view, undefined) : ui;
    case "b":
    case ".":
      return go(here, view === PAUSE ? here.before : PAUSE);
    case "p":
    case "P":
      return { ...ui, pointer: !ui.pointer };
    default:
      return ui;
  }
}

export function momentOf(ui, now) {
  const { moments } = now.batch;
  return moments[ui.at[BATCH] ?? moments.length - 1];
}
