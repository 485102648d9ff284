"""A stranger's walk through the app in Chromium: train, draw, stop, leave, come back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import require_whole, serve

pytestmark = pytest.mark.browser

# A 7 as one writes it, in pixels of the canvas.
SEVEN = [(70, 60), (120, 58), (170, 56), (210, 60), (190, 110), (160, 160), (130, 230)]


def go_to(page, lesson):
    page.get_by_test_id("stSidebar").get_by_role("link", name=lesson, exact=True).click()


def button(page, name):
    """A button of the page's own: Streamlit's header, too, has a Stop while it is busy."""
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def draw(page, points):
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible()
    page.wait_for_timeout(500)
    box = canvas.bounding_box()
    places = [(box["x"] + x, box["y"] + y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def step_of(page) -> int:
    text = page.get_by_text(re.compile(r"Step [\d,]+ of")).first.inner_text()
    return int(re.search(r"Step ([\d,]+)", text)[1].replace(",", ""))


def test_train_at_home_then_draw_a_seven_and_see_it_read(cold_server, page, data):
    page.goto(cold_server.url)
    expect(page.get_by_text("getting a worker ready").or_(page.get_by_text("steps a second"))).to_be_visible()
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    if "MNIST_PATH" in data:
        expect(page.get_by_text("90.67 %")).to_be_visible()
    else:
        expect(page.get_by_text("This runs on a sample")).to_be_visible()
    expect(page.locator(".pipeline button.row")).to_have_count(10)
    go_to(page, "Draw a digit")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    answer = page.locator(".reading .big")
    expect(answer).to_have_text("?")
    draw(page, SEVEN)
    expect(answer).to_have_text("7")
    note = page.locator(".reading .note").inner_text()
    assert float(re.search(r"with (?:[<>] )?([\d.]+)\s%", note)[1]) > 50
    go_to(page, "Softmax")
    expect(button(page, "The digit I drew")).to_be_visible()
    go_to(page, "Draw a digit")
    expect(answer).to_have_text("7")  # the sheet is as it was left
    button(page, "Clear").click()
    expect(answer).to_have_text("?")
    draw(page, SEVEN)
    expect(answer).to_have_text("7")
    assert not cold_server.loads_tensorflow()


def test_pause_a_run_midway_and_let_it_go_on(page, server):
    page.goto(server.url + "/training?steps=20000&train_size=4000&learning_rate=0.05")
    button(page, "Start").click()
    expect(page.get_by_text("steps a second")).to_be_visible()
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()
    page.wait_for_timeout(1500)
    stopped = step_of(page)
    assert 0 < stopped < 20_000
    page.wait_for_timeout(2000)
    assert step_of(page) == stopped
    button(page, "Go on").click()
    expect(page.get_by_text("steps a second")).to_be_visible()
    page.wait_for_timeout(1500)
    assert step_of(page) > stopped
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()


def test_leave_a_run_and_come_back_to_it_still_going(page, server):
    page.goto(server.url + "/training?steps=19999&train_size=4000&learning_rate=0.07")
    button(page, "Start").click()
    expect(page.get_by_text("steps a second")).to_be_visible()
    left_at = step_of(page)
    go_to(page, "Draw a digit")
    expect(page.locator("canvas.upper-canvas")).to_be_visible()
    go_to(page, "Training")
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_text("of 19,999")).to_be_visible()
    page.wait_for_timeout(2000)
    assert step_of(page) > left_at
    page.reload()
    expect(page.get_by_text("of 19,999")).to_be_visible()
    page.wait_for_timeout(2000)
    assert step_of(page) > left_at
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()
    assert step_of(page) > left_at


@pytest.mark.parametrize("address", ["training", "draw_a_digit"])
def test_a_deep_link_on_a_fresh_server_shows_the_whole_page(page, tmp_path, mnist_path, address):
    with serve(tmp_path, MNIST_PATH=str(mnist_path)) as fresh:
        page.goto(f"{fresh.url}/{address}")
        expect(page.get_by_text("To take away")).to_be_visible()
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Draw a digit")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNavItems")).to_have_count(0)
        expect(page.get_by_text(re.compile(r"Step [\d,]+ of")).first).to_be_visible()
        page.goto("about:blank")  # before the server goes, which a page that polls would miss


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", ["", "training", "exam", "draw_a_digit"])
def test_nothing_scrolls_sideways_or_lacks_a_name(browser, server, address, width, theme):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{server.url}/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1500)
    require_whole(page)
    context.close()


def test_pointing_at_a_class_shows_its_votes_on_the_digit(page, server):
    page.goto(server.url)
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    page.locator(".pipeline button.row").nth(7).hover()
    expect(page.locator(".pipeline .digit .head")).to_have_text("ink × weights of 7")
    note = page.locator(".pipeline .note").inner_text()
    votes, bias, evidence = (float(n.replace("−", "-")) for n in re.findall(r"[+−]\d+\.\d\d", note))
    assert votes + bias == pytest.approx(evidence, abs=0.011)
    page.mouse.move(5, 5)
    expect(page.locator(".pipeline .digit .head")).to_contain_text("28 × 28 pixels")
