// A question to vote on, with its choices as large buttons; when all is over, both votes side by side.
import { add } from "./nodes.js";
import { plural } from "./numbers.js";

const AGAIN = 4000; // milliseconds after which a vote that was not heard is sent again

export const share = (count, all) => (all ? Math.round((100 * count) / all) : 0);

function choices(card, view) {
  const { data } = view;
  const own = view.pending ? view.pending.choice : data.turn ? (data.own[data.turn - 1] ?? null) : data.own[0];
  const short = data.choices.every((choice) => choice.length < 4);
  const list = add(card, "div", short ? "choices short" : "choices");
  data.choices.forEach((choice, k) => {
    const button = add(list, "button", k === own ? "mine" : "");
    add(button, "span", "text", choice);
    if (k === own && !short) add(button, "span", "tag", view.pending ? "sending …" : "your vote");
    button.type = "button";
    button.disabled = !data.turn;
    button.setAttribute("aria-pressed", String(k === own));
    button.onclick = () => {
      view.pending = { round: data.round, turn: data.turn, choice: k };
      view.heard = view.data.heard;
      view.due = 0;
      send(view);
      draw(view);
    };
  });
  if (short && own !== null)
    add(card, "div", "note", `Your vote: ${data.choices[own]}${view.pending ? ", being sent …" : ""}`);
}

function bars(card, { choices, votes, own }) {
  const sums = votes.map((turn) => turn.reduce((sum, count) => sum + count, 0));
  const twice = sums[1] > 0; // where nobody has voted again, there was one vote
  const turns = twice ? ["first", "second"] : ["first"];
  const key = add(card, "div", "key");
  turns.forEach((name, turn) => {
    add(key, "span", `swatch ${name}`);
    add(key, "span", "", twice ? `${name} vote, ${sums[turn]} in all` : plural(sums[turn], "vote"));
  });
  const list = add(card, "ul", "bars");
  choices.forEach((choice, k) => {
    const item = add(list, "li", "");
    const head = add(item, "div", "choice");
    add(head, "span", "", choice);
    const mine = [own[0] === k && "first", own[1] === k && "second"].filter(Boolean);
    if (mine.length) add(head, "span", "tag", mine.length === 2 || !twice ? "your vote" : `your ${mine[0]} vote`);
    votes.slice(0, turns.length).forEach((turn, place) => {
      const line = add(item, "div", "line");
      const bar = add(add(line, "div", "track"), "div", place ? "bar second" : "bar first");
      bar.style.width = `${share(turn[k], sums[place])}%`;
      add(line, "span", "count", sums[place] ? `${turn[k]} (${share(turn[k], sums[place])} %)` : "none");
    });
  });
}

function draw(view) {
  const { root, data } = view;
  const focused = [...root.querySelectorAll("button")].indexOf(root.getRootNode().activeElement);
  root.replaceChildren();
  const card = add(root, "section", "card");
  card.setAttribute("aria-label", "A question to the class");
  add(card, "div", "head", data.head).setAttribute("role", "status");
  add(card, "p", "question", data.question);
  if (data.votes) bars(card, data);
  else choices(card, view);
  if (data.note) add(card, "div", "note", data.note);
  if (focused >= 0) root.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}

function send(view) {
  if (!view.pending || view.due > Date.now()) return;
  view.due = Date.now() + AGAIN;
  view.tell("vote", view.pending);
}

// Whether a vote that was sent is to be sent on: until the server has heard it, and while it is this turn's time.
export const isPending = (pending, heard, data) =>
  Boolean(pending) && pending.round === data.round && pending.turn === data.turn && data.heard === heard;

function keepSending(view) {
  if (view.timer) return;
  const online = () => {
    view.due = 0;
    send(view);
  };
  window.addEventListener("online", online);
  view.timer = setInterval(() => {
    if (view.root.isConnected) return send(view);
    clearInterval(view.timer);
    window.removeEventListener("online", online);
    view.timer = null;
  }, 500);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".vote");
  const view = (root.view ??= { pending: null });
  Object.assign(view, { root, data, tell: setTriggerValue });
  if (!isPending(view.pending, view.heard, data)) view.pending = null;
  keepSending(view);
  const stamp = JSON.stringify([data, view.pending]);
  if (view.stamp === stamp) return;
  view.stamp = stamp;
  draw(view);
}
