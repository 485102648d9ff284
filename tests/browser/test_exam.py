"""The exam in Chromium: guess, press a cell, open a digit; pointing costs nothing, and no view is too wide."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, let_it_speak, look_at_views
from tests.browser.legible import require_legible

# Once, on the best data there is: the page's own tests run on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

VIEWS = ["Sealed", "Guess first", "By hand", "Luck", "Mix-ups", "Any digit", "How sure", "Not a digit", "On paper"]


@pytest.fixture
def open_exam(page, server):
    """Open the exam page and wait until the model is trained."""

    def open_exam(query=""):
        page.goto(f"{server.url}/exam{query}")
        expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
        at_rest(page)

    return open_exam


def test_a_guess_is_answered_once_and_the_answer_was_not_there_before(page, open_exam):
    open_exam("?view=Guess%20first&foresee=on&digit=8")
    rows = page.locator(".guess button.row")
    expect(rows).to_have_count(10)
    assert page.locator(".guess .number").all_inner_texts() == [""] * 10
    rows.nth(6).click()
    expect(page.locator(".guess .note")).to_contain_text("It answers")
    expect(page.locator(".guess .row.answer")).to_have_count(1)
    expect(page.locator(".guess .row.mine .tag")).to_contain_text("you")
    expect(page.get_by_text("of 1 answers guessed")).to_be_visible()
    at_rest(page)
    rows.nth(2).click(force=True)  # it says that it is disabled
    at_rest(page)
    expect(page.get_by_text("of 1 answers guessed")).to_be_visible()
    # The accuracy is foreseen on a bar, by keyboard alone: from the middle on, and Enter gives the guess.
    bar = page.get_by_role("slider", name="Your guess")
    expect(page.get_by_role("button", name="That is my guess")).to_be_disabled()
    bar.press("ArrowRight")
    expect(page.get_by_role("button", name="I say 51 %")).to_be_enabled()
    bar.press("Enter")
    expect(page.locator(".foresee .said")).to_contain_text("You said 51 %; it is")
    expect(page.locator(".foresee .said")).to_be_focused()
    require_legible(page)
    page.get_by_role("button", name="Another digit", exact=True).click()
    expect(page.get_by_text("What will it answer?")).to_be_visible()
    assert "digit=" in page.url


def test_the_account_stays_where_it_is_when_a_class_is_pointed_at(page, open_exam):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_exam("?view=Any digit&digit=8")
    row = page.locator(".pipeline .row").nth(3)
    before = row.bounding_box()
    row.hover()
    expect(page.locator(".pipeline .sum")).to_contain_text("Class 3")
    assert row.bounding_box() == before


def test_pointing_sends_nothing_a_cell_opens_its_digits_and_a_digit_opens_its_account(page, open_exam, sent):
    open_exam("?view=Mix-ups&show=Hardest")
    before = len(sent)
    cells = page.locator(".confusion .cell")
    for place in (0, 13, 49, 94):
        cells.nth(place).hover()
    expect(page.locator(".confusion .readout")).to_contain_text("Label 9, answer 4")
    page.locator(".confusion .chosen").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".confusion .readout")).to_contain_text("Label 5, answer 7")
    page.locator(".answers .tile").first.hover()
    let_it_speak(page)
    assert len(sent) == before
    page.keyboard.press("Enter")
    expect(page.locator(".confusion .chosen")).to_have_attribute("aria-label", re.compile("^Label 5, answer 7"))
    # A cell opens its digits, and a digit its account.
    cells.nth(7 * 10 + 9).click()
    expect(page.locator(".answers .line").first).to_have_text("7 as 9")
    expect(page).to_have_url(re.compile("label=7"))
    expect(page).to_have_url(re.compile("answer=9"))
    expect(page.locator(".confusion .chosen")).to_have_attribute("aria-label", re.compile("^Label 7, answer 9"))
    page.locator(".answers .tile").first.click()
    page.mouse.move(5, 5)
    expect(page.locator(".pipeline .big")).to_have_text("9")
    expect(page.locator(".pipeline .note")).to_contain_text("The label says 7: wrong")
    expect(page).to_have_url(re.compile(r"view=Any(%20|\+)digit.*digit=\d+"))


def test_moving_a_slider_keeps_the_chart_and_settings_of_a_view_are_there_when_one_comes_back(page, open_exam):
    open_exam("?view=How%20sure&bins=20")
    page.get_by_role("radio", name="Luck").click()
    expect(page.get_by_text("1,000 other exams")).to_be_visible()
    at_rest(page)
    node = page.locator('[data-testid="stEChartsChart"], .stEChartsChart').first
    node.evaluate("e => (e.kept = true)")
    page.get_by_role("slider").press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"[?&]n=\d+"))
    at_rest(page)
    assert node.evaluate("e => e.kept === true")
    page.get_by_role("radio", name="How sure").click()
    expect(page.get_by_role("slider")).to_have_value("20")


def test_another_theme_is_another_set_of_colours_in_charts_too_and_is_told_once(page, open_exam, sent):
    open_exam("?view=How%20sure")
    title = page.locator(".stPlotlyChart .gtitle")
    for theme, ink in (("dark", "rgb(230, 227, 219)"), ("light", "rgb(34, 38, 43)")):
        before = len(sent)
        page.emulate_media(color_scheme=theme)
        expect(title.last).to_have_css("fill", ink)
        at_rest(page)
        expect(title).to_have_count(1)  # while the page is drawn again, the chart of before may still be there
        assert len(sent) == before + 1, theme


def test_a_bar_says_what_it_counts_and_nothing_is_there_to_zoom_with(page, open_exam, sent):
    open_exam("?view=How%20sure")
    chart = page.get_by_role("figure", name=re.compile("^Right answers by confidence: .*90 to 100 %: 9"))
    box = chart.bounding_box()
    before = len(sent)
    page.mouse.move(box["x"] + 0.97 * box["width"], box["y"] + 0.4 * box["height"])
    expect(chart.locator(".hovertext")).to_have_text(re.compile(r"90 to 100 %:[\d,]+ of [\d,]+ answers are right"))
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"], steps=3)
    page.mouse.up()
    expect(chart.locator(".xtick").last).to_have_text("100")
    expect(chart.locator(".modebar-btn")).to_have_count(0)
    assert len(sent) == before


@pytest.mark.long
def test_no_view_scrolls_sideways_or_lacks_a_name_and_a_sheet_is_printed_on_one_page_its_key_on_another(
    page, server, data
):
    look_at_views(page, server, data, "exam", VIEWS)
    page.get_by_role("button", name="Print this sheet and its key").click()
    expect(page.frame_locator("iframe.paper_print").locator(".page")).to_have_count(2)
    sheet = page.locator("iframe.paper_print").evaluate("frame => frame.contentDocument.documentElement.outerHTML")
    page.set_content(sheet)
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type /Page\b", page.pdf(format=paper))) == 2, paper
