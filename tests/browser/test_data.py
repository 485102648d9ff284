"""The data page in Chromium: pointing is answered in the browser, presses reach the address, little travels."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import require_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MB = 1_000_000


class Wire:
    """What passes between a page and the server: messages up, bytes down, pictures included."""

    def __init__(self, page):
        self.up, self.down = 0, 0
        page.on("websocket", self._watch)
        page.on("response", self._answered)

    def _watch(self, socket):
        socket.on("framesent", lambda frame: self._count(1, 0))
        socket.on("framereceived", lambda frame: self._count(0, len(frame)))

    def _answered(self, response):
        if "/media/" in response.url:
            self._count(0, int(response.headers.get("content-length", 0)))

    def _count(self, up, down):
        self.up += up
        self.down += down

    def forget(self):
        self.up = self.down = 0


@pytest.fixture
def wire(page):
    return Wire(page)


def sweep(page, place, *, steps=25):
    """Move the mouse across a node, slowly enough to be noticed."""
    box = page.locator(place).bounding_box()
    for k in range(steps):
        page.mouse.move(box["x"] + box["width"] * (k + 0.5) / steps, box["y"] + box["height"] * (k + 0.5) / steps)
    page.wait_for_timeout(700)


def choose(page, text):
    page.get_by_test_id("stMain").get_by_role("radio", name=text, exact=True).click()
    page.wait_for_timeout(1500)


def open_at(page, server, query=""):
    page.goto(f"{server.url}/data{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    page.wait_for_timeout(1000)


def test_a_pixel_pointed_at_is_marked_in_all_three_views_without_a_word_to_the_server(page, server, wire):
    open_at(page, server)
    wire.forget()
    sweep(page, ".pixels .matrix")
    assert wire.up == 0
    cells = page.locator(".pixels .cell")
    expect(cells).to_have_count(784)
    cells.nth(28 * 9 + 5).hover()
    readout = page.locator(".pixels .readout").inner_text()
    value = re.match(r"row 9, column 5: ink ([\d.]+)", readout)[1]
    assert float(cells.nth(28 * 9 + 5).inner_text()) == float(value)
    expect(page.locator(".pixels .sum")).to_have_text(f"28 × 9 + 5 = 257, so x[257] = {value}")
    expect(page.locator(".pixels .here .place")).to_have_text("257")
    for place in (".pixels .frame .mark", ".pixels .matrix .mark"):
        style = page.locator(place).get_attribute("style")
        assert float(re.search(r"left: ([\d.]+)%", style)[1]) == pytest.approx(100 * 5 / 28, abs=0.01)
        assert float(re.search(r"top: ([\d.]+)%", style)[1]) == pytest.approx(100 * 9 / 28, abs=0.01)
    page.mouse.move(5, 5)
    expect(page.locator(".pixels .here .place")).to_have_text("436")


def test_a_press_and_the_arrow_keys_keep_a_pixel_in_the_address(page, server):
    open_at(page, server)
    page.locator(".pixels .cell").nth(300).click()
    page.wait_for_url("**pixel=300*")
    page.locator(".pixels .stage").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**pixel=329*")
    expect(page.locator(".pixels .here .place")).to_have_text("329")
    page.reload()
    expect(page.locator(".pixels .here .place")).to_have_text("329")


def test_the_main_toy_is_whole_on_a_laptops_screen(page, server, data):
    open_at(page, server)
    box = page.locator(".pixels .lens").bounding_box()
    assert box["y"] + box["height"] <= (890 if "MNIST_PATH" in data else 1000)  # the sample is announced above it


def test_a_digit_pressed_in_the_gallery_opens(page, server, wire):
    open_at(page, server, "?look=Gallery&split=test")
    wire.forget()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".gallery .tile").first).to_have_attribute("aria-label", re.compile("Open test digit 60,"))
    assert wire.down < 200_000
    page.locator(".gallery .tile").nth(3).click()
    expect(page.locator(".pixels .digit .head").first).to_have_text("test image 63, as a picture")
    page.wait_for_url("**number=63*")


def test_pointing_at_a_row_folds_it_back_and_a_shorter_table_is_small(page, server, wire):
    open_at(page, server, "?look=As+a+table")
    expect(page.locator(".rows .digit .head")).to_have_text("row 0, folded back")
    wire.forget()
    sweep(page, ".rows .table .frame")
    assert wire.up == 0
    expect(page.locator(".rows .digit .head")).to_have_text(re.compile(r"row 39\d, folded back"))
    page.get_by_test_id("stCheckbox").get_by_text("Shuffle the pixels").click()
    expect(page.locator(".rows .note")).to_contain_text("another order")
    assert 0 < wire.down < 200_000


def test_typical_digits_answer_to_the_pointer_alone(page, server, wire):
    open_at(page, server, "?look=Typical+digits")
    wire.forget()
    sweep(page, ".typical .difference .frame")
    assert wire.up == 0
    page.locator(".typical .tile .frame").nth(1).hover()
    expect(page.locator(".typical .rates .head")).to_contain_text(re.compile(r"row 1[34], column 1[34]"))
    rate = float(page.locator(".typical .number").nth(1).inner_text())
    assert rate > 60  # of the 1s have ink in the middle


def test_points_show_their_pictures_in_the_browser_and_the_pictures_travel_once(page, server, wire):
    open_at(page, server, "?look=In+space")
    expect(page.locator(".space .field")).to_be_visible()
    page.wait_for_timeout(1500)
    assert 0.1 * MB < wire.down < 2.5 * MB
    wire.forget()
    sweep(page, ".space .field", steps=40)
    assert wire.up == 0
    ink = "c => c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((v, i) => i % 4 === 0).join().split(',')"
    assert len(set(page.locator(".space .chosen .picture").first.evaluate(ink))) > 5
    box = page.locator(".space .field").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**point=*")
    choose(page, "PCA in 3 dimensions")
    expect(page.locator(".space .head").first).to_contain_text("3 of 784 directions")
    assert wire.down < 400_000  # two answers; the pictures alone are as much
    wire.forget()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 240, steps=8)
    page.mouse.up()
    page.wait_for_timeout(500)
    assert wire.up == 0


def test_tsne_runs_beside_the_page_and_is_kept(page, server):
    open_at(page, server, "?projection=t-SNE")
    page.get_by_role("button", name="Compute it").click()
    expect(page.get_by_text(re.compile(r"iteration [\d,]+ of 1,000"))).to_be_visible()
    expect(page.locator(".space .field")).to_be_visible(timeout=120_000)
    page.reload()
    expect(page.locator(".space .head").first).to_contain_text("no variance can be stated")
    assert not server.loads_tensorflow()


@pytest.mark.parametrize("view", ["One+digit", "Gallery", "Three+parts", "As+a+table", "Typical+digits", "In+space"])
def test_on_a_phone_nothing_scrolls_sideways_or_lacks_a_name(browser, server, view):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    open_at(page, server, f"?look={view}")
    require_whole(page)
    unnamed = "es => es.filter(e => e.offsetParent && e.role === 'img' && !e.getAttribute('aria-label')).length"
    assert page.get_by_test_id("stMain").locator("canvas").evaluate_all(unnamed) == 0
    context.close()
