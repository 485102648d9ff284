"""A walk through every page in Firefox as Debian has it, drawing by mouse and by finger."""

import os
import shutil

import pytest

from tests.browser.conftest import AT_REST, TAKES_INK, WATCH
from tests.browser.legible import FAULTS
from tests.conftest import skip
from tests.support.firefox import firefox
from ui.contents import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.long]

# A 7, in pixels of the canvas.
SEVEN = [(70, 60), (120, 58), (170, 56), (210, 60), (190, 110), (160, 160), (130, 230)]
MAIN = 'document.querySelector("[data-testid=stMain]")'
SHOWS = f"(text) => {MAIN}?.innerText.includes(text) ?? false"
FOLLOW = """(title) => {
    const links = [...document.querySelectorAll("[data-testid=stSidebar] a")];
    links.find((each) => each.innerText.trim() === title).click();
}"""
TITLE = f'() => {MAIN}?.querySelector("h1")?.innerText ?? ""'
# Toys live in shadow roots, which a selector alone does not enter.
FIND = """(css) => {
    const look = (root) =>
        root.querySelector(css) ??
        [...root.querySelectorAll("*")].map((each) => each.shadowRoot && look(each.shadowRoot)).find(Boolean);
    return look(document);
}"""
ANSWER = f'() => ({FIND})(".reading .big")?.innerText ?? ""'
SHEET = f"""() => {{
    const {{ left, top }} = ({FIND})("canvas.upper-canvas").getBoundingClientRect();
    return [left, top];
}}"""
CLEAR = f"""() => {{
    ({FIND})("canvas.upper-canvas").setAttribute("data-old", "");
    [...{MAIN}.querySelectorAll("button")].find((each) => each.innerText.trim() === "Clear").click();
}}"""
TAKES = f"""() => {{
    const sheet = ({FIND})("canvas.upper-canvas:not([data-old])");
    return Boolean(sheet) && ({TAKES_INK})(sheet);
}}"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        skip("there is no Firefox on the PATH (and FIREFOX names none)")
    with firefox(program, tmp_path_factory.mktemp("firefox")) as found:
        found.resize(1280, 720)
        yield found


@pytest.fixture(autouse=True)
def no_errors(browser):
    browser.errors.clear()
    yield
    assert browser.errors == []


def at_rest(browser):
    browser.tell(WATCH)
    browser.wait(f"() => ({AT_REST})(300)")


def test_every_page_is_drawn_and_can_be_read(browser, server):
    browser.go(server.url)
    browser.wait(SHOWS, "trained in")
    seen = set()
    for lesson in LESSONS:
        browser.tell(FOLLOW, lesson.title)
        seen.add(browser.wait(TITLE, accept=lambda title: title and title not in seen))
        browser.wait(SHOWS, "To take away")
        at_rest(browser)
        assert not browser.tell('() => document.querySelectorAll("[data-testid=stException]").length'), lesson.title
        assert browser.tell(f"() => {MAIN}.scrollWidth - {MAIN}.clientWidth") <= 1, lesson.title
        found = browser.tell(f"() => ({FAULTS})({MAIN})")
        assert found["texts"] > 20, lesson.title
        assert found["faults"] == [], lesson.title
    assert len(seen) == len(LESSONS)


def test_a_seven_is_drawn_by_mouse_and_by_finger(browser, server):
    browser.go(f"{server.url}/draw_a_digit")
    browser.wait(SHOWS, "trained in")
    for pointer in ("mouse", "touch"):
        at_rest(browser)
        browser.wait(TAKES)
        left, top = browser.tell(SHEET)
        browser.draw([(left + x, top + y) for x, y in SEVEN], pointer)
        browser.wait(ANSWER, accept=lambda answer: answer == "7")
        browser.tell(CLEAR)
        browser.wait(ANSWER, accept=lambda answer: answer == "?")
