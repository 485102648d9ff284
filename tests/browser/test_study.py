"""What a class finds out, in Chromium: every view is whole and legible, and a drawing is picked and withdrawn there."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, func, insert, select

from mnist_core.classroom import batch, members
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.keys import teacher_of
from mnist_core.classroom.schema import drawings
from tests.browser.conftest import require_whole
from tests.browser.legible import require_legible
from ui.classroom.study import VIEWS

pytestmark = [pytest.mark.browser, pytest.mark.long]
# What is to be seen in each.
SHOWN = ("by pupil left out", "Drawings by label", "Each hand beside", "Twenty validation digits", "part in the step")
SIZES = ((1280, 720), (390, 844))


@pytest.fixture
def room(page, server, sample):
    """A room that was opened here, with four pupils who drew each digit twice and took a step."""
    page.goto(f"{server.url}/teach")
    page.get_by_role("button", name="Open a room").click()
    title = page.get_by_text(re.compile("^Room [A-Z]{6}"))
    expect(title).to_be_visible()
    code, key = page.evaluate("localStorage.getItem('seesoftmax teacher')").split()
    engine = create_engine(f"sqlite:///{server.log.parent / 'classroom.sqlite'}")
    classroom = open_classroom(engine, lessons=("softmax",))
    teacher = teacher_of(classroom, code, key)
    pupils = [members.join(classroom, code, "a test")[0] for _ in range(4)]
    part, numbers = sample.validation, {}
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        for place in range(80):
            pupil = pupils[place // 20]
            # The sample's digits are in order; the first pupil's first, a 0, is called a 1.
            row = {"room_id": teacher.room_id, "member_id": pupil.id, "sent_as": f"drawing-{place}", "strokes": "a",
                   "sent_at": change.now, "answer": 0, "share": 0.5, "label": int(part.labels[place]) if place else 1,
                   "pixels": part.images[place].tobytes(), "revision": change.revision}  # fmt: skip
            made = insert(drawings).values(row).returning(drawings.c.id)
            numbers.setdefault(pupil, change.connection.scalars(made).one())
    batch.begin(classroom, teacher)
    for pupil, number in numbers.items():
        batch.press(classroom, pupil, number)
    batch.take(classroom, teacher, 0.5)
    yield classroom, teacher
    engine.dispose()


def test_the_views_are_whole_and_legible_and_a_drawing_is_picked_and_withdrawn(room, page):
    classroom, teacher = room
    page.reload()
    buttons = ("Ours on MNIST", "MNIST and ours", "Leave one pupil out")
    for name in buttons:
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text("Counted: 80 drawings.")).to_have_count(3)
    for view, shown in zip(VIEWS, SHOWN, strict=True):
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_text(shown).first).to_be_visible()
        if view == "Look through them":
            page.get_by_role("button", name="Look through our drawings").click()
            expect(page.locator(".inks .tile").first).to_be_visible()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            require_whole(page, (view, width))
            require_legible(page, (view, width))
    page.get_by_role("radio", name="Look through them", exact=True).click()
    picked = page.get_by_role("button", name=re.compile("labelled 1: .*look at it")).first
    number = re.search(r"Drawing (\d+)", picked.get_attribute("aria-label"))[1]
    picked.click()
    expect(page.get_by_text(f"Drawing {number}, labelled 1")).to_be_visible()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("1 is gone: press again")).to_be_visible()
    there = select(func.count()).where(drawings.c.room_id == teacher.room_id, drawings.c.withdrawn)
    with classroom.reading() as connection:
        assert connection.scalar(there) == 1
