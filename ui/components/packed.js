// Opens what was packed for the way.
import { decode } from "./drawing.js";

// Bytes packed by zlib.
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

// A PNG in base64, which holds greys in a fifth of their room: the context of a canvas that it is drawn on.
export async function unpackPicture(text) {
  const bitmap = await createImageBitmap(new Blob([decode(text, Uint8Array)], { type: "image/png" }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context;
}
