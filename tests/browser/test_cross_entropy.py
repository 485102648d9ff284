"""The lesson on cross-entropy in Chromium: bars to drag, live figures, and no word with the server meanwhile."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from mnist_core.cross_entropy.predictions import TUTORIALS_J
from mnist_core.softmax.regression import cross_entropy
from tests.browser.conftest import at_rest, require_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def numbers(page, kind) -> list[float]:
    texts = page.locator(f".prediction .row:not(.names) > .{kind}").all_inner_texts()
    return [float(text.replace("−", "-")) for text in texts]


def total(page) -> float:
    return float(page.locator(".prediction .result b").inner_text())


def track(page, k):
    return page.get_by_role("slider", name=f"Share of class {k}")


def point(page, k, share) -> tuple[float, float]:
    """Where to press for this share of class k: bars stand on a wide screen and lie on a narrow one."""
    box = track(page, k).bounding_box()
    if box["height"] > box["width"]:
        return box["x"] + box["width"] / 2, box["y"] + box["height"] * (1 - share)
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def opened(page, server, query="") -> list[object]:
    """Open the lesson, and list what the browser sends to the server from then on."""
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{server.url}/cross_entropy{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    expect(page.locator(".prediction .curve, .prediction.code, .losses .tile").first).to_be_visible()
    at_rest(page)
    sent.clear()
    return sent


def test_dragging_a_bar_scales_the_others_and_tells_the_server_only_in_the_end(page, server):
    sent = opened(page, server)
    assert total(page) == pytest.approx(0.10536, abs=1e-5)
    page.mouse.move(*point(page, 3, 0.9))
    page.mouse.down()
    for share in (0.8, 0.5, 0.2, 0.35, 0.4):
        page.mouse.move(*point(page, 3, share), steps=3)
        shares = numbers(page, "value")
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert shares[3] == pytest.approx(share, abs=0.01)
        # The others keep their proportions, as nearly as ten-thousandths can.
        others = np.delete(shares, 3)
        np.testing.assert_allclose(others, np.delete(TUTORIALS_J, 3) / 0.1 * others.sum(), atol=1.01e-4)
        assert total(page) == pytest.approx(cross_entropy(3, np.log(shares)), abs=1e-5)
        assert sum(numbers(page, "term")) == pytest.approx(total(page), abs=1e-4)
        slopes = numbers(page, "foot")
        np.testing.assert_allclose(slopes, np.array(shares) - np.eye(10)[3], atol=5.1e-4)
    assert sent == []
    page.mouse.up()
    loss = page.locator(".prediction .result b").inner_text()
    expect(page.locator(".katex").first).to_contain_text(loss)
    assert len(sent) == 1
    assert re.search(r"\bp=0\.\d+-", page.url)
    # The link reopens what was on the screen.
    page.goto(page.url)
    expect(page.locator(".prediction .result b")).to_have_text(loss)


def test_the_keys_move_a_bar_too_and_the_point_moves_along_the_curve(browser, server):
    # The server is told when the keys have paused for half a second, by a clock that is held as long as they are
    # pressed. It is the clock of all pages of a window, so this one is the test's own.
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    sent = opened(page, server, "?truth=2")
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    track(page, 5).focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(track(page, 5)).to_have_attribute("aria-valuenow", "0.04")
    page.keyboard.press("PageUp")
    page.clock.run_for(400)
    assert sent == []
    assert numbers(page, "value")[5] == 0.14
    page.clock.resume()
    page.wait_for_function("location.search.includes('0.14')")
    assert len(sent) == 1
    page.keyboard.press("Home")
    assert numbers(page, "value")[5] == 0.0001
    page.keyboard.press("End")
    assert numbers(page, "value") == [0.0001] * 5 + [0.9991] + [0.0001] * 4
    # The point: the larger the share of the truth, the farther to the right and the lower.
    point_ = page.locator(".prediction .point")
    before = float(point_.get_attribute("cy"))
    page.mouse.click(*point(page, 2, 0.9))
    assert float(point_.get_attribute("cy")) > before + 100
    assert float(point_.get_attribute("cx")) > 200
    expect(page.locator(".prediction .tag")).to_contain_text("2 costs 0.1")
    context.close()


def test_a_preset_sets_the_bars_and_a_finger_moves_them_on_a_phone(browser, server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/cross_entropy")
    page.get_by_role("button", name="Uniform").tap()
    expect(page.locator(".prediction .result b")).to_have_text("2.30259")
    track(page, 3).scroll_into_view_if_needed()
    page.touchscreen.tap(*point(page, 3, 0.75))
    assert numbers(page, "value")[3] == pytest.approx(0.75, abs=0.02)
    assert sum(numbers(page, "value")) == pytest.approx(1, abs=1e-9)
    require_whole(page)
    context.close()


def test_the_waste_is_dragged_away(page, server):
    opened(page, server, "?view=As+a+code&smoothing=0.5&p=" + "-".join(["0.1"] * 10))
    x, y = point(page, 3, 0.1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*point(page, 3, 0.55), steps=5)
    note = page.locator(".prediction .note")
    parts = [float(n) for n in re.findall(r"(\d\.\d{3}) bits", note.inner_text())]
    assert sum(parts) == pytest.approx(total(page), abs=2e-3)
    page.mouse.up()
    assert parts[1] < 0.01
    expect(page.get_by_text("drag the waste below 0.01 bits").locator("xpath=ancestor-or-self::p")).to_contain_text(
        "done"
    )


def test_pointing_at_a_digit_of_the_batch_tells_its_story_without_the_server(page, server):
    sent = opened(page, server, "?view=A+batch+of+digits")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    at_rest(page)
    sent.clear()
    expect(page.locator(".losses .tile")).to_have_count(20)
    page.locator(".losses .tile").nth(8).hover()
    expect(page.locator(".losses .readout")).to_contain_text("Test digit 8:")
    page.locator(".losses .slot").nth(4).hover()
    expect(page.locator(".losses .readout")).to_contain_text("Test digit 4:")
    assert sent == []
    shown = [float(text) for text in page.locator(".losses .loss").all_inner_texts()]
    mean = float(re.search(r"[\d.]+", page.locator(".losses .mean").inner_text())[0])
    assert np.mean(shown) == pytest.approx(mean, abs=0.006)
