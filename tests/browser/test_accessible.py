"""axe-core finds nothing serious or critical on any page, in any view, in either theme."""

from pathlib import Path
from urllib.parse import urlencode

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest
from ui.contents import ENDING, LESSONS, ROOM_PAGES
from ui.controls import LESSONS as CONTROLS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
# Of what it finds: the rule, where, and what is wrong. The colours are what another theme changes.
LOOK = """async rules => {
    const only = rules.length ? { runOnly: rules } : {};
    const { violations } = await axe.run(document, { ...only, resultTypes: ["violations"] });
    return violations.filter(each => ["serious", "critical"].includes(each.impact)).flatMap(each =>
        each.nodes.map(node => [each.id, node.target.join(" "), node.html, node.failureSummary]));
}"""
THEMES = {"light": [], "dark": ["color-contrast"]}


# What every run looks at, of all that there is: for the rest CI has no time.
SOON = ("", "softmax", "training", "draw_a_digit", "room", "teach", "projector")


def address(file):
    return Path(file).stem.split("_", 1)[1]


def looks():
    """Every page, and every view of each row of them; but for the first views of some, these take long."""
    views = {address(page.file): [{}] for page in ROOM_PAGES} | {"": [{}], address(ENDING): [{}]}
    for lesson in LESSONS:
        rows = CONTROLS[lesson.name].views.items()
        views[address(lesson.file)] = [{key: view} for key, all_ in rows for view in all_] or [{}]
    for path, queries in views.items():
        for place, query in enumerate(queries):
            name = f"{path or 'home'}-{'-'.join(query.values())}".rstrip("-")
            yield pytest.param(path, query, id=name, marks=[pytest.mark.long] if place or path not in SOON else [])


@pytest.mark.parametrize(("path", "query"), list(looks()))
def test_nothing_serious_is_found(page, server, path, query):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/{path}?{urlencode(query)}")
    expect(page.get_by_test_id("stMain").locator("h1, button").first).to_be_visible(timeout=120_000)
    page.wait_for_function("document.semanticsKept")
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    page.evaluate(AXE)
    for theme, rules in THEMES.items():
        page.emulate_media(color_scheme=theme)
        at_rest(page, still=0.6)
        assert page.evaluate(LOOK, rules) == [], theme
