"""What can be read on a page: texts that are cut off, and texts that lie on each other, as the browser draws them."""

# A class's screens, and the same at twice the size: wide, a projector's, a tablet, zoomed to 200 %, a phone.
SCREENS = ((1440, 900), (1280, 720), (1024, 768), (720, 450), (390, 844))

READ = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const nodes = [];
  const collect = (root) => root.querySelectorAll("*").forEach((node) => {
    nodes.push(node);
    if (node.shadowRoot) collect(node.shadowRoot);
  });
  collect(main);
  const up = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const skipped = '.katex, pre, code, [aria-hidden="true"], [data-testid="stIconMaterial"], svg title';
  const lines = [];
  for (const node of nodes) {
    const style = getComputedStyle(node);
    const unseen = style.visibility === "hidden" || style.display === "none" || style.opacity < 0.1;
    if (unseen || node.closest(skipped)) continue;
    for (const part of node.childNodes) {
      if (part.nodeType !== Node.TEXT_NODE || !part.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(part);
      const glyphs = 0.37 * parseFloat(style.fontSize); // half the height of letters, without what a line adds
      for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
        if (width < 3 || height < 5) continue;
        const middle = (top + bottom) / 2;
        const half = Math.min(height / 2, glyphs);
        const text = part.data.trim().slice(0, 30);
        lines.push({ node, text, left, right, top: middle - half, bottom: middle + half });
      }
    }
  }
  const cut = lines.filter((line) => {
    for (let box = line.node; box && box !== main; box = up(box)) {
      const { overflowX, overflowY } = getComputedStyle(box);
      if (overflowX === "visible" && overflowY === "visible") continue;
      if (/auto|scroll/.test(overflowX + overflowY)) return false; // the rest is to be had by scrolling there
      const edge = box.getBoundingClientRect();
      if (line.right > edge.right + 3 || line.left < edge.left - 3 || line.bottom > edge.bottom + 4) return true;
    }
    return false;
  });
  const within = (a, b) => { for (let node = b; node; node = up(node)) if (node === a) return true; return false; };
  const crossed = [];
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, i) => {
    for (const other of lines.slice(i + 1)) {
      if (other.top > one.bottom) break;
      if (within(one.node, other.node) || within(other.node, one.node)) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 2 && high > 2) crossed.push(`${one.text} / ${other.text}`);
    }
  });
  return { lines: lines.length, cut: cut.map(({ text }) => text), crossed };
}"""


def require_readable(page, where=""):
    """Require that no text of the page is cut off or lies on another."""
    found = page.evaluate(READ)
    assert found["lines"] > 20, where
    assert (found["cut"], found["crossed"]) == ([], []), where
