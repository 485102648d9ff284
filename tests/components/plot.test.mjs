// Scales and axes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bottomAxis, decades, leftAxis, niceStep, ticks, written } from "../../ui/components/plot.js";
import { clamp, linear } from "../../ui/components/scales.js";
import { node } from "./page.mjs";

test("a scale leads from end to end and back", () => {
  const y = linear([-2, 6], [100, 20]);
  assert.deepEqual([y(-2), y(6), y(2)], [100, 20, 60]);
  assert.equal(y.back(60), 2);
  assert.deepEqual([clamp(-1, 0, 5), clamp(7, 0, 5), clamp(3, 0, 5)], [0, 5, 3]);
});

test("steps by hand", () => {
  assert.equal(niceStep(100, 5), 20);
  assert.equal(niceStep(2501, 5), 500);
  assert.equal(niceStep(1, 5), 0.2);
  assert.equal(niceStep(0.12, 5), 0.025);
  assert.equal(niceStep(0.0125, 5), 0.005); // not 0.0025, which needs another digit
  assert.deepEqual(decades(2501), [1, 10, 100, 1000]);
  assert.deepEqual(decades(1000), [1, 10, 100, 1000]);
  assert.deepEqual(decades(1), [1]);
});

test("ticks by hand, without what a sum of tenths drifts to", () => {
  assert.deepEqual(ticks(0, 1, 0.25), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(ticks(-2.3, 2.3, 1).map(String), ["-2", "-1", "0", "1", "2"]);
  assert.deepEqual(
    ticks(0, 0.6, 0.1).map((tick) => written(tick, 0.1)),
    ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"],
  );
  assert.deepEqual(ticks(3, 2, 5), []);
});

test("numbers by hand", () => {
  assert.equal(written(-0.0075, 0.0025), "−0.0075");
  assert.equal(written(2500, 500), "2,500");
  assert.equal(written(7.25), "7.3"); // where there is no step
  assert.deepEqual(
    [0.01, 0.008, 0.002, 0].map((tick) => written(tick, 0.002)),
    ["0.010", "0.008", "0.002", "0"], // all with as many digits, and none rounded to another
  );
  assert.equal(written(1e-17, 0.1), "0");
  assert.equal(written(-0, 1), "0");
});

test("whatever the range: a few steps, each tick within it, no two written alike, and each says what it is", () => {
  for (let power = -12; power <= 12; power++) {
    for (let part = 1; part < 10; part += 0.37) {
      for (const low of [0, -0.4, -1, 3]) {
        const span = part * 10 ** power;
        const step = niceStep(span, 5);
        const found = ticks(low * span, (low + 1) * span, step);
        assert.ok(found.length >= 2 && found.length <= 7, `${found.length} for ${span}`);
        const texts = found.map((tick) => written(tick, step));
        assert.equal(new Set(texts).size, texts.length, `${texts} for ${span}`);
        texts.forEach((text, i) => {
          const said = Number(text.replaceAll(",", "").replace("−", "-"));
          assert.ok(Math.abs(said - found[i]) < step / 1000, `${text} is not ${found[i]}`);
        });
      }
    }
  }
});

test("an axis to the left has a line and a number for each tick", () => {
  const svg = node("svg");
  const line = (value) => (value ? "grid" : "base");
  leftAxis(svg, linear([0, 1], [100, 0]), [0, 0.5], { left: 30, right: 200, gap: 5, line, write: (v) => `${v}!` });
  const [base, grid] = svg.all("line").map((each) => each.attributes);
  assert.deepEqual(base, { class: "base", x1: 30, x2: 200, y1: 100, y2: 100 });
  assert.deepEqual(grid, { class: "grid", x1: 30, x2: 200, y1: 50, y2: 50 });
  const [, half] = svg.all("text");
  assert.equal(half.textContent, "0.5!");
  assert.deepEqual(half.attributes, { class: "tick", x: 25, y: 54, "text-anchor": "end" });
});

test("an axis below has numbers, and lines of the length that is asked for", () => {
  const svg = node("svg");
  const x = linear([0, 10], [0, 100]);
  bottomAxis(svg, x, [0, 5], { bottom: 80, drop: 18 });
  assert.equal(svg.all("line").length, 0);
  assert.deepEqual(
    svg.all("text").map((each) => [each.textContent, each.attributes.x, each.attributes.y]),
    [
      ["0", 0, 98],
      ["5", 50, 98],
    ],
  );
  bottomAxis(svg, x, [5], { bottom: 80, drop: 18, length: 4 });
  assert.deepEqual(svg.all("line")[0].attributes, { class: "axis", x1: 50, x2: 50, y1: 80, y2: 84 });
});
