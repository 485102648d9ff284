// Who is in a class: animals in colours. The one that is pressed can be removed, after a second press.
import { add, say } from "./nodes.js";

// On light ground and on dark.
const HUES = {
  red: ["#b3261e", "#ff8a80"],
  orange: ["#a84a0c", "#ffab66"],
  yellow: ["#7a6100", "#f2d34f"],
  green: ["#1e7a34", "#6fd08c"],
  blue: ["#1f5fb0", "#82b4ff"],
  purple: ["#7a3fa3", "#cf9bef"],
  brown: ["#6f4a2f", "#c9a183"],
  grey: ["#5f6368", "#b4b9be"],
};

function row(view, id) {
  const item = add(view.list, "li", "member");
  const made = { item, dot: add(item, "span", "dot"), name: add(item, "span", "name") };
  made.told = add(item, "span", "told");
  made.button = add(item, "button", "press", "Remove");
  made.button.type = "button";
  made.button.onclick = () => {
    if (view.asked === id) view.remove(id);
    else view.asked = id;
    view.draw();
  };
  return made;
}

function draw(view, members) {
  const ids = new Set(members.map(({ id }) => id));
  for (const [id, made] of view.rows) {
    if (ids.has(id)) continue;
    made.item.remove();
    view.rows.delete(id);
  }
  for (const each of members) {
    if (!view.rows.has(each.id)) view.rows.set(each.id, row(view, each.id));
    const { item, dot, name, told, button } = view.rows.get(each.id);
    item.classList.toggle("away", !each.here);
    const [light, dark] = HUES[each.colour];
    dot.style.background = `light-dark(${light}, ${dark})`;
    say(name, each.name);
    const drawn = `${each.drawings} drawing${each.drawings === 1 ? "" : "s"}`;
    say(told, [each.simulated && "sim.", !each.here && "away", drawn].filter(Boolean).join(", "));
    say(button, view.asked === each.id ? "Yes, with all drawings" : "Remove");
    button.setAttribute("aria-label", `Remove ${each.name}${view.asked === each.id ? ", with all drawings" : ""}`);
    button.classList.toggle("sure", view.asked === each.id);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".class_list");
  root.view ??= { list: add(root, "ul", ""), rows: new Map(), asked: null };
  root.view.remove = (id) => setTriggerValue("removed", id);
  root.view.draw = () => draw(root.view, data.members);
  root.view.draw();
}
