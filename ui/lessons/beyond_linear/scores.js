// How many digits each judge reads rightly: a bar with its interval, and a tick where it was before the stress.
import { add } from "../../components/nodes.js";
import { percent } from "../../components/numbers.js";

function build(root, count) {
  root.replaceChildren();
  return Array.from({ length: count }, () => {
    const row = add(root, "div", "row");
    const entry = { row, name: add(row, "span", "name"), track: add(row, "span", "track") };
    entry.bar = add(entry.track, "span", "bar");
    entry.interval = add(entry.track, "span", "interval");
    entry.tick = add(entry.track, "span", "tick");
    entry.number = add(row, "span", "number");
    entry.note = add(row, "span", "note");
    return entry;
  });
}

const place = (share) => `${100 * share}%`;
function draw(entry, judge) {
  const known = judge.accuracy !== null;
  entry.name.textContent = judge.name;
  entry.note.textContent = judge.note;
  entry.number.textContent = known ? percent(judge.accuracy, judge.digits) : "–";
  entry.row.classList.toggle("unknown", !known);
  for (const part of [entry.bar, entry.interval, entry.tick]) part.hidden = !known;
  entry.track.setAttribute("role", "img");
  if (!known) return entry.track.setAttribute("aria-label", `${judge.name}: ${judge.note}`);
  entry.bar.style.width = place(judge.accuracy);
  entry.interval.style.left = place(judge.low);
  entry.interval.style.width = place(judge.high - judge.low);
  entry.tick.style.left = place(judge.before);
  entry.tick.hidden = Math.abs(judge.before - judge.accuracy) < 1e-9;
  const range = `between ${percent(judge.low)} and ${percent(judge.high)}`;
  const said = `${judge.name}: ${percent(judge.accuracy, 2)} right, ${range}; as written ${percent(judge.before, 2)}`;
  entry.track.setAttribute("aria-label", said);
  entry.row.title = said;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".scores");
  if (root.entries?.length !== data.judges.length) root.entries = build(root, data.judges.length);
  data.judges.forEach((judge, k) => draw(root.entries[k], judge));
}
