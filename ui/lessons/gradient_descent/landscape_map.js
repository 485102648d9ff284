// The map itself: the loss between the points of its grid, bands of equal loss, and what is written at their borders.
import { linear } from "../../components/scales.js";

// The loss at any place of the grid, between its points by their logarithms.
export function lossAt(map, u, v) {
  const { rows, columns, logs } = map;
  const x = Math.min(Math.max(u, 0), 1) * (columns - 1);
  const y = Math.min(Math.max(v, 0), 1) * (rows - 1);
  const [i, j] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
  const [p, q] = [x - i, y - j];
  const at = (r, c) => logs[r * columns + c];
  return Math.exp(
    at(j, i) * (1 - p) * (1 - q) + at(j, i + 1) * p * (1 - q) + at(j + 1, i) * (1 - p) * q + at(j + 1, i + 1) * p * q,
  );
}

// `u` and `v` lead from the plane's coordinates to shares of the map's sides, and back.
export function mapOf(data, logs) {
  const [[left, right], [low, high]] = [data.across, data.along];
  return {
    rows: data.rows,
    columns: data.columns,
    levels: data.levels,
    logs,
    aspect: (right - left) / (high - low),
    u: linear([left, right], [0, 1]),
    v: linear([low, high], [0, 1]),
  };
}

const band = (levels, loss) => levels.findIndex((level) => loss < level) >>> 0;

// Bands of equal loss; where one ends a line is drawn. Low is the page's own ground.
export function drawMap(map, colours, width) {
  const height = Math.round(width / map.aspect);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  const count = map.levels.length;
  const at = (x, y) => Math.min(band(map.levels, lossAt(map, x / (width - 1), 1 - y / (height - 1))), count);
  let above = null;
  for (let y = 0; y < height; y++) {
    const row = Array.from({ length: width }, (_, x) => at(x, y));
    for (let x = 0; x < width; x++) {
      const edge = (x && row[x] !== row[x - 1]) || (above && row[x] !== above[x]);
      const share = edge ? 0.42 : 0.03 + (0.3 * row[x]) / count;
      const place = 4 * (y * width + x);
      for (let c = 0; c < 3; c++)
        picture.data[place + c] = colours.ground[c] + (colours.ink[c] - colours.ground[c]) * share;
      picture.data[place + 3] = 255;
    }
    above = row;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

// Levels are written where their lines cross the lower or the right edge of a map that is so wide on the screen.
export function labels(map, width) {
  const [across, along] = [30 / width, (16 * map.aspect) / width];
  const found = [];
  for (const line of [(t) => [t, 0.07], (t) => [0.95, t]]) {
    let before = null;
    for (let t = 0.03; t < 0.94; t += 0.005) {
      const [u, v] = line(t);
      const now = Math.min(band(map.levels, lossAt(map, u, v)), map.levels.length);
      const near = found.some(([a, b]) => Math.abs(a - u) < across && Math.abs(b - v) < along);
      if (before !== null && now !== before && !near) found.push([u, v, map.levels[Math.min(now, before)]]);
      before = now;
    }
  }
  return found;
}
