"""A pupil's phone in Chromium: in by two taps, drawing, a bad network, a second tab, and the lessons."""

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine

from mnist_core.classroom import keys, members, rooms, wall
from mnist_core.classroom.database import open_classroom
from tests.browser.conftest import at_rest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The model is trained within seconds there.
on_the_sample = pytest.mark.parametrize("data", ["sample"], indirect=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SEVEN = [(70, 60), (200, 60), (120, 230)]


class Room:
    """A room on the server's own database, steered as the teacher's page does."""

    def __init__(self, server):
        self.engine = create_engine(f"sqlite:///{server.log.parent / 'classroom.sqlite'}")
        self.classroom = open_classroom(self.engine, lessons=("softmax", "training"))
        room, key = rooms.open_room(self.classroom)
        self.code, self.teacher = room.code, keys.teacher_of(self.classroom, room.code, key)

    def members(self):
        return members.members_in(self.classroom, self.teacher)

    def drawings(self):
        return wall.since(self.classroom, self.teacher)[1]


@pytest.fixture
def room(server, page):
    page.goto(server.url)  # whose first page makes the database
    expect(page.get_by_text("Start here")).to_be_visible()
    room = Room(server)
    yield room
    room.engine.dispose()


@pytest.fixture
def phone(browser, server):
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def join(page, server, room):
    page.goto(f"{server.url}/room?room={room.code}")  # the first tap: the code's link
    page.get_by_role("button", name="Join", exact=True).tap()
    expect(page.get_by_text("You are")).to_be_visible()
    page.wait_for_function("localStorage.getItem('seesoftmax member')")  # a moment later, on a slow machine


def draw(page, points):
    box = page.locator("canvas.ink[role=application]").bounding_box()
    scale = box["width"] / 280
    (x, y), *others = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in points]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


def flick(page, points):
    box = page.locator("canvas.ink[role=application]").bounding_box()
    scale = box["width"] / 280
    finger = page.context.new_cdp_session(page)
    way = [(x + (u - x) * k / 6, y + (v - y) * k / 6) for (x, y), (u, v) in pairwise(points) for k in range(7)]
    for place, (x, y) in enumerate(way):
        at = {"x": box["x"] + x * scale, "y": box["y"] + y * scale}
        kind = "touchMove" if place else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def name(page):
    return page.locator(".me b").inner_text()


@on_the_sample
def test_two_taps_then_a_drawing_that_a_bad_network_neither_loses_nor_doubles(phone, server, room):
    page = phone.new_page()
    join(page, server, room)
    (member,) = room.members()
    assert name(page) == member.name
    rooms.call(room.classroom, room.teacher, 7)
    expect(page.get_by_text("Draw a 7")).to_be_visible()
    draw(page, SEVEN)
    page.reload()  # in the middle of a drawing
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text("On the wall: the model says")
    assert len(room.drawings()) == 1

    phone.set_offline(True)
    flick(page, SEVEN)  # which ends in motion, and Send at once: Chromium took the press for what stops a fling
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text("kept here until there is a network")
    kept = page.evaluate("Object.entries(sessionStorage).find(([name]) => name.startsWith('seesoftmax sheet'))[1]")
    (waiting,) = json.loads(kept)
    assert re.fullmatch("[0-9a-f]{16}", waiting["id"])
    assert len(room.drawings()) == 1
    phone.set_offline(False)
    expect(page.get_by_text("Your 2 drawings")).to_be_visible()
    assert sorted(room.drawings(), key=lambda each: each.id)[1].label == 7
    assert waiting["id"] in wall.own(room.classroom, member).values()

    # By keyboard: down four cells with the pen on the paper.
    page.locator("canvas.ink[role=application]").focus()
    for key in ("Space", *["ArrowDown"] * 8, "Space"):
        page.keyboard.press(key)
    expect(page.locator(".spoken")).to_have_text("pen up, row 23, column 15")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your 3 drawings")).to_be_visible()
    assert len(room.drawings()) == 3

    page.get_by_role("button", name="Withdraw").first.tap()
    page.get_by_role("button", name="Withdraw").first.tap()
    expect(page.get_by_text("Your 2 drawings")).to_be_visible()
    assert sum(each.is_withdrawn for each in room.drawings()) == 1


@on_the_sample
def test_a_second_tab_is_the_same_pupil_and_leaves_with_the_first(phone, server, room):
    first, second = phone.new_page(), phone.new_page()
    second.goto(f"{server.url}/room?room={room.code}")
    expect(second.get_by_role("button", name="Join", exact=True)).to_be_visible()
    join(first, server, room)
    expect(second.get_by_text("You are")).to_be_visible()  # without a word of its own
    assert name(first) == name(second)
    assert len(room.members()) == 1
    first.get_by_role("button", name="Leave this room").tap()
    for page in (first, second):
        expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
        assert page.evaluate("Object.keys(localStorage).filter(name => name === 'seesoftmax member')") == []


@on_the_sample
def test_the_class_is_taken_from_lesson_to_lesson_and_to_the_room(phone, server, room):
    page = phone.new_page()
    join(page, server, room)
    page.goto(f"{server.url}/training?steps=77")  # a new session, with controls in the address
    expect(page.get_by_text(f"Room {room.code} ·")).to_be_visible()
    expect(page.get_by_label("Steps", exact=True)).to_have_value("77")
    rooms.pause(room.classroom, room.teacher, True)
    expect(page.get_by_text("Paused by your teacher")).to_be_visible()
    expect(page.get_by_label("Steps", exact=True)).to_have_count(0)
    rooms.pause(room.classroom, room.teacher, False)
    expect(page.get_by_label("Steps", exact=True)).to_have_value("77")
    rooms.lock(room.classroom, room.teacher, "softmax", "part=Why+subtract+the+maximum")
    page.wait_for_url("**/softmax?part=Why+subtract+the+maximum", timeout=60_000)
    expect(page.get_by_text(f"Room {room.code} ·")).to_be_visible()
    expect(page.get_by_role("tab", name="Why subtract the maximum")).to_have_attribute("aria-selected", "true")
    rooms.call(room.classroom, room.teacher, 3)
    expect(page.get_by_text("Draw a 3")).to_be_visible()
    rooms.call(room.classroom, room.teacher, None)
    page.wait_for_url("**/softmax?part=Why+subtract+the+maximum", timeout=60_000)
    rooms.end(room.classroom, room.teacher)
    page.wait_for_function("localStorage.getItem('seesoftmax member') === null")
    at_rest(page)
    expect(page.get_by_text("has ended")).to_be_visible()
