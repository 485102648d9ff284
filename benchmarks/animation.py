"""How smoothly the training size plays: python -m benchmarks.animation [--json] [--seconds N] [--chromium PATH].

Starts the app, opens the lesson in Chromium (headless, so without a graphics card: as slow as a browser
gets), waits until all models are trained, and counts how often the ten pictures were painted anew.

playing      at the usual speed, and at four times it
scrubbing    the slider moved to another place in every frame of the browser
heading      seconds from the request to the page's heading, on a second visit, when the models are known
first frame  the same to the first painted frame
"""

import argparse
import json
import shutil
import sys
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.server import CHROMIUM, serve

PAINTED = "e => e.view?.painted ?? 0"
READY = "document.body.innerText.match(/All \\d+ models ready/)"


def opened(page: Page, url: str) -> tuple[float, float]:
    """Open the lesson; return the seconds to its heading, and to the first painted frame."""
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("h1").first.wait_for()
    heading = time.perf_counter() - began
    page.locator(".size .picture").first.wait_for()
    while not page.locator(".size").evaluate(PAINTED):
        time.sleep(0.01)
    return heading, time.perf_counter() - began


def playing(page: Page, speed: str, seconds: float) -> float:
    """Frames a second while it plays at a speed."""
    page.get_by_label("Speed").select_option(speed)
    page.get_by_role("button", name="Play", exact=True).click()
    found = _rate(page, seconds)
    page.get_by_role("button", name="Pause", exact=True).click()
    return found


def scrubbing(page: Page, seconds: float) -> float:
    """Frames a second while the slider is moved to another place in every frame of the browser."""
    scrub = """async (e, ms) => {
      const slider = e.querySelector("input[type=range]");
      const [began, before] = [performance.now(), e.view.painted];
      let passed = 0;
      while ((passed = performance.now() - began) < ms) {
        slider.value = slider.max * Math.abs(((passed / 1500) % 2) - 1);
        slider.dispatchEvent(new Event("input"));
        await new Promise(requestAnimationFrame);
      }
      return (1000 * (e.view.painted - before)) / passed;
    }"""
    return float(page.locator(".size").evaluate(scrub, 1000 * seconds))


def _rate(page: Page, seconds: float) -> float:
    count = """async (e, ms) => {
      const [began, before] = [performance.now(), e.view.painted];
      await new Promise((go) => setTimeout(go, ms));
      return (1000 * (e.view.painted - before)) / (performance.now() - began);
    }"""
    return float(page.locator(".size").evaluate(count, 1000 * seconds))


def measure(chromium: str, seconds: float) -> dict[str, Any]:
    """Take all figures."""
    with serve() as (_, app), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        url = f"{app}/training_size"
        opened(page, url)
        page.wait_for_function(READY)
        heading, frame = opened(page, url)
        page.wait_for_function(READY)
        page.get_by_role("button", name="Pause", exact=True).click()
        page.keyboard.press("Home")
        found = {
            "playing": playing(page, "1", seconds),
            "playing four times as fast": playing(page, "4", seconds),
            "scrubbing": scrubbing(page, seconds),
            "heading": heading,
            "first frame": frame,
        }
        browser.close()
        return found


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.animation", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each kind of motion (default: 5)")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    if not options.chromium:
        sys.exit("There is no Chromium on the PATH: name one with --chromium.")
    found = measure(options.chromium, options.seconds)
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(
            f"{name:<27} {value:>5.2f} s"
            if name in ("heading", "first frame")
            else f"{name:<27} {value:>5.0f} frames a second"
        )


if __name__ == "__main__":
    main()
