// The pixel of a digit that is pointed at.
import { SIDE } from "./drawing.js";

// The row and the column under the pointer, over a node that shows the whole digit.
export function pixelAt(event, node) {
  const box = node.getBoundingClientRect();
  const place = (offset, size) => Math.min(SIDE - 1, Math.max(0, Math.floor((SIDE * offset) / size)));
  return [place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width)];
}
