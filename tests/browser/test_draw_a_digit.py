"""The drawing page in Chromium: digits drawn by mouse through the page itself, by touch, and nothing cut off."""

import json
import os
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mnist_core.drawing.as_text import lines_of
from mnist_core.softmax import regression as softmax
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from mnist_core.work.store import Store
from tests.browser.conftest import at_rest, require_whole, wait_for_sheet
from tests.browser.legible import require_legible
from tests.conftest import EVERYTHING, skip

# Once, on the best data there is: the page's own tests run on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("data", [DATA], indirect=True)]

SIDE = 280
DRAWN, AT_LEAST = (20, 17) if EVERYTHING else (8, 7)


class Wire:
    """What passes between a page and the server: of how many lines the server was told last, and when it is done."""

    def __init__(self, page):
        self.lines = 0
        page.on("websocket", self._watch)

    def _watch(self, socket):
        self.socket = socket
        socket.on("framesent", self._sent)

    def _sent(self, frame):
        self.lines = frame.count(b'"Path"')

    def answer_to(self, lines):
        """Expect that the server is told of so many lines, and ends a run of the script after that."""

        def ends(frame):
            message = ForwardMsg.FromString(frame)
            if self.lines != lines or message.WhichOneof("type") != "script_finished":
                return False
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

        self.lines = 0
        return self.socket.expect_event("framereceived", ends, timeout=60_000)


@pytest.fixture
def wire(page):
    return Wire(page)


def opened(page, server, query=""):
    page.goto(f"{server.url}/draw_a_digit{query}")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    wait_for_sheet(page)


def draw(page, lines, box=None):
    """Draw lines of points (x, y) in pixels of the canvas by mouse; `box`: where it was, if there may be none now."""
    box = box or page.locator("canvas.upper-canvas").bounding_box()
    for line in lines:
        page.mouse.move(box["x"] + line[0][0], box["y"] + line[0][1])
        page.mouse.down()
        for x, y in line[1:]:
            page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.up()


def draw_and_wait(page, wire, lines):
    """Draw lines, and wait until the server has heard of the last of them and the page shows its answer."""
    with wire.answer_to(len(lines)):
        draw(page, lines)
    at_rest(page)


def press(page, name):
    """Press a button of the page, not the canvas's own, and wait for the fresh sheet that it brings."""
    page.locator("canvas.upper-canvas").evaluate("e => e.setAttribute('data-old', '')")
    page.get_by_test_id("stBaseButton-secondary").filter(has_text=name).click()
    wait_for_sheet(page)


def answer(page):
    return page.locator(".reading .big").inner_text()


def trained(page, server, digest):
    """The page's own model, as the server has kept it on disk, which it does when the run has ended."""
    store, run = Store(server.log.parent), TrainingRun(MINI_BATCH)
    for _ in range(600):
        if kept := store.load(run, digest):
            return run.unpack(kept).checkpoint
        page.wait_for_timeout(100)
    pytest.fail("the server has not kept the run in a minute")


@pytest.mark.long
def test_traced_digits_drawn_by_mouse(page, server, wire, mnist, mnist_path):
    """Those that the page's own model reads rightly in MNIST's own pixels, in many sizes and places."""
    path = mnist_path.with_name("strokes.json")
    if not path.exists():
        skip("there is no strokes.json next to MNIST_PATH")
    opened(page, server)
    digits = json.loads(path.read_text())["digits"]
    model = trained(page, server, mnist.digest)
    originals = mnist.validation.intensities([digit["index"] for digit in digits])
    answers = softmax.evidence(originals, model.weights, model.bias).argmax(axis=1)
    chosen = [d for d, right in zip(digits, answers == [d["label"] for d in digits], strict=True) if right][:DRAWN]
    random, right = np.random.default_rng(0), 0
    for digit in chosen:
        scale = random.uniform(0.4, 1)
        lines = [SIDE * scale * np.array(line) for line in digit["strokes"]]
        low, high = np.concatenate(lines).min(axis=0), np.concatenate(lines).max(axis=0)
        corner = 10 + random.random(2) * np.maximum(SIDE - 20 - (high - low), 0)
        draw_and_wait(page, wire, [(line - low + corner).tolist() for line in lines])
        expect(page.locator(".reading .note")).to_contain_text("Its answer")
        right += answer(page) == str(digit["label"])
        press(page, "Clear")
        expect(page.locator(".reading .note")).to_contain_text("There is no ink to read")
    print(f"\n{right} of {DRAWN} digits drawn by mouse are read rightly")
    assert right >= AT_LEAST


def test_the_toy_is_whole_what_is_drawn_is_undone_kept_and_cleared_and_a_1_is_begun_by_keyboard(page, server, wire):
    opened(page, server)
    # The toy is whole, and the canvas is not cut.
    canvas = page.locator("canvas.upper-canvas").bounding_box()
    assert canvas["width"] == SIDE
    reading = page.locator(".reading").bounding_box()
    assert canvas["x"] + SIDE <= reading["x"]
    assert reading["y"] + reading["height"] <= 900
    tools = page.get_by_role("button", name="closed 4").bounding_box()
    assert tools["y"] + tools["height"] <= 900
    # Undo, coming back, and Clear.
    draw_and_wait(page, wire, [[(60, 60), (150, 58), (200, 62), (130, 220)], [(90, 150), (180, 145)]])
    expect(page.locator(".reading .big")).to_have_text("7")
    given = page.locator(".reading .seen")
    crossed = given.evaluate("e => e.toDataURL()")
    press(page, "Undo")
    page.wait_for_function("([e, before]) => e.toDataURL() !== before", arg=[given.element_handle(), crossed])
    expect(page.locator(".reading .big")).to_have_text("7")
    page.get_by_role("radio", name="Pick a digit").click()
    expect(page.get_by_text("Its label:")).to_be_visible()
    page.get_by_role("radio", name="Draw", exact=True).click()
    expect(page.locator(".reading .big")).to_have_text("7")
    press(page, "Clear")
    expect(page.locator(".reading .big")).to_have_text("?")
    # By keyboard alone: the 1 fails without centring.
    page.get_by_role("button", name="1 far left").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reading .big")).to_have_text("1")
    page.get_by_role("button", name="Centre", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reading .big")).not_to_have_text("1")
    expect(page).to_have_url(re.compile("stages=Line&stages=Crop&stages=Box(&|$)"))


def test_sheet_way_answer_and_reasons_stay_in_sight_together_and_no_text_lies_on_another(page, server, wire):
    opened(page, server)
    draw_and_wait(page, wire, [[(60, 60), (150, 58), (200, 62), (130, 220)], [(90, 150), (180, 145)]])
    for width, height in ((1280, 720), (1440, 900), (1160, 720), (1024, 768), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        require_legible(page, width)
        seen = ["canvas.upper-canvas", ".reading .way", ".reading .result"]
        seen += [".reading .table", ".ledger"] if width >= 1280 else []
        ends = [box["y"] + box["height"] for box in (page.locator(each).bounding_box() for each in seen)]
        assert width < 1100 or max(ends) <= height, (width, ends)


# What a pen meets in the corner where the canvas's own toolbar would be.
CORNER = """canvas => {
    const { right, top } = canvas.getBoundingClientRect();
    return canvas.getRootNode().elementFromPoint(right - 12, top + 12).className;
}"""


def test_no_sheet_is_covered_by_the_toolbar_of_the_canvas(page, server, wire):
    opened(page, server)
    sheet = page.locator("canvas.upper-canvas")
    for _ in range(3):
        assert "upper-canvas" in sheet.evaluate(CORNER)
        draw_and_wait(page, wire, [[(SIDE - 12, 12), (140, 140), (60, 240)]])
        press(page, "Clear")
    assert "upper-canvas" in sheet.evaluate(CORNER)


def test_a_line_is_sent_when_it_ends_and_not_when_the_canvas_has_waited(page, server, wire):
    page.add_init_script("""(() => {
        const later = window.setTimeout;
        window.setTimeout = (act, wait, ...more) => (wait === 200 ? 0 : later(act, wait, ...more));
    })()""")
    opened(page, server)
    for lines in (1, 2):
        with wire.answer_to(lines):
            draw(page, [[(60 * lines, 40), (60 * lines, 240)]])


DOWN = [(140, 40), (140, 100), (140, 170), (140, 240)]  # a 1


def test_no_line_is_lost_over_a_greyed_button_after_clear_or_by_a_reload(page, server, wire):
    opened(page, server)
    undo = page.get_by_test_id("stBaseButton-secondary").filter(has_text="Undo")
    expect(undo).to_be_disabled()
    sheet, greyed = page.locator("canvas.upper-canvas").bounding_box(), undo.bounding_box()
    with wire.answer_to(1):
        page.mouse.move(sheet["x"] + 140, sheet["y"] + 40)
        page.mouse.down()
        page.mouse.move(sheet["x"] + 140, sheet["y"] + 200)
        page.mouse.move(greyed["x"] + greyed["width"] / 2, greyed["y"] + greyed["height"] / 2)
        page.mouse.up()
    # The pen is up: what passes over the sheet draws nothing.
    page.mouse.move(sheet["x"] + 20, sheet["y"] + 20)
    with wire.answer_to(2):
        draw(page, [[(200, 60), (210, 80)]])
    page.get_by_test_id("stBaseButton-secondary").filter(has_text="Clear").click()
    draw(page, [DOWN], sheet)
    wait_for_sheet(page)
    expect(page.locator(".reading .big")).to_have_text("1")
    expect(page).to_have_url(re.compile(r"strokes=a\w+"))
    shares = page.locator(".reading .table").inner_text()
    page.reload()
    expect(page.locator(".reading .big")).to_have_text("1")
    assert page.locator(".reading .table").inner_text()[:8] == shares[:8]


@pytest.mark.long
def test_no_line_is_lost_where_the_theme_is_switched_while_one_draws(page, server, wire):
    opened(page, server)
    sheet = page.locator("canvas.upper-canvas").bounding_box()
    draw_and_wait(page, wire, [[(60, 60), (60, 220)]])
    page.mouse.move(sheet["x"] + 140, sheet["y"] + 40)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 140, sheet["y"] + 140)
    page.emulate_media(color_scheme="dark")
    page.mouse.move(sheet["x"] + 140, sheet["y"] + 240)
    page.mouse.up()
    draw(page, [[(220, 60), (220, 220)]], sheet)
    page.wait_for_function("new URL(location.href).searchParams.get('strokes')?.split('.').length === 3")
    wait_for_sheet(page)
    strokes = re.search(r"strokes=([\w.-]+)", page.url)[1]
    across = [{2 * round(x / 2) for x, _ in line.points} for line in lines_of(strokes)]
    assert across == [{120}, {280}, {440}]  # in half pixels


def test_a_link_opens_elsewhere_by_the_middle_button_or_a_key(page, server, wire):
    opened(page, server)
    sidebar, main = page.get_by_test_id("stSidebar"), page.get_by_test_id("stMain")
    for link, way, where in (
        (sidebar.get_by_role("link", name="Start", exact=True), {"button": "middle"}, "/"),
        (sidebar.get_by_role("link", name="Start", exact=True), {"modifiers": ["Control"]}, "/"),
        (main.get_by_role("link", name="Beyond linear →"), {"modifiers": ["Control"]}, "/beyond_linear"),
    ):
        with page.context.expect_page() as opening:
            link.click(**way)
        opening.value.wait_for_url(server.url + where)
        opening.value.close()
    assert page.url.startswith(server.url + "/draw_a_digit")


def test_a_finger_draws_on_a_phone(browser, server, data):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    opened(page, server)
    require_whole(page)
    canvas = page.locator("canvas.upper-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box["x"] + box["width"] <= 390
    touch = context.new_cdp_session(page)

    def finger(kind, x=None, y=None):
        points = [] if x is None else [{"x": box["x"] + x, "y": box["y"] + y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 140, 40)
    for y in range(50, 241, 10):
        finger("touchMove", 140, y)
    finger("touchEnd")
    expect(page.locator(".reading .big")).to_have_text("1")
    # A palm beside the finger neither draws nor ends the finger's line.
    palm = {"x": box["x"] + 250, "y": box["y"] + 250, "id": 1}

    def hand(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    def across(x):
        return {"x": box["x"] + x, "y": box["y"] + 60, "id": 0}

    hand("touchStart", across(60))
    hand("touchStart", across(60), palm)
    for x in range(70, 211, 10):
        hand("touchMove", across(x), palm)
    hand("touchEnd")
    page.wait_for_function("new URL(location.href).searchParams.get('strokes')?.split('.').length === 2")
    at_rest(page)
    _, line = lines_of(re.search(r"strokes=([\w.-]+)", page.url)[1])
    assert {y for _, y in line.points} == {120}  # in half pixels
    # While one draws, the answer is in sight: right under the sheet and its pen.
    canvas.evaluate("e => e.scrollIntoView({ block: 'start' })")
    seen = page.locator(".reading .note").bounding_box()
    assert seen["y"] + seen["height"] <= 844
    assert page.get_by_role("button", name="1 far left").bounding_box()["y"] > seen["y"]
    require_legible(page)
    context.close()
