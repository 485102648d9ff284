"""The data page in Chromium: pointing is answered in the browser, presses reach the address, little travels."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, at_rest, let_it_speak, looks, require_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MB = 1_000_000
# The views beside the one in space, and what is to be seen in each.
VIEWS = {
    "One digit": ".pixels .matrix",
    "Gallery": ".gallery .tile",
    "Three parts": "h1",
    "As a table": ".rows .table .frame",
    "Typical digits": ".typical .difference .frame",
}
# Longer, in milliseconds, than any of these toys waits until it tells the server of something: 600 after a key.
SOON = 700


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


def require_silence(page, wire):
    """Require that nothing has been sent to the server, and is not going to be."""
    let_it_speak(page, SOON)
    assert wire.up == 0


def choose(page, text):
    page.get_by_test_id("stMain").get_by_role("radio", name=text, exact=True).click()


def open_at(page, server, query=""):
    page.goto(f"{server.url}/data{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    at_rest(page)
    page.wait_for_function("document.fonts.status === 'loaded'")  # fonts travel too


def look_at_phone(page, view):
    """Require that on a phone nothing scrolls sideways or lacks a name, pictures included."""
    unnamed = "es => es.filter(e => e.offsetParent && e.role === 'img' && !e.getAttribute('aria-label')).length"
    for _ in looks(page, SIZES[1:], ("dark",)):
        require_whole(page, view)
        assert page.get_by_test_id("stMain").locator("canvas").evaluate_all(unnamed) == 0, view


def test_the_toy_is_whole_a_pixel_pointed_at_is_marked_without_a_word_and_a_press_is_kept(page, server, data, wire):
    open_at(page, server)
    cells = page.locator(".pixels .cell")
    expect(cells).to_have_count(784)
    # It is whole on a laptop's screen; that it is a sample is announced above it.
    box = page.locator(".pixels .lens").bounding_box()
    assert box["y"] + box["height"] <= (890 if "MNIST_PATH" in data else 1000)
    # What is pointed at is marked in all three views, and the server hears nothing of it.
    wire.forget()
    sweep(page, ".pixels .matrix")
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
    require_silence(page, wire)
    # A press and the arrow keys keep a pixel in the address.
    cells.nth(300).click()
    page.wait_for_url("**pixel=300*")
    page.locator(".pixels .stage").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**pixel=329*")
    expect(page.locator(".pixels .here .place")).to_have_text("329")
    page.reload()
    expect(page.locator(".pixels .here .place")).to_have_text("329")


def test_a_digit_pressed_in_the_gallery_opens(page, server, wire):
    open_at(page, server, "?look=Gallery&split=test")
    wire.forget()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".gallery .tile").first).to_have_attribute("aria-label", re.compile("Open test digit 60,"))
    at_rest(page)
    assert wire.down < 200_000
    page.locator(".gallery .tile").nth(3).click()
    expect(page.locator(".pixels .digit .head").first).to_have_text("test image 63, as a picture")
    page.wait_for_url("**number=63*")


def test_rows_are_folded_back_and_typical_digits_answer_to_the_pointer_alone(page, server, wire):
    open_at(page, server, "?look=As+a+table")
    expect(page.locator(".rows .digit .head")).to_have_text("row 0, folded back")
    wire.forget()
    sweep(page, ".rows .table .frame")
    expect(page.locator(".rows .digit .head")).to_have_text(re.compile(r"row 39\d, folded back"))
    require_silence(page, wire)
    # Another table is small.
    page.get_by_test_id("stCheckbox").get_by_text("Shuffle the pixels").click()
    expect(page.locator(".rows .note")).to_contain_text("another order")
    at_rest(page)
    assert 0 < wire.down < 200_000
    # Typical digits.
    choose(page, "Typical digits")
    expect(page.locator(".typical .rates .head")).to_contain_text("hold ink at row 15, column 16")
    at_rest(page)
    wire.forget()
    sweep(page, ".typical .difference .frame")
    page.locator(".typical .tile .frame").nth(1).hover()
    expect(page.locator(".typical .rates .head")).to_contain_text(re.compile(r"row 1[34], column 1[34]"))
    rate = float(page.locator(".typical .number").nth(1).inner_text())
    assert rate > 60  # of the 1s have ink in the middle
    require_silence(page, wire)


def test_points_show_their_pictures_in_the_browser_and_the_pictures_travel_once(page, server, wire):
    open_at(page, server, "?look=In+space")
    expect(page.locator(".space .field")).to_be_visible()
    page.wait_for_function("globalThis.seesoftmax?.stores?.sprites?.sheet")  # the pictures have come
    at_rest(page)
    assert 0.1 * MB < wire.down < 2.5 * MB
    wire.forget()
    sweep(page, ".space .field", steps=40)
    ink = "c => c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((v, i) => i % 4 === 0).join().split(',')"
    assert len(set(page.locator(".space .chosen .picture").first.evaluate(ink))) > 5
    require_silence(page, wire)
    box = page.locator(".space .field").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**point=*")
    choose(page, "PCA in 3 dimensions")
    expect(page.locator(".space .head").first).to_contain_text("3 of 784 directions")
    at_rest(page)
    assert wire.down < 400_000  # two answers; the pictures alone are as much
    wire.forget()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 240, steps=8)
    page.mouse.up()
    require_silence(page, wire)


def test_nothing_moves_where_a_point_is_pointed_at_and_arrow_keys_go_on_from_point_to_point(page, server):
    open_at(page, server, "?look=In+space")
    page.wait_for_function("globalThis.seesoftmax?.stores?.sprites?.sheet")
    field, near = page.locator(".space .field"), page.locator(".space .near")
    box, place = field.bounding_box(), near.bounding_box()
    titles = set()
    for k in range(1, 30):
        page.mouse.move(box["x"] + box["width"] * k / 30, box["y"] + box["height"] / 2)
        titles.add(page.locator(".space .chosen .head").inner_text())
        assert near.bounding_box() == place
    assert len(titles) > 5
    page.mouse.move(5, 5)
    expect(page.locator(".space .chosen .head")).to_have_text("train digit 0, labelled 7")
    field.focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.append(page.locator(".space .chosen .head").inner_text())
    assert len({"train digit 0, labelled 7", *seen}) == 4
    # The server is told of the last of them, once the keys rest.
    last = re.search(r"digit (\d+)", seen[-1])[1]
    page.wait_for_url(f"**point={last}*")


@pytest.mark.long
def test_tsne_runs_beside_the_page_and_is_kept_and_on_a_phone_every_view_is_whole(page, server):
    open_at(page, server, "?projection=t-SNE")
    page.get_by_role("button", name="Compute it").click()
    expect(page.get_by_text(re.compile(r"iteration [\d,]+ of 1,000"))).to_be_visible()
    # The page goes on meanwhile: the other views can be seen, and each is whole on a phone.
    for view, toy in VIEWS.items():
        choose(page, view)
        expect(page.locator(toy).first).to_be_visible()
        look_at_phone(page, view)
    choose(page, "In space")
    expect(page.locator(".space .field")).to_be_visible(timeout=120_000)
    look_at_phone(page, "t-SNE")
    page.reload()
    expect(page.locator(".space .head").first).to_contain_text("no variance can be stated")
    assert not server.loads_tensorflow()
    choose(page, "PCA in 2 dimensions")
    expect(page.locator(".space .head").first).to_contain_text("2 of 784 directions")
    look_at_phone(page, "PCA")
