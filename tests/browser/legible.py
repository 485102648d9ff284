"""Texts that are cut off or lie on each other, measured in the browser, in open shadow roots too."""

FAULTS = """(main) => {
    const all = [];
    const gather = (node) => {
        for (const each of node.querySelectorAll("*")) {
            all.push(each);
            if (each.shadowRoot) gather(each.shadowRoot);
        }
    };
    gather(main);
    const outside = (element) => element.parentElement ?? element.getRootNode().host ?? null;
    const shown = (element) =>
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        !element.closest(".katex, pre, code, [aria-hidden=true], [data-testid=stIconMaterial]");
    const texts = [];
    for (const element of all) {
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!own.length || !shown(element)) continue;
        // The height of a text is that of its letters, not of its line.
        const letters = 0.37 * parseFloat(getComputedStyle(element).fontSize);
        for (const node of own) {
            const range = document.createRange();
            range.selectNodeContents(node);
            for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
                if (width <= 2 || height <= 4) continue;
                const [middle, half] = [(top + bottom) / 2, Math.min(height / 2, letters)];
                texts.push({ element, said: node.data.trim(), left, right, top: middle - half, bottom: middle + half });
            }
        }
    }
    const faults = new Set();
    for (const { element, said, left, right, top, bottom } of texts)
        for (let each = element; each && each !== main; each = outside(each)) {
            const { overflowX, overflowY } = getComputedStyle(each);
            if (/auto|scroll/.test(overflowX + overflowY)) break;
            if (overflowX === "visible" && overflowY === "visible") continue;
            const box = each.getBoundingClientRect();
            const beside = right > box.left && left < box.right && Math.max(right - box.right, box.left - left) > 3;
            const above = bottom - box.bottom > 6 || box.top - top > 6;
            if (box.width && (beside || above)) faults.add(`"${said}" is cut off`);
        }
    for (const [place, a] of texts.entries())
        for (const b of texts.slice(place + 1)) {
            if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) continue;
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 3 && high > 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top))
                faults.add(`"${a.said}" lies on "${b.said}"`);
        }
    return { texts: texts.length, faults: [...faults] };
}"""


def require_legible(page, where=""):
    """Require that no text of the page is cut off or lies on another."""
    found = page.get_by_test_id("stMain").evaluate(FAULTS)
    assert found["texts"] > 20, where
    assert found["faults"] == [], where
