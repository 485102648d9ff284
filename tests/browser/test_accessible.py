"""axe-core finds nothing serious or critical on any page, in any view, in either theme."""

from pathlib import Path
from urllib.parse import urlencode

import axe_playwright_python
import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine

from mnist_core.classroom import batch, guesses, keys, rooms, rounds, wall
from mnist_core.classroom.database import open_classroom
from tests.browser.conftest import at_rest
from tests.core.classroom.people import A_SHARE, DIGITS, Class, message, model
from ui.classroom.teacher import VIEWS
from ui.contents import ENDING, LESSONS, ROOM_PAGES
from ui.controls import LESSONS as CONTROLS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
# Of what it finds: the rule, where, and what is wrong. The colours are what another theme changes.
LOOK = """async rules => {
    const only = rules.length ? { runOnly: rules } : {};
    const { violations } = await axe.run(document, { ...only, resultTypes: ["violations"] });
    return violations.filter(each => ["serious", "critical"].includes(each.impact)).flatMap(each =>
        each.nodes.map(node => [each.id, node.target.join(" "), node.html, node.failureSummary]));
}"""
THEMES = {"light": [], "dark": ["color-contrast"]}


# What every run looks at, of all that there is: for the rest CI has no time.
SOON = ("softmax", "training", "teach", "projector")


def address(file):
    return Path(file).stem.split("_", 1)[1]


def looks():
    """Every page, and every view of each row of them; but for the first views of some, these take long."""
    views = {address(page.file): [{}] for page in ROOM_PAGES} | {"": [{}], address(ENDING): [{}]}
    for lesson in LESSONS:
        rows = CONTROLS[lesson.name].views.items()
        views[address(lesson.file)] = [{key: view} for key, all_ in rows for view in all_] or [{}]
    for path, queries in views.items():
        for place, query in enumerate(queries):
            name = f"{path or 'home'}-{'-'.join(query.values())}".rstrip("-")
            yield pytest.param(path, query, id=name, marks=[pytest.mark.long] if place or path not in SOON else [])


@pytest.mark.parametrize(("path", "query"), list(looks()))
def test_nothing_serious_is_found(page, server, path, query):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/{path}?{urlencode(query)}")
    expect(page.get_by_test_id("stMain").locator("h1, button").first).to_be_visible(timeout=120_000)
    require_nothing_serious(page, path)


def require_nothing_serious(page, what, themes=THEMES):
    page.wait_for_function("document.semanticsKept")
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    page.evaluate(AXE)
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        at_rest(page, still=0.6)
        assert page.evaluate(LOOK, THEMES[theme]) == [], (what, theme)


@pytest.fixture
def room(page, server):
    """A room of the server's in which three have joined, drawn, voted, guessed and pressed; `page` is its teacher's."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/teach")
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_function("() => localStorage.getItem('seesoftmax teacher')")
    code, _, key = page.evaluate("() => localStorage.getItem('seesoftmax teacher')").partition(" ")
    engine = create_engine(f"sqlite:///{server.log.parent / 'classroom.sqlite'}")
    classroom = open_classroom(engine, lessons=("softmax",))
    made = Class(classroom, None, code, key, keys.teacher_of(classroom, code, key))
    made.pupils = [made.join() for _ in range(3)]
    batch.begin(classroom, made.teacher)
    number = rounds.ask(classroom, made.teacher, "one_more_unit", 3)
    for place, pupil in enumerate(made.pupils):
        drawing = wall.add(classroom, pupil, message("drawing-1", list(DIGITS)[place]), model)
        batch.press(classroom, pupil, drawing)
        rounds.vote(classroom, pupil, number, 1, place)
        guesses.guess(classroom, pupil, A_SHARE, 30 * place)
    batch.take(classroom, made.teacher, 0.5)
    made.round = number
    expect(page.locator(".all .tile")).to_have_count(3)
    yield made
    rooms.end(classroom, made.teacher)
    engine.dispose()


def pupils_page(page, server, room):
    """Another page of the same browser, as a pupil's."""
    pupil = page.context.new_page()
    pupil.emulate_media(reduced_motion="reduce")
    pupil.goto(f"{server.url}/room?room={room.code}")
    pupil.get_by_role("button", name="Join").click()
    return pupil


@pytest.mark.usefixtures("room")
def test_nothing_serious_is_found_on_the_teachers_wall(page):
    require_nothing_serious(page, "the wall", ("light",))


@pytest.mark.long
def test_nothing_serious_is_found_in_any_view_of_teacher_and_pupil(page, server, room):
    for view in VIEWS:
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_role("radio", name=view, exact=True)).to_be_checked()
        require_nothing_serious(page, view)
    pupil = pupils_page(page, server, room)
    expect(pupil.locator(".vote button").first).to_be_visible()
    require_nothing_serious(pupil, "a vote")
    rounds.go_on(room.classroom, room.teacher, room.round, rounds.Stage.SHOWN)
    expect(pupil.locator(".vote .bars")).to_be_visible()
    require_nothing_serious(pupil, "both votes")
    rooms.call(room.classroom, room.teacher, 7)
    expect(pupil.locator(".sheet canvas").first).to_be_visible()
    require_nothing_serious(pupil, "the sheet")


@pytest.mark.long
def test_nothing_serious_is_found_in_any_view_of_a_projector(page, server, room):
    projector = page.context.new_page()
    projector.emulate_media(reduced_motion="reduce")
    projector.goto(f"{server.url}/projector")
    expect(projector.locator(".stage .tile").first).to_be_visible()
    rounds.go_on(room.classroom, room.teacher, room.round, rounds.Stage.SHOWN)
    for key in "1234567890":
        projector.keyboard.press(key)
        require_nothing_serious(projector, f"view {key}")
    number = guesses.current_guesses(room.classroom, room.teacher).id
    guesses.show(room.classroom, room.teacher, number, True)
    expect(projector.locator(".choice .bar").first).to_be_visible()
    for key in "50":
        projector.keyboard.press(key)
        projector.keyboard.press(" ")
        require_nothing_serious(projector, f"what is right in view {key}")
