"""How soon a drawing is answered: python -m benchmarks.drawing [--json] [--strokes N] [--chromium PATH].

Lifts the pen in Chromium and waits for the new answer to be on screen, in turns on three pages:

seesoftmax  the lesson: the drawing read, its five stages, the ten shares and the account of why
echo        a bare page of Streamlit's with the same canvas in a fragment, that only counts the strokes
tuned       the same with the app's configuration, which leaves garbage collection to Python

The bare pages' canvas waits 200 ms before it sends a drawing; the app sends it as soon as the pen is lifted. The same
strokes are drawn on each, one after the other on the same sheet. Exit status 1 if the median is beyond 400 ms or 1.3
times the tuned page's.
"""

import argparse
import json
import math
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.server import CHROMIUM, PATIENCE, serve

LONGEST, WORST_RATIO = 400.0, 1.3
ECHO = """
import streamlit as st
from streamlit_drawable_canvas import st_canvas

@st.fragment
def sheet():
    drawing = st_canvas(height=280, width=280, key="canvas").json_data or {}
    st.text(f"{len(drawing.get('objects', []))} strokes")

sheet()
"""
# Components live in shadow trees, so the watched node is handed over; a frame later what has changed is on screen.
WATCH = """e => {
  window.times = { lifted: null, shown: null };
  window.addEventListener("pointerup", () => (window.times = { lifted: performance.now(), shown: null }), true);
  const seen = () => {
    const times = window.times;
    if (times.lifted && times.shown === null)
      requestAnimationFrame(() => (times.shown ??= performance.now()));
  };
  new MutationObserver(seen).observe(e, { subtree: true, childList: true, characterData: true });
}"""


def stroke(page: Page, turn: int) -> float:
    """Draw one stroke, another each turn, and return the milliseconds from lifting the pen to the answer."""
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box is not None
    place = [(140 + 90 * math.cos(turn + i / 3), 140 + (20 + 7 * i) * math.sin(2 * turn + i / 2)) for i in range(12)]
    page.mouse.move(box["x"] + place[0][0], box["y"] + place[0][1])
    page.mouse.down()
    for x, y in place[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=2)
    page.mouse.up()
    page.wait_for_function("window.times.shown !== null")
    times = page.evaluate("window.times")
    page.wait_for_timeout(500)
    return float(times["shown"] - times["lifted"])


def measure(chromium: str, strokes: int) -> dict[str, list[float]]:
    """Take turns on the pages; the first two on each are not counted."""
    found: dict[str, list[float]] = {"seesoftmax": [], "echo": [], "tuned": []}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        script = Path(home) / "echo.py"
        script.write_text(ECHO)
        default = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
        with serve() as (_, app), serve(script, **default) as (_, echo), serve(script) as (_, tuned):
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
            pages = {"seesoftmax": _opened(browser.new_page(), f"{app}/draw_a_digit", ".reading .note"),
                     "echo": _opened(browser.new_page(), echo, "[data-testid=stText]"),
                     "tuned": _opened(browser.new_page(), tuned, "[data-testid=stText]")}  # fmt: skip
            for turn in range(strokes + 2):
                for name, page in pages.items():
                    page.bring_to_front()
                    milliseconds = stroke(page, turn)
                    if turn > 1:
                        found[name].append(milliseconds)
            browser.close()
    return found


def _opened(page: Page, url: str, answer: str) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(url)
    if "draw" in url:
        page.get_by_text("trained in").wait_for()
    page.locator("canvas.upper-canvas").wait_for()
    page.wait_for_timeout(2_000)
    page.locator(answer).first.evaluate(WATCH)
    return page


def summary(found: dict[str, list[float]]) -> dict[str, Any]:
    """Sum up the turns: median and slowest milliseconds, and the ratio to the tuned page's median."""
    median = {name: statistics.median(times) for name, times in found.items()}
    slowest = {name: max(times) for name, times in found.items()}
    return {"median": median, "slowest": slowest, "ratio": median["seesoftmax"] / median["tuned"]}


def main() -> None:
    """Measure, print what came of it, and judge it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drawing", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--strokes", type=int, default=15, help="turns on each page (default: 15)")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    if not options.chromium:
        sys.exit("There is no Chromium on the PATH: name one with --chromium.")
    figures = summary(measure(options.chromium, options.strokes))
    if options.json:
        print(json.dumps(figures))
    else:
        print("page        median ms  slowest ms")
        for name, median in figures["median"].items():
            print(f"{name:<10}  {median:>9.0f}  {figures['slowest'][name]:>10.0f}")
        print(f"ratio {figures['ratio']:.2f}")
    sys.exit(figures["median"]["seesoftmax"] > LONGEST or figures["ratio"] > WORST_RATIO)


if __name__ == "__main__":
    main()
