// How a class has voted on a question: the answers, each with its bar before the talk and after it.
import { add, say } from "./nodes.js";

const TURNS = ["first", "after the talk"];

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".votes");
  const shape = `${data.question} ${data.choices.length} ${data.turns}`;
  if (root.shape !== shape) {
    root.replaceChildren();
    const turns = data.names ?? TURNS;
    root.classList.toggle("ranges", Boolean(data.ranges));
    root.rows = data.choices.map((text) => {
      const row = add(root, "div", "answer");
      const head = add(row, "div", "head");
      if (!data.ranges) add(head, "span", "text", text);
      const right = add(head, "span", "right");
      const bars = turns.slice(0, data.turns).map((turn, k) => {
        const line = add(row, "div", `turn turn${k}`);
        add(line, "span", "when", data.ranges ? text : turn); // a range is short enough to stand beside its bar
        const bar = add(add(line, "span", "track"), "span", "bar");
        return { bar, count: add(line, "span", "number") };
      });
      return { right, bars };
    });
    root.shape = shape;
  }
  root.rows.forEach(({ right, bars }, choice) => {
    say(right, choice === data.right ? "right" : "");
    bars.forEach(({ bar, count }, turn) => {
      const votes = data.votes[turn];
      const total = votes.reduce((a, b) => a + b, 0);
      bar.style.width = `${total ? (100 * votes[choice]) / total : 0}%`;
      say(count, votes[choice]);
    });
  });
}
