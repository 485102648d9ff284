// The lines of the program, today's or TensorFlow 1's. Pointing at one lights its stage in the pipeline beside it, which
// tells what the line holds just now; a click or a tap keeps the line, so that one gets to its lesson.
import { store } from "./feed.js";
import { PAGE_LINK } from "./links.js";
import { add, spoken } from "./nodes.js";

const FORMS = { today: "Today", once: "TensorFlow 1" };
const HINT = "Point at a line; click or tap to keep it. The arrow keys walk.";
const way = store("way");

function row(view, box, line, form) {
  const button = add(box, "button", "line");
  for (const part of line[form].split("\n")) add(button, "span", "part", part);
  button.type = "button";
  button.tabIndex = -1;
  button.setAttribute("aria-label", line[form].trim());
  const point = (name, value) => () => choose(view, { [name]: value });
  button.onmouseenter = point("pointed", line);
  button.onmouseleave = point("pointed", null);
  button.onclick = () => choose(view, { kept: view.kept === line ? null : line });
  button.onfocus = () => button.matches(":focus-visible") && choose(view, { kept: line });
  return { line, button };
}

// One walks through the lines by the arrow keys: to the browser's Tab they are one.
function walk(view, event) {
  const rows = view.lists[view.form].rows;
  const place = rows.findIndex(({ button }) => button === event.target);
  if (event.key === "Escape") return choose(view, { kept: null, pointed: null });
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined || !rows[next]) return;
  event.preventDefault();
  rows[next].button.focus();
  choose(view, { kept: rows[next].line });
}

function list(view, box, form) {
  const node = add(box, "div", "lines");
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", `The program, ${FORMS[form]}`);
  node.onkeydown = (event) => walk(view, event);
  const rows = view.data.lines.filter((line) => line[form]).map((line) => row(view, node, line, form));
  return { node, rows };
}

function build(root, data) {
  root.replaceChildren();
  const view = { data, form: way.form ?? "today", kept: null, pointed: null };
  const head = add(root, "div", "head");
  view.title = add(head, "span", "title");
  const forms = add(head, "div", "forms");
  forms.setAttribute("role", "group");
  forms.setAttribute("aria-label", "Which TensorFlow");
  view.switches = Object.entries(FORMS).map(([form, name]) => {
    const button = add(forms, "button", "form", name);
    button.type = "button";
    button.onclick = () => {
      way.form = view.form = form;
      choose(view, {});
    };
    return { form, button };
  });
  const body = add(root, "div", "body");
  const box = add(body, "div", "code");
  view.lists = Object.fromEntries(Object.keys(FORMS).map((form) => [form, list(view, box, form)]));
  view.told = spoken(body, "div", "told");
  view.told.setAttribute("role", "status");
  view.shape = add(view.told, "code", "shape");
  view.text = add(view.told, "span", "text");
  view.link = add(view.told, "a", "lesson");
  view.link.onclick = (event) => follow(event, view.link);
  return view;
}

// As the side bar's own link does, so that the visit goes on; elsewhere, as the browser is asked to.
function follow(event, link) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const path = new URL(link.href).pathname;
  const own = [...document.querySelectorAll(PAGE_LINK)].find((each) => new URL(each.href).pathname === path);
  if (!own) return;
  event.preventDefault();
  own.click();
}

function choose(view, change) {
  Object.assign(view, change);
  const line = view.kept ?? view.pointed;
  for (const { form, button } of view.switches) button.setAttribute("aria-pressed", form === view.form);
  for (const [form, { node, rows }] of Object.entries(view.lists)) {
    node.classList.toggle("hidden", form !== view.form);
    const stop = Math.max(
      rows.findIndex((each) => each.line === line),
      0,
    );
    rows.forEach((each, place) => {
      each.button.classList.toggle("chosen", each.line === line);
      each.button.setAttribute("aria-pressed", each.line === view.kept);
      each.button.tabIndex = place === stop ? 0 : -1;
    });
  }
  const count = view.lists[view.form].rows.reduce((sum, { line: each }) => sum + each[view.form].split("\n").length, 0);
  view.title.textContent = `The pasted code: ${count} lines`;
  way.lit = line?.stage ?? "";
  way.light?.(way.lit);
  tell(view, line);
}

// What a line holds is true of the digit and the run that the pipeline shows; while a film plays, that is its picture.
function tell(view, line) {
  const told = line && way.told?.[line.name];
  const shape = told?.[view.form === "once" ? "once" : "shape"] ?? "";
  view.shape.textContent = shape;
  view.shape.hidden = !shape;
  view.text.textContent = line ? (way.playing ? "The film shows its numbers." : (told?.text ?? "")) : HINT;
  view.link.hidden = !line;
  view.told.classList.toggle("chosen", Boolean(line));
  if (!line) return;
  view.link.textContent = `Lesson ${line.lesson} →`;
  view.link.href = `./${line.href}`;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".listing");
  const lines = JSON.stringify(data.lines);
  if (root.lines !== lines) Object.assign(root, { lines, view: build(root, data) });
  way.tell = () => tell(root.view, root.view.kept ?? root.view.pointed);
  choose(root.view, {});
}
