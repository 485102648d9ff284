// The projector's view of what a class is asked: bars that are covered until they are shown; of a round then both votes
// side by side, of what is foreseen in a lesson the guesses.
import { add } from "./nodes.js";
import { percent } from "./numbers.js";
import { digit } from "./stage_pictures.js";

const RIGHT = "✓ right";

export const round = (stage, screen) =>
  poll(stage, screen, stage.now.round, RIGHT, (turn) => {
    return turn ? "second vote, after the talk" : "first vote";
  });

export const guesses = (stage, screen) => poll(stage, screen, stage.now.guesses, found(stage.now.guesses), () => "");

// Behind the right bar: what it is, unless that is what the bar says.
const found = (asked) => (asked?.choices.includes(asked.answer) ? RIGHT : `✓ it is ${asked?.answer}`);

function poll(stage, screen, asked, key, named) {
  if (!asked) return;
  const { id, choices, votes, right, why, voted, stage: how } = asked;
  const { now, ui } = stage;
  const open = right !== null && ui.uncovered.includes(id);
  const turns = votes && voted[1] ? [0, 1] : [0]; // one bar for covered votes, and where there was no second vote
  const body = add(screen, "div", "fills round");
  body.classList.toggle("many", choices.length > 5);
  body.classList.toggle("pictured", Boolean(asked.picture));
  body.classList.toggle("twice", turns.length > 1);
  if (asked.picture) digit(stage, add(body, "div", "asked"), { piece: asked.picture }, "round");
  const list = add(body, "div", "choices");
  const most = votes ? Math.max(...votes[0], ...votes[1], 1) : 1;
  choices.forEach((text, place) => {
    const row = add(list, "div", "choice");
    row.classList.toggle("right", open && place === right);
    row.classList.toggle("dim", open && place !== right);
    const name = add(row, "div", "text", text);
    if (open && place === right) add(name, "span", "key", key);
    const bars = add(row, "div", "bars");
    for (const turn of turns) {
      const track = add(bars, "div", `track turn${turn}${votes ? "" : " covered"}`);
      if (!votes) continue;
      add(track, "span", "bar").style.width = `calc(${votes[turn][place] / most} * (100% - 6.5em))`; // behind it stands its number
      const total = votes[turn].reduce((a, b) => a + b);
      add(track, "span", "number", total ? `${votes[turn][place]}  ${percent(votes[turn][place] / total, 0)}` : "0");
    }
  });
  const foot = add(body, "div", "foot");
  if (!votes) {
    const turn = how === "second" ? 1 : 0;
    const track = add(foot, "div", "turnout");
    add(track, "span", "bar").style.width = `${Math.min(100, (100 * voted[turn]) / Math.max(now.members, 1))}%`;
    return;
  }
  for (const turn of named(0) && turns.length > 1 ? turns : []) {
    const entry = add(foot, "span", "entry");
    add(entry, "span", `swatch turn${turn}`);
    add(entry, "span", "", named(turn));
  }
  if (open && why) add(body, "div", "why", why);
}
