"""The animation in Chromium: it moves without a word with the server, and shows what the core computed."""

import os
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from mnist_core.dataset import load_dataset
from mnist_core.film import limits
from mnist_core.size_frames import first_frames
from mnist_core.training_size import FEW, Sweep
from tests.browser.conftest import require_whole
from ui.palette import LIGHT

# Once, on the best data there is: the page's own tests run on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

READY = re.compile(r"All \d+ models ready")
PAINTED = "e => e.view.painted"
PIXELS = "es => es.map(e => [...e.getContext('2d').getImageData(0, 0, 28, 28).data])"


@pytest.fixture
def open_film(page, server):
    """Open the page and wait until the models are trained and the animation is drawn."""

    def open_film(query=""):
        page.goto(f"{server.url}/training_size{query}")
        expect(page.get_by_text(READY)).to_be_visible(timeout=120_000)
        page.wait_for_timeout(1000)
        return page.locator(".size")

    return open_film


def button(film, name):
    return film.get_by_role("button", name=name, exact=True)


def pictures(film):
    """The ten pictures as they are on the screen: RGB (10, 784, 3)."""
    return np.array(film.locator(".picture").evaluate_all(PIXELS)).reshape(10, 784, 4)[..., :3]


def expected(weights, limit):
    """The diverging map of weights (784, 10) in the light theme: RGB (10, 784, 3)."""
    ground, positive, negative = (
        np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
        for colour in (LIGHT.ground, LIGHT.for_, LIGHT.against)
    )
    share = np.clip(weights.T[..., None] / limit, -1, 1)
    return ground + (np.where(share < 0, negative, positive) - ground) * np.abs(share)


def test_it_plays_by_itself_and_no_word_passes_while_it_does(page, open_film, sent):
    film = open_film("?guess=false")
    expect(button(film, "Pause")).to_be_visible()
    page.wait_for_timeout(2000)
    before, painted, first = len(sent), film.evaluate(PAINTED), pictures(film)
    n = film.locator(".n").inner_text()
    page.wait_for_timeout(2500)
    assert film.evaluate(PAINTED) - painted > 10
    assert (pictures(film) != first).any()
    assert film.locator(".n").inner_text() != n
    slider = film.get_by_role("slider")
    for place in ("0.2", "0.8", "0.5"):
        box = slider.bounding_box()
        page.mouse.click(box["x"] + float(place) * box["width"], box["y"] + box["height"] / 2)
    box = film.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 60, steps=10)
    page.mouse.up()
    button(film, "Play").click()
    page.wait_for_timeout(1000)
    button(film, "Pause").click()
    film.get_by_label("Speed").select_option("4")
    film.get_by_label("Loop").uncheck()
    page.wait_for_timeout(500)
    assert len(sent) == before
    assert "speed=4" in page.url
    assert "loop=off" in page.url
    assert "n=" in page.url


@pytest.mark.parametrize("scale", ["One for all n", "Each n its own"])
def test_the_pixels_are_the_core_s_weights(page, open_film, data, scale):
    # The ten frames that the core computes in plain NumPy: what is on the screen came from TensorFlow.
    dataset = load_dataset(download=False)
    frames = first_frames(dataset, Sweep(FEW))
    full = limits(frames.weights, shared=scale.startswith("One"))
    film = open_film(f"?sizes=10&n=1&guess=false&scale={scale}")
    for k in range(len(frames)):
        expect(film.locator(".n")).to_have_text(f"n = {k + 1}")
        np.testing.assert_allclose(pictures(film), expected(frames.weights[k], full[k]), atol=3)
        expect(film.locator(".facts")).to_contain_text(f"test {100 * frames.test_accuracy[k]:.1f} %")
        labels = film.locator(".example:not([hidden]) figcaption").all_inner_texts()
        assert labels == [str(dataset.train.labels[k])]
        page.locator(".size .chart").press("ArrowRight")
    expect(button(film, "Step")).to_be_disabled()


def test_by_keyboard(page, open_film):
    film = open_film("?sizes=10&n=5&guess=false")
    chart = film.locator(".chart")
    for key, size in [("ArrowLeft", 4), ("ArrowRight", 5), ("End", 10), ("Home", 1)]:
        chart.press(key)
        expect(film.locator(".n")).to_have_text(f"n = {size}")
    chart.press(" ")
    expect(button(film, "Pause")).to_be_visible()
    chart.press(" ")
    expect(button(film, "Play")).to_be_visible()


def test_the_curve_is_drawn_then_seen_and_the_drawing_is_kept(page, open_film, sent):
    film = open_film()
    before = len(sent)
    expect(film.locator(".line")).to_have_count(0)
    expect(film.locator(".facts")).to_contain_text("test ? %")
    box = film.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 14, box["y"] + 40, steps=12)
    page.mouse.up()
    button(film, "Reveal").click()
    expect(film.locator(".line")).to_have_count(2)
    expect(film.locator(".verdict")).to_contain_text("points off on average")
    said, line = film.locator(".verdict").inner_text(), film.locator(".sketch").get_attribute("points")
    assert len(sent) == before
    page.reload()
    expect(film.locator(".verdict")).to_have_text(said, timeout=60_000)
    assert film.locator(".sketch").get_attribute("points") == line


def test_a_film_and_a_sheet_can_be_taken_along(page, open_film):
    open_film("?sizes=10&guess=false")
    page.get_by_role("button", name="Take it with you").click()
    for label, name, start in [("as GIF", "training-size.gif", b"GIF89a"), ("as PNG", "training-size.png", b"\x89PNG")]:
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == name
        assert download.value.path().read_bytes().startswith(start)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_toy_is_whole_and_nothing_scrolls_sideways(browser, server, data, width):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{server.url}/training_size?guess=false")
    expect(page.get_by_text(READY)).to_be_visible(timeout=120_000)
    page.wait_for_timeout(1000)
    require_whole(page)
    if width == 1440:
        assert page.locator(".size .chart").bounding_box()["y"] + 200 < 900
    context.close()
