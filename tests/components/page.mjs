// As much of a page as drawing needs: nodes that keep what is put into them.
class Node {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, children: [] });
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  appendChild(child) {
    this.children.push(child);
    return child;
  }
  all(tag) {
    return this.children.filter((child) => child.tag === tag);
  }
}

globalThis.document = { createElement: (tag) => new Node(tag), createElementNS: (_, tag) => new Node(tag) };

export const node = (tag) => new Node(tag);
