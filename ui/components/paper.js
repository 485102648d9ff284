// Ink of any size on a sheet, as a picture.
import { decode, field, theme } from "./drawing.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".paper");
  const canvas = (root.canvas ??= field(root, "sheet"));
  const { ground, ink } = theme(parentElement);
  const values = decode(data.ink, Uint8Array);
  canvas.width = data.width;
  canvas.height = data.height;
  canvas.setAttribute("aria-label", data.alt);
  const context = canvas.getContext("2d");
  const picture = context.createImageData(data.width, data.height);
  values.forEach((value, i) => {
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = ground[c] + ((ink[c] - ground[c]) * value) / 255;
    picture.data[4 * i + 3] = 255;
  });
  context.putImageData(picture, 0, 0);
}
