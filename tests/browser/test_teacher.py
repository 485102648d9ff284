"""The teacher's page in browsers: a key that a reload keeps and nobody sees, a second device, the wall, paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, looks, require_whole
from tests.browser.legible import require_legible
from ui.contents import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOM = re.compile("^Room [A-Z]{6}$")


def kept(page, role="teacher"):
    return page.evaluate(f"localStorage.getItem('seesoftmax {role}') ?? ''")


def everything(page):
    """All that stands in a page, in shadow roots, too, and its address."""
    collect = "root => root.innerHTML + [...root.querySelectorAll('*')].map(e => e.shadowRoot?.innerHTML ?? '').join()"
    return page.locator("html").evaluate(collect) + page.url


def open_room(page, server, button="Open a room"):
    page.goto(f"{server.url}/teach")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=ROOM)).to_be_visible()
    at_rest(page)
    return page.get_by_role("heading", name=ROOM).inner_text()


def view(page, name):
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()


def test_a_reload_keeps_the_room_and_a_second_device_comes_in_by_a_link_that_opens_once(page, browser, server):
    heading = open_room(page, server)
    secret = kept(page).split(" ")[1]
    page.reload()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("button", name="Another device").click()
    page.get_by_role("button", name="A second device of mine").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("/teach?link=")
    link = page.get_by_test_id("stCode").inner_text().replace("\n", "").strip()
    token = link.partition("link=")[2]
    others = [browser.new_context() for _ in range(2)]
    second, third = (context.new_page() for context in others)
    second.goto(link)
    expect(second.get_by_role("heading", name=heading)).to_be_visible()
    expect(second).to_have_url(re.compile("/teach$"))
    at_rest(second)
    second.wait_for_function("() => localStorage.getItem('seesoftmax teacher')")  # a moment later, on a slow machine
    assert kept(second).split(" ")[1] not in ("", secret)
    third.goto(link)
    expect(third.get_by_text("This link is used up")).to_be_visible()
    expect(third).to_have_url(re.compile("/teach$"))
    # What one device sets the other shows; what was pressed is read under the pointer, and what cannot be yet, too.
    second.get_by_role("radio", name="Paused").click()
    paused = second.get_by_role("radio", name="Paused")
    expect(paused).to_be_checked()
    expect(paused).to_have_attribute("data-hovered", "true")
    expect(paused).not_to_have_css("background-color", re.compile("rgba"))  # or its white letters stand on white
    view(second, "One step together")
    second.get_by_role("button", name="Begin", exact=True).click()
    waits = second.get_by_role("button", name="Take the step")
    expect(waits).to_be_disabled()
    expect(waits.locator("p")).not_to_have_css("color", "rgb(255, 255, 255)")
    expect(page.get_by_role("radio", name="Paused")).to_be_checked()
    page.get_by_role("button", name="Put it away").click()
    expect(page.get_by_test_id("stCode")).to_have_count(0)
    for each in (page, second):
        at_rest(each)
        assert secret not in everything(each)
        assert token not in everything(each)
    projector = page.context.new_page()
    projector.goto(f"{server.url}/projector")
    expect(projector.get_by_text(heading.split(" ")[1]).first).to_be_visible()
    at_rest(projector)
    assert secret not in everything(projector)
    projector.close()
    for context in others:
        context.close()


@pytest.mark.long
def test_an_example_class_fills_the_wall_and_a_drawing_is_hidden_and_starred(page, server):
    open_room(page, server, "Rehearse with an example class")
    tiles = page.locator(".all .tile")
    expect(tiles.nth(3)).to_be_visible(timeout=180_000)  # the first of a server waits for the model
    page.get_by_role("radio", name="Paused").click()
    expect(page.get_by_role("radio", name="Paused")).to_be_checked()
    at_rest(page, still=0.3)  # it looks twice a second
    count = tiles.count()
    tiles.first.click()
    page.get_by_role("button", name="Hide for all").click()
    expect(page.locator(".count")).to_have_text(f"{count - 1} on the wall, 1 hidden")
    expect(page.locator(".class_matrix caption")).to_have_text(re.compile(f" of {count - 1} read rightly"))
    tiles.nth(1).click()
    page.get_by_role("button", name="Star, to discuss").click()
    expect(page.locator(".strip .tile")).to_have_count(1)
    view(page, "Who is here")
    expect(page.locator(".member")).to_have_count(25)
    view(page, "The wall")
    expect(tiles).to_have_count(count)  # what the window was sent it has kept
    for width, _ in looks(page, themes=("light",)):
        require_whole(page, width)
        require_legible(page, width)


def test_every_sheet_is_printed_on_one_page_and_its_key_on_another(page, server):
    page.goto(f"{server.url}/teach")
    page.get_by_text("Sheets for the lessons, to print").click()
    pages = []
    for each in LESSONS:
        page.get_by_role("combobox", name="Sheet for the lesson").click()
        page.get_by_role("option", name=each.title, exact=True).click()
        at_rest(page)
        page.get_by_role("button", name="Print this sheet and its key").click()
        frame = page.frame_locator("iframe.sheet_print")
        expect(frame.locator("h1").first).to_have_text(each.title)
        html = "frame => frame.contentDocument.documentElement.outerHTML"
        pages.append(page.locator("iframe.sheet_print").evaluate(html))
    for sheet in pages:
        page.set_content(sheet)
        for paper in ("A4", "Letter"):
            assert len(re.findall(rb"/Type /Page\b", page.pdf(format=paper))) == 2, paper
