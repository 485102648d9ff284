// A drawing on its way to the model, step by step, what the model would answer at each, and its answer at the end.
import { AREA, decode, field, paint, SIDE, theme } from "../../components/drawing.js";
import { add, say } from "../../components/nodes.js";

function build(root) {
  const view = { stages: [], rows: [] };
  const way = add(root, "div", "way");
  for (let i = 0; i < 5; i++) {
    const stage = add(way, "figure", "stage");
    const name = add(stage, "div", "name");
    const sheet = add(stage, "div", "sheet");
    const picture = field(sheet, "thumb");
    const frame = add(sheet, "span", "frame");
    const caption = add(stage, "figcaption", "says");
    view.stages.push({
      stage,
      name,
      picture,
      frame,
      answer: add(caption, "span", "digit"),
      share: add(caption, "span", "number"),
    });
  }
  view.heading = add(root, "div", "head");
  const result = add(root, "div", "result");
  view.picture = field(result, "seen");
  const words = add(result, "div", "words");
  words.setAttribute("aria-live", "polite");
  view.big = add(words, "div", "big");
  view.note = add(words, "div", "note");
  const table = add(root, "div", "table");
  for (let k = 0; k < 10; k++) {
    const row = add(table, "div", "row");
    add(row, "span", "class", k);
    view.rows.push({ row, bar: add(add(row, "span", "track"), "span", "bar"), number: add(row, "span", "number") });
  }
  return view;
}

function drawStage(entry, stage, pixels, colours) {
  paint(entry.picture, pixels, 255, colours, false);
  entry.name.textContent = stage.name;
  entry.stage.classList.toggle("skipped", !stage.done);
  entry.picture.setAttribute("aria-label", stage.alt);
  entry.answer.textContent = stage.done ? stage.answer : "";
  entry.share.textContent = stage.done ? stage.share : "left out";
  entry.stage.classList.toggle("differs", stage.differs);
  entry.frame.hidden = !stage.frame;
  if (stage.frame)
    ["left", "top", "width", "height"].forEach(
      (side, i) => (entry.frame.style[side] = `${(100 * stage.frame[i]) / SIDE}%`),
    );
}

// The canvas's own toolbar, unseen, covers the upper right of its sheet, and a finger that begins there draws nothing.
// It has no setting, every fresh sheet brings another, and the page has buttons of its own for what it does. So whatever
// component is put on the page adopts a style against it, as soon as it holds something and thereby grows.
function keepToolbarsAway(root, view) {
  const style = new CSSStyleSheet();
  style.replaceSync(".dc-toolbar { display: none !important; }");
  const grown = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const styles = target.shadowRoot?.adoptedStyleSheets;
      if (styles && !styles.includes(style)) styles.push(style);
    }
  });
  const watch = (node) =>
    node.querySelectorAll('[data-testid^="stBidiComponent"]').forEach((host) => grown.observe(host));
  const changed = new MutationObserver((changes) => {
    view.watching = root.isConnected;
    if (view.watching) return changes.forEach(({ target, addedNodes }) => addedNodes.length && watch(target));
    changed.disconnect();
    grown.disconnect();
  });
  changed.observe(document.body, { childList: true, subtree: true });
  watch(document);
  view.watching = true;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".reading");
  const view = (root.view ??= build(root));
  if (!view.watching) keepToolbarsAway(root, view);
  const colours = theme(parentElement);
  const images = decode(data.images, Uint8Array);
  data.stages.forEach((stage, i) =>
    drawStage(view.stages[i], stage, images.subarray(i * AREA, (i + 1) * AREA), colours),
  );
  paint(view.picture, images.subarray(5 * AREA), 255, colours, false);
  view.picture.setAttribute("aria-label", data.alt);
  view.heading.textContent = data.heading;
  view.big.textContent = data.answer ?? "?";
  root.classList.toggle("wrong", Boolean(data.wrong));
  say(view.note, data.note);
  view.rows.forEach(({ row, bar, number }, k) => {
    bar.style.width = `${100 * data.probabilities[k]}%`;
    number.textContent = data.shares[k];
    row.classList.toggle("answer", k === data.answer);
  });
}
