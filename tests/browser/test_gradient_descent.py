"""Gradient descent in Chromium: the ball rolls without the server, the map is read by pointing, nothing scrolls."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, at_rest, let_it_speak, looks, require_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "/gradient_descent"
TOY = ".descent, .landscape, .one_step"


def count(page) -> str:
    return page.locator(".descent dd").first.inner_text()


def press(page, name):
    page.locator(".descent .bar button", has_text=re.compile(f"^{name}$")).click()


def bottom(place) -> float:
    box = place.bounding_box()
    return box["y"] + box["height"]


def opened(page, server, query=""):
    page.goto(f"{server.url}{PAGE}{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    expect(page.locator(TOY)).to_be_visible()
    # The small runs of a map have ended, too.
    expect(page.get_by_text("small models")).to_have_count(0)
    at_rest(page)


def test_the_ball_rolls_steps_back_and_returns_without_a_word_to_the_server(page, server, sent):
    opened(page, server, "?moves=6&rate=0.9")
    expect(page.locator(".descent dd").first).to_have_text("0 of 6")
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


def test_a_link_opens_at_its_step_pause_holds_another_curve_begins_anew_and_a_click_starts_there(page, server, sent):
    opened(page, server, "?moves=60&rate=0.3&step=5")
    expect(page.locator(".descent dd").first).to_have_text("5 of 60")
    # On the way, which takes many seconds from there, it can be held.
    sent.clear()
    press(page, "Play")
    expect(page.locator(".descent .play")).to_have_text("Pause")
    expect(page.locator(".descent dd").first).not_to_have_text("5 of 60")
    press(page, "Pause")
    stopped = count(page)
    assert stopped not in ("5 of 60", "60 of 60")
    let_it_speak(page, 800)  # nearly two steps long
    assert count(page) == stopped
    assert re.search(rf"[?&]step={stopped.split()[0]}\b", page.url)
    assert not sent
    # Another curve begins anew.
    page.get_by_role("radio", name="Steep wall").or_(page.get_by_text("Steep wall")).first.click()
    expect(page.locator(".descent dd").first).to_have_text("0 of 60")
    expect(page).to_have_url(re.compile("curve=Steep"))
    assert "step=" not in page.url
    assert "rate=0.3" in page.url
    # A click on the picture starts there.
    page.get_by_role("radio", name="y = x²").or_(page.get_by_text("y = x²", exact=True)).first.click()
    expect(page).not_to_have_url(re.compile("curve="))
    at_rest(page)
    expect(page.locator(".descent dd").nth(1)).to_have_text("−1.800")
    box = page.locator(".descent .picture").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 100)
    expect(page.locator(".descent dd").nth(1)).not_to_have_text("−1.800")
    expect(page).to_have_url(re.compile(r"start=1\.\d"))
    assert float(page.locator(".descent dd").nth(1).inner_text()) > 1


def test_the_map_is_read_by_pointing_without_the_server(page, server, sent):
    opened(page, server, "?view=On+the+real+loss&rates=0.5&batch=10")
    expect(page.locator(".landscape .panel")).to_have_count(1)
    sent.clear()
    box = page.locator(".landscape .frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.2)
    expect(page.locator(".landscape .readout")).to_contain_text("loss on the plane here")
    # The model there stands beside the map, with its ten templates and its answers to a few digits.
    expect(page.locator(".landscape .title")).to_contain_text("The model at the ring: loss ")
    answers = page.locator(".landscape .answers").inner_text()
    assert len(answers.splitlines()) >= 5
    end = page.locator(".landscape .frame .ball").bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    expect(page.locator(".landscape .readout")).to_contain_text("after step 300")
    assert page.locator(".landscape .noisy").count() >= 1
    page.mouse.move(0, 0)
    expect(page.locator(".landscape .title")).to_have_text("The model at the ball: rate 0.5, after step 300")
    assert page.locator(".landscape .answers").inner_text() != answers
    # The ball walks from the start; held, it stands on a record; arrow keys point, and Escape goes back to it.
    page.locator(".landscape .play").click()
    expect(page.locator(".landscape .step")).to_contain_text("between steps")
    page.locator(".landscape .play").click()
    expect(page.locator(".landscape .step")).to_contain_text("after step")
    page.locator(".landscape .frame").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".landscape .title")).to_contain_text("at the ring")
    page.keyboard.press("Escape")
    expect(page.locator(".landscape .title")).to_contain_text("at the ball")
    assert not sent


def test_the_stages_of_a_step_are_walked_without_the_server(page, server, sent):
    opened(page, server, "?view=One+step%2C+slowly")
    expect(page.locator(".one_step button.row")).to_have_count(4)
    expect(page.locator(".one_step .bar .chosen")).to_have_text("1 evidence")
    sent.clear()
    page.locator(".one_step .play").click()
    expect(page.locator(".one_step .bar .chosen")).to_have_text("2 shares")
    page.locator(".one_step .play").click()
    expect(page).to_have_url(re.compile("stage=2"))
    page.locator(".one_step .bar button").nth(3).click()
    expect(page.locator(".one_step .said")).to_contain_text("−log(0.1) = 2.303 nats")
    expect(page.locator(".one_step .strip.later")).to_have_count(2)
    assert "stage=3" in page.url
    page.locator(".one_step .shares .slot").nth(4).hover()
    expect(page.locator(".one_step .readout")).to_contain_text("class 4: evidence +0.00, share 0.100")
    # Another class and another pixel are followed by number.
    page.locator(".one_step .shares .slot").nth(4).click()
    expect(page.locator(".one_step .cell").nth(4)).to_contain_text("slope for class 4, row")
    way = page.locator(".one_step .cell").nth(4).inner_text()
    page.locator(".one_step .picker").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".one_step .cell").nth(4)).not_to_have_text(way)
    assert not sent


@pytest.mark.long
def test_every_toy_is_whole_on_a_laptop_and_nothing_scrolls_sideways_on_a_phone(browser, server, data):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    opened(page, server)
    # Each view on a laptop as it comes; then on a phone, the curve as a valley and the map beside a mini-batch.
    settings = {"On a curve": ("curve", "Long valley"), "On the real loss": ("batch", "1"), "One step, slowly": None}
    for view, setting in settings.items():
        page.get_by_role("tab", name=view).click()
        toy = page.locator(TOY).first
        expect(toy).to_be_visible()
        expect(page.get_by_text("small models")).to_have_count(0)
        for _ in looks(page, SIZES[:1], ("light",)):
            # That the page runs on a sample is said above the toy, which then ends lower.
            if "MNIST_PATH" in data:
                assert bottom(toy) <= 890, view
                if "loss" in view:
                    assert bottom(page.get_by_test_id("stEChartsChart")) <= 900
        if setting:
            name, value = setting
            page.get_by_test_id("stMain").get_by_role("radio", name=value, exact=True).click()
            expect(page).to_have_url(re.compile(rf"[?&]{name}="))
        for _ in looks(page, SIZES[1:], ("dark",)):
            require_whole(page, view)
            assert toy.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, view
    context.close()
