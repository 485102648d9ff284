"""The softmax page in Chromium: bars that are dragged, everything linked, and nothing sent while one points."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_rest, let_it_speak

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORIGIN = "?part=Where+evidence+comes+from"
PRECISION = "?part=Why+subtract+the+maximum&offset=99&z=1,2,3,4,5,6,7,8,9,10"


@pytest.fixture
def frames(page):
    """What the page has sent to the server and what it has got, byte counts in order."""
    counts: dict[str, list[int]] = {"sent": [], "got": []}

    def listen(socket):
        socket.on("framesent", lambda frame: counts["sent"].append(len(frame)))
        socket.on("framereceived", lambda frame: counts["got"].append(len(frame)))

    page.on("websocket", listen)
    return counts


def open_at(page, server, query=""):
    page.goto(f"{server.url}/softmax{query}")
    expect(page.get_by_text("To take away")).to_be_visible()
    expect(page.locator(".shares .part .number, .terms .class, table").first).to_be_visible()
    at_rest(page)


def z(page) -> list[float]:
    return [float(number) for number in parse_qs(urlparse(page.url).query)["z"][0].split(",")]


def shares(page) -> list[str]:
    return page.locator(".shares .part .number").all_inner_texts()


def track(page, label):
    return page.get_by_role("slider", name=f"Evidence of class {label}", exact=True)


def test_a_dragged_bar_moves_everything_at_once_and_the_server_hears_of_it_once(page, server, frames):
    open_at(page, server)
    assert shares(page) == ["0.1163", "0.1058", "0.7779"]
    box = track(page, 0).bounding_box()
    x, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    sent = len(frames["sent"])
    page.mouse.move(x, middle)
    page.mouse.down()
    seen = []
    others = page.locator(".shares .axis, .shares .curve .tick, .shares .dot[data-k='2']")
    still = others.evaluate_all("es => es.map(e => e.outerHTML)")
    for part in range(1, 9):
        page.mouse.move(x, middle - part * box["height"] / 24)
        seen.append(shares(page)[0])
    assert others.evaluate_all("es => es.map(e => e.outerHTML)") == still  # nothing rescales, and no other class moves
    assert sorted(set(seen)) == seen  # every move of the mouse a larger share
    assert len(frames["sent"]) == sent
    got = sum(frames["got"])
    page.mouse.up()
    expect(page).to_have_url(re.compile("z="))
    let_it_speak(page)  # twice as long as the bars wait before they tell, lest they tell it again
    at_rest(page)
    assert len(frames["sent"]) == sent + 1
    assert z(page) == [2, 0.005, 2]
    assert sum(frames["got"]) - got < 200_000
    expect(page.locator(".shares .formula b")).to_have_text("0.4682")
    page.reload()
    expect(page.locator(".shares .part .number").first).to_have_text("0.4682")


def test_bars_are_set_by_keys_by_typing_and_by_plus_one(page, server):
    open_at(page, server, "?z=0,0")
    track(page, 1).focus()
    for key in ("ArrowUp", "ArrowUp", "PageUp", "ArrowDown"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("z=0%2C1.1"))
    for key, end in (("Home", "-30"), ("End", "30")):
        page.keyboard.press(key)
        expect(track(page, 1)).to_have_attribute("aria-valuenow", end)
    field = page.get_by_label("Evidence of class 1", exact=True).nth(1)
    field.fill("1.1")
    page.locator(".shares .cell.power").first.hover()  # everything is drawn again, but for what is being typed
    expect(page.locator(".shares .cell.power").first).to_have_class(re.compile("marked"))
    expect(field).to_have_value("1.1")
    page.keyboard.press("Tab")
    page.get_by_label("Evidence of class 0", exact=True).nth(1).fill("1.1")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile("z=1.1%2C1.1"))
    assert shares(page) == ["0.5000", "0.5000"]
    page.get_by_role("button", name="One more unit of evidence for class 0").click()
    expect(page).to_have_url(re.compile("raised=0"))
    assert shares(page) == ["0.7311", "0.2689"]
    expect(page.locator(".shares .note")).to_contain_text("odds 1.000 → 2.718: × 2.718")
    expect(page.get_by_text("Press +1 at a class").locator("strong")).to_have_text("done")
    # What is pressed while a number is being typed comes after it.
    field.fill("7")
    page.get_by_role("button", name="Two classes", exact=True).click()
    let_it_speak(page)  # twice as long as the bars wait before they tell
    at_rest(page)
    expect(field).to_have_value("0")
    assert z(page) == [1.5, 0]


def test_a_constant_moves_no_share_temperature_moves_the_point_and_code_comes_when_asked_for(page, server):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    open_at(page, server)
    # A constant added to all moves no share.
    dials = page.get_by_role("slider", name="Temperature T"), page.get_by_role("slider", name="Add to every class")
    before = shares(page), page.locator(".shares .point").get_attribute("cy")
    dials[1].focus()
    page.keyboard.press("End")
    assert (shares(page), page.locator(".shares .point").get_attribute("cy")) == before
    expect(page.locator(".shares .formula sup").first).to_have_text("12")
    expect(page).to_have_url(re.compile("add=10"))
    # Temperature takes the point through the triangle.
    dials[0].focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("temperature=100"))
    assert max(map(float, shares(page))) - min(map(float, shares(page))) < 0.05
    # Without e, evidence below zero gets less than nothing.
    dials[1].focus()
    page.keyboard.press("Home")
    page.get_by_label("Divide without e").check()
    expect(page.locator(".shares .note")).to_contain_text("Without e")
    page.get_by_label("Divide without e").uncheck()
    # A term's definition opens for the keyboard, and pressing it leads nowhere.
    term, address = page.get_by_role("link", name="logit"), page.url
    term.focus()
    assert "The evidence for a class" in term.evaluate("e => getComputedStyle(e, '::after').content")
    term.press("Enter")
    assert page.url == address
    assert page.locator(".shares .point").get_attribute("cy") != before[1]
    # The code, and what colours it, have not been loaded all the while.
    at_rest(page)
    assert not any("Highlighter" in url for url in loaded)
    page.get_by_text("The code: first plain").click()
    expect(page.get_by_text("def divide_up")).to_be_visible()
    assert any("Highlighter" in url for url in loaded)
    page.get_by_text("The code: first plain").click()
    expect(page.get_by_text("def divide_up")).not_to_be_visible()


def test_pointing_playing_and_lighting_up_send_nothing(page, server, frames):
    open_at(page, server, ORIGIN)
    expect(page.get_by_text("Mini-batch recipe, step 1,000 of 1,000")).to_be_visible(timeout=120_000)
    at_rest(page)
    sent = len(frames["sent"])
    page.locator(".terms .frame").nth(2).hover(position={"x": 90, "y": 90})
    readout = page.locator(".terms .readout").inner_text().replace("−", "-")
    ink, weight, term = (float(n) for n in re.findall(r"(?:ink|weight|=) ([+-]?\d+\.\d+)", readout))
    assert ink * weight == pytest.approx(term, abs=0.005 * abs(weight) + 1e-3)
    page.get_by_role("button", name="Add them up").click()
    expect(page.locator(".terms .readout")).to_contain_text("of 28 adds")
    # While they are, for five seconds, row by row, the network lights up.
    page.locator(".network .product .n").nth(4).hover()
    assert page.locator(".network .lit").count() >= 4  # in the matrix, the equation, and the network's line and number
    assert len(set(page.locator(".network .lit").evaluate_all("es => es.map(e => e.dataset.id)"))) == 1
    expect(page.locator(".terms .readout")).to_contain_text("Point at a pixel")
    assert len(frames["sent"]) == sent
    page.locator(".terms .class").nth(3).click()
    expect(page).to_have_url(re.compile("class=3"))
    expect(page.locator(".terms figcaption").nth(1)).to_have_text("weights of 3")


def test_a_finger_sets_a_bar_on_a_phone(browser, server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_at(page, server, "?z=0,0,0")
    bar = track(page, 2)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 5 / 6, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile("z=0%2C0%2C[12]"))
    assert z(page)[2] == pytest.approx(2, abs=0.05)
    context.close()


def test_the_formula_is_about_the_digit_that_was_chosen(page, server):
    """What ran again was the toy alone: the formula below it went on about the digit before."""
    open_at(page, server, ORIGIN)
    formula = page.locator("annotation").first
    before = formula.text_content()
    page.get_by_role("spinbutton", name="Test digit").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(".terms")).to_contain_text("test digit 1")
    expect(formula).not_to_have_text(before)
    total = formula.text_content().split("=")[-1].strip()
    expect(page.locator(".terms")).to_contain_text(total.replace("-", "−"))
