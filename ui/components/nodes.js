// Nodes of a page and of a drawing in SVG, each added to its parent.
export function add(parent, tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

export function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

export function shape(parent, tag, attributes = {}, text) {
  const node = put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);
  if (text !== undefined) node.textContent = text;
  return parent.appendChild(node);
}
