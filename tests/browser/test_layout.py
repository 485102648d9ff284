"""Every view of a page on every screen: no text is cut off or lies on another, and toys are whole on a projector.

Each page is loaded once and looked at from there.
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGUMENTS, SCREENS, at_rest, looks, require_whole, serve
from tests.browser.legible import require_legible
from ui import contents, controls
from ui.palette import LIGHT
from ui.support import VARIABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOY_WHOLE = {1440: 900, 1280: 720}  # a screen's width → its height
# A page's views, each by what is to be seen in it.
DATA = {
    "One digit": ".pixels .lens",
    "Gallery": ".gallery .tile",
    "Three parts": "[data-testid=stEChartsChart]",
    "As a table": ".rows .note",
    "Typical digits": ".typical .word",
    "In space": ".space .near .item",
}
SOFTMAX = {
    "Evidence to shares": ".shares .note",
    "Where evidence comes from": ".network .equation",
    "Why subtract the maximum": "table",
}
CROSS_ENTROPY = {
    "One prediction": ".prediction .curve",
    "A batch of digits": ".losses .tile",
    "As a code": ".prediction.code",
    "In float32": "[data-testid=stEChartsChart]",
}
GRADIENT_DESCENT = {
    "On a curve": ".descent .chart",
    "On the real loss": ".landscape .panel",
    "One step, slowly": ".one_step .strip",
}
PAGES = {
    "data": DATA,
    "softmax": SOFTMAX,
    "softmax?z=0.1,0.2,3,-4,5,6,7,-8,9.25,10": {"Evidence to shares": ".shares .count10"},
    "cross_entropy?smoothing=0.2": CROSS_ENTROPY,
    "gradient_descent?batch=1": GRADIENT_DESCENT,
    "gradient_descent?view=One+step,+slowly&step_of=A+test+digit&digit=8": {"One step, slowly": ".one_step .follow"},
}


def show(page, view, sign):
    """Open a view of a lesson, and wait until it is there."""
    main = page.get_by_test_id("stMain")
    main.get_by_role("tab", name=view, exact=True).or_(main.get_by_role("radio", name=view, exact=True)).click()
    expect(page.locator(sign).first).to_be_visible(timeout=120_000)
    at_rest(page, still=0.6)  # a run that the view follows has ended


LONG = [address for address in PAGES if not address.startswith(("data", "softmax"))]  # for which CI has no time


@pytest.mark.parametrize(
    "address", [pytest.param(each, marks=pytest.mark.long if each in LONG else ()) for each in PAGES]
)
def test_every_view_can_be_read_on_every_screen_and_is_whole_on_a_projector(page, server, data, address):
    page.goto(f"{server.url}/{address}")
    for view, sign in PAGES[address].items():
        page.set_viewport_size({"width": 1440, "height": 900})
        show(page, view, sign)
        for width, _ in looks(page, SCREENS, ("light",)):
            require_whole(page, (view, width))
            require_legible(page, (view, width))
            if width in TOY_WHOLE and "MNIST_PATH" in data:  # the sample says above the toy that it is one
                require_toy_on_screen(page, view, TOY_WHOLE[width])


def require_toy_on_screen(page, view, height):
    """Require that the toy ends on the first screen; below the terms of evidence there is a second toy."""
    last = ".terms .classes" if view == "Where evidence comes from" else None
    if last:
        box = page.locator(last).bounding_box()
        end = box["y"] + box["height"]
    else:
        end = page.get_by_role("heading", name="What to notice").bounding_box()["y"] - 16  # the gap above it
    assert end <= height, (view, end)


@pytest.fixture
def asking(tmp_path, data):
    """A server that asks what it may ask."""
    with serve(tmp_path, **data, **{VARIABLE: "on"}) as server:
        yield server


def test_what_to_notice_and_what_to_try_have_half_the_width_each_also_above_a_question(page, asking):
    """Above the reason that is asked for they were a quarter each, three or four words to a line."""

    def columns():
        boxes = [page.get_by_role("heading", name=name).bounding_box() for name in ("What to notice", "Try this")]
        assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=1)
        return [box[side] for box in boxes for side in ("x", "width")]

    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{asking.url}/softmax?part=Why+subtract+the+maximum")
    page.get_by_role("slider", name="Add to every class").press("End")
    expect(page.get_by_text("Done. Why is it so?")).to_be_visible()
    at_rest(page)
    above = columns()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("Done. Why is it so?")).to_have_count(0)
    at_rest(page)
    assert columns() == pytest.approx(above, abs=1)
    assert min(above[1::2]) > 400


def test_who_asks_what_a_switch_does_does_not_switch_it(page, server):
    """Its question mark lies in its label. A finger, which cannot hover, has no other way to ask."""
    page.goto(f"{server.url}/training_size")
    switch = page.get_by_role("checkbox", name="Show the luck of the draw").or_(
        page.get_by_role("switch", name="Show the luck of the draw")
    )
    label = page.locator("label").filter(has=switch)
    expect(switch).not_to_be_checked()
    label.get_by_test_id("stTooltipIcon").click()
    expect(page.get_by_test_id("stTooltipContent")).to_be_visible()
    at_rest(page)
    expect(switch).not_to_be_checked()
    label.get_by_text("Show the luck of the draw").click()
    expect(switch).to_be_checked()


# The lessons that wait for a trained model, by the controls that choose what is shown in their toys.
BESIDES = {"exam": "view", "beyond": "view", "draw": "from"}


@pytest.mark.parametrize("lessons", [("exam", "beyond"), pytest.param(("draw",), marks=pytest.mark.long)])
def test_the_toy_of_every_view_is_whole_on_a_projector(page, server, data, lessons):
    """Of the exam's nine views three went on below the screen, and of the ninth lesson's five one."""
    if "MNIST_PATH" not in data:
        pytest.skip("the sample says above the toy that it is one")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/{'exam' if 'exam' in lessons else 'draw_a_digit'}")
    main = page.get_by_test_id("stMain")
    for lesson in lessons:
        title = next(each.title for each in contents.LESSONS if each.name == lesson)
        page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_text(f"lesson {list(controls.LESSONS).index(lesson) + 1} of 9")).to_be_visible()
        expect(page.get_by_role("heading", name="What to notice")).to_be_visible(timeout=120_000)
        for view in controls.LESSONS[lesson].views[BESIDES[lesson]]:
            chosen = main.get_by_role("radio", name=view, exact=True)
            chosen.click()
            expect(chosen).to_be_checked()
            at_rest(page)
            require_toy_on_screen(page, view, 720)


# The pasted code beside the pipeline, the way in, and the ways on.
WHOLE = (".listing", ".pipeline .table", ".pipeline .foot")
ON = (".st-key-lessons", ".st-key-eight button")
# The same at a stop of the walk, whose strip has the way on; and where the walk was left, so that there are both. By
# the screen's width: on a projector the lessons have no lines of their own, which leaves room for the questions.
HOME = {
    "?digit=8": dict.fromkeys(TOY_WHOLE, (".st-key-begin a", *WHOLE, *ON)),
    "?walk=digit": {1440: (".st-key-walk a", *WHOLE), 1280: (".st-key-walk a", *WHOLE, ON[0])},  # the check waits
    "?walk=pixels": dict.fromkeys(TOY_WHOLE, (".st-key-walk a", ".st-key-begin a", *WHOLE)),
}


@pytest.mark.parametrize("address", HOME)
def test_home_can_be_read_on_every_screen_and_is_whole_on_a_projector(page, server, data, address):
    page.goto(f"{server.url}/{address}")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    expect(page.locator(".pipeline .row")).to_have_count(10)
    for width, height in SCREENS:
        for _ in looks(page, [(width, height)], ("light",)):
            require_whole(page, width)
            require_legible(page, width)
            # Ten weight pictures, each at a size at which it is seen.
            sizes = page.locator(".pipeline .weights").evaluate_all(
                "es => es.map(e => e.getBoundingClientRect().width)"
            )
            assert min(sizes) >= 48, (width, sizes)
            if width in TOY_WHOLE and "MNIST_PATH" in data:  # the sample says above that it is one
                for part in HOME[address][width]:
                    box = page.locator(part).first.bounding_box()
                    assert box["y"] + box["height"] <= height, (width, part)


@pytest.mark.long
def test_at_home_the_digit_stays_and_nothing_moves_where_a_class_is_pointed_at(page, server):
    page.goto(f"{server.url}/?digit=8")
    expect(page.get_by_text("trained in")).to_be_visible(timeout=120_000)
    at_rest(page)
    for kind, colour in (("for", LIGHT.for_), ("against", LIGHT.against)):  # the legend
        found = page.locator(f".pipeline .legend .{kind}")
        expect(found).to_have_text(f"■ {kind}")
        expect(found).to_have_css("color", f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})")
    drawn = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].join()"
    places = "es => es.map(e => JSON.stringify(e.getBoundingClientRect())).join()"
    ink, votes = page.locator(".pipeline .ink canvas"), page.locator(".pipeline .votes canvas")
    parts = page.locator(".pipeline canvas, .pipeline .foot, .pipeline .row, .st-key-lessons")
    before = ink.evaluate(drawn), parts.evaluate_all(places)
    seen = {votes.evaluate(drawn)}
    for k in range(10):
        page.locator(".pipeline .row").nth(k).hover()
        expect(page.locator(".pipeline .votes .head")).to_have_text(f"ink × weights of {k}")
        assert (ink.evaluate(drawn), parts.evaluate_all(places)) == before
        seen.add(votes.evaluate(drawn))
    assert len(seen) == 10  # of the answer's class, which is shown at first, there is no second picture
    # Nor where a line of the code is pointed at, which lights its stage and tells what it holds.
    line, lit = page.locator(".listing .lines:not(.hidden) .line"), page.locator(".pipeline .lit.band0")
    table = page.locator(".pipeline .table")
    for text, stage in (("tf.matmul(x, W) + b", ".axis.evidence.band0"), ("tf.nn.softmax(z)", ".axis.share.band0")):
        line.filter(has_text=text).hover()
        light, axis = lit.bounding_box(), table.locator(stage).bounding_box()
        middle = axis["y"] + axis["height"] / 2
        assert light["y"] < middle < light["y"] + light["height"] < middle + axis["height"]
        assert (ink.evaluate(drawn), parts.evaluate_all(places)) == before
    share = page.locator(".pipeline .row.label .number.share").inner_text()
    expect(page.locator(".listing .told .text")).to_contain_text(f"gets {share} %")
    # By the keyboard it is the next line, and TensorFlow 1 has its own.
    line.filter(has_text="tf.nn.softmax(z)").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".listing .told .lesson")).to_have_text("Lesson 2 Softmax →")
    page.locator(".listing .form", has_text="TensorFlow 1").click()
    expect(line.filter(has_text="tf.placeholder")).to_have_count(2)
    # The run that is over comes back as a film of its records; then the digit is where it was.
    page.get_by_role("button", name="Train it again, live").click()
    expect(page.locator(".pipeline .sum")).to_contain_text("The run trained before, from its ")
    expect(page.locator(".pipeline .sum")).to_contain_text("Class ", timeout=60_000)
    assert ink.evaluate(drawn) == before[0]
    page.locator(".listing .told .lesson").click()
    expect(page.get_by_text("lesson 2 of 9")).to_be_visible()
    expect(page.get_by_text("In the pasted code:")).to_be_visible()


@pytest.fixture(scope="module")
def large_type(browser, chromium):
    """A window of a browser whose reader has asked for type of twice the size, which is done where a browser starts."""
    large = browser.browser_type.launch(
        executable_path=chromium, args=[*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    )
    yield large.new_context()
    large.close()


LESSONS = {Path(each.file).stem.split("_", 1)[1]: each.name for each in contents.LESSONS}  # by their addresses


@pytest.fixture
def open_large(large_type, server):
    page = large_type.new_page()
    page.set_default_timeout(60_000)

    def open_large(address):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{server.url}/{address}")
        if address:
            expect(page.get_by_text("To take away")).to_be_visible(timeout=120_000)
        else:
            expect(page.locator(".pipeline .row")).to_have_count(10)
        expect(page.locator("html")).to_have_css("font-size", "32px")  # the page's own style may come after its toy
        return page

    yield open_large
    page.close()


def require_legible_on(page, sizes, view=""):
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        require_whole(page, (view, width))
        require_legible(page, (view, width))


@pytest.mark.parametrize("address", ["", *LESSONS])
def test_the_readers_own_size_of_type_is_followed_and_can_be_read(open_large, address):
    """Beside the settings of a run the board was 205 pixels too wide at 720."""
    require_legible_on(open_large(address), ((1440, 900), (720, 800)))


@pytest.mark.long
@pytest.mark.parametrize("address", [address for address, name in LESSONS.items() if controls.LESSONS[name].views])
def test_every_view_can_be_read_in_large_type(open_large, address):
    page = open_large(address)
    main = page.get_by_test_id("stMain")
    for views in controls.LESSONS[LESSONS[address]].views.values():
        for view in views:
            page.set_viewport_size({"width": 1440, "height": 900})
            name = {"name": view, "exact": True}
            main.get_by_role("tab", **name).or_(main.get_by_role("radio", **name)).first.click()
            at_rest(page, still=0.6)
            require_legible_on(page, ((1440, 900), (1280, 720), (720, 800)), view)
