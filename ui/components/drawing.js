// Pictures drawn from one number per pixel, in the theme's colours.
import { add } from "./nodes.js";

export const SIDE = 28;
export const AREA = SIDE * SIDE;

export const decode = (text, Kind) => new Kind(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

export function rgb(hex) {
  const value = parseInt(hex.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

// Red is for, blue is against, ink is ink, and zero is the page's own ground: read from the theme at every drawing.
export function theme(root) {
  const style = getComputedStyle(root.host ?? root);
  const colour = (name) => rgb(style.getPropertyValue(`--st-${name}`));
  return {
    ground: colour("background-color"),
    ink: colour("text-color"),
    positive: colour("red-color"),
    negative: colour("blue-color"),
  };
}

// One pixel of canvas per value; CSS enlarges it without smoothing.
export function paint(canvas, values, full, colours, signed) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(Math.abs(values[i]) / full, 1);
    const end = !signed ? colours.ink : values[i] < 0 ? colours.negative : colours.positive;
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = colours.ground[c] + (end[c] - colours.ground[c]) * share;
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}

export function field(parent, className) {
  const canvas = add(parent, "canvas", className);
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("role", "img");
  return canvas;
}

// The same in a button whose own name tells what it shows.
export function fieldOfNamed(button, className) {
  const canvas = field(button, className);
  canvas.removeAttribute("role");
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
