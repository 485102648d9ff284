// Pictures of digits on the projector's stage, kept from one view to the next, and tiles of drawings that fit a box.
import { AREA, decode, field, paint } from "./drawing.js";
import { add } from "./nodes.js";
import { percent } from "./numbers.js";
import { lookAt } from "./stage_keys.js";
import { fit, verdict } from "./stage_reading.js";

export const EVERY_DIGIT = Array.from({ length: 10 }, (_, digit) => digit);

// A picture that is kept by a name of its own; painted once it has come, and again in another theme.
export function picture(stage, parent, piece, slot, draw, className = "picture") {
  const name = `${slot} ${piece}`;
  const canvas = stage.canvases.get(name) ?? field(parent, className);
  parent.appendChild(canvas);
  stage.used.add(name);
  stage.canvases.set(name, canvas);
  const value = stage.kept.get(piece);
  if (value && canvas.painted !== stage.theme) {
    draw(canvas, value);
    canvas.painted = stage.theme;
  }
  return canvas;
}

const bytesOf = (value) => decode(value, Uint8Array);

export function digit(stage, parent, drawing, slot) {
  const canvas = picture(stage, parent, drawing.piece, slot, (canvas, value) =>
    paint(canvas, bytesOf(value).subarray(0, AREA), 255, stage.colours, false),
  );
  canvas.setAttribute("aria-hidden", "true"); // what holds it says it
  return canvas;
}

// The ten shares that came with a drawing's pixels; null where no model was trained by then.
export function sharesOf(value) {
  const bytes = value ? bytesOf(value) : new Uint8Array();
  return bytes.length < AREA + 40 ? null : new Float32Array(bytes.slice(AREA, AREA + 40).buffer);
}

export function tile(stage, parent, drawing, view, { size, caption }) {
  const { id, label, answer, name, simulated, starred, place } = drawing;
  const node = add(parent, "button", "tile");
  node.type = "button";
  node.dataset.id = id;
  node.dataset.focus = `tile ${id}`;
  node.classList.toggle("otherwise", answer !== label);
  node.classList.toggle("simulated", simulated);
  node.style.setProperty("--size", `${size}px`);
  const by = [name, simulated && "an example"].filter(Boolean).join(", ");
  node.setAttribute("aria-label", `Called ${label}, ${verdict(drawing)}${by && `, by ${by}`}`);
  digit(stage, node, drawing, "tile");
  if (starred || place) add(node, "span", "star", size < 60 ? "★" : `★ ${place || ""}`.trim());
  if (caption) {
    const line = add(node, "span", "caption");
    add(line, "span", "called", label);
    add(line, "span", "arrow", "→");
    add(line, "span", "answer", answer);
    const share = percent(drawing.share, 0);
    if (size >= 5 * stage.unit) add(line, "span", "share", answer === label ? share : `${label}: ${share}`);
    if (by) add(node, "span", "by", by);
  } else if (answer !== label) add(node, "span", "said", answer);
  node.onclick = () => stage.change(lookAt(stage.ui, view, id));
  return node;
}

export function grid(stage, parent, drawings, view, box) {
  const named = drawings.some(({ name, simulated }) => name || simulated);
  const unit = stage.unit;
  const captioned = fit(drawings.length, box.width, box.height, {
    gap: 0.5 * unit,
    caption: (named ? 2.4 : 1.4) * unit,
  });
  const caption = captioned.size >= 3.2 * unit;
  const layout = caption ? captioned : fit(drawings.length, box.width, box.height, { gap: 0.3 * unit, least: 30 });
  const node = add(parent, "div", "tiles");
  node.style.setProperty("--columns", layout.columns);
  node.style.setProperty("--gap", `${(caption ? 0.5 : 0.3) * unit}px`);
  node.style.setProperty("--size", `${layout.size}px`);
  node.classList.toggle("spread", layout.rows > 1);
  const shown = drawings.slice(-layout.shown); // the newest, where not all fit
  for (const each of shown) tile(stage, node, each, view, { size: layout.size, caption });
  return drawings.length - shown.length;
}
