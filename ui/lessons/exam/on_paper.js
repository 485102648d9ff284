// Digits on squared paper beside a table of whole numbers: one is laid on the table and added up; all go to the printer.
import { add } from "../../components/nodes.js";
import { print } from "./paper_print.js";
import { equation, gridName, one, plain } from "./paper_sums.js";

const SQUARES = 49;

function build(root) {
  const view = { tiles: [], chosen: 0 };
  const stage = add(root, "div", "stage");
  const left = add(stage, "div", "left");
  view.head = add(left, "div", "small");
  view.table = grid(add(left, "div", "table"));
  const printing = add(left, "button", "press print", "Print this sheet and its key");
  printing.type = "button";
  printing.onclick = () => print(view.data);
  const right = add(stage, "div", "right");
  view.ask = add(right, "div", "small");
  view.tray = add(right, "div", "tray");
  const form = add(right, "form", "form");
  view.start = add(form, "label", "start");
  view.start.htmlFor = "paper_sum";
  view.sum = add(form, "input", "sum");
  Object.assign(view.sum, { id: "paper_sum", type: "text", inputMode: "text", autocomplete: "off", maxLength: 6 });
  add(form, "button", "press", "Check").type = "submit";
  form.onsubmit = (event) => {
    event.preventDefault();
    view.check();
  };
  view.verdict = add(right, "div", "verdict");
  view.verdict.setAttribute("role", "status");
  return view;
}

function grid(parent) {
  return Array.from({ length: SQUARES }, () => add(parent, "span", "square"));
}

function tile(view, k) {
  const button = add(view.tray, "button", "tile");
  button.type = "button";
  const entry = { button, squares: grid(add(button, "span", "digit")), name: add(button, "span", "name") };
  button.onclick = () => view.choose(k);
  return entry;
}

// What was typed as a whole number, with either minus; null for anything else.
export function typed(text) {
  const found = /^\s*([-−+]?)\s*(\d{1,4})\s*$/.exec(text);
  return found ? (found[1] === "-" || found[1] === "−" ? -1 : 1) * Number(found[2]) : null;
}

export function verdict(data, digit, sum) {
  if (sum === null) return "Type a whole number, such as 4 or −2.";
  if (sum !== digit.sum) {
    const count = digit.black.filter((black, j) => black && data.weights[j]).length;
    return `Not ${plain(sum)}. There ${count === 1 ? "is 1 number" : `are ${count} numbers`} to add to the start.`;
  }
  const side = sum > 0 ? "above 0" : "not above 0";
  const right = digit.answer === digit.label ? "right" : "wrong";
  return `${equation(data, digit)}, ${side}: ${one(digit.answer)}. Its label says ${digit.label}: ${right}.`;
}

function lay(view) {
  const { data, chosen } = view;
  const digit = data.digits[chosen];
  view.tiles.forEach(({ button }, k) => button.setAttribute("aria-pressed", k === chosen));
  view.table.forEach((cell, j) => cell.classList.toggle("black", Boolean(digit.black[j])));
  view.start.textContent = `${plain(data.start)} and the numbers on ink make`;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".on_paper");
  const view = (root.view ??= build(root));
  view.data = data;
  const shown = `${data.first} ${data.second} ${data.digits.map((each) => each.number)}`;
  view.choose = (k) => {
    view.chosen = k;
    view.sum.value = view.verdict.textContent = "";
    lay(view);
  };
  view.check = () => {
    const digit = data.digits[view.chosen];
    const sum = typed(view.sum.value);
    view.verdict.textContent = verdict(data, digit, sum);
    if (sum === digit.sum) setTriggerValue("added", view.chosen);
  };
  view.head.textContent = `the table: above 0 it is ${one(data.first)}, else ${one(data.second)}`;
  view.ask.textContent = "choose a test digit: it is laid on the table";
  view.table.forEach((cell, j) => {
    const weight = data.weights[j];
    cell.textContent = plain(weight);
    cell.className = `square ${weight > 0 ? "for" : weight < 0 ? "against" : "none"}`;
    cell.style.setProperty("--tone", `${12 * Math.abs(weight)}%`);
  });
  if (view.tiles.length !== data.digits.length) {
    view.tray.replaceChildren();
    view.tiles = data.digits.map((_, k) => tile(view, k));
  }
  view.tiles.forEach(({ button, squares, name }, k) => {
    const digit = data.digits[k];
    squares.forEach((square, j) => square.classList.toggle("black", Boolean(digit.black[j])));
    name.textContent = digit.number.toLocaleString("en");
    button.setAttribute("aria-label", `Test digit ${digit.number}: ${gridName(digit)}`);
  });
  if (view.shown !== shown) view.choose(0);
  else lay(view);
  view.shown = shown;
}
