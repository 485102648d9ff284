// The printed sheet and its key: what is printed adds up, and is the table and the digits that the page was given.
import assert from "node:assert/strict";
import { test } from "node:test";
import { typed, verdict } from "../../ui/lessons/exam/on_paper.js";
import { pages, STYLE } from "../../ui/lessons/exam/paper_print.js";
import { equation } from "../../ui/lessons/exam/paper_sums.js";
import { node } from "./page.mjs";
import { vectors } from "./vectors.mjs";

const all = (root, tag) => root.children.flatMap((each) => [...(each.tag === tag ? [each] : []), ...all(each, tag)]);
const number = (text) => Number(String(text).replace("−", "-").replace("+", ""));
const data = vectors.paper;

test("an equation adds up as it is printed, and has the digit's weights that are not 0", () => {
  for (const digit of data.digits) {
    const [left, right] = equation(data, digit).split(" = ");
    const terms = left.split(" ").map(number);
    assert.equal(
      terms.reduce((sum, each) => sum + each),
      number(right),
    );
    assert.equal(terms.length, 1 + data.weights.filter((weight, j) => weight && digit.black[j]).length);
    assert.equal(number(right), digit.sum);
  }
});

test("the sheet is one page and the key another; every row of the key adds up", () => {
  const body = node("body");
  pages(body, data);
  const [sheet, key] = body.children;
  assert.equal(body.children.length, 2);
  assert.match(STYLE, /break-after: page/);
  const [table, ...digits] = all(sheet, "svg");
  const written = all(table, "text").slice(14);
  assert.deepEqual(
    written.map((each) => number(each.textContent)),
    data.weights,
  );
  digits.forEach((svg, k) => {
    const drawn = all(svg, "rect").map((rect) => Number(rect.attributes.fill === "#000"));
    assert.deepEqual(drawn, [...data.digits[k].black, ...Array(7).fill(0)]); // then the rows' empty boxes
  });
  const lines = all(key, "tr").slice(1);
  assert.equal(lines.length, data.digits.length);
  lines.forEach((line, k) => {
    const cells = line.children.map((cell) => cell.textContent);
    const sums = cells.slice(1, 9).map(number);
    const total = sums.reduce((sum, each) => sum + each);
    const { answer, label } = data.digits[k];
    assert.equal(total, number(cells[9]));
    assert.equal(cells[10], total > 0 ? data.first : data.second);
    assert.deepEqual(cells.slice(10), [answer, label, answer === label ? "right" : "wrong"]);
  });
  const said = all(sheet, "p").map((each) => each.textContent);
  assert.ok(!said.join(" ").includes(data.figures)); // the key tells
});

test("what is typed is a whole number or none, and only the digit's own sum is right", () => {
  for (const [text, value] of [
    ["4", 4],
    [" −12 ", -12],
    ["-3", -3],
    ["+5", 5],
    ["- 2", -2],
    ["0", 0],
  ])
    assert.equal(Math.abs(typed(text) - value), 0, text);
  for (const text of ["", "x", "1.5", "--2", "1e3", "99999", "−"]) assert.equal(typed(text), null, text);
  for (const digit of data.digits) {
    assert.ok(verdict(data, digit, digit.sum).startsWith(equation(data, digit)));
    assert.match(verdict(data, digit, digit.sum + 1), /^Not −?\d+\./);
    assert.match(verdict(data, digit, null), /whole number/);
  }
});
