// The pixel of a digit that is pointed at, and the one that is kept.
import { SIDE } from "./drawing.js";

// The row and the column under the pointer, over a node that shows the whole digit.
export function pixelAt(event, node) {
  const box = node.getBoundingClientRect();
  const place = (offset, size) => Math.min(SIDE - 1, Math.max(0, Math.floor((SIDE * offset) / size)));
  return [place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width)];
}

// What keeps the pixel that was pressed: shown at once, told to the server when the presses pause.
export const keeper = (view, setStateValue) => (pixel, delay) => {
  view.kept = pixel;
  view.point(pixel);
  clearTimeout(view.later);
  view.later = setTimeout(() => setStateValue("pixel", pixel), delay);
};
