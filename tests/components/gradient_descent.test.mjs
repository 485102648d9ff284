// The plane's models and the step's numbers in the browser are Python's, and what is printed of them holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AREA } from "../../ui/components/drawing.js";
import { fitting, lowered, price, signed } from "../../ui/components/numbers.js";
import { player } from "../../ui/components/player.js";
import { along, sharesAt, template, unfold } from "../../ui/lessons/gradient_descent/landscape_here.js";
import { lossAt, mapOf } from "../../ui/lessons/gradient_descent/landscape_map.js";
import { opened, pictures } from "../../ui/lessons/gradient_descent/one_step.js";
import { telling, trail } from "../../ui/lessons/gradient_descent/one_step_pixel.js";
import { near, vectors } from "./vectors.mjs";

test("at every place of the plane stand the model's templates and its answers", () => {
  const plane = unfold(vectors.plane.text);
  for (const { place, templates, shares } of vectors.plane.places) {
    templates.forEach((weights, k) => near(assert, template(plane, place, k), weights, 1e-6));
    plane.labels.forEach((label, i) => near(assert, sharesAt(plane, place, i), shares[label], 1e-5));
  }
  assert.equal(plane.labels.length, 5);
});

test("a ball goes straight from point to point and stays at the end", () => {
  const path = [
    [0, 0],
    [2, 4],
    [3, 4],
  ];
  const at = [0, 0.5, 1, 1.5, 2, 7].map((t) => along(path, t));
  assert.deepEqual(at, [
    [0, 0],
    [1, 2],
    [2, 4],
    [2.5, 4],
    [3, 4],
    [3, 4],
  ]);
});

test("the loss between the points of the grid is that of their logarithms", () => {
  const data = { rows: 2, columns: 3, levels: [2], across: [-1, 1], along: [0, 1] };
  const map = mapOf(data, [1, 2, 4, 1, 2, 4].map(Math.log));
  near(
    assert,
    [lossAt(map, 0, 0), lossAt(map, 1, 1), lossAt(map, 0.25, 0.5), lossAt(map, 9, 0)],
    [1, 4, Math.SQRT2, 4],
  );
  assert.deepEqual([map.u(0), map.v(1), map.aspect], [0.5, 1, 2]);
});

test("the slope and the new weights are those of training's own step", () => {
  for (const { data, slope, after } of vectors.steps) {
    const step = opened(data);
    near(assert, step.slope, slope, 1e-6);
    near(assert, step.after, after, 1e-6);
  }
});

test("red means one thing in all three rows: what is red in the slope makes the weight redder", () => {
  for (const { data, slope } of vectors.steps) {
    const step = opened(data);
    const [before, turned, after] = pictures(step).map(([values]) => values);
    near(
      assert,
      turned,
      slope.map((each) => -each),
      1e-6,
    );
    turned.forEach((each, i) => assert.ok(each * (after[i] - before[i]) >= 0));
    assert.ok(turned.some((each) => each > 0) && turned.some((each) => each < 0));
  }
});

const value = (text) => Number(text.replace("−", "-").replace("+", ""));
const equal = (found, printed, text) =>
  assert.ok(Math.abs(found - printed) <= 0.5 * 10 ** -text.split(".").at(-1).length + 1e-12, `${text}: ${found}`);

test("the loss of a share that is all but none is an equation that holds", () => {
  const cases = [
    [Math.exp(-2.0961), 2.0961, "−log 0.1229 = 2.096"],
    [1, 0, "−log 1.000 = 0.000"],
    [Math.exp(-136.7226), 136.7226, "−log(4.207·10⁻⁶⁰) = 136.723"],
    [0, 800.25, "800.250 nats"],
  ];
  for (const [share, nats, line] of cases) {
    const shown = price(share, nats);
    assert.equal(shown.split(" = ").at(-1), line.split(" = ").at(-1));
    const given = shown.match(/log\(?([^ )]*)/)?.[1];
    if (given) assert.equal(Math.abs(Math.log(Number(lowered(given)))).toFixed(3), shown.split(" = ")[1]);
    assert.equal(/log\(/.test(shown), share > 0 && share < 1e-4);
  }
});

test("each line of a pixel's way holds as it is printed, and says what is so", () => {
  for (const { data } of vectors.steps) {
    const step = opened(data);
    for (let n = 0; n < 400; n++) {
      const [i, c] = [n % data.labels.length, (n * 7) % 10];
      const j = n % 5 ? (n * 131) % AREA : telling(step, i);
      const [product, share, loss, wrong, slope, weight] = trail(step, i, c, j).map(([, line]) => line);
      const [ink, old, part] = product.split(/ × | = /).map(value);
      equal(ink * old, part, product);
      const [seen, p] = share.split(" gives ");
      assert.equal(seen, signed(data.evidence[i][c]));
      equal(data.shares[i][c], value(p), p);
      const [given, cost] = loss.replace("−log", "").split(" = ").map(value);
      equal(-Math.log(given), cost, loss);
      equal(data.losses[i], cost, loss);
      const [same, y, minus] = wrong.split(/ − | = /).map(value);
      assert.equal(same, value(p));
      assert.equal(y, Number(c === data.labels[i]));
      equal(same - y, minus, wrong);
      const [own, whole] = slope.split(", ");
      const [one, other, ours] = own.split(/ × | = /).map(value);
      equal(one * other, ours, own);
      const mean = value((whole ?? own).split(" = ")[1]);
      if (whole) {
        const [mine, rest] = whole.match(/\((.*?) ([+−] .*)\)/).slice(1);
        assert.equal(value(mine), ours);
        equal((ours + value(rest.replace(" ", ""))) / data.labels.length, mean, whole);
      }
      equal(step.slope[c * AREA + j], mean, slope);
      const [before, steep, after] = weight
        .replace(/[()]/g, "")
        .split(/ − 0\.5 × | = /)
        .map(value);
      equal(before - 0.5 * steep, after, weight);
      equal(step.after[c * AREA + j], after, weight);
    }
  }
});

test("the pixel that is followed first is inked", () => {
  for (const { data } of vectors.steps) {
    const step = opened(data);
    data.labels.forEach((_, i) => assert.ok(step.images[i * AREA + telling(step, i)] > 0));
  }
});

test("values are printed with as many digits as their result takes", () => {
  const [[a, digits], [b], [sum, shown]] = fitting((x, y) => x + y, [0.14, 0.24], 1, 1);
  assert.deepEqual([a, b, shown], [0.14, 0.24, 1]);
  assert.equal(digits, 2); // 0.1 + 0.2 is not 0.4
  assert.equal(signed(sum, shown), "+0.4");
});

test("what is played moves on by the clock, rests at a whole place, and goes at once where motion is reduced", () => {
  let [frame, still] = [null, false];
  Object.assign(globalThis, {
    requestAnimationFrame(call) {
      frame = call;
      return 1;
    },
    cancelAnimationFrame: () => (frame = null),
    matchMedia: () => ({ matches: still }),
  });
  const seen = [];
  const steps = player(100);
  Object.assign(steps, { last: 2, draw: () => seen.push(steps.at), rested: () => seen.push("rest") });
  steps.play();
  const start = performance.now();
  frame(start + 50);
  assert.ok(steps.at > 0 && steps.at < 1);
  steps.rest();
  assert.equal(steps.at, 1);
  assert.equal(frame, null);
  steps.play();
  frame(start + 100000);
  assert.equal(steps.at, 2);
  assert.equal(steps.playing, null);
  assert.equal(seen.filter((each) => each === "rest").length, 2);
  still = true;
  steps.play(); // from the end it begins anew
  assert.equal(steps.at, 2);
  assert.equal(steps.playing, null);
  const floored = player(100, Math.floor);
  floored.last = 2;
  floored.at = 1.7;
  floored.rest();
  assert.equal(floored.at, 1);
});
