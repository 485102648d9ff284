// Nodes of a page and of a drawing in SVG, each added to its parent.
// A number and its per cent sign are not parted at a line's end, nor what it is more or less than.
export const bound = (text) =>
  typeof text === "string" ? text.replace(/(\d) %/g, "$1\u00a0%").replace(/([<>]) (?=\d)/g, "$1\u00a0") : text;

export function say(node, text) {
  node.textContent = bound(text);
}

export function add(parent, tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) say(node, text);
  parent.appendChild(node);
  return node;
}

// What is said of a toy as it stands now: whoever hears the page is told when it changes.
export function spoken(parent, tag, className, text) {
  return put(add(parent, tag, className, text), { "aria-live": "polite" });
}

export function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

export function shape(parent, tag, attributes = {}, text) {
  const node = put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);
  if (text !== undefined) say(node, text);
  return parent.appendChild(node);
}
