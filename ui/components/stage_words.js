// What each view of the stage shows, in words: for who cannot see it.
import { percent, plural } from "./numbers.js";
import { momentOf, viewOf } from "./stage_keys.js";
import {
  askedIn,
  BATCH,
  counts,
  figures,
  HARDEST,
  hardest,
  headline,
  JOIN,
  MATRIX,
  mixUps,
  verdict,
  WALL,
  waiting,
} from "./stage_reading.js";

const ofDrawing = (each) => `One drawing${each.name && ` by ${each.name}`}: called ${each.label}, ${verdict(each)}.`;

const ended = (text) => (/[.?]$/.test(text) ? text : `${text}.`);

// What is shown now, in words.
export function told(ui, now) {
  if (now.over) return "This class is over.";
  const view = viewOf(ui, now);
  const open = now.drawings.find(({ id }) => id === ui.at[view]);
  if (open) return ofDrawing(open);
  const head = [headline(view, now), figures(view, now)].filter(Boolean).map(ended).join(" ");
  return `${head} ${rest(view, ui, now)}`.trim();
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
  const asked = askedIn(view, now);
  if (asked) return ofAsked(asked, ui);
  if (view === BATCH && now.batch) {
    const moment = momentOf(ui, now);
    const share = moment.accuracy === null ? "" : `, ${percent(moment.accuracy)} of the test digits`;
    return `After ${plural(moment.after, "step")}${share}. ${waiting(moment)}.`;
  }
  return "";
}

function ofAsked(asked, ui) {
  const choices = asked.choices.map((text, place) => {
    const then = asked.votes && asked.voted[1] ? `, then ${asked.votes[1][place]}` : "";
    return `${text}${asked.votes ? `: ${asked.votes[0][place]}${then}` : ""}.`;
  });
  const key =
    asked.right !== null && ui.uncovered.includes(asked.id)
      ? `Right is: ${asked.answer ?? asked.choices[asked.right]}. ${asked.why}`
      : "";
  return [...choices, key].join(" ").trim();
}
