// A button that prints the page.
import { add } from "./nodes.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".print");
  root.button ??= add(root, "button", "go");
  root.button.type = "button";
  root.button.textContent = data.label;
  root.button.onclick = () => globalThis.print();
}
