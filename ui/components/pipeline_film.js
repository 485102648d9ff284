// The pipeline of a run that is played again: at each record its own weights, and all that they made of the digit.
import { AREA, decode } from "./drawing.js";
import { store } from "./feed.js";
import { percent, whole } from "./numbers.js";
import { inflate } from "./packed.js";
import { play, said } from "./replay.js";

const CLASSES = 10;
const CLIPPED = 0.005; // as mnist_core/diverging.py has it
const films = store("films");

// The weights of all records: what was packed is each one's difference to the one before.
async function unpack(text) {
  const values = new Int8Array(await inflate(decode(text, Uint8Array)));
  const size = CLASSES * AREA;
  for (let i = size; i < values.length; i++) values[i] += values[i - size];
  return values;
}

// The magnitude at which colours are full.
function limit(values) {
  const sizes = values.filter((value) => value !== 0).map(Math.abs);
  return sizes.length ? sizes.sort()[Math.floor((sizes.length - 1) * (1 - CLIPPED))] : 1;
}

// Ink × weight, pixel by pixel, as signed bytes; the unit is that of the weights' bytes, so it is good for colours only.
export function products(pixels, weights) {
  const found = Float32Array.from(weights, (weight, i) => weight * pixels[i % AREA]);
  const full = limit(found);
  return Int8Array.from(found, (value) => Math.round(127 * Math.max(-1, Math.min(1, value / full))));
}

// What the pipeline shows of a record.
export function frame(view, record) {
  const { film } = view.data;
  const size = CLASSES * AREA;
  const weights = view.reel.values.subarray(record * size, (record + 1) * size);
  const right = percent(film.accuracies[record], 2).replace(" ", "\u00a0");
  const measured = `train loss ${film.losses[record].toFixed(4)}, ${film.part} accuracy ${right}`;
  const where = `step ${whole(film.steps[record])} of ${whole(film.steps.at(-1))}, ${measured}`;
  return {
    data: { ...view.data, ...film.frames[record], played: `${said(film.steps.length, film.seconds)}: ${where}.` },
    weights,
    products: products(view.pixels, weights),
  };
}

// Plays the film once each time that it is asked for anew; what was asked for before a page was opened is not.
export async function playAsked(view, root) {
  const { film } = view.data;
  const played = film?.played ?? 0;
  view.played ??= played;
  if (view.played === played) return;
  if (!films.kept.has(film.name)) {
    films.wake = () => playAsked(view, root);
    return;
  }
  view.played = played;
  view.stop?.();
  view.reel = { name: film.name, values: await unpack(films.kept.get(film.name)) };
  view.stop = play(film.steps, film.seconds, {
    show: (record) => view.draw(Object.assign(view, { record })),
    end: () => view.draw(Object.assign(view, { record: null })),
    goes: () => root.isConnected,
  });
}
