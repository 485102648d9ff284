// The wall of a class as its teacher sees it: drawings as they come, one to look at closely, those to be discussed.
// Only what has changed is brought, apart from this code; the window keeps the rest, also while another view is open.
import { theme } from "./drawing.js";
import { store } from "./feed.js";
import { add, say } from "./nodes.js";
import { percent } from "./numbers.js";
import { chosen, counted, moved, starred, take } from "./wall_list.js";
import { paint } from "./wall_pictures.js";

const SORTS = { newest: "Newest", hardest: "Hardest" };
const EMPTY = "No drawings yet. Call a digit: each pupil draws it, and it comes here.";

function choice(parent, name, entries, pick) {
  const group = add(parent, "div", "choice");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", name);
  const buttons = entries.map(([value, text]) => {
    const button = add(group, "button", "press", text);
    button.type = "button";
    button.onclick = () => pick(value);
    return { value, button };
  });
  return (now) => {
    for (const { value, button } of buttons) button.setAttribute("aria-pressed", String(value === now));
  };
}

function build(root, view) {
  const bar = add(root, "div", "bar");
  const labels = [[null, "All"], ...Array.from({ length: 10 }, (_, digit) => [digit, String(digit)])];
  const set = (change) => {
    Object.assign(view, change);
    draw(view);
  };
  view.showSort = choice(bar, "Order", Object.entries(SORTS), (sort) => set({ sort }));
  view.showLabel = choice(bar, "Only the digit", labels, (label) => set({ label }));
  view.count = add(bar, "span", "count");
  view.count.setAttribute("role", "status");
  const body = add(root, "div", "body");
  view.panel = add(body, "div", "panel");
  const walls = add(body, "div", "walls");
  view.strip = { box: add(walls, "div", "strip"), tiles: new Map() };
  add(view.strip.box, "div", "name", "To discuss");
  view.strip.grid = add(view.strip.box, "div", "grid");
  view.all = { grid: add(walls, "div", "grid all"), tiles: new Map() };
  view.empty = add(walls, "p", "empty", EMPTY);
  for (const { grid } of [view.strip, view.all]) grid.onkeydown = (event) => walk(grid, event);
  view.look = look(view);
  return view;
}

// The drawing that was pressed, large, and what can be done with it.
function look(view) {
  const { panel } = view;
  const parts = { hint: add(panel, "p", "hint", "Press a drawing to hide it, star it or take it off the wall.") };
  parts.box = add(panel, "div", "chosen");
  parts.canvas = add(parts.box, "canvas", "large");
  parts.canvas.setAttribute("role", "img");
  parts.told = add(parts.box, "p", "told");
  parts.who = add(parts.box, "p", "who");
  const press = (className, act) => {
    const button = add(parts.box, "button", `press ${className}`);
    button.type = "button";
    button.onclick = act;
    return button;
  };
  const send = (what, value) => view.send({ do: what, id: view.chosen, value });
  const now = () => view.known.drawings.get(view.chosen);
  parts.hide = press("hide", () => send("hide", !now().hidden));
  parts.star = press("star", () => send("star", !now().starred));
  parts.project = press("project", () => send("project", true));
  const row = add(parts.box, "div", "row");
  const shift = (by) => {
    const order = starred(view.known).map((each) => each.id);
    view.send({ do: "order", ids: moved(order, view.chosen, by) });
  };
  parts.left = add(row, "button", "press", "← Earlier");
  parts.right = add(row, "button", "press", "Later →");
  parts.left.onclick = () => shift(-1);
  parts.right.onclick = () => shift(1);
  parts.row = row;
  parts.withdraw = press("withdraw", () => {
    if (view.asked !== view.chosen) {
      view.asked = view.chosen;
      draw(view);
    } else send("withdraw", true);
  });
  return parts;
}

const described = ({ label, answer, share }) =>
  `${label === answer ? "Read rightly" : `Read as ${answer}`}. Meant as ${label}, which it gives ${percent(share)}.`;

function drawPanel(view) {
  const [parts, each] = [view.look, view.known.drawings.get(view.chosen)];
  const there = Boolean(each && !each.withdrawn);
  parts.box.hidden = !there;
  parts.hint.hidden = there;
  if (!there) return;
  paint(parts.canvas, each.pixels, view.colours);
  parts.canvas.setAttribute("aria-label", `The drawing that was chosen, meant as ${each.label}`);
  say(parts.told, described(each));
  say(parts.who, `${each.who}${each.simulated ? ", simulated" : ""}${each.hidden ? ". Hidden from all" : ""}`);
  say(parts.hide, each.hidden ? "Show to all" : "Hide for all");
  say(parts.star, each.starred ? "Take off the list" : "Star, to discuss");
  say(parts.project, "Large on the projector");
  parts.project.disabled = each.hidden;
  const order = starred(view.known).map(({ id }) => id);
  parts.row.hidden = !each.starred || order.length < 2;
  parts.left.disabled = order[0] === each.id;
  parts.right.disabled = order.at(-1) === each.id;
  say(parts.withdraw, view.asked === each.id ? "Yes, delete it for good" : "Withdraw");
}

function tile(view, each) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tile";
  const made = { button, canvas: add(button, "canvas", "ink"), told: add(button, "span", "line") };
  made.mark = add(button, "span", "mark");
  button.onclick = () => {
    view.chosen = view.chosen === each.id ? null : each.id;
    view.asked = null;
    draw(view);
  };
  return made;
}

function drawTiles(view, part, drawings) {
  const ids = new Set(drawings.map(({ id }) => id));
  for (const [id, made] of part.tiles) {
    if (ids.has(id)) continue;
    made.button.remove();
    part.tiles.delete(id);
  }
  drawings.forEach((each, place) => {
    if (!part.tiles.has(each.id)) part.tiles.set(each.id, tile(view, each));
    const made = part.tiles.get(each.id);
    if (made.shown !== each || made.colours !== view.theme) show(view, made, each);
    made.button.setAttribute("aria-pressed", String(each.id === view.chosen));
    made.button.tabIndex = place === 0 ? 0 : -1;
    if (part.grid.children[place] !== made.button)
      part.grid.insertBefore(made.button, part.grid.children[place] ?? null);
  });
}

function show(view, made, each) {
  made.shown = each;
  made.colours = view.theme;
  paint(made.canvas, each.pixels, view.colours);
  const { classList } = made.button;
  classList.toggle("wrong", each.label !== each.answer);
  classList.toggle("hidden", each.hidden);
  say(made.told, `${each.label} → ${each.answer}\u2002${percent(each.share, 0)}`);
  say(made.mark, [each.hidden && "hidden", each.starred && "★", each.simulated && "sim."].filter(Boolean).join(" "));
  const words = [
    described(each),
    each.who,
    each.simulated && "simulated",
    each.hidden && "hidden",
    each.starred && "starred",
  ];
  made.button.setAttribute("aria-label", words.filter(Boolean).join(", "));
}

// The tab key comes to a wall once; the arrow keys walk along it.
function walk(grid, event) {
  const by = { ArrowRight: 1, ArrowDown: columns(grid), ArrowLeft: -1, ArrowUp: -columns(grid) }[event.key];
  const place = [...grid.children].indexOf(event.target);
  const next = grid.children[place + by];
  if (!by || place < 0 || !next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

const columns = (grid) => getComputedStyle(grid).gridTemplateColumns.split(" ").length;

function draw(view) {
  const drawings = chosen(view.known, view);
  const { visible, hidden } = counted(view.known);
  view.showSort(view.sort);
  view.showLabel(view.label);
  say(view.count, `${visible} on the wall${hidden ? `, ${hidden} hidden` : ""}`);
  view.empty.hidden = visible + hidden > 0;
  const discussed = starred(view.known);
  view.strip.box.hidden = !discussed.length;
  drawTiles(view, view.strip, discussed);
  drawTiles(view, view.all, drawings);
  drawPanel(view);
}

// Takes in all that was brought since, and draws if there is any news; what does not follow on what is known is to be
// told anew, with all.
function follow(view, brought, lacks) {
  const taken = [...brought.kept.values()].map((each) => take(view.known, each));
  brought.kept.clear();
  if (taken.includes(false)) lacks();
  view.known.count?.();
  const stamp = `${view.known.room} ${view.known.revision} ${view.theme}`;
  if (view.drawn === stamp) return;
  view.drawn = stamp;
  draw(view);
}

export default function ({ parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".wall");
  const [known, brought] = [store("wall"), store("wall told")];
  known.drawings ??= new Map();
  root.view ??= build(root, { known, sort: "newest", label: null, chosen: null, asked: null });
  const view = root.view;
  view.send = (act) => setTriggerValue("act", act);
  view.colours = theme(parentElement);
  view.theme = JSON.stringify(view.colours);
  brought.wake = () => follow(view, brought, () => setTriggerValue("lacks", true));
  brought.wake();
}
