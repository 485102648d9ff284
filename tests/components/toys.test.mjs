// What single toys compute, by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bound } from "../../ui/components/nodes.js";
import { pixelAt } from "../../ui/components/pointing.js";
import { moved } from "../../ui/lessons/cross_entropy/prediction.js";
import { ahead } from "../../ui/lessons/data/space.js";
import { beyond, dots, labels, pieces } from "../../ui/lessons/softmax/dividing_pictures.js";
import { takesOver } from "../../ui/lessons/softmax/shares.js";
import { rowAdds, rowsAt } from "../../ui/lessons/softmax/terms.js";
import {
  between,
  clockAt,
  frameAt,
  namedSizes,
  shownAt,
  sizeAt,
  standing,
} from "../../ui/lessons/training_size/size_curve.js";
import { drawn, stroke, verdict } from "../../ui/lessons/training_size/size_sketch.js";
import { reckoning } from "../../ui/lessons/why/teachers.js";
import { at, blend } from "../../ui/lessons/why/unseen.js";

const SIZES = [1, 2, 3, 5, 10, 100, 1000, 5500];

test("frames and sizes lead to each other", () => {
  for (let at = 0; at <= SIZES.length - 1; at += 0.125) {
    assert.ok(Math.abs(frameAt(SIZES, sizeAt(SIZES, at), SIZES.length - 1) - at) < 1e-9, at);
  }
  assert.equal(frameAt(SIZES, 0.5, 7), 0);
  assert.equal(frameAt(SIZES, 9999, 7), 7);
  assert.equal(frameAt(SIZES, 5500, 4), 4); // the later ones are still being trained
  assert.equal(between([0, 1, 3], 1.5), 2);
  assert.equal(between([0, 1, 3], 2), 3);
});

test("between two trained models it names both, and claims nothing of what was never trained", () => {
  const data = { sizes: [1, 10, 1000], part: "test", accuracy: [0.1, 0.42, 0.86], train: [1, 1, 0.9] };
  const at = (place) => standing(data, place);
  assert.deepEqual(at(1), {
    trained: true,
    size: "n = 10",
    what: "a trained model",
    accuracy: "test 42.0 %, train 100 %",
  });
  assert.equal(at(1 + 1e-9).trained, true);
  const middle = at(1.5);
  assert.equal(middle.trained, false);
  assert.equal(middle.size, "n = 10 → 1,000");
  assert.equal(middle.what, "between two trained models");
  assert.equal(middle.accuracy, "test 42.0 % → 86.0 %, train 100 % → 90.0 %");
});

test("a film stands at each trained model before it moves on, and goes on from where it is", () => {
  assert.deepEqual(
    [0, 0.3, 0.5, 0.75, 1, 1.5].map((clock) => shownAt(clock, 0.5)),
    [0, 0, 0, 0.5, 1, 1],
  );
  for (const at of [0, 2, 2.25, 2.9]) assert.ok(Math.abs(shownAt(clockAt(at, 0.5), 0.5) - at) < 1e-9, at);
  assert.equal(shownAt(4.99, 1), 4); // without motion nothing lies between
});

test("sizes are named where they have room: the last and the powers of ten before the others", () => {
  const sizes = [1, 2, 3, 5, 10, 20, 50, 100, 5500];
  const wide = namedSizes(sizes, (n) => 400 * Math.log10(n));
  assert.deepEqual(wide, sizes);
  assert.deepEqual(
    namedSizes(sizes, (n) => 60 * Math.log10(n)),
    [1, 10, 100, 5500],
  );
});

test("a number and its per cent sign are not parted", () => {
  assert.equal(bound("Its answer, with 29.3 %; next 1 %."), "Its answer, with 29.3\u00a0%; next 1\u00a0%.");
  assert.equal(bound("> 99.9 % and a % b"), ">\u00a099.9\u00a0% and a % b");
  assert.equal(bound(7), 7);
});

test("a share that is moved is what it was moved to, and the others keep their proportions and the sum", () => {
  const even = Array.from({ length: 10 }, () => 1000);
  assert.deepEqual(moved(even, 3, 1900), [900, 900, 900, 1900, 900, 900, 900, 900, 900, 900]);
  assert.deepEqual(moved(even, 0, 10000), [9991, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  for (let start = even, turn = 0; turn < 300; turn++) {
    const [k, value] = [(turn * 7) % 10, (turn * 3571) % 12000];
    start = moved(start, k, value);
    assert.equal(start[k], Math.min(9991, Math.max(1, value)));
    assert.equal(
      start.reduce((sum, each) => sum + each),
      10000,
    );
    assert.ok(start.every((each) => Number.isInteger(each) && each >= 1));
  }
});

test("the pixel under the pointer, on the edges too", () => {
  const canvas = { getBoundingClientRect: () => ({ left: 10, top: 20, width: 56, height: 280 }) };
  assert.deepEqual(pixelAt({ clientX: 10, clientY: 20 }, canvas), [0, 0]);
  assert.deepEqual(pixelAt({ clientX: 13, clientY: 45 }, canvas), [2, 1]);
  assert.deepEqual(pixelAt({ clientX: 66, clientY: 300 }, canvas), [27, 27]);
  assert.deepEqual(pixelAt({ clientX: 0, clientY: 999 }, canvas), [27, 0]);
});

test("what a teacher adds is reckoned in printed numbers, with what it gave to the bias where that did not fade", () => {
  const plain = (text) => text.replaceAll("−", "-");
  assert.equal(reckoning(0.3, 2, undefined, 3), "overlap and 1 are 3.0, times its +0.1 in A, is +0.300");
  assert.equal(reckoning(0.25, 2, 0.05, 3), "overlap 2.0, times its +0.1 in A, and +0.050 in B, is +0.250");
  assert.equal(reckoning(-0.0456, 0, -0.0456, 3), "no ink in common; its −0.046 in B is −0.046");
  for (let k = 1; k < 200; k++) {
    const [overlap, account, bias] = [
      1 + ((k * 37) % 101) / 7,
      ((k * 53) % 97) / 9000 - 0.004,
      ((k * 29) % 89) / 700 - 0.06,
    ];
    const told = plain(reckoning(overlap * account + bias, overlap, bias, 3));
    const [shared, its, alone, sum] = told.match(/[-+]?\d+\.\d+/g).map(Number);
    assert.equal((Number((shared * its).toFixed(3)) + alone).toFixed(3), sum.toFixed(3), told);
  }
});

test("a stroke sets the share of every size that it passes, and is told how far off it was", () => {
  const axes = { x: (size) => 100 * Math.log10(size), share: (place) => 1 - place / 100 };
  const view = { axes, sketch: { shares: [], told: false } };
  const data = { sizes: [1, 10, 100], accuracy: [0.5, 0.6, 0.8] };
  stroke(view, data, [110, 20], [-4, 80]);
  assert.equal(drawn(view.sketch), 2);
  assert.equal(view.sketch.shares[2], null);
  stroke(view, data, [200, 30], [200, 30]);
  assert.ok(Math.abs(view.sketch.shares[2] - 0.7) < 1e-12);
  assert.equal(verdict(view, data), "");
  Object.assign(view.sketch, { shares: [0.5, 0.6, 0.5], told: true });
  assert.equal(verdict(view, data), "Your line (dashed) is 10 points off on average.");
});

test("an arrow key goes on to the nearest point that lies ahead, and stays where there is none", () => {
  const xs = [0, 10, 3, 0, -5];
  const ys = [0, 1, 9, -4, 0];
  const go = (from, ...way) => ahead(xs, ys, from, way);
  assert.equal(go(0, 1, 0), 1); // the point at (3, 9) is nearer, but lies aside
  assert.equal(go(0, 0, 1), 2);
  assert.equal(go(0, 0, -1), 3);
  assert.equal(go(0, -1, 0), 4);
  assert.equal(go(1, 1, 0), 1);
  assert.equal(
    ahead(xs, ys, 0, [1, 0], (i) => i !== 1),
    0,
  );
});

test("evidence that the server sends is taken over unless it is old, and always where it is of other classes", () => {
  const data = { seq: 3, state: { z: [1, 2, 3] } };
  const view = { state: { z: [0, 0, 0] }, seq: 3, dragging: false, timer: null };
  assert.ok(takesOver({ seq: 0 }, data));
  assert.ok(takesOver(view, data));
  assert.ok(!takesOver({ ...view, seq: 4 }, data));
  assert.ok(!takesOver({ ...view, dragging: true }, data));
  assert.ok(!takesOver({ ...view, timer: 7 }, data));
  // What was committed last never came to the server, and it was told of three classes since.
  const ten = { ...view, state: { z: Array(10).fill(0) } };
  for (const each of [{ seq: 4 }, { dragging: true }, { timer: 7 }]) assert.ok(takesOver({ ...ten, ...each }, data));
});

test("on the curve every class stands at its power, whatever the others have", () => {
  const [one, other] = [dots([0, 2], "powers"), dots([0, 3.4, -1], "powers")];
  assert.deepEqual(one[0], { ...other[0] });
  assert.ok(Math.abs(one[0].x - 500 / 8.5) < 1e-9 && Math.abs(one[0].y - 100 / 32) < 1e-9);
  assert.ok(Math.abs(one[1].y - (100 * Math.exp(2)) / 32) < 1e-9);
  const plain = dots([-2, 1], "plain");
  assert.deepEqual(
    plain.map(({ x, y }) => x - y),
    [0, 0],
  );
});

test("what lies beyond the curve's picture is at its edge, the highest outermost, and is said", () => {
  const found = dots([4, 10, 1, -9, -7], "powers");
  assert.deepEqual(
    found.map((dot) => dot.beyond),
    ["above", "above", "", "left", "left"],
  );
  assert.ok(found[1].x === 100 && found[0].x < 100 && found[0].y === 100);
  assert.ok(found[3].x === 0 && found[4].x > 0);
  assert.equal(beyond([1, 7.4]), "");
  assert.match(beyond([1, 64]), /^; 1 stands 2.000 times as high/);
});

test("classes at one place have one label", () => {
  const told = (z) => labels(dots(z, "powers")).map(({ text }) => text);
  assert.deepEqual(told([0, 0, 0, 0]), ["0 1 2 3"]);
  assert.deepEqual(told([0.1, 0.005, 2]), ["1 0", "2"]);
});

test("the parts make up one bar, and those below zero lie beyond its beginning", () => {
  const ends = (parts, mode) => pieces(parts, mode).map(({ from, width }) => [from, width].map(Math.round));
  assert.deepEqual(ends([0.25, 0.5, 0.25], "powers"), [
    [0, 25],
    [25, 50],
    [75, 25],
  ]);
  // From −1 to 2: a third of it is one.
  assert.deepEqual(ends([1.5, -0.5], "plain"), [
    [33, 50],
    [17, 17],
  ]);
  assert.deepEqual(ends([9, -8], "plain"), [
    [33, 67],
    [0, 33],
  ]);
});

test("a row adds what is printed between what is printed before and after it", () => {
  const running = [0.104, 0.2, 0.5, 1.999, -0.4];
  const wide = Array.from({ length: 50 }, (_, i) => running[i % 5] * (i + 1));
  for (let rows = 1; rows < 5; rows++)
    for (let k = 0; k < 10; k++) {
      const number = (text) => Number(text.replace("−", "-"));
      const { before, adds, after } = rowAdds(wide, rows, k);
      assert.equal((number(before) + number(adds)).toFixed(2), number(after).toFixed(2));
    }
  assert.equal(rowsAt(0, 0), 0);
  assert.equal(rowsAt(3, 190), 4);
  assert.equal(rowsAt(3, 1e6), 28);
});

test("on the way between two pictures each place has its own row, and the other digit has the last", () => {
  const values = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]); // of a way of three, and of the other digit: two each
  assert.deepEqual([...at(values, 3, 0)], [1, 2]);
  assert.deepEqual([...at(values, 3, 2)], [5, 6]);
  assert.deepEqual([...at(values, 3, 3)], [7, 8]);
  const [first, second] = [Float32Array.from([0, 100]), Float32Array.from([200, 0])];
  assert.deepEqual([...blend(first, second, 0.25)], [50, 75]);
  assert.deepEqual([...blend(first, second, 1)], [200, 0]);
});
