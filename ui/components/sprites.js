// The pictures of the points, kept by the browser window for space.js: they travel once, whatever changes beside them.
import { decode } from "./drawing.js";

export default function ({ data }) {
  const shelf = (globalThis.seesoftmaxSprites ??= { sheets: {}, waiting: [] });
  if (shelf.sheets[data.name]) return;
  shelf.sheets = { [data.name]: null };
  const bytes = decode(data.png, Uint8Array);
  createImageBitmap(new Blob([bytes], { type: "image/png" })).then((bitmap) => {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    shelf.sheets[data.name] = context;
    shelf.waiting.splice(0).forEach((draw) => draw());
  });
}
