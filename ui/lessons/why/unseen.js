// Two digits and, between them, a picture that the model takes for the one and you for the other: the ten shares of all
// three, and the few numbers that the model sees of each. The way from the one to the picture is walked by the slider.
import { AREA, decode, field, paint, theme } from "../../components/drawing.js";
import { add } from "../../components/nodes.js";
import { percent, signed } from "../../components/numbers.js";

const DIGITS = 4; // a share to a millionth

// What stands at a place of a way of `count` pictures, and in the last row of the other digit's.
export const at = (values, count, place) => {
  const width = values.length / (count + 1);
  return values.subarray(place * width, (place + 1) * width);
};

// A picture between two, in bytes.
export const blend = (first, second, share) => first.map((value, i) => value + (second[i] - value) * share);

function build(root) {
  const view = { pictures: [], shares: [], tiles: [] };
  const stage = add(root, "div", "stage");
  const pictures = add(stage, "div", "pictures");
  for (let i = 0; i < 3; i++) {
    const figure = add(pictures, "figure", i === 1 ? "one found" : "one");
    view.pictures.push({ canvas: field(figure, "ink"), caption: add(figure, "figcaption", "") });
  }
  const foot = add(pictures, "div", "foot");
  view.slider = add(foot, "input", "slider");
  Object.assign(view.slider, { type: "range", min: 0, step: 1 });
  view.slider.setAttribute("aria-label", "From yours to the picture");
  view.slider.oninput = () => view.show(Number(view.slider.value));
  view.way = add(foot, "span", "way");
  view.apply = add(foot, "button", "apply", "Change my drawing so");
  view.apply.type = "button";
  const table = add(stage, "table", "shares");
  view.head = add(add(table, "thead"), "tr");
  const body = add(table, "tbody");
  for (let k = 0; k < 10; k++) {
    const row = add(body, "tr");
    add(row, "th", "", k).scope = "row";
    view.shares.push({ row, cells: Array.from({ length: 3 }, () => add(row, "td")) });
  }
  view.heading = add(root, "p", "heading");
  view.grid = add(root, "div", "grid");
  return view;
}

function tile(view, k, names) {
  const figure = add(view.grid, "figure", "tile");
  const canvas = field(figure, "direction");
  canvas.setAttribute("aria-label", `Direction ${k + 1}: red counts for its number, blue against it`);
  const lines = names.map((name) => {
    const line = add(figure, "span", "line");
    add(line, "span", "name", name);
    return add(line, "span", "number");
  });
  return { canvas, lines };
}

function head(view, names) {
  view.head.replaceChildren();
  for (const name of ["share of", ...names]) add(view.head, "th", "", name).scope = "col";
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".unseen");
  const view = (root.view ??= build(root));
  const colours = theme(parentElement);
  const ink = decode(data.ink, Uint8Array);
  const [yours, found, other] = [0, 1, 2].map((i) => Float32Array.from(ink.subarray(i * AREA, (i + 1) * AREA)));
  const [shares, coordinates] = [data.shares, data.coordinates].map((values) => decode(values, Float64Array));
  const count = shares.length / 10 - 1;
  const basis = decode(data.basis, Int8Array);
  head(view, data.rows);
  view.heading.textContent = data.heading;
  view.grid.replaceChildren();
  view.tiles = Array.from({ length: basis.length / AREA }, (_, k) => tile(view, k, data.rows));
  view.tiles.forEach(({ canvas }, k) => {
    paint(canvas, basis.subarray(k * AREA, (k + 1) * AREA), 127, colours, true);
  });
  view.slider.max = count - 1;
  view.apply.onclick = () => setTriggerValue("apply", data.changed);
  view.show = (place) => {
    view.place = place;
    view.slider.value = place;
    const walked = Math.round((100 * place) / (count - 1));
    view.way.textContent = `${walked} % of the way from yours`;
    view.slider.setAttribute("aria-valuetext", view.way.textContent);
    [yours, blend(yours, found, place / (count - 1)), other].forEach((values, i) => {
      const { canvas, caption } = view.pictures[i];
      paint(canvas, values, 255, colours, false);
      caption.textContent = data.names[i];
      canvas.setAttribute("aria-label", i === 1 ? `${data.names[i]}, ${view.way.textContent}` : data.names[i]);
    });
    const places = [0, place, count];
    const three = places.map((each) => at(shares, count, each));
    view.shares.forEach(({ row, cells }, k) => {
      cells.forEach((cell, i) => (cell.textContent = percent(three[i][k], DIGITS)));
      row.classList.toggle("top", k === three[0].indexOf(Math.max(...three[0])));
    });
    const seen = places.map((each) => at(coordinates, count, each));
    view.tiles.forEach(({ lines }, k) => lines.forEach((line, i) => (line.textContent = signed(seen[i][k], DIGITS))));
  };
  view.show(view.changed === data.changed ? view.place : count - 1);
  view.changed = data.changed;
}
