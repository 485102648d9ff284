"""Gradient descent in Chromium: the ball rolls without the server, the map is read by pointing, nothing scrolls."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import require_whole, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "/gradient_descent"


@pytest.fixture(scope="module")
def app(tmp_path_factory, mnist_path):
    """One server on full MNIST for this file."""
    with serve(tmp_path_factory.mktemp("descent"), MNIST_PATH=str(mnist_path)) as server:
        yield server


def count(page) -> str:
    return page.locator(".descent dd").first.inner_text()


def press(page, name):
    page.locator(".descent .bar button", has_text=re.compile(f"^{name}$")).click()


def opened(page, app, query=""):
    page.goto(f"{app.url}{PAGE}{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    page.wait_for_timeout(800)


def test_the_ball_rolls_steps_back_and_returns_without_a_word_to_the_server(page, app, sent):
    opened(page, app, "?moves=6&rate=0.9")
    expect(page.locator(".descent dd").first).to_have_text("0 of 6")
    page.wait_for_timeout(500)
    sent.clear()
    press(page, "Step")
    expect(page.locator(".descent dd").first).to_have_text("1 of 6")
    expect(page.locator(".descent .said")).to_contain_text("Overshoots")
    expect(page.locator(".descent dd").nth(1)).to_have_text("1.440")
    expect(page.locator(".descent dd").nth(3)).to_have_text("2.880")
    expect(page.locator(".descent .label")).to_have_text("slope 2.880")
    expect(page.locator(".descent .tangent")).to_have_count(1)
    press(page, "Back")
    expect(page.locator(".descent dd").first).to_have_text("0 of 6")
    expect(page.locator(".descent dd").nth(1)).to_have_text("−1.800")
    press(page, "Play")
    expect(page.locator(".descent .play")).to_have_text("Pause")
    page.wait_for_timeout(900)
    press(page, "Pause")
    stopped = count(page)
    assert stopped not in ("0 of 6", "6 of 6")
    page.wait_for_timeout(800)
    assert count(page) == stopped
    assert re.search(r"[?&]step=\d", page.url)
    press(page, "Play")
    expect(page.locator(".descent dd").first).to_have_text("6 of 6")
    expect(page.locator(".descent .said")).to_contain_text("Overshoots: after 6 steps")
    assert page.url.endswith("step=6")
    press(page, "Reset")
    expect(page.locator(".descent dd").nth(1)).to_have_text("−1.800")
    assert "step=" not in page.url
    page.locator(".descent input").focus()
    page.keyboard.press("End")
    expect(page.locator(".descent dd").first).to_have_text("6 of 6")
    assert not sent


def test_a_link_opens_at_its_step_and_another_curve_begins_anew(page, app):
    opened(page, app, "?moves=20&rate=0.3&step=5")
    expect(page.locator(".descent dd").first).to_have_text("5 of 20")
    page.get_by_role("radio", name="Steep wall").or_(page.get_by_text("Steep wall")).first.click()
    expect(page.locator(".descent dd").first).to_have_text("0 of 20")
    expect(page).to_have_url(re.compile("curve=Steep"))
    assert "step=5" not in page.url
    assert "rate=0.3" in page.url


def test_a_click_on_the_picture_starts_there(page, app):
    opened(page, app)
    box = page.locator(".descent .picture").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 100)
    expect(page.locator(".descent dd").nth(1)).not_to_have_text("−1.800")
    expect(page).to_have_url(re.compile(r"start=1\.\d"))
    assert float(page.locator(".descent dd").nth(1).inner_text()) > 1


def test_the_map_is_read_by_pointing_without_the_server(page, app, sent):
    opened(page, app, "?view=On+the+real+loss&rates=0.5&batch=10")
    expect(page.locator(".landscape .panel")).to_have_count(1)
    page.wait_for_timeout(2500)
    sent.clear()
    box = page.locator(".landscape .frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.2)
    expect(page.locator(".landscape .readout")).to_contain_text("loss on the plane here")
    end = page.locator(".landscape .frame .end").bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    expect(page.locator(".landscape .readout")).to_contain_text("after step 300")
    assert page.locator(".landscape .noisy").count() >= 1
    assert not sent


def test_the_stages_of_a_step_are_walked_without_the_server(page, app, sent):
    opened(page, app, "?view=One+step%2C+slowly")
    expect(page.locator(".one_step button.row")).to_have_count(4)
    page.wait_for_timeout(500)
    sent.clear()
    page.locator(".one_step .bar button").nth(2).click()
    expect(page.locator(".one_step .said")).to_contain_text("−log 0.100 = 2.303")
    expect(page.locator(".one_step .strip.later")).to_have_count(2)
    assert "stage=3" in page.url
    page.locator(".one_step .shares .slot").nth(4).hover()
    expect(page.locator(".one_step .readout")).to_contain_text("class 4: evidence +0.00, share 0.100")
    assert not sent


@pytest.mark.parametrize("view", ["On+a+curve", "On+the+real+loss", "One+step%2C+slowly"])
def test_the_toy_is_whole_on_a_laptop(page, app, view):
    opened(page, app, f"?view={view}")
    toy = page.locator(".descent, .landscape, .one_step").first
    expect(toy).to_be_visible()
    page.wait_for_timeout(1500)
    box = toy.bounding_box()
    assert box["y"] + box["height"] <= 890
    if "loss" in view:
        chart = page.get_by_test_id("stEChartsChart").or_(page.locator("[data-testid*=ECharts]")).first.bounding_box()
        assert chart["y"] + chart["height"] <= 900


@pytest.mark.parametrize("view", ["On+a+curve&curve=Long+valley", "On+the+real+loss&batch=1", "One+step%2C+slowly"])
def test_nothing_scrolls_sideways_on_a_phone(browser, app, view):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True)
    page = context.new_page()
    page.goto(f"{app.url}{PAGE}?view={view}")
    expect(page.get_by_text("To take away")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(1500)
    require_whole(page)
    inside = page.locator(".descent, .landscape, .one_step").first
    assert inside.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    context.close()
