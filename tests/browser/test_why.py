"""WHY in Chromium: pointing costs nothing; what is changed or taught is seen at once and taken back."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, let_it_speak, looks, require_whole, wait_for_sheet

# Once, on the best data there is: the page's own tests run on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

VIEWS = ["Evidence", "Teachers", "Flip it", "Teach it", "Time"]
THREE = [(90, 70), (130, 50), (180, 70), (180, 110), (130, 135), (185, 150), (190, 200), (140, 230), (80, 210)]


@pytest.fixture
def draw(page, server):
    """Open the page with the query, and draw a 3 by mouse."""

    def draw(query=""):
        page.goto(f"{server.url}/draw_a_digit{query}")
        expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
        expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
        wait_for_sheet(page)
        box = page.locator("canvas.upper-canvas").bounding_box()
        page.mouse.move(box["x"] + THREE[0][0], box["y"] + THREE[0][1])
        page.mouse.down()
        for x, y in THREE[1:]:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
        page.mouse.up()

    return draw


def numbers(locator):
    return [round(1000 * float(text.replace("−", "-"))) for text in locator.all_inner_texts()]


LIBRARIES = """() => performance.getEntriesByType("resource").map(each => each.name)
    .filter(name => /PlotlyChart|EChartsChart/.test(name)).length"""


def test_no_chart_library_is_loaded_before_its_chart_is_seen_and_a_stroke_leaves_the_chart_alone(page, draw):
    page.set_viewport_size({"width": 1280, "height": 720})
    draw()
    expect(page.locator(".ledger .question")).to_have_text("Why 3 rather than")
    at_rest(page)
    assert page.evaluate(LIBRARIES) == 0
    page.locator(".sight").scroll_into_view_if_needed()
    chart = page.get_by_role("figure", name=re.compile("^Bars of the biases: class 0 "))
    expect(chart.locator(".bars .point")).to_have_count(10)
    assert page.evaluate(LIBRARIES) == 1
    chart.evaluate("e => (e.kept = true)")
    sheet = page.locator("canvas.upper-canvas")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 60, steps=4)
    page.mouse.up()
    at_rest(page)
    assert chart.evaluate("e => e.kept === true")


def test_the_ledger_and_time_answer_without_the_server(page, draw, sent):
    draw()
    expect(page.locator(".ledger .question")).to_have_text("Why 3 rather than")
    at_rest(page)
    before = len(sent)
    # The columns of the ledger add up.
    for basis in ("centred", "from the average digit", "as trained"):
        page.get_by_role("button", name=basis, exact=True).click()
        for rival in (5, 9):
            page.get_by_role("button", name=f"rather than {rival}", exact=True).click()
            for_, against, base, total = (numbers(page.locator(f".ledger .number.{name}")) for name in
                                          ("for", "against", "base", "total"))  # fmt: skip
            assert [sum(column) for column in zip(for_, against, base, strict=True)] == total
            assert total[0] - total[1] == total[2]
    box = page.locator(".ledger .votes").bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.45 * box["height"])
    expect(page.locator(".ledger .readout")).to_have_text(re.compile(r"row 12, column 16: ink [\d.]+ × .* = "))
    page.get_by_role("button", name="Show the votes: evidence of 9").click()
    assert len(sent) == before
    expect(page).to_have_url(re.compile("against=9"))
    # Time is walked by keys and pointer.
    page.get_by_role("radio", name="Time", exact=True).click()
    timeline = page.locator(".timeline").first
    expect(timeline.locator(".big")).to_have_text("3")
    at_rest(page)
    before = len(sent)
    slider = timeline.get_by_role("slider")
    slider.press("Home")
    expect(timeline.locator(".readout")).to_have_text("step 0: all ten tie")
    slider.press("ArrowRight")
    expect(timeline.locator(".readout")).to_contain_text("step 1: ")
    expect(page).to_have_url(re.compile("checkpoint=1"))
    box = timeline.locator(".plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 40)
    expect(timeline.locator(".readout")).to_contain_text("step 1,000: 3")
    assert len(sent) == before


@pytest.mark.long
def test_who_taught_it_comes_by_itself_and_the_fewest_pixels_are_put_in_and_taken_out_again(page, draw):
    draw("?why=Teachers")
    page.get_by_role("button", name="Repeat the run and keep account").click()
    page.mouse.move(5, 5)  # a tile that comes under the pointer would be read out
    teachers = page.locator(".teachers")
    expect(teachers.locator(".told")).to_contain_text("for a 3")
    expect(teachers.locator(".tile.for")).to_have_count(10)
    total = re.search(r"= (\S+)$", teachers.locator(".sum").inner_text())[1]
    expect(teachers.locator(".readout")).to_contain_text(f"The run itself gives 3 {total}")
    teachers.locator(".tile.against").first.hover()
    expect(teachers.locator(".readout")).to_contain_text("overlap")
    # Without the loudest, others make up for them: what is lost is less than what they gave.
    page.get_by_role("radio", name="Without them").click()
    page.get_by_role("button", name="Train again without these 10").click()
    expect(teachers.locator(".verdict")).to_contain_text("of what they gave is lost")
    claimed, true = numbers(teachers.locator(".missed tbody tr:nth-child(n+2) td:nth-child(3)"))
    assert true < claimed
    # The drawing stays: the fewest pixels are put into it, and taken out.
    page.get_by_role("radio", name="Flip it", exact=True).click()
    flip = page.locator(".flip")
    expect(flip.locator(".told")).to_contain_text("this 3 into a")
    rival = re.search(r"into a (\d)", flip.locator(".told").inner_text())[1]
    count = int(re.match(r"\d+", flip.locator(".told").inner_text())[0])
    expect(flip.locator(".ghost")).to_have_count(count)
    flip.get_by_role("button", name="Show after").click()
    expect(flip.locator(".big")).to_have_text(rival)
    flip.get_by_role("button", name="Change my drawing so").click()
    expect(page.get_by_text(f"Your drawing with {count} pixel")).to_be_visible()
    expect(flip.locator(".told")).to_contain_text(f"this {rival} into a")
    page.get_by_role("radio", name="Evidence").click()
    expect(page.locator(".ledger .question")).to_have_text(f"Why {rival} rather than")
    page.get_by_role("button", name="Change back").click()
    expect(page.locator(".ledger .question")).to_have_text("Why 3 rather than")


def test_a_step_is_tried_in_the_browser_taken_and_taken_back(page, draw, sent):
    draw("?why=Teach+it&truth=5")
    teach = page.locator(".teach")
    expect(teach.locator(".lines")).to_contain_text("loss, if it is a 5")
    expect(teach.locator(".lines")).to_contain_text("3,")
    at_rest(page)
    before, shown = len(sent), teach.locator(".lines").inner_text()
    teach.get_by_role("slider").fill("0")
    assert teach.locator(".lines").inner_text() != shown
    teach.get_by_role("slider").fill("14")
    later = teach.locator(".lines .number").all_inner_texts()[1::2]
    let_it_speak(page)
    assert len(sent) == before
    teach.get_by_role("button", name="Take the step").click()
    expect(teach.locator(".told")).to_contain_text("1 step taken")
    # What was foretold has come: the answer, the loss and the accuracy.
    assert teach.locator(".lines .number").all_inner_texts()[::2] == later
    teach.get_by_role("button", name="Take it back").click()
    expect(teach.locator(".told")).to_contain_text("It teaches a copy")
    assert teach.locator(".lines .number").all_inner_texts()[1::2] == later
    # However fast they come, all presses count.
    for _ in range(10):
        teach.get_by_role("button", name="Take the step").click()
    expect(teach.locator(".told")).to_contain_text("10 steps taken")
    for _ in range(4):
        teach.get_by_role("button", name="back").click()
    expect(teach.locator(".told")).to_contain_text("6 steps taken")
    expect(teach.get_by_role("button", name="Take one of 6 back")).to_be_enabled()


@pytest.mark.long
def test_no_view_scrolls_sideways_or_lacks_a_name_and_paint_is_scored_undone_and_kept(page, server, data):
    page.goto(f"{server.url}/draw_a_digit")
    expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="crossed 7").click()
    expect(page.locator(".ledger .question")).to_be_visible()
    for view in [*VIEWS, "The silence test", "Be the optimiser", "What it cannot see"]:
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_role("radio", name=view, exact=True)).to_be_checked()
        for width, _ in looks(page, themes=("light",)):
            require_whole(page, (view, width))
            if width == 1440 and data:
                # The toy is whole without scrolling: what lies below it begins within the first screen.
                assert page.get_by_text("What to notice").bounding_box()["y"] < 900, view
    # A picture that is the digit to the model: the numbers stand still on all of the way.
    unseen = page.locator(".unseen")
    columns = [unseen.locator(f"td:nth-child({place})").all_inner_texts() for place in (2, 3)]
    assert columns[0] == columns[1]
    unseen.get_by_role("slider").press("Home")
    assert unseen.locator("td:nth-child(3)").all_inner_texts() == columns[0]
    expect(unseen.locator(".tile")).to_have_count(9)
    page.get_by_role("radio", name="Be the optimiser").click()
    # Paint.
    page.set_viewport_size({"width": 1440, "height": 900})
    at_rest(page)
    painter = page.locator(".painter")
    expect(painter.locator(".said")).to_contain_text("Nothing painted")
    painter.scroll_into_view_if_needed()
    painter.get_by_role("button", name=re.compile("^Template of 1:")).click()
    box = painter.locator(".big").bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 220, steps=8)
    page.mouse.up()
    expect(painter.locator(".said")).to_contain_text("Your ten pictures read")
    expect(painter.get_by_role("button", name=re.compile("^Template of 1: (100|9|8|7)"))).to_be_visible()
    painter.get_by_role("button", name="Undo").click()
    expect(painter.locator(".said")).to_contain_text("Nothing painted")
    painter.locator(".big").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(painter.locator(".said")).to_contain_text("Your ten pictures read")
    page.get_by_role("button", name="Mean images").click()
    expect(painter.locator(".mark.mine .text")).to_have_text(re.compile(r"you 6\d\.\d\s%"))
    page.get_by_role("radio", name="The silence test").click()
    expect(page.get_by_text("On a blank sheet")).to_be_visible()
    page.get_by_role("radio", name="Be the optimiser").click()
    expect(painter.locator(".mark.mine .text")).to_have_text(re.compile(r"you 6\d\.\d\s%"))
