// The models by training size as they travel, and the pictures between two of them.
import { AREA, decode, paint, SIDE, theme } from "../../components/drawing.js";
import { store } from "../../components/feed.js";
import { short, whole } from "../../components/numbers.js";
import { inflate } from "../../components/packed.js";

const PICTURES = 10 * AREA;

const unpack = async (text, Kind) => new Kind(await inflate(decode(text, Uint8Array)));

// The models and the examples that `data` names, as soon as all of them have been brought.
export async function assemble(view, data) {
  const reels = store("reels");
  const names = [...data.reels, data.examples];
  while (!names.every((name) => reels.kept.has(name))) {
    await new Promise((go) => (reels.wake = go));
    if (view.wanted !== data.stamp) return null; // something newer has come meanwhile
  }
  const [examples, ...parts] = await Promise.all([
    unpack(reels.kept.get(data.examples), Uint8Array),
    ...data.reels.map((name) => unpack(reels.kept.get(name), Int8Array)),
  ]);
  const weights = new Int8Array(data.ready * PICTURES);
  let place = 0;
  for (const part of parts) {
    weights.set(part, place);
    place += part.length;
  }
  return view.wanted === data.stamp ? { weights, examples, between: new Float32Array(PICTURES) } : null;
}

// Frame `at` may lie between two: all weights then move from the one's to the other's.
function blend(film, data, at) {
  const before = Math.floor(at);
  const after = Math.min(before + 1, data.ready - 1);
  const share = at - before;
  const [a, b] = [film.weights.subarray(before * PICTURES), film.weights.subarray(after * PICTURES)];
  const [low, high] = [((1 - share) * data.peaks[before]) / 127, (share * data.peaks[after]) / 127];
  const { between } = film;
  for (let i = 0; i < PICTURES; i++) between[i] = low * a[i] + high * b[i];
  return data.shared ? Math.max(...data.limits) : data.limits[before] * (1 - share) + data.limits[after] * share;
}

// The diverging map as one number for each of 2 · STEPS + 1 shades; looked up in the theme twice a second at most.
const STEPS = 255;

function shades(view) {
  const now = performance.now();
  if (view.shades && now - view.shadesAt < 500) return view.shades;
  view.shadesAt = now;
  const colours = theme(view.root.getRootNode().host ?? view.root);
  const bytes = new Uint8ClampedArray(4 * (2 * STEPS + 1));
  for (let i = 0; i <= 2 * STEPS; i++) {
    const share = Math.abs(i - STEPS) / STEPS;
    const end = i < STEPS ? colours.negative : colours.positive;
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = colours.ground[c] + (end[c] - colours.ground[c]) * share;
    bytes[4 * i + 3] = 255;
  }
  return (view.shades = new Uint32Array(bytes.buffer));
}

export function drawPictures(view, data, at) {
  const limit = blend(view.film, data, at);
  drawScale(view, short(limit));
  const found = shades(view);
  const values = view.film.between;
  view.tiles.forEach((tile, digit) => {
    const context = (tile.context ??= tile.canvas.getContext("2d"));
    tile.picture ??= context.createImageData(SIDE, SIDE);
    tile.words ??= new Uint32Array(tile.picture.data.buffer);
    for (let i = 0, j = digit * AREA; i < AREA; i++, j++) {
      const share = values[j] / limit;
      tile.words[i] = found[STEPS + Math.round(STEPS * Math.max(-1, Math.min(1, share)))];
    }
    context.putImageData(tile.picture, 0, 0);
  });
  view.painted++;
}

function drawScale(view, limit) {
  if (view.scaleAt === limit) return;
  view.scaleAt = limit;
  view.limit.textContent = `against −${limit}`;
  view.limitFor.textContent = `+${limit} for`;
}

// The examples that joined at frame k, the newest last, and how many joined of each class.
export function drawJoined(view, data, k) {
  if (view.joinedAt === `${data.stamp} ${k}`) return;
  view.joinedAt = `${data.stamp} ${k}`;
  const joined = data.joined[k];
  const count = joined.labels.length;
  view.joinedHead.textContent =
    joined.to === joined.from
      ? `Example ${whole(joined.to)} joins`
      : `Examples ${whole(joined.from)} to ${whole(joined.to)} join`;
  view.joinedNote.textContent =
    joined.to - joined.from + 1 > count ? `the last ${count} of ${whole(joined.to - joined.from + 1)}` : "";
  const colours = theme(view.root.getRootNode().host ?? view.root);
  view.examples.forEach(({ figure, canvas, caption }, i) => {
    figure.hidden = i >= count;
    if (figure.hidden) return;
    const place = (joined.place + i) * AREA;
    paint(canvas, view.film.examples.subarray(place, place + AREA), 255, colours, false);
    caption.textContent = joined.labels[i];
    canvas.setAttribute("aria-label", `Training example labelled ${joined.labels[i]}`);
  });
  view.tiles.forEach(({ figure, more }, digit) => {
    more.textContent = joined.counts[digit] ? `+${whole(joined.counts[digit])}` : "";
    figure.classList.toggle("joins", joined.counts[digit] > 0);
  });
}
