// The projector's view of the class as the batch: its weights, its average gradient, how well it reads.
import { AREA, decode, paint } from "./drawing.js";
import { add, shape } from "./nodes.js";
import { percent, short } from "./numbers.js";
import { bottomAxis, leftAxis } from "./plot.js";
import { linear } from "./scales.js";
import { momentOf } from "./stage_keys.js";
import { EVERY_DIGIT, picture } from "./stage_pictures.js";
import { waiting } from "./stage_reading.js";

function tenPictures(stage, parent, { name }, slot) {
  for (const each of EVERY_DIGIT) {
    const figure = add(parent, "figure", "weight");
    const canvas = picture(stage, figure, name, `${slot} ${each}`, (canvas, value) =>
      paint(canvas, decode(value, Int8Array).subarray(each * AREA, (each + 1) * AREA), 127, stage.colours, true),
    );
    canvas.setAttribute("aria-label", `class ${each}`);
    add(figure, "figcaption", "", each);
  }
}

export function batch(stage, screen) {
  const { now, ui } = stage;
  if (!now.batch) return;
  const { moments } = now.batch;
  const moment = momentOf(ui, now);
  const body = add(screen, "div", "fills batch");
  const top = add(body, "section", "ten");
  const zero = moment.after === 0 ? " at the start" : ` after step ${moment.after}`;
  add(top, "h2", "", `The ten weights${zero}`);
  if (moment.after)
    add(top.lastChild, "span", "small", ` from −${short(moment.weights.limit)} to ${short(moment.weights.limit)}`);
  tenPictures(stage, add(top, "div", "pictures"), moment.weights, "w");
  const left = add(body, "section", "five");
  add(left, "h2", "", waiting(moment));
  add(
    left,
    "div",
    "small",
    moment.digits
      ? `Their average gradient, (p − y)·x, up to ±${short(moment.gradient.limit)}: a step takes rate × this away.`
      : "",
  );
  if (moment.digits) tenPictures(stage, add(left, "div", "pictures"), moment.gradient, "g");
  const right = add(body, "section", "course");
  const share = moment.accuracy;
  const when = moment.after ? `after step ${moment.after}` : "at the start";
  add(right, "h2", "", share === null ? "Accuracy by step" : `${percent(share)} right ${when}`);
  const size = now.batch.test === null ? "" : `${now.batch.test.toLocaleString("en")} `;
  add(right, "div", "small", `On the ${size}test digits: only looked at, never learned from.`);
  accuracy(add(right, "div", "plot"), moments, moment, stage);
}

function accuracy(parent, moments, here, stage) {
  const { width, height } = stage.boxOf(parent);
  const unit = stage.unit;
  const [w, h] = [Math.max(width, 160), Math.max(height, 90)];
  const box = { left: 2.9 * unit, right: w - 1.2 * unit, top: 0.7 * unit, bottom: h - 1.6 * unit };
  const svg = shape(parent, "svg", { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: "img" });
  const points = moments.filter((each) => each.accuracy !== null);
  const [first, last] = [moments[0].after, Math.max(moments.at(-1).after, moments[0].after + 1)];
  svg.setAttribute("aria-label", `Accuracy from step ${first} to ${last}`);
  const x = linear([first, last], [box.left, box.right]);
  const y = linear([0, 1], [box.bottom, box.top]);
  const percents = [0, 0.25, 0.5, 0.75, 1];
  leftAxis(svg, y, h < 12 * unit ? [0, 0.5, 1] : percents, {
    ...box,
    gap: 0.4 * unit,
    drop: 0.3 * unit,
    write: (value) => `${100 * value} %`,
  });
  const every = Math.ceil((last - first) / 10);
  const marks = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
    (each) => (each - first) % every === 0,
  );
  bottomAxis(svg, x, marks, { bottom: box.bottom, drop: 1.3 * unit, write: (value) => `${value}` });
  if (points.length > 1)
    shape(svg, "polyline", {
      class: "line",
      points: points.map((each) => `${x(each.after)},${y(each.accuracy)}`).join(" "),
    });
  for (const each of points)
    shape(svg, "circle", {
      class: each === here ? "dot here" : "dot",
      cx: x(each.after),
      cy: y(each.accuracy),
      r: each === here ? 0.45 * unit : 0.25 * unit,
    });
}
