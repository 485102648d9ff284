"""The animation in Chromium: it moves without a word with the server, and shows what the core computed."""

import os
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from mnist_core.data.dataset import load_dataset
from mnist_core.training_size.film import limits
from mnist_core.training_size.frames import first_frames, validated
from mnist_core.training_size.sweep import FEW, Sweep
from tests.browser.conftest import BETWEEN, at_rest, let_it_speak, looks, require_whole
from tests.browser.legible import require_legible
from ui.palette import DARK, LIGHT

# Once, on the best data there is: the page's own tests run on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

READY = re.compile(r"All \d+ models ready")
SCALES = ("Each n its own", "One for all n")
PAINTED = "e => e.view.painted"
CORNERS = "es => es.map(e => `rgb(${[...e.getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3)})`)"
PIXELS = "es => es.map(e => [...e.getContext('2d').getImageData(0, 0, 28, 28).data])"


@pytest.fixture
def open_film(page, server):
    """Open the page and wait until the models are trained and the animation is drawn."""

    def open_film(query=""):
        page.goto(f"{server.url}/training_size{query}")
        expect(page.get_by_text(READY)).to_be_visible(timeout=120_000)
        at_rest(page)
        return page.locator(".size")

    return open_film


def wait_for(film, condition, wanted):
    """Wait until what the animation keeps is as wanted."""
    film.page.wait_for_function(f"([film, wanted]) => ({condition})(film.view)", arg=[film.element_handle(), wanted])


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
    film = open_film("?sizes=10&guess=false")
    expect(button(film, "Pause")).to_be_visible()
    before, painted, first = len(sent), film.evaluate(PAINTED), pictures(film)
    n = film.locator(".n").inner_text()
    wait_for(film, "view => view.painted > wanted", painted + 10)
    expect(film.locator(".n")).not_to_have_text(n)
    assert (pictures(film) != first).any()
    slider = film.get_by_role("slider")
    for place in ("0.2", "0.8", "0.5"):
        box = slider.bounding_box()
        page.mouse.click(box["x"] + float(place) * box["width"], box["y"] + box["height"] / 2)
    box = film.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + 400, box["y"] + 60)  # to the right of n = 2: seen are not all of them
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 60, steps=10)
    page.mouse.up()
    button(film, "Play").click()
    expect(button(film, "Pause")).to_be_visible()
    button(film, "Pause").click()
    film.get_by_label("Speed").select_option("4")
    film.get_by_label("Loop").uncheck()
    let_it_speak(page, 500)
    assert len(sent) == before
    assert "speed=4" in page.url
    assert "loop=off" in page.url
    assert "size=" in page.url


@pytest.mark.long
def test_the_pixels_are_the_core_s_weights(page, open_film, data):
    # The ten frames that the core computes in plain NumPy: what is on the screen came from TensorFlow.
    dataset = load_dataset(download=False)
    frames = validated(first_frames(dataset, Sweep(FEW)), dataset.validation)
    film = open_film("?sizes=10&size=1&guess=false")
    for scale in SCALES:
        shared = scale.startswith("One")
        page.get_by_role("radio", name=scale).click()
        wait_for(film, "view => view.data.shared === wanted", shared)
        film.locator(".chart").press("Home")
        full = limits(frames.weights, shared=shared)
        for k in range(len(frames)):
            expect(film.locator(".n")).to_have_text(f"n = {k + 1}")
            np.testing.assert_allclose(pictures(film), expected(frames.weights[k], full[k]), atol=3, err_msg=scale)
            expect(film.locator(".facts")).to_contain_text(f"validation {100 * frames.accuracy[k]:.1f} %")
            labels = film.locator(".example:not([hidden]) figcaption").all_inner_texts()
            assert labels == [str(dataset.train.labels[k])]
            film.locator(".chart").press("ArrowRight")
        expect(button(film, "Step")).to_be_disabled()


def test_by_keyboard_and_a_film_and_a_sheet_can_be_taken_along(page, open_film):
    film = open_film("?sizes=10&size=5&guess=false")
    chart = film.locator(".chart")
    for key, size in [("ArrowLeft", 4), ("ArrowRight", 5), ("End", 10), ("Home", 1)]:
        chart.press(key)
        expect(film.locator(".n")).to_have_text(f"n = {size}")
    chart.press(" ")
    expect(button(film, "Pause")).to_be_visible()
    chart.press(" ")
    expect(button(film, "Play")).to_be_visible()
    # To be taken along.
    page.get_by_role("button", name="Take it with you").click()
    for label, name, start in [("as GIF", "training-size.gif", b"GIF89a"), ("as PNG", "training-size.png", b"\x89PNG")]:
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == name
        assert download.value.path().read_bytes().startswith(start)


@pytest.mark.long
def test_the_task_of_the_few_sizes_is_done_by_looking_at_each(page, open_film, sent):
    """Not by the link, though its film plays by itself, nor by choosing them: only by what is looked at then."""
    film = open_film("?sizes=10&guess=false&speed=4")
    name = page.get_by_text("look at each, or let the film play")
    wait_for(film, "view => view.at === wanted", 9)
    before = len(sent)
    film.locator(".chart").press("Home")
    for _ in range(8):
        film.locator(".chart").press("ArrowRight")
    let_it_speak(page, 500)
    assert len(sent) == before
    expect(name).not_to_contain_text("done")
    film.locator(".chart").press("ArrowRight")
    expect(name).to_contain_text("done")
    # Who chooses the few sizes sees their film from its beginning.
    page.goto("about:blank")
    film = open_film("?guess=false&speed=4")
    page.get_by_role("radio", name="10", exact=True).click()
    expect(name).to_be_visible()
    expect(name).to_contain_text("done")


def test_the_curve_is_drawn_then_seen_the_drawing_is_kept_and_the_toy_is_whole(page, open_film, sent, data):
    film = open_film("?foresee=on")
    before = len(sent)
    expect(film.locator(".line")).to_have_count(0)
    expect(film.locator(".facts")).to_contain_text("validation ? %")
    box = film.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 14, box["y"] + 40, steps=12)
    page.mouse.up()
    assert len(sent) == before
    accuracy = page.locator(".katex", has_text="accuracy").first
    expect(accuracy).to_contain_text("?")
    button(film, "Reveal").click()
    expect(film.locator(".line")).to_have_count(2)
    expect(film.locator(".verdict")).to_contain_text("points off on average")
    expect(accuracy).not_to_contain_text("?")  # what stands below hears of it
    said, line = film.locator(".verdict").inner_text(), film.locator(".sketch").get_attribute("points")
    page.reload()
    expect(accuracy).not_to_contain_text("?")
    expect(film.locator(".verdict")).to_have_text(said)
    assert film.locator(".sketch").get_attribute("points") == line
    # Whole on every screen, nothing scrolls sideways, and no control is cut off.
    for width, _ in looks(page, BETWEEN, themes=("light",)):
        require_legible(page, width)
        if width == 1280 and data:
            assert film.locator(".foot").bounding_box()["y"] < 720 - 38
    page.get_by_text("Guess the curve first").click()
    expect(page).to_have_url(re.compile("guess=false"))
    for width, theme in looks(page):
        require_whole(page, (width, theme))
        if width == 1440:
            assert film.locator(".chart").bounding_box()["y"] + 200 < 900, theme
        # What rests is repainted when the theme is switched: where no digit has ink, it shows the ground.
        ground = (DARK if theme == "dark" else LIGHT).ground
        shown = film.locator(".picture, .example:not([hidden]) .ink").evaluate_all(CORNERS)
        assert set(shown) == {f"rgb({','.join(str(int(ground[at : at + 2], 16)) for at in (1, 3, 5))})"}, (width, theme)
