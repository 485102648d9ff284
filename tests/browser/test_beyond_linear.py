"""Beyond the line in Chromium: sliders redraw, digits open, a network is trained on request, nothing is too wide."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, let_it_speak, look_at_views

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Once, on the best data there is: the page's own tests run on both.
on_best = pytest.mark.parametrize("data", ["mnist" if os.environ.get("MNIST_PATH") else "sample"], indirect=True)
on_sample = pytest.mark.parametrize("data", ["sample"], indirect=True)

VIEWS = ["Stress", "Three judges", "Who fails", "Inside", "Taught otherwise"]


@pytest.fixture
def open_beyond(page, server):
    """Open the page and wait until the linear model is trained."""

    def open_beyond(query=""):
        page.goto(f"{server.url}/beyond_linear{query}")
        expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
        at_rest(page)

    return open_beyond


def ink(page, selector):
    """The pixels of a canvas, so that two can be compared."""
    return page.locator(selector).first.evaluate("e => e.toDataURL()")


@on_best
def test_a_slider_redraws_accuracy_and_digits_and_keeps_their_nodes(page, open_beyond):
    open_beyond()
    number = page.locator(".scores .number").first
    before, picture = number.inner_text(), ink(page, ".stressed .after")
    page.locator(".stressed .after").first.evaluate("e => (e.kept = true)")
    slider = page.get_by_role("slider", name="Right, pixels")
    for _ in range(4):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("right=4"))
    expect(number).not_to_have_text(before)
    expect(page.locator(".scores .tick").first).to_be_visible()
    at_rest(page)
    assert ink(page, ".stressed .after") != picture
    assert page.locator(".stressed .after").first.evaluate("e => e.kept === true")
    page.get_by_role("button", name="As written").click()
    expect(number).to_have_text(before)


@on_best
def test_a_digit_opens_before_the_judges(page, open_beyond):
    open_beyond("?rotation=60")
    page.locator(".stressed .tile").nth(3).click()
    expect(page.locator(".judges .panel")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"view=Three(%20|\+)judges"))
    expect(page).to_have_url(re.compile(r"digit=\d+"))
    expect(page.locator(".judges .given")).to_contain_text("turned 60°")


@pytest.mark.long
@on_sample  # where it learns in a second or two what full MNIST takes fifteen for
def test_a_network_is_trained_on_request_and_joins_the_others(page, open_beyond, sent):
    open_beyond("?view=Three%20judges")
    page.get_by_role("button", name="Train hidden layer").click()
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("button", name="Pause")).to_be_visible()
    # Looked for in every frame: it may stand there for a second only.
    said = "/\\d+ %, validation/.test(document.querySelector('[data-testid=stMain]').innerText)"
    page.wait_for_function(said, timeout=120_000)
    expect(main.get_by_text("101,770")).to_be_visible(timeout=240_000)
    expect(page.locator(".judges .panel").nth(1)).not_to_have_class(re.compile("unknown"))
    page.get_by_role("radio", name="Who fails").click()
    expect(main).to_contain_text("sealed")
    side_bar = page.get_by_test_id("stSidebar")
    side_bar.get_by_role("link", name="The exam", exact=True).click()
    page.get_by_role("button", name="Open the exam").click()
    expect(page.get_by_role("radio", name="Guess first")).to_be_checked()
    side_bar.get_by_role("link", name="Beyond linear", exact=True).click()
    page.get_by_role("radio", name="Who fails").click()
    expect(page.locator(".answers .tile").first).to_be_visible()
    page.get_by_role("radio", name="Inside").click()
    expect(page.locator(".maps .tile")).to_have_count(128)
    at_rest(page)
    before = len(sent)
    for place in (3, 99, 60):
        page.locator(".maps .tile").nth(place).hover()
    expect(page.locator(".maps .tile").nth(60)).to_have_class(re.compile("chosen"))
    expect(page.locator(".maps .said")).to_contain_text("speaks for")
    let_it_speak(page)
    assert len(sent) == before, "pointing is answered in the browser"


@pytest.mark.long
@on_best
def test_no_view_scrolls_sideways_or_lacks_a_name(page, server, data):
    look_at_views(page, server, data, "beyond_linear", VIEWS)
