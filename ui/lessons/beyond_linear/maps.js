// Groups of small pictures of any side: filters, feature maps, units. Pointing at one enlarges it, and those that
// belong to the same filter are marked in every group. Beside them the digit that they speak of.
import { decode, field, paint, theme } from "../../components/drawing.js";
import { add, spoken } from "../../components/nodes.js";

function build(root, data) {
  root.replaceChildren();
  const view = { groups: [] };
  const aside = add(root, "div", "aside");
  const digit = add(aside, "figure", "digit");
  view.ink = field(digit, "ink");
  view.name = add(digit, "figcaption", "name");
  view.lens = add(aside, "canvas", "picture");
  view.lens.setAttribute("role", "img");
  view.said = spoken(aside, "div", "said");
  const main = add(root, "div", "main");
  data.groups.forEach((group, g) => {
    add(main, "div", "title", group.title);
    const grid = add(main, "div", "grid");
    grid.style.setProperty("--columns", group.columns);
    grid.style.setProperty("--narrow", group.narrow);
    view.groups.push(
      group.captions.map((_, k) => {
        const button = add(grid, "button", "tile");
        button.type = "button";
        const canvas = add(button, "canvas", "picture");
        const entry = { button, canvas, caption: add(button, "span", "caption") };
        button.onmouseenter = button.onfocus = button.onclick = () => view.show(g, k);
        return entry;
      }),
    );
  });
  return view;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".maps");
  const form = data.groups.map((group) => `${group.title} ${group.captions.length}`).join();
  if (root.form !== form) root.view = build(root, data);
  root.form = form;
  const view = root.view;
  const colours = theme(parentElement);
  const values = data.groups.map((group) => {
    const all = decode(group.values, group.signed ? Int8Array : Uint8Array);
    const area = group.side ** 2;
    return group.captions.map((_, k) => all.subarray(k * area, (k + 1) * area));
  });
  const paintTo = (canvas, g, k) => {
    const { side, signed } = data.groups[g];
    canvas.width = canvas.height = side;
    paint(canvas, values[g][k], signed ? 127 : 255, colours, signed);
  };
  view.show = (g, k) => {
    view.at = [g, k];
    paintTo(view.lens, g, k);
    view.said.textContent = data.groups[g].told[k];
    view.lens.setAttribute("aria-label", data.groups[g].told[k]);
    view.groups.forEach((entries, other) =>
      entries.forEach(({ button }, place) =>
        button.classList.toggle("chosen", data.groups[other].family === data.groups[g].family && place === k),
      ),
    );
  };
  data.groups.forEach((group, g) =>
    view.groups[g].forEach((entry, k) => {
      paintTo(entry.canvas, g, k);
      entry.caption.textContent = group.captions[k];
      entry.button.setAttribute("aria-label", group.told[k]);
      entry.button.classList.toggle("quiet", Boolean(group.quiet?.[k]));
    }),
  );
  paint(view.ink, decode(data.digit.ink, Uint8Array), 255, colours, false);
  view.name.textContent = [data.digit.name, data.digit.note].filter(Boolean).join(". ");
  view.ink.setAttribute("aria-label", `This digit: ${view.name.textContent}`);
  view.show(...(view.at ?? data.start));
}
