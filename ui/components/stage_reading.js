// What the projector's stage knows, without drawing any of it: how it reads what it was sent, counts it, and how many
// drawings fit.
import { aDigit, percent, plural, whole } from "./numbers.js";

export const VIEWS = {
  1: "Join",
  2: "Wall",
  3: "Matrix",
  4: "Hardest",
  5: "Round",
  6: "Batch",
  7: "Handwriting",
  8: "Experiment",
  9: "Paused",
  10: "Guesses",
};
// Nine by their numbers, and the tenth by 0.
export const keyOf = (view) => String(view % 10);
export const JOIN = 1;
export const WALL = 2;
export const MATRIX = 3;
export const HARDEST = 4;
export const ROUND = 5;
export const BATCH = 6;
export const HANDWRITING = 7;
export const EXPERIMENT = 8;
export const PAUSE = 9;
export const GUESSES = 10;
export const MOST_HARD = 9;
const TITLES = { [HANDWRITING]: "Whose handwriting?", [EXPERIMENT]: "Our digits as an experiment" };

// How the room stands; of a drawing a row of what stage.py writes.
export function readNow(text) {
  const now = JSON.parse(text);
  const rows = now.drawings ?? [];
  now.drawings = rows.map(([id, label, answer, share, flags, place, name, piece]) => {
    return { id, label, answer, share, starred: (flags & 1) > 0, simulated: (flags & 2) > 0, place, name, piece };
  });
  return now;
}

// Every picture that it names.
export function piecesOf(now) {
  if (now.over) return [];
  const moments = now.batch?.moments ?? [];
  const ten = moments.flatMap(({ weights, gradient }) => [weights.name, gradient.name]);
  const asked = now.round?.picture ? [now.round.picture] : [];
  return [now.qr, ...asked, ...now.drawings.map(({ piece }) => piece), ...ten];
}

// By the digit that was called: how many drawings, and how many of them the model answers so.
export function counts(drawings) {
  const found = Array.from({ length: 10 }, () => ({ drawn: 0, agreed: 0 }));
  for (const { label, answer } of drawings) {
    found[label].drawn += 1;
    found[label].agreed += answer === label;
  }
  return found;
}

export const agreed = (drawings) => drawings.filter(({ label, answer }) => label === answer).length;

// Row: what was called; column: what the model answered.
export function confusion(drawings) {
  const found = Array.from({ length: 10 }, () => Array(10).fill(0));
  for (const { label, answer } of drawings) found[label][answer] += 1;
  return found;
}

// The pairs that were confused most, [called, answered, how often].
export function mixUps(drawings, most) {
  const cells = confusion(drawings).flatMap((row, called) => row.map((count, answer) => [called, answer, count]));
  return cells
    .filter(([called, answer, count]) => count && called !== answer)
    .sort((a, b) => b[2] - a[2])
    .slice(0, most);
}

// Those whose labels the model gave the least share, the hardest first.
export const hardest = (drawings, most = MOST_HARD) =>
  [...drawings].sort((a, b) => a.share - b.share || a.id - b.id).slice(0, most);

// What the teacher has chosen to talk about, in that order: those with a place first; all, where nothing is starred.
export function chosen(drawings) {
  const last = drawings.length + 1;
  const starred = drawings.filter(({ starred, place }) => starred || place);
  return starred.length
    ? starred.sort((a, b) => (a.place || last) - (b.place || last) || a.id - b.id)
    : [...drawings].sort((a, b) => a.id - b.id);
}

// The largest squares of which so many fit into a box, each with a caption below; where they would be too small, as many
// of the least as fit.
export function fit(count, width, height, { gap = 0, caption = 0, least = 1 } = {}) {
  let best = { columns: 1, rows: count, size: 0, shown: count };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const across = (width - gap * (columns - 1)) / columns;
    const down = (height - gap * (rows - 1)) / rows - caption;
    const size = Math.floor(Math.min(across, down));
    if (size > best.size) best = { columns, rows, size, shown: count };
  }
  if (best.size >= least || !count) return best;
  const columns = Math.max(Math.floor((width + gap) / (least + gap)), 1);
  const rows = Math.max(Math.floor((height + gap) / (least + caption + gap)), 1);
  return { columns, rows, size: least, shown: Math.min(columns * rows, count) };
}

export const verdict = ({ label, answer, share }) =>
  label === answer
    ? `answered ${label}, ${percent(share, 0)}`
    : `answered ${answer}; ${label} got ${percent(share, 0)}`;

export function headline(view, now) {
  const { drawings } = now;
  switch (view) {
    case JOIN:
      return `${plural(now.members, "pupil")} ${now.members === 1 ? "is" : "are"} in`;
    case WALL:
      if (now.called !== null) return `Draw ${aDigit(now.called)}`;
      return drawings.length ? plural(drawings.length, "drawing") : "The wall is empty";
    case MATRIX:
      return drawings.length ? "What was called, and what the model answered" : "No drawings to count yet";
    case HARDEST:
      return drawings.length ? "Hardest for the model" : "No drawings yet";
    case ROUND:
      return now.round ? now.round.text : "No question yet";
    case BATCH:
      return now.batch ? "The class is the batch" : "No model of the class yet";
    case PAUSE:
      return "Paused";
    case GUESSES:
      return now.guesses ? now.guesses.text : "No guesses yet";
    default:
      return now.pages.includes(view) ? TITLES[view] : "Not yet";
  }
}

// Below the headline: figures that add up to what is on the wall.
export function figures(view, now) {
  const { drawings } = now;
  const right = agreed(drawings);
  const all = drawings.length;
  if (view === WALL && all)
    return now.called === null
      ? `${whole(right)} answered as called`
      : `${plural(all, "drawing")}, ${whole(right)} answered as called`;
  if (view === MATRIX && all) {
    const rest = all - right ? `, ${whole(all - right)} otherwise` : "";
    return `${plural(all, "drawing")}: ${whole(right)} answered as called (${percent(right / all, 0)})${rest}`;
  }
  if (view === ROUND && now.round) return standing(now.round, now.members);
  if (view === GUESSES && now.guesses) return guessed(now.guesses, now.members);
  return "";
}

// What a view asks of the class: a round's question, or what is to be foreseen in a lesson.
export const askedIn = (view, now) => ({ [ROUND]: now.round, [GUESSES]: now.guesses })[view] ?? null;

const have = (count, all) => `${whole(count)} of ${whole(all)} ${count === 1 ? "has" : "have"}`;
const guessed = ({ voted: [count], spread }, members) =>
  `${have(count, members)} guessed${spread ? `. ${spread}` : ""}`;

export function standing({ stage, voted }, members) {
  const [first, second] = voted;
  if (stage === "first") return `First vote: ${have(first, members)} voted`;
  if (stage === "talk")
    return `Talk with who sits beside you. ${plural(first, "vote")} are covered`.replace("1 vote are", "1 vote is");
  if (stage === "second") return `Second vote: ${have(second, members)} voted`;
  return second ? `First vote ${whole(first)}, second vote ${whole(second)}` : plural(first, "vote");
}

export function waiting({ digits, rate, after }) {
  if (rate) return `Step ${after + 1} took ${plural(digits, "digit")} at rate ${rate}`;
  return `${plural(digits, "digit")} ${digits === 1 ? "waits" : "wait"} for the next step`;
}
