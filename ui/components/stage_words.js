// What each view of the stage shows, in words: for who cannot see it.
import { percent } from "./numbers.js";
import { momentOf, viewOf } from "./stage_keys.js";
import {
  BATCH,
  counts,
  figures,
  HARDEST,
  hardest,
  headline,
  JOIN,
  MATRIX,
  mixUps,
  plural,
  ROUND,
  verdict,
  WALL,
  waiting,
} from "./stage_reading.js";

const ofDrawing = (each) => `One drawing${each.name && ` by ${each.name}`}: called ${each.label}, ${verdict(each)}.`;

// What is shown now, in words.
export function told(ui, now) {
  if (now.over) return "This class is over.";
  const view = viewOf(ui, now);
  const open = now.drawings.find(({ id }) => id === ui.at[view]);
  if (open) return ofDrawing(open);
  const head = [headline(view, now), figures(view, now)].filter(Boolean).join(". ");
  return `${head}${/[.?]$/.test(head) ? "" : "."} ${rest(view, ui, now)}`.trim();
}

function rest(view, ui, now) {
  const { drawings } = now;
  if (view === JOIN) return `The code is ${[...now.code].join(" ")}, at ${now.address}.`;
  if (view === WALL) {
    const drawn = counts(drawings).flatMap(({ drawn }, digit) => (drawn ? [`${digit}: ${drawn}`] : []));
    return drawn.length ? `By digit: ${drawn.join(", ")}.` : "";
  }
  if (view === MATRIX)
    return mixUps(drawings, 3)
      .map(([called, answer, count]) => `${called} answered as ${answer}: ${count}.`)
      .join(" ");
  if (view === HARDEST)
    return hardest(drawings)
      .map((each) => `Called ${each.label}, ${verdict(each)}.`)
      .join(" ");
  if (view === ROUND && now.round) return ofRound(now.round, ui);
  if (view === BATCH && now.batch) {
    const moment = momentOf(ui, now);
    const share = moment.accuracy === null ? "" : `, ${percent(moment.accuracy)} of the test digits`;
    return `After ${plural(moment.after, "step")}${share}. ${waiting(moment)}.`;
  }
  return "";
}

function ofRound(round, ui) {
  const choices = round.choices.map((text, place) => {
    const votes = round.votes ? `: ${round.votes[0][place]}, then ${round.votes[1][place]}` : "";
    return `${text}${votes}.`;
  });
  const key =
    round.right !== null && ui.uncovered.includes(round.id)
      ? `Right is: ${round.choices[round.right]}. ${round.why}`
      : "";
  return [...choices, key].join(" ").trim();
}
