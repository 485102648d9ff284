// The sheet as it is printed: the table and the digits on one page, the key on another; A4 or letter, in black and white.
import { add, shape } from "../../components/nodes.js";
import { PAPER, page, printFrame } from "../../components/print_frame.js";
import { keyed, plain, ROWS } from "./paper_sums.js";

const SIDE = 7;
const CELL = 10;
// What holds the names of the rows and columns, and the box for the sum of a row.
const NAMES = 7;
const BOX = { gap: 3, width: 16 };
export const STYLE = `${PAPER}
p { margin: 0 0 2.5mm; }
.top { display: grid; grid-template-columns: 66mm 1fr; gap: 9mm; align-items: start; margin-bottom: 5mm; }
.digits { display: grid; grid-template-columns: repeat(4, 1fr); gap: 5mm 4mm; }
.digit { break-inside: avoid; }
.line { display: flex; align-items: end; gap: 1.5mm; height: 7mm; }
.rule { flex: 1; border-bottom: 0.3mm solid; }
svg { display: block; width: 100%; }
text { font-family: Georgia, "Times New Roman", serif; }
table { border-collapse: collapse; margin: 3mm 0 4mm; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 0.2mm solid; padding: 1.2mm 1.5mm; text-align: right; font-weight: normal; }
th:first-child, td:first-child { text-align: left; }
th { font-style: italic; vertical-align: bottom; }
.sum { font-weight: bold; }
`;

// Squares with the names of their rows and columns: `inside` draws what is in each.
function squares(parent, label, extra, inside) {
  const [width, height] = [NAMES + SIDE * CELL + extra, NAMES + SIDE * CELL + 1];
  const svg = shape(parent, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  const name = (x, y, text) => shape(svg, "text", { x, y, "font-size": 5, "text-anchor": "middle" }, text);
  for (let k = 0; k < SIDE; k++) {
    name(NAMES + CELL * (k + 0.5), NAMES - 2, k + 1);
    name(NAMES / 2 - 0.5, NAMES + CELL * (k + 0.5) + 1.7, ROWS[k]);
  }
  for (let j = 0; j < SIDE * SIDE; j++) {
    const [x, y] = [NAMES + CELL * (j % SIDE), NAMES + CELL * Math.floor(j / SIDE)];
    inside(svg, j, { x, y, width: CELL, height: CELL, stroke: "#000", "stroke-width": 0.25 });
  }
  return svg;
}

function weightTable(parent, data) {
  squares(parent, "The table", 1, (svg, j, place) => {
    shape(svg, "rect", { ...place, fill: "none" });
    const [x, y] = [place.x + CELL / 2, place.y + CELL / 2 + 2];
    shape(svg, "text", { x, y, "font-size": 5.6, "text-anchor": "middle" }, plain(data.weights[j]));
  });
}

function line(parent, text) {
  const row = add(parent, "div", "line");
  add(row, "span", "", text);
  add(row, "span", "rule");
}

function digit(parent, data, each, k) {
  const figure = add(parent, "div", "digit");
  add(figure, "div", "", `${k + 1}. Test digit ${each.number.toLocaleString("en")}`);
  const svg = squares(figure, `Digit ${k + 1}`, BOX.gap + BOX.width + 1, (svg, j, place) =>
    shape(svg, "rect", { ...place, fill: each.black[j] ? "#000" : "none" }),
  );
  // Room for what each row adds.
  for (let row = 0; row < SIDE; row++) {
    const place = { x: NAMES + SIDE * CELL + BOX.gap, y: NAMES + CELL * row, width: BOX.width, height: CELL };
    shape(svg, "rect", { ...place, fill: "none", stroke: "#000", "stroke-width": 0.25 });
  }
  line(figure, `all rows and ${plain(data.start)}:`);
  line(figure, `so it is a`);
}

// Both pages, put into the body of a document of their own.
export function pages(body, data) {
  const sheet = page(body, data.sheet, data.title);
  const top = add(sheet, "div", "top");
  weightTable(add(top, "div", ""), data);
  const told = add(top, "div", "");
  for (const text of [data.steps, data.about]) add(told, "p", "", text);
  line(told, "Read by");
  line(told, `Right, of ${data.digits.length} (the key tells)`);
  const digits = add(sheet, "div", "digits");
  data.digits.forEach((each, k) => digit(digits, data, each, k));

  const key = page(body, data.sheet, `Key: ${data.title}`);
  const table = add(key, "table", "");
  const heads = add(table, "tr", "");
  for (const text of ["digit", "start", ...ROWS, "sum", "so", "label", ""]) add(heads, "th", "", text);
  data.digits.forEach((each, k) => {
    const row = add(table, "tr", "");
    const sums = keyed(data, each);
    const cells = [`${k + 1}. Test digit ${each.number.toLocaleString("en")}`, ...sums, each.answer, each.label];
    cells.forEach((text, c) => add(row, "td", c === sums.length ? "sum" : "", text));
    add(row, "td", "", each.answer === each.label ? "right" : "wrong");
  });
  add(key, "p", "", "Every row of the key adds up: start and rows A to G make the sum.");
  add(key, "p", "", data.figures);
}

export function print(data) {
  printFrame("paper_print", `${data.title} ${data.sheet}`, STYLE, (body) => pages(body, data));
}
