// The projector's views, each built anew into a screen of its own.
import { add, put } from "./nodes.js";
import { batch } from "./stage_batch.js";
import {
  BATCH,
  EXPERIMENT,
  figures,
  GUESSES,
  HANDWRITING,
  HARDEST,
  headline,
  JOIN,
  MATRIX,
  PAUSE,
  ROUND,
  WALL,
} from "./stage_reading.js";
import { guesses, round } from "./stage_round.js";
import { hard, matrix, wall } from "./stage_wall.js";

// A code in two halves, which read and type more easily.
export function spell(parent, code) {
  put(parent, { role: "img", "aria-label": `Code ${[...code].join(" ")}` });
  for (const half of [code.slice(0, 3), code.slice(3)]) add(parent, "span", "half", half);
}

function join(stage, screen) {
  const { now } = stage;
  const body = add(screen, "div", "join");
  const words = add(body, "div", "words");
  add(words, "div", "lead", "Open");
  add(words, "div", "where", now.address);
  add(words, "div", "lead", "and type");
  spell(add(words, "div", "code"), now.code);
  put(add(words, "div", "many", headline(JOIN, now)), { role: "heading", "aria-level": 1 });
  if (now.here)
    add(words, "div", "small", "This address works on this machine only: open the app by its name in your network.");
  const code = stage.kept.get(now.qr);
  if (!code) return;
  const image = add(body, "img", "qr");
  image.src = code;
  image.alt = "The pupils' page with this code, as a QR code";
}

function pause(stage, screen) {
  const body = add(screen, "div", "fills middle");
  put(add(body, "div", "huge", "Paused"), { role: "heading", "aria-level": 1 });
  if (stage.now.paused) add(body, "div", "lead", "It goes on when the teacher says so.");
}

function notYet(_stage, screen, words) {
  add(add(screen, "div", "fills middle"), "div", "lead", words);
}

const NOT_YET = {
  [ROUND]: "The teacher asks one from the teacher's page.",
  [GUESSES]: "What the class foresees in a lesson, before it sees it, is counted here.",
  [BATCH]: "The teacher begins one; then everybody presses together.",
  [HANDWRITING]: "Whose handwriting it is will be seen here.",
  [EXPERIMENT]: "Our digits as an experiment will be seen here.",
  [MATRIX]: "Each drawing is counted here by what was called and what was answered.",
  [HARDEST]: "The nine whose labels got the least share are seen here.",
};

function isEmpty(view, now) {
  if (view === ROUND) return !now.round;
  if (view === GUESSES) return !now.guesses;
  if (view === BATCH) return !now.batch;
  if (view === MATRIX || view === HARDEST) return !now.drawings.length;
  return view === HANDWRITING || view === EXPERIMENT;
}

const DRAW = {
  [JOIN]: join,
  [WALL]: wall,
  [MATRIX]: matrix,
  [HARDEST]: hard,
  [ROUND]: round,
  [BATCH]: batch,
  [PAUSE]: pause,
  [GUESSES]: guesses,
};

// Draw a view into a screen that is empty.
export function draw(stage, screen, view) {
  const { now } = stage;
  const single = (view === WALL || view === HARDEST) && stage.ui.at[view] !== undefined;
  if (view !== JOIN && view !== PAUSE && !single) {
    const head = add(screen, "div", "head");
    put(add(head, "div", "title", headline(view, now)), { role: "heading", "aria-level": 1 });
    const below = figures(view, now);
    if (below) add(head, "div", "figures", below);
  }
  if (now.pages.includes(view)) return; // the server draws it, beneath
  if (isEmpty(view, now)) notYet(stage, screen, NOT_YET[view]);
  else DRAW[view](stage, screen);
}

export function over(screen) {
  const body = add(screen, "div", "fills middle");
  put(add(body, "div", "huge", "This class is over"), { role: "heading", "aria-level": 1 });
  add(body, "div", "lead", "Nothing can be added any more.");
}
