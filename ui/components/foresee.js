// A question before what it asks for is seen: answers to tap, or a bar to drag; then guess and truth and what parts them.
import { add, spoken } from "./nodes.js";
import { clamp } from "./scales.js";

export const written = (value, { unit, digits }) => value.toFixed(digits) + unit;
// Where a value lies on the bar, in per cent of its length.
export const place = (value, { low, high }) => clamp((100 * (value - low)) / (high - low), 0, 100);
// Which way a label leans at its place, so that it stays on the bar.
export const leaning = (at) => (at < 12 ? "first" : at > 88 ? "last" : "");

function button(parent, label, className, act) {
  const node = add(parent, "button", className, label);
  node.type = "button";
  node.onclick = act;
  return node;
}

function choose(card, choices, send) {
  const short = choices.every((choice) => choice.length < 4);
  const row = add(card, "div", short ? "choices short" : "choices");
  choices.forEach((choice, k) => button(row, choice, "", () => send("guess", k)));
}

// The bar is a slider of the browser's own, unseen, over what is drawn: so keys, touch and its name work as they do.
function drag(card, { scale, ends, question }, send) {
  const track = add(card, "div", "track");
  const fill = add(track, "div", "fill");
  const value = add(track, "div", "value", "drag or tap this bar");
  const input = add(track, "input", "");
  const { low, high, step } = scale;
  Object.assign(input, { type: "range", min: low, max: high, step, value: (low + high) / 2 });
  input.setAttribute("aria-label", question);
  const line = add(card, "div", "ends");
  for (const end of ends) add(line, "span", "", end);
  const row = add(card, "div", "row");
  const give = button(row, "That is my guess", "", () => send("guess", Number(input.value)));
  give.disabled = true;
  const show = () => {
    const text = written(Number(input.value), scale);
    value.textContent = text;
    fill.style.width = `${place(Number(input.value), scale)}%`;
    input.setAttribute("aria-valuetext", text);
    give.disabled = false;
    give.textContent = `I say ${text}`;
  };
  input.oninput = input.onpointerup = show;
  input.onkeydown = (event) => {
    if (event.key === "Enter" && !give.disabled) give.onclick(); // and nothing is returned: false would take the arrows away
  };
  return row;
}

function labels(card, items) {
  const line = add(card, "div", "labels");
  for (const [text, at, className] of items) {
    add(line, "span", `${className} ${leaning(at)}`.trim(), text).style.left = `${at}%`;
  }
}

function drawGap(card, { scale, told }) {
  const [mine, truth] = [place(told.guess, scale), place(told.truth, scale)];
  labels(card, [[`you: ${told.shown[0]}`, mine, ""]]);
  const track = add(card, "div", "track still");
  track.setAttribute("aria-hidden", true);
  const fill = add(track, "div", "fill");
  fill.style.width = `${mine}%`;
  Object.assign(add(track, "div", "gap").style, {
    left: `${Math.min(mine, truth)}%`,
    right: `${100 - Math.max(mine, truth)}%`,
  });
  add(track, "div", "mark").style.left = `${mine}%`;
  requestAnimationFrame(() => (fill.style.width = `${truth}%`));
  labels(card, [[`it is ${told.shown[1]}`, truth, "it"]]);
}

function drawChosen(card, { choices, told }) {
  const row = add(card, "div", "choices told");
  choices.forEach((choice, k) => {
    const tags = [k === told.guess && "you", k === told.truth && "it is this"].filter(Boolean);
    if (!tags.length) return;
    const names = `answer${k === told.truth ? " it" : ""}${k === told.guess ? " mine" : ""}`;
    add(add(row, "span", names, `${choice} `), "span", "tag", tags.join(", "));
  });
}

function draw(root, data, send) {
  root.replaceChildren();
  const card = add(root, "section", data.told ? "card answered" : "card");
  card.setAttribute("aria-label", data.head || data.question);
  const top = (data.head || data.close) && add(card, "div", "top");
  if (data.head) add(top, "div", "head", data.head);
  add(card, "p", "question", data.question);
  let row;
  if (!data.told) {
    row = data.scale ? drag(card, data, send) : choose(card, data.choices, send);
  } else {
    if (data.scale) drawGap(card, data);
    else drawChosen(card, data);
    const said = spoken(card, "div", "said", data.told.said);
    said.tabIndex = -1;
    add(card, "p", "why", data.told.why);
  }
  if (data.close) button(top, data.close, "close", () => send("close", true));
  if (data.waive) button(row ?? add(card, "div", "row"), data.waive, "waive", () => send("waive", true));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".foresee");
  const stamp = JSON.stringify(data);
  root.send = setTriggerValue;
  if (root.stamp === stamp) return; // a page that runs again leaves the bar where it is
  const before = root.stamp && root.contains(root.getRootNode().activeElement);
  root.stamp = stamp;
  draw(root, data, (name, value) => root.send(name, value));
  // Who has answered hears what came of it, and goes on from there with the keyboard.
  if (before) (root.querySelector(".said") ?? root.querySelector("button, input"))?.focus({ preventScroll: true });
}
