// One's own drawings, small, as the model sees them, each with what it answers and a way to take it back.
import { AREA, decode, field, paint, theme } from "./drawing.js";
import { add } from "./nodes.js";

const SURE = 4000; // milliseconds for which the button asks once more

// Two pixels a byte, 0 to 15 each.
export function unpacked(text) {
  const bytes = decode(text, Uint8Array);
  const values = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, k) => {
    values[2 * k] = byte >> 4;
    values[2 * k + 1] = byte & 15;
  });
  return values;
}

function tile(list, each, view, colours) {
  const item = add(list, "li", "tile");
  const canvas = field(item, "picture");
  const values = unpacked(each.pixels);
  canvas.setAttribute("aria-label", `Your ${each.label}: ${each.said}`);
  paint(canvas, values.length === AREA ? values : new Uint8Array(AREA), 15, colours, false);
  const words = add(item, "div", "words");
  add(words, "div", each.agrees ? "said" : "said differs", `Your ${each.label}: ${each.said}`);
  const button = add(words, "button", "", "Withdraw");
  button.type = "button";
  button.setAttribute("aria-label", `Withdraw your ${each.label}`);
  button.onclick = () => {
    if (button.sure) view.tell("withdraw", each.number);
    button.sure = true;
    button.textContent = "Delete it for good?";
    setTimeout(() => {
      button.sure = false;
      button.textContent = "Withdraw";
    }, SURE);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".own_drawings");
  const view = (root.view ??= {});
  view.tell = setTriggerValue;
  const colours = theme(parentElement);
  const stamp = JSON.stringify([data, colours]);
  if (view.stamp === stamp) return;
  view.stamp = stamp;
  root.replaceChildren();
  add(root, "h3", "", data.tiles.length === 1 ? "Your drawing" : `Your ${data.tiles.length} drawings`);
  const list = add(root, "ul", "");
  for (const each of data.tiles) tile(list, each, view, colours);
}
