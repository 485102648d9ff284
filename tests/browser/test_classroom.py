"""A class in one room: projector and teacher in browsers, eight pupils, forty drawings; what is so is so for all."""

import os
import re
import statistics
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine

from mnist_core.classroom import batch, guesses, keys, members, projection, rooms, rounds, wall
from mnist_core.classroom.database import Classroom, open_classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Limits, Refused
from mnist_core.classroom.members import Member
from mnist_core.drawing.as_text import as_text
from tests.browser.conftest import THEMES
from tests.core.classroom.people import A_SHARE, DIGITS, canvas, message, model

# Once, on the best data there is: what a class draws is the same on both.
DATA = "mnist" if os.environ.get("MNIST_PATH") else "sample"
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("data", [DATA], indirect=True)]

PUPILS, EACH = 8, 5
PROJECTOR = {"width": 1280, "height": 720}
# When the stage first showed each drawing, in milliseconds since 1970.
NOTE = """stage => {
    const shown = (globalThis.shown = {});
    const note = () => {
        for (const each of stage.querySelectorAll(".tile[data-id]")) shown[each.dataset.id] ??= Date.now();
    };
    note();
    new MutationObserver(note).observe(stage, { subtree: true, childList: true });
}"""


@dataclass
class Pupil:
    """One of the class, who acts straight in the server's database.

    The pupils' page takes over here: `join` types the code there, `draw` sends what the sheet sends, `vote` presses a
    choice, and `sees` reads what the page shows.
    """

    classroom: Classroom
    code: str
    member: Member | None = None
    token: str = ""
    drawn: list[int] = field(default_factory=list)

    def join(self) -> "Pupil":
        self.member, self.token, _ = members.join(self.classroom, self.code, "a test")
        return self

    def draw(self, label: int) -> int:
        sent = message(f"drawing-{len(self.drawn)}", label, as_text(canvas(label)))
        self.drawn.append(wall.add(self.classroom, self.member, sent, model))
        return self.drawn[-1]

    def vote(self, round_id: int, turn: int, choice: int) -> None:
        rounds.vote(self.classroom, self.member, round_id, turn, choice)

    def press(self) -> None:
        batch.press(self.classroom, self.member, self.drawn[0])

    def sees(self) -> set[int]:
        """The drawings that it is given pixels of."""
        who = members.member_of(self.classroom, self.token)
        return {each.id for each in wall.since(self.classroom, who)[1] if each.pixels is not None}


@dataclass
class Class:
    """A room, its teacher's rights, its pupils, and the browsers' pages."""

    classroom: Classroom
    code: str
    teacher: Teacher
    teachers_page: object
    projector: object
    pupils: list[Pupil] = field(default_factory=list)

    def join(self, count: int) -> None:
        self.pupils += [Pupil(self.classroom, self.code).join() for _ in range(count)]

    def draw(self, each: int) -> dict[int, float]:
        """Have each pupil draw so many, one after the other; when each was taken, in seconds since 1970."""
        taken = {}
        for turn in range(each):
            for place, pupil in enumerate(self.pupils):
                number = pupil.draw(list(DIGITS)[(turn + place) % len(DIGITS)])
                taken[number] = time.time()
                self.projector.wait_for_timeout(40)  # its page goes on meanwhile
        return taken

    def show(self, key: str) -> None:
        self.projector.keyboard.press(key)
        expect(self.projector.locator(f".stage .legend .entry:nth-child({key})")).to_have_attribute(
            "aria-pressed", "true"
        )


@pytest.fixture
def visit(browser):
    """Open pages in contexts of their own; none may have an error."""
    contexts, errors = [], []

    def visit(url, **options):
        context = browser.new_context(viewport=PROJECTOR, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield visit
    shown = [text for each in contexts for text in each.pages[0].get_by_test_id("stException").all_inner_texts()]
    for each in contexts:
        each.close()
    assert errors == []
    assert shown == []


@pytest.fixture
def room(visit, server):
    """A room that was opened on the teacher's page, and a projector that followed a link to it."""
    teachers = visit(f"{server.url}/teach")
    teachers.get_by_role("button", name=re.compile("Open a room")).first.click()
    teachers.wait_for_function("() => localStorage.getItem('seesoftmax teacher')")
    code, _, key = teachers.evaluate("() => localStorage.getItem('seesoftmax teacher')").partition(" ")
    engine = create_engine(f"sqlite:///{server.log.parent / 'classroom.sqlite'}")
    classroom = open_classroom(engine, Limits(drawings_per_minute=100), lessons=("softmax",))
    teacher = keys.teacher_of(classroom, code, key)
    link = keys.make_link(classroom, teacher, "projector")
    projector = visit(f"{server.url}/projector?link={link}")
    expect(projector.locator(".stage .join .code")).to_be_visible()
    assert link not in projector.url
    assert "?" not in projector.url
    assert projector.evaluate("() => localStorage.getItem('seesoftmax projector')").startswith(f"{code} ")
    yield Class(classroom, code, teacher, teachers, projector)
    engine.dispose()


def numbers(locator):
    return [int(text or 0) for text in locator.all_inner_texts()]


def require_all_seen(room, taken):
    """Require that the projector shows all drawings, and print how long each took."""
    page = room.projector
    expect(page.locator(".stage .tile[data-id]")).to_have_count(len(taken))
    shown = page.evaluate("() => globalThis.shown")
    waited = sorted(shown[str(number)] / 1000 - at for number, at in taken.items())
    late = sum(each > 2 for each in waited)
    print(f"\n{len(taken)} drawings on the projector, seconds each: " + " ".join(f"{each:.2f}" for each in waited))
    print(f"median {statistics.median(waited):.2f} s, slowest {waited[-1]:.2f} s, {late} later than 2 s")
    assert (
        statistics.median(waited) < 5
    )  # a busy machine is slow, and that is no finding; it is 0.3 s on one that rests


@pytest.mark.slow
def test_forty_drawings_are_on_the_wall_and_what_the_teacher_does_holds_for_all(room):
    page = room.projector
    stage = page.locator(".stage")
    expect(stage.locator(".join .many")).to_have_text("0 pupils are in")
    room.join(PUPILS)
    expect(stage.locator(".join .many")).to_have_text("8 pupils are in")
    expect(stage.get_by_role("img", name=f"Code {' '.join(room.code)}")).to_be_visible()
    for hidden in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()

    room.show("2")
    stage.evaluate(NOTE)
    taken = room.draw(EACH)
    require_all_seen(room, taken)
    assert all(pupil.sees() == set(taken) for pupil in room.pupils)
    expect(stage.get_by_role("heading")).to_have_text("40 drawings")
    assert sum(numbers(stage.locator(".strip .drawn"))) == 40

    # The matrix adds up, and is the one that the database counts.
    room.show("3")
    expect(stage.locator(".matrix .all")).to_have_text("40")
    cells = numbers(stage.locator(".matrix tbody td:is(.same, .other)"))
    assert cells == wall.confusion(room.classroom, room.teacher).ravel().tolist()
    assert sum(cells) == sum(numbers(stage.locator(".matrix .sums .sum:not(th, .all)"))) == 40
    expect(stage.locator(".figures")).to_contain_text("40 drawings: ")

    # Of nine that are hardest the first has the least share.
    room.show("4")
    expect(stage.locator(".hardest .tile")).to_have_count(9)
    least = wall.hardest(room.classroom, room.teacher, 9)
    assert [int(each.get_attribute("data-id")) for each in stage.locator(".hardest .tile").all()] == least

    # What is starred is gone through in the teacher's order.
    third, first, second = list(taken)[:3]
    wall.order(room.classroom, room.teacher, [first, second, third])
    for number in (third, first, second):  # after the order: who sees three stars has it too
        wall.star(room.classroom, room.teacher, number)
    room.show("2")
    expect(stage.locator(".tile .star")).to_have_count(3)
    for number in (first, second, third, third):
        page.keyboard.press("ArrowRight")
        expect(stage.locator(".large")).to_have_attribute("data-id", str(number))
    expect(stage.locator(".large .row")).to_have_count(10)

    # One that is hidden is gone for all, at once from the stage that shows it large.
    wall.hide(room.classroom, room.teacher, third)
    expect(stage.locator(".tile[data-id]")).to_have_count(39)
    expect(stage.locator(f"[data-id='{third}']")).to_have_count(0)
    assert all(third not in pupil.sees() for pupil in room.pupils)
    room.show("3")
    expect(stage.locator(".matrix .all")).to_have_text("39")
    wall.hide(room.classroom, room.teacher, third, hidden=False)
    expect(stage.locator(".matrix .all")).to_have_text("40")
    room.show("2")
    expect(stage.locator(f".tile[data-id='{third}'] canvas")).to_be_visible()

    # Paused is paused, and the projector says so by itself.
    rooms.pause(room.classroom, room.teacher, True)
    expect(stage.get_by_text("Paused", exact=True).first).to_be_visible()
    expect(stage.locator(".tile")).to_have_count(0)
    for pupil in room.pupils:
        with pytest.raises(Refused, match="paused"):
            pupil.draw(7)
    rooms.pause(room.classroom, room.teacher, False)
    expect(stage.locator(".tile[data-id]")).to_have_count(40)

    # The room ends for all; nothing of it is left on the projector.
    rooms.end(room.classroom, room.teacher)
    expect(stage.get_by_role("heading")).to_have_text("This class is over")
    expect(stage.locator("[data-id]")).to_have_count(0)
    for pupil in room.pupils:
        with pytest.raises(Refused, match="has ended"):
            pupil.sees()
    page.reload()
    expect(stage.get_by_role("heading")).to_have_text("This class is over")


@pytest.mark.slow
def test_rounds_and_steps_on_the_projector_are_led_by_keys(room):
    page = room.projector
    stage = page.locator(".stage")
    room.join(PUPILS)
    room.show("5")
    expect(stage.get_by_role("heading")).to_have_text("No question yet")
    number = rounds.ask(room.classroom, room.teacher, "one_more_unit", 3)
    for place, pupil in enumerate(room.pupils):
        pupil.vote(number, 1, place % 3)
    expect(stage.locator(".figures")).to_have_text("First vote: 8 of 8 have voted")
    expect(stage.locator(".choice .bar")).to_have_count(0)  # covered, and not only from sight
    page.keyboard.press(" ")
    expect(stage.locator(".key")).to_have_count(0)
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SECOND)
    for pupil in room.pupils:
        pupil.vote(number, 2, 0)
    rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SHOWN)
    expect(stage.locator(".choice").first.locator(".number")).to_have_text([re.compile("^3 "), re.compile("^8 ")])
    expect(stage.locator(".key")).to_have_count(0)
    # As long as the votes are many, the longest too: three of the first vote, eight of the second.
    three, eight = (each.bounding_box()["width"] for each in stage.locator(".choice").first.locator(".bar").all())
    assert three / eight == pytest.approx(3 / 8, abs=0.01)
    page.keyboard.press(" ")
    expect(stage.locator(".choice.right .text")).to_contain_text("They are multiplied by 2.72")

    # What they foresee in a lesson, where the teacher's page has sent the projector, and that page says so.
    for place, pupil in enumerate(room.pupils):
        guesses.guess(room.classroom, pupil.member, A_SHARE, 10 * place)
    projection.lead(room.classroom, room.teacher, 10)
    expect(stage.get_by_role("heading")).to_have_text(A_SHARE.text)
    expect(stage.locator(".figures")).to_have_text("8 of 8 have guessed")
    expect(stage.locator(".choice .bar")).to_have_count(0)
    on_teachers_page = room.teachers_page.get_by_role("combobox", name="The projector shows")
    expect(on_teachers_page).to_have_value("0 Guesses")
    guesses.show(room.classroom, room.teacher, guesses.current_guesses(room.classroom, room.teacher).id, True)
    expect(stage.locator(".choice .number")).to_have_text([re.compile("^1 ")] * 8 + [re.compile("^0 ")] * 2)
    page.keyboard.press(" ")
    expect(stage.locator(".choice.right")).to_contain_text("it is 78 %")
    page.keyboard.press("3")
    expect(on_teachers_page).to_have_value("3 Matrix")

    batch.begin(room.classroom, room.teacher)
    for pupil in room.pupils:
        pupil.draw(7)
        pupil.press()
    room.show("6")
    expect(stage.locator(".five h2")).to_have_text("8 digits wait for the next step")
    batch.take(room.classroom, room.teacher, 0.5)
    expect(stage.locator(".ten h2")).to_contain_text("The ten weights after step 1")
    expect(stage.locator(".five h2")).to_have_text("0 digits wait for the next step")
    expect(stage.locator(".plot .dot")).to_have_count(2)
    page.keyboard.press("ArrowLeft")
    expect(stage.locator(".five h2")).to_have_text("Step 1 took 8 digits at rate 0.5")

    # The ring is there while the pointer is; who listens is told of each view; another window's keys are not needed.
    page.keyboard.press("p")
    page.mouse.move(300, 300)
    page.mouse.move(320, 320)
    expect(stage.locator(".ring")).to_be_visible()
    page.keyboard.press("p")
    expect(stage.locator(".ring")).to_be_hidden()
    for key in "123456789":
        room.show(key)
    expect(stage.get_by_role("status")).to_have_text("Paused.")
    page.keyboard.press("ArrowUp")
    expect(stage.locator(".legend .entry:nth-child(8)")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(stage.locator(".legend .entry:nth-child(8)")).to_have_attribute("aria-pressed", "true")


@pytest.mark.slow
def test_a_link_gives_one_projector_its_key_and_no_second(visit, server, room):
    link = keys.make_link(room.classroom, room.teacher, "projector")
    visit(f"{server.url}/projector?link={link}").locator(".stage").wait_for()
    second = visit(f"{server.url}/projector?link={link}")
    expect(second.get_by_text("This link is used up, out of date or incomplete")).to_be_visible()
    assert link not in second.url
    expect(second.locator(".stage")).to_have_count(0)


# The next two messages that bring the stage something get lost.
LOSE = """() => {
    const [feed, push] = [globalThis.seesoftmax, globalThis.seesoftmax.push];
    let left = 2;
    feed.push = each => each.store === "stage" && each.value.message.fresh && left-- > 0 ? 0 : push(each);
}"""


@pytest.mark.slow
def test_what_a_lost_message_brought_is_asked_for_until_it_is_there(room):
    room.show("2")
    room.projector.evaluate(LOSE)
    rooms.call(room.classroom, room.teacher, 5)
    expect(room.projector.locator(".stage").get_by_role("heading")).to_have_text("Draw a 5")


OUTSIDE = """stage => {
    const box = stage.getBoundingClientRect();
    const legend = stage.querySelector(".legend").getBoundingClientRect();
    const parts = ".tile, .title, .figures, .count, table, .choice, .weight, .qr, .code, .large, svg, h2, .why, .pair";
    return [...stage.querySelectorAll(parts)].filter(each => {
        const own = each.getBoundingClientRect();
        const outside = own.left < -1 || own.right > box.right + 1 || own.bottom > legend.top + 3 || own.top < -1;
        return own.width && outside;
    }).map(each => each.className + " " + Math.round(each.getBoundingClientRect().bottom));
}"""


@pytest.mark.long
@pytest.mark.parametrize("count", [0, 8, 40, 300])
def test_every_view_is_whole_on_a_projector_of_any_kind(room, count):
    page = room.projector
    stage = page.locator(".stage")
    room.join(30)
    if count:
        each, rest = divmod(count, 30)
        room.draw(each)
        for pupil in room.pupils[:rest]:
            pupil.draw(4)
        number = rounds.ask(room.classroom, room.teacher, "one_more_unit", 3)
        for pupil in room.pupils:
            pupil.vote(number, 1, 1)
        rounds.go_on(room.classroom, room.teacher, number, rounds.Stage.SHOWN)
        batch.begin(room.classroom, room.teacher)
        for pupil in room.pupils[: min(count, 30)]:
            pupil.press()
        batch.take(room.classroom, room.teacher, 0.5)
    room.show("2")
    if count:
        expect(stage.get_by_role("heading")).to_have_text(f"{count} drawings")
    for width, height in ((1280, 720), (1920, 1080), (1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for key in "123456":
                room.show(key)
                page.keyboard.press(" ")  # one drawing, the key, the first step
                assert stage.evaluate(OUTSIDE) == [], (key, width, theme)
                room.show(key)
                assert stage.evaluate(OUTSIDE) == [], (key, width, theme)


@pytest.mark.long
def test_a_class_of_thirty_is_seen_as_soon(room):
    room.join(30)
    room.show("2")
    room.projector.locator(".stage").evaluate(NOTE)
    taken = room.draw(4)
    require_all_seen(room, taken)
    assert all(pupil.sees() == set(taken) for pupil in room.pupils)
