// A lesson's sheet as it is printed: what the class gets and how time is spent on one page, the key on another.
import { add } from "./nodes.js";
import { PAPER, page, printFrame } from "./print_frame.js";

export const STYLE = `${PAPER}
h2 { font-size: 12pt; margin: 5mm 0 1.5mm; }
p { margin: 0 0 1.5mm; }
ol, ul { margin: 0 0 2mm; padding-left: 6mm; }
.choices { list-style: upper-alpha; }
.times { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6mm; }
.times h3 { font-size: 10.5pt; margin: 0 0 1mm; border-bottom: 0.2mm solid; }
.part { display: grid; grid-template-columns: 9mm 1fr; font-size: 9pt; line-height: 1.35; margin-bottom: 0.8mm; }
.asked { break-inside: avoid; margin-bottom: 3mm; }
.right { font-weight: bold; }
`;
const LETTERS = "ABCDEFGHIJ";

function list(parent, tag, className, texts) {
  const node = add(parent, tag, className);
  for (const text of texts) add(node, "li", "", text);
}

// Both pages, put into the body of a document of their own.
export function pages(body, data) {
  const sheet = page(body, data.where, data.title);
  add(sheet, "h2", "", "Aim");
  add(sheet, "p", "", data.aim);
  add(sheet, "h2", "", "Five minutes of open play");
  list(sheet, "ul", "", data.play);
  data.questions.forEach((each, k) => {
    const box = add(sheet, "div", "asked");
    add(box, "h2", "", `Question ${k + 1}`);
    add(box, "p", "", each.text);
    list(box, "ol", "choices", each.choices);
  });
  add(sheet, "h2", "", "Time");
  const times = add(sheet, "div", "times");
  for (const { minutes, parts } of data.times) {
    const column = add(times, "div", "");
    add(column, "h3", "", `${minutes} minutes`);
    for (const [length, text] of parts) {
      const part = add(column, "div", "part");
      add(part, "span", "", `${length}'`);
      add(part, "span", "", text);
    }
  }
  const key = page(body, data.where, `Key: ${data.title}`);
  data.questions.forEach((each, k) => {
    const box = add(key, "div", "asked");
    add(box, "h2", "", `Question ${k + 1}`);
    add(box, "p", "", each.text);
    add(box, "p", "right", `${LETTERS[each.right]}: ${each.choices[each.right]}`);
    add(box, "p", "", each.why);
    add(box, "p", "", "Wrong answers to expect, and what leads to them:");
    list(
      box,
      "ul",
      "",
      each.wrong.map(([text, why]) => `${LETTERS[each.choices.indexOf(text)]}: ${text}. ${why}`),
    );
  });
  add(key, "p", "", data.about);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".lesson_sheet");
  root.button ??= add(root, "button", "press");
  root.button.type = "button";
  root.button.textContent = "Print this sheet and its key";
  root.button.onclick = () => printFrame("sheet_print", data.title, STYLE, (body) => pages(body, data));
}
