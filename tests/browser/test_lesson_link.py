"""A teacher makes a link by clicking, a pupil opens it in another browser: held there, whatever is sent, until left."""

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
import segno
from playwright.sync_api import expect
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitor import Visitor
from tests.browser.conftest import SCREENS, at_rest, looks, require_whole
from tests.browser.legible import require_legible

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TASK = "Find the <b>border</b>, and say *why*."
LINK = "gradient_descent?rate=0.3&fix=rate&only=On a curve,start,moves&hide=code&task=Find the border."


def choose(page, label, *names):
    box = page.get_by_role("combobox", name=label)
    page.get_by_label("A task, in plain text").scroll_into_view_if_needed()
    at_rest(page)  # its list closes where the page scrolls
    for name in names:
        box.click()
        box.press("ArrowDown")
        page.get_by_role("option", name=name, exact=True).click()
        at_rest(page)
    page.keyboard.press("Escape")


def open_maker(page):
    page.get_by_text("Make a link for a class").click()
    expect(page.get_by_text("Fixed as they are now")).to_be_visible()
    at_rest(page)


@pytest.fixture
def pupil(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.mark.long
def test_a_link_made_by_clicking_holds_in_another_browser_until_it_is_left(page, pupil, server):
    page.goto(f"{server.url}/gradient_descent?rate=0.3")
    expect(page.get_by_text("What to notice")).to_be_visible()
    at_rest(page)
    open_maker(page)
    choose(page, "Fixed as they are now", "Learning rate (On a curve)")
    choose(page, "Hidden, and fixed", "Curve")
    page.get_by_test_id("stMain").get_by_role("button", name="One step, slowly").last.click()
    page.get_by_test_id("stMain").get_by_role("button", name="Code", exact=True).click()
    page.get_by_label("A task, in plain text").fill(TASK)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stCode").last).to_contain_text("task=Find")
    at_rest(page)
    link = page.get_by_test_id("stCode").last.inner_text().replace("\n", "").strip()
    source = page.locator("img.link_code").get_attribute("src")
    made = segno.make_qr(link, error="l")
    assert unquote(source) == unquote(made.svg_data_uri(dark="#000", light="#fff", border=4, scale=8))

    pupil.goto(link)
    banner = pupil.locator(".st-key-lesson_link")
    expect(banner).to_contain_text("Set by your teacher")
    expect(banner).to_contain_text(TASK)
    at_rest(pupil)
    expect(banner.locator("b, em")).to_have_count(0)
    expect(pupil.get_by_role("tab", name="On a curve")).to_be_visible()
    expect(pupil.get_by_role("tab", name="One step, slowly")).to_be_hidden()
    expect(pupil.locator(".st-key-curve")).to_have_count(0)
    expect(pupil.get_by_text("The code: first plain")).to_have_count(0)
    rate = pupil.locator(".st-key-rate").get_by_role("slider")
    expect(rate).to_have_value("0.3")
    expect(rate).to_be_disabled()
    pupil.locator(".st-key-moves").get_by_role("slider").press("ArrowRight")
    expect(pupil.locator(".st-key-moves").get_by_role("slider")).to_have_value("31")
    at_rest(pupil)
    pupil.reload()
    expect(banner).to_be_visible()
    expect(rate).to_be_disabled()

    banner.get_by_role("button", name="Leave").click()
    expect(banner).to_have_count(0)
    expect(pupil.locator(".st-key-curve")).to_be_visible()
    expect(pupil.get_by_role("tab", name="One step, slowly")).to_be_visible()
    at_rest(pupil)
    assert not re.search("only=|hide=|fix=|task=", pupil.url)
    rate.press("ArrowRight")
    expect(rate).to_have_value("0.31")
    at_rest(pupil)
    expect(banner).to_have_count(0)


@pytest.mark.long
def test_the_code_is_shown_large_on_white_until_it_is_closed(page, server):
    page.goto(f"{server.url}/softmax?z=1,2,3")
    expect(page.get_by_text("What to notice")).to_be_visible()
    at_rest(page)
    open_maker(page)
    page.get_by_role("button", name="Show large").click()
    large = page.locator("img.link_code.large")
    expect(large).to_be_visible()
    for width, theme in looks(page, SCREENS):
        expect(large).to_be_visible()  # though the page has run again
        box = large.bounding_box()
        assert box["width"] >= min(0.6 * width, 0.55 * page.viewport_size["height"]), (width, theme)
        pixels = large.screenshot()
        assert corner(pixels) == (255, 255, 255), (width, theme)
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    at_rest(page)
    expect(large).to_have_count(0)


def corner(picture):
    """The colour of a picture a little in from its corner, in the quiet zone."""
    from PIL import Image

    return Image.open(BytesIO(picture)).convert("RGB").getpixel((8, 8))


@pytest.mark.long
def test_banner_and_maker_are_whole_and_the_first_screen_is_as_it_was(page, server):
    page.goto(f"{server.url}/{LINK}")
    expect(page.locator(".st-key-lesson_link")).to_be_visible()
    expect(page.get_by_text("What to notice")).to_be_visible()
    for width, theme in looks(page, SCREENS):
        require_whole(page, (width, theme))
        require_legible(page, (width, theme))
        if width == 1440:
            assert page.get_by_text("What to notice").bounding_box()["y"] < 900
    page.goto(f"{server.url}/gradient_descent")
    expect(page.get_by_text("What to notice")).to_be_visible()
    at_rest(page)
    open_maker(page)
    for width, theme in looks(page, SCREENS):
        require_whole(page, (width, theme))
        require_legible(page, (width, theme))


def test_what_a_part_of_the_page_changes_by_itself_is_in_the_link(page, server):
    page.goto(f"{server.url}/exam?view=By hand")
    expect(page.get_by_text("The first of four test digits")).to_be_visible(timeout=120_000)
    at_rest(page)
    open_maker(page)
    page.get_by_label("The first of four test digits").fill("77")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stCode").last).to_contain_text("first=77")


def test_a_program_in_a_browsers_place_does_not_turn_what_is_fixed(server):
    visitor = Visitor(server.url)
    try:
        visitor.open(LINK.replace(" ", "%20"))
        visitor.wait_for_text("Set by your teacher")
        (rate,) = [each.slider for each in visitor.elements("slider") if each.slider.label == "Learning rate"]
        assert rate.disabled
        visitor.change(WidgetState(id=rate.id, double_array_value={"data": [0.9]}))
        (rate,) = [each.slider for each in visitor.elements("slider") if each.slider.label == "Learning rate"]
        assert list(rate.value) == [0.3]
        assert rate.set_value  # the browser is told so
        visitor.wait_for_text("0\\.3")
    finally:
        visitor.close()
