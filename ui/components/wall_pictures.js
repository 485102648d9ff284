// Pictures of the drawings on a class's wall; pure, for the teacher's page and the projector's.
import { decode, paint as fill, SIDE } from "./drawing.js";

// A drawing's pixels as the server sends them, 784 bytes in base64, in the theme's ink; a canvas of any size.
export function paint(canvas, pixels, theme) {
  if (canvas.width !== SIDE) canvas.width = canvas.height = SIDE;
  fill(canvas, decode(pixels, Uint8Array), 255, theme, false);
}
