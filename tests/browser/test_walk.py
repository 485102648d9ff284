"""A stranger's walk through the app in Chromium: train, draw, stop, leave, come back."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, THEMES, at_rest, long_enough, looks, paused_at, require_whole, serve
from tests.support.pocket import adds_up

pytestmark = pytest.mark.browser

# On the sample alone where not all is asked for: what the page does is the same.
on_both = pytest.mark.parametrize("data", ["mnist", "sample"], indirect=True)

# A 7 as one writes it, in pixels of the canvas.
SEVEN = [(70, 60), (120, 58), (170, 56), (210, 60), (190, 110), (160, 160), (130, 230)]
STEP = re.compile(r"Step ([\d,]+) of")


@pytest.fixture(scope="module")
def app(tmp_path_factory, data):
    """An app of this walk's own: nobody has visited it before the first test."""
    home = tmp_path_factory.mktemp("walk")
    with serve(home, KERAS_HOME=str(home), **data) as app:
        yield app


def go_to(page, lesson):
    page.get_by_test_id("stSidebar").get_by_role("link", name=lesson, exact=True).click()


def button(page, name):
    """A button of the page's own: Streamlit's header, too, has a Stop while it is busy."""
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def draw(page, points):
    at_rest(page)  # for a moment there are two sheets where one was cleared
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_have_count(1)
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    places = [(box["x"] + x, box["y"] + y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def where(page):
    """What says at which step the run is."""
    return page.get_by_text(STEP).first


def step_of(page) -> int:
    return int(STEP.search(where(page).inner_text())[1].replace(",", ""))


def require_going_on(page, beyond):
    """Require that the run goes on, and is or gets beyond a step."""
    seen = step_of(page)
    expect(where(page)).not_to_contain_text(f"Step {seen:,} of")
    assert step_of(page) > max(seen, beyond)


@pytest.mark.long
@on_both
def test_train_at_home_point_at_a_class_then_draw_a_seven_and_see_it_read(app, page, data):
    page.goto(app.url)
    expect(page.get_by_text("getting a worker ready").or_(page.get_by_text("steps a second"))).to_be_visible()
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    if "MNIST_PATH" in data:
        # On validation: the test accuracy, 90.67 %, is for the exam and the tutorials' log.
        expect(page.get_by_text(re.compile(r"validation accuracy\s91\.\d\d\s%"))).to_be_visible()
    else:
        expect(page.get_by_text("This runs on a sample")).to_be_visible()
    rows = page.locator(".pipeline button.row")
    expect(rows).to_have_count(10)
    # Whoever points at a class sees its votes on the digit.
    rows.nth(7).hover()
    expect(page.locator(".pipeline .votes .head")).to_have_text("ink × weights of 7")
    note = page.locator(".pipeline .sum").inner_text()
    votes, bias, evidence = re.findall(r"[+−]\d+\.\d\d", note)
    assert adds_up([votes, bias], evidence)
    expect(page.locator(".pipeline .ink .head")).to_have_text("test digit 0")  # the digit stays beside them
    # A drawing is read, and is still there when one comes back.
    go_to(page, "Draw a digit")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    answer = page.locator(".reading .big")
    expect(answer).to_have_text("?")
    draw(page, SEVEN)
    expect(answer).to_have_text("7")
    note = page.locator(".reading .note").inner_text()
    assert float(re.search(r"with (?:[<>]\s)?([\d.]+)\s%", note)[1]) > 50
    go_to(page, "Softmax")
    expect(button(page, "The digit I drew")).to_be_visible()
    go_to(page, "Draw a digit")
    expect(answer).to_have_text("7")  # the sheet is as it was left
    button(page, "Clear").click()
    expect(answer).to_have_text("?")
    draw(page, SEVEN)
    expect(answer).to_have_text("7")
    assert not app.loads_tensorflow()


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("data", ["sample"], indirect=True)
def test_nothing_scrolls_sideways_or_lacks_a_name(app, page, data):
    # What the sample adds is a notice, the same on every page. Without it pages are looked at by tests of their own.
    once = "MNIST_PATH" in os.environ
    page.goto(app.url)
    for lesson in ("Start", "Training", "The exam", "Draw a digit"):
        if lesson != "Start":
            page.set_viewport_size({"width": 1440, "height": 900})  # where the links are
            go_to(page, lesson)
        last = "Lessons" if lesson == "Start" else "To take away"
        expect(page.get_by_role("heading", name=last, exact=True)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for look in looks(page, SIZES[1:], THEMES[:1]) if once and lesson != "Start" else looks(page):
            require_whole(page, (lesson, look))


@pytest.mark.long
@pytest.mark.slow
def test_pause_a_run_let_it_go_on_leave_it_and_come_back_to_it_still_going(page, app, data):
    page.goto(f"{app.url}/training?steps=20000&train_size={long_enough(data)}&learning_rate=0.05")
    button(page, "Start").click()
    expect(page.get_by_text("steps a second")).to_be_visible()
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()
    stopped = paused_at(page)
    assert 0 < stopped < 20_000
    at_rest(page, still=1)  # twice what lies between two looks at a run that goes on
    assert step_of(page) == stopped
    button(page, "Go on").click()
    expect(page.get_by_text("steps a second")).to_be_visible()
    require_going_on(page, beyond=stopped)
    left_at = step_of(page)
    go_to(page, "Draw a digit")
    expect(page.locator("canvas.upper-canvas")).to_be_visible()
    go_to(page, "Training")
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_text("of 20,000")).to_be_visible()
    require_going_on(page, beyond=left_at)
    page.reload()
    expect(page.get_by_text("of 20,000")).to_be_visible()
    require_going_on(page, beyond=left_at)
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()
    assert paused_at(page) > left_at


@pytest.mark.slow
@pytest.mark.parametrize("address", ["training", "draw_a_digit"])
def test_a_deep_link_on_a_fresh_server_shows_the_whole_page(page, tmp_path, data, address):
    with serve(tmp_path, KERAS_HOME=str(tmp_path), **data) as fresh:
        page.goto(f"{fresh.url}/{address}")
        expect(page.get_by_text("To take away")).to_be_visible()
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Draw a digit")).to_be_visible()
        # Not the list of files with which Streamlit would begin.
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="app", exact=True)).to_have_count(0)
        expect(page.get_by_text(STEP).first).to_be_visible()
        page.goto("about:blank")  # before the server goes, which a page that polls would miss
