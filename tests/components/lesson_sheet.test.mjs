// A lesson's sheet as it is printed: what is right stands in the key alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pages } from "../../ui/components/lesson_sheet.js";
import { node } from "./page.mjs";

const texts = (each) => [each.textContent ?? "", ...each.children.flatMap(texts)];
const DATA = {
  title: "The title",
  where: "lesson 1 of 9",
  aim: "An aim.",
  play: ["Play this"],
  about: "Computed.",
  questions: [
    { text: "How many?", choices: ["one", "two"], right: 1, why: "Because.", wrong: [["one", "Miscounted."]] },
  ],
  times: [
    {
      minutes: 20,
      parts: [
        [5, "Open play."],
        [15, "The rest."],
      ],
    },
  ],
};

test("the sheet asks, and only the key tells", () => {
  const body = node("body");
  pages(body, DATA);
  const [sheet, key] = body.all("section").map((each) => texts(each).join("\n"));
  for (const each of ["The title", "An aim.", "Play this", "How many?", "one", "two", "20 minutes", "The rest."]) {
    assert.ok(sheet.includes(each), each);
  }
  for (const each of ["Because.", "Miscounted.", "B: two"]) {
    assert.ok(key.includes(each) && !sheet.includes(each), each);
  }
  assert.equal(body.all("section").length, 2);
});
