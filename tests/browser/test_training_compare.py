"""Runs side by side in Chromium: a race that does not flicker, pins that survive, a grid to press, files to take."""

import os
import re
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from mnist_core.take_away.models import read_model
from tests.browser.conftest import at_rest, let_it_speak, require_whole

DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

KNOBS = "train_size=2000&steps=1200&test_size=500"
VIEWS = ("Side by side", "Grid", "Take it away", "Then and now")


@pytest.fixture
def open_training(page, server):
    """Open the training page and wait until it is whole."""

    def open_training(query):
        page.goto(f"{server.url}/training?{query}")
        expect(page.get_by_text("To take away", exact=True)).to_be_visible()
        at_rest(page)

    return open_training


def pinned(page) -> list[str]:
    return re.findall(r"pin=([^&]*)", page.url)


@pytest.mark.long
def test_a_race_moves_on_the_same_charts_and_its_pins_survive(page, open_training):
    open_training(KNOBS)
    page.get_by_role("button", name="Three learning rates").click()
    expect(page.get_by_role("button", name="rate 0.01 ✕")).to_be_visible()
    charts = page.locator('[data-testid="stEChartsChart"] canvas')
    expect(charts.nth(1)).to_be_visible()
    charts.first.evaluate("node => { node.marked = true; }")
    page.get_by_role("button", name="Start them all at once").click()
    expect(page.get_by_role("button", name="Pause them")).to_be_visible()
    expect(page.get_by_role("button", name="Pause them")).to_be_hidden(timeout=120_000)
    assert charts.first.evaluate("node => node.marked === true"), "the chart was made anew"
    before = pinned(page)
    assert len(before) == 3
    page.reload()
    expect(page.get_by_role("button", name="rate 0.1 ✕")).to_be_visible()
    assert pinned(page) == before
    page.get_by_role("link", name="Softmax", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Training")
    page.get_by_role("link", name="Training", exact=True).first.click()
    expect(page.get_by_role("button", name="rate 0.1 ✕")).to_be_visible()
    assert pinned(page) == before
    page.get_by_role("button", name="rate 0.1 ✕").click()
    expect(page.get_by_role("button", name="rate 0.1 ✕")).to_be_hidden()
    assert pinned(page) == [before[0], before[2]]


def test_a_pressed_cell_sets_the_knobs_and_pointing_is_free(page, open_training, sent):
    open_training(f"view=Grid&{KNOBS}")
    cells = page.locator(".grid .cell")
    expect(cells).to_have_count(48)
    before = len(sent)
    for place in (0, 9, 20):
        cells.nth(place).hover()
    expect(page.locator(".grid .readout")).to_contain_text("not trained yet")
    let_it_speak(page)
    assert len(sent) == before
    cells.nth(4).click()  # 10 steps at a rate of 0.3
    expect(page.get_by_text("The knobs are set to this run.")).to_be_visible()
    expect(page.locator(".grid .cell.chosen")).to_have_attribute(
        "aria-label", re.compile("learning rate 0.3, 10 steps")
    )
    assert "learning_rate=0.3" in page.url
    assert "steps=10" in page.url
    cells.nth(4).focus()
    page.keyboard.press("ArrowDown")
    assert cells.nth(12).evaluate("node => node.getRootNode().activeElement === node")


def test_a_grid_fills_and_goes_on_after_a_reload(page, open_training):
    open_training("view=Grid&train_size=300&test_size=300&down=Batch+size&steps=30")
    page.get_by_role("button", name="Train these 32 runs").click()
    expect(page.get_by_text("of 32 runs")).to_be_visible()
    page.reload()
    expect(page.locator(".grid .cell")).to_have_count(32)
    expect(page.locator(".grid .cell.waiting, .grid .cell.running")).to_have_count(0, timeout=120_000)
    expect(page.locator(".grid .cell.best")).not_to_have_count(0)
    expect(page.get_by_text("32 of 32 runs")).to_be_visible()


def test_the_files_come_down_whole(page, open_training, tmp_path):
    open_training("view=Take+it+away&train_size=200&steps=20&learning_rate=0.2")
    page.get_by_role("button", name="Start", exact=True).click()
    for name, ending in (("Script", "py"), ("NumPy", "npz"), ("JSON", "json"), ("Keras", "keras"), ("History", "csv")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / f"run.{ending}"
        download.value.save_as(path)
        assert download.value.suggested_filename == f"softmax.{ending}"
    np.testing.assert_array_equal(read_model(tmp_path / "run.npz")[0], read_model(tmp_path / "run.json")[0])
    assert zipfile.is_zipfile(tmp_path / "run.keras")
    assert "LEARNING_RATE = 0.2\n" in (tmp_path / "run.py").read_text()
    assert (tmp_path / "run.csv").read_text().splitlines()[-1].startswith("20,")


def test_no_view_is_too_wide_for_a_phone(page, open_training):
    page.set_viewport_size({"width": 390, "height": 844})
    pins = "pin=2000_0.1_1200_all_500_0&pin=2000_1.0_1200_all_500_0"
    open_training(f"{KNOBS}&{pins}")
    for view in VIEWS:
        choice = page.get_by_role("radio", name=view, exact=True)
        choice.click()
        expect(choice).to_be_checked()
        at_rest(page)
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, view
        require_whole(page, view)
