// Ink of any size on a sheet, as a picture.
import { decode, field, paint, theme } from "../../components/drawing.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".paper");
  const canvas = (root.canvas ??= field(root, "sheet"));
  Object.assign(canvas, { width: data.width, height: data.height });
  canvas.setAttribute("aria-label", data.alt);
  paint(canvas, decode(data.ink, Uint8Array), 255, theme(parentElement), false);
}
