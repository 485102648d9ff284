// What is computed in the browser is what Python computes: both are held to the same numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { decode } from "../../ui/components/drawing.js";
import { hedged } from "../../ui/components/hedged.js";
import { percent, short, signed } from "../../ui/components/numbers.js";
import { softmax } from "../../ui/components/softmax.js";
import { apportion } from "../../ui/lessons/cross_entropy/apportion.js";
import { share, withoutE } from "../../ui/lessons/softmax/dividing.js";
import { standing } from "../../ui/lessons/softmax/terms.js";
import { take } from "../../ui/lessons/training/board_store.js";
import { BASES, entry } from "../../ui/lessons/why/ledger_votes.js";
import { near, vectors } from "./vectors.mjs";

test("no zero that counts is cut off", () => {
  const written = [0.001, 0.0015, 0.01, 0.1, 0.46, 1, 2.2, 10, 100, 0.045].map(short);
  assert.deepEqual(written, ["0.001", "0.0015", "0.01", "0.1", "0.46", "1", "2.2", "10", "100", "0.045"]);
});

test("softmax", () => {
  for (const { logits, probabilities } of vectors.softmax) near(assert, softmax(logits), probabilities);
});

test("shares of evidence at a temperature, with a constant added", () => {
  for (const { evidence, temperature, constant, scaled, exponentials, probabilities, rest } of vectors.shares) {
    const found = share(evidence, { temperature, add: constant });
    near(assert, found.scaled, scaled);
    near(assert, found.powers, exponentials);
    near(assert, found.p, probabilities);
    near(assert, found.rest, rest);
  }
});

test("evidence divided by its own sum, without e", () => {
  for (const { evidence, parts } of vectors.plain_parts) {
    const found = withoutE(share(evidence, { temperature: 2, add: 1 }));
    if (parts) near(assert, found.parts, parts, 1e-9);
    else assert.ok(found.sum === 0 && found.parts.every(Number.isNaN), evidence);
  }
});

test("the evidence and the shares of all classes after so many rows", () => {
  const { running, bias, shares } = vectors.rows;
  const sent = decode(running, Float32Array);
  near(assert, standing(sent, 0).evidence, bias, 1e-6);
  for (const [rows, expected] of Object.entries(shares)) near(assert, standing(sent, +rows).probabilities, expected);
});

test("whole units by largest remainders", () => {
  for (const { weights, units } of vectors.apportion) assert.deepEqual(apportion(weights, 10000), units);
});

test("the votes of every pixel, in every basis, for one class and for a pair", () => {
  const { weights, limit, ink, average, entries } = vectors.ledger;
  const book = {
    weights: decode(weights, Int16Array),
    limit,
    ink: decode(ink, Uint8Array),
    average: decode(average, Uint8Array),
  };
  assert.deepEqual(BASES, vectors.ledger.bases);
  for (const { basis, classes, votes } of entries) {
    const found = entry(book, basis, ...classes);
    near(assert, found.votes, votes, 1e-7); // they are drawn, so float32 is enough
    assert.equal(found.votes[300], Math.fround(found.slope(300) * found.amount(300)));
  }
});

test("numbers with their sign", () => {
  for (const { value, digits, text } of vectors.signed) assert.equal(signed(value, digits), text);
});

test("shares as percentages that claim neither none nor all", () => {
  for (const { value, text } of vectors.hedged) assert.equal(hedged(value), text);
});

test("percentages that claim neither none nor all", () => {
  for (const { value, digits, text } of vectors.percent) assert.equal(percent(value, digits), text);
});

test("arrays as they travel", () => {
  for (const { text, kind, values } of vectors.arrays) assert.deepEqual([...decode(text, globalThis[kind])], values);
});

test("the records of a run, in two messages and with a state between records", async () => {
  const { messages, frames, live, edition } = vectors.board;
  const records = { frames: [] };
  for (const message of messages) await take(records, { message: decode(message, Uint8Array), ask: assert.fail });
  assert.equal(records.edition, edition);
  assert.equal(records.frames.length, frames.length);
  const same = (found, expected) => {
    for (const name of ["step", "trainLoss", "validationAccuracy", "testAccuracy", "wrong", "limit", "roughness"])
      assert.deepEqual(found[name], expected[name] ?? Number.NaN, name);
    near(assert, found.spread, expected.spread);
    near(assert, found.bias, expected.bias);
    assert.deepEqual([...found.pictures], expected.pictures.flat());
    assert.deepEqual([...found.answers], expected.answers);
    assert.deepEqual(
      expected.tiles.map((_, i) => found.chosen(i)),
      expected.tiles,
    );
  };
  frames.forEach((frame, k) => same(records.frames[k], frame));
  same(records.live, live);
});

test("what a frame is, is told by the layout that comes with it, not known here", async () => {
  const layout = {
    numbers: [
      ["of_two", 2],
      ["step", 1],
    ],
    row: [
      ["answers", "Uint8Array", 2],
      ["deep", "Int8Array", 1],
    ],
  };
  const packet = deflateSync(
    Buffer.concat([Buffer.from(new Float32Array([3, 4, 9]).buffer), Buffer.from([7, 8, 255])]),
  );
  const head = Buffer.from(JSON.stringify({ edition: "e", first: 0, sizes: [packet.length], live: 0, layout }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const records = { frames: [] };
  await take(records, { message: new Uint8Array(Buffer.concat([length, head, packet])), ask: assert.fail });
  const [frame] = records.frames;
  assert.deepEqual([[...frame.ofTwo], frame.step, [...frame.answers], [...frame.deep]], [[3, 4], 9, [7, 8], [-1]]);
});

test("a message that goes on from records that are lacking asks for them", async () => {
  const asked = [];
  const records = { frames: [] };
  const message = decode(vectors.board.messages[1], Uint8Array);
  await take(records, { message, ask: (first) => asked.push(first) });
  assert.deepEqual(asked, [0]);
  assert.deepEqual(records.frames, []);
});
