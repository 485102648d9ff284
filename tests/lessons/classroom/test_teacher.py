"""The teacher's page: every control and what it shows, wrong keys and used links, an example class, and its sheets."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import batch, keys, members, place, projection, rounds, wall
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import Member
from mnist_core.classroom.rounds import Stage
from mnist_core.classroom.wall import Drawing
from mnist_core.questions import sheets as core_sheets
from mnist_core.questions.lessons import QUESTIONS
from tests.core.classroom.people import message, model, sure_of
from tests.lessons.classroom.conftest import forget
from tests.lessons.conftest import component, id_of, press, said, send
from tests.support import ROOT
from tests.support.session import remembered
from ui import queries, rooms
from ui.classroom import answered, rehearsal, stage_told, steering, teacher, teachers_wall
from ui.contents import LESSONS, TEACH, lesson

pytestmark = pytest.mark.slow

KEY = "_kept teacher"


def test_the_address_keeps_the_view_for_who_reloads_the_page(room):
    app = room.run()
    app.button_group(key="teach_view").set_value(teacher.QUESTION).run()
    assert app.query_params["teach_view"] == teacher.QUESTION
    again = AppTest.from_file(ROOT / "app.py", default_timeout=app.default_timeout)
    remembered(again)[KEY] = f"{room.code} {room.key}"
    again.query_params["teach_view"] = teacher.QUESTION
    again.switch_page(TEACH.file).run()
    assert again.button_group(key="teach_view").value == teacher.QUESTION
    assert "Ask it" in {button.label for button in again.button}
    again.button_group(key="teach_view").set_value(teacher.WALL).run()
    assert "teach_view" not in again.query_params
    again.query_params["teach_view"] = "nothing"
    assert again.run().button_group(key="teach_view").value == teacher.WALL


@dataclass
class Room:
    """A room, its teacher, and the page that its teacher has open."""

    classroom: Classroom
    code: str
    key: str
    teacher: Teacher
    app: AppTest

    def run(self) -> AppTest:
        self.app.run()
        assert not self.app.exception
        return self.app

    def join(self) -> Member:
        return members.join(self.classroom, self.code, "a test")[0]

    def now(self):
        return core_rooms.room_of(self.classroom, self.teacher)

    def choose(self, label: str, value: str) -> AppTest:
        self.app.button_group(key=f"room {label}").set_value(value).run()
        assert not self.app.exception
        return self.app

    def view(self, name: str) -> AppTest:
        self.app.button_group(key="teach_view").set_value(name).run()
        assert not self.app.exception
        return self.app

    def do(self, label: str) -> AppTest:
        press(self.app, label).run()
        assert not self.app.exception
        return self.app

    def send(self, component: str, event: str, value: object) -> AppTest:
        send(self.app, id_of(self.app, component), event, value)
        assert not self.app.exception
        return self.app


@pytest.fixture
def room(open_page):
    """A room that is open, and its teacher's page."""
    opened, key = core_rooms.open_room(rooms.classroom())
    app = open_page(TEACH.file)
    remembered(app)[KEY] = f"{opened.code} {key}"
    found = Room(rooms.classroom(), opened.code, key, keys.teacher_of(rooms.classroom(), opened.code, key), app)
    found.run()
    yield found
    if not found.now().has_ended:
        core_rooms.end(found.classroom, found.teacher)
    forget(found.teacher.room_id)


@pytest.fixture
def nobody(open_page):
    """The teacher's page of who has no room."""
    app = open_page(TEACH.file)
    remembered(app)[KEY] = ""
    return app.run()


def core_rooms_of(room):
    with room.classroom.reading() as connection:
        return connection.exec_driver_sql("SELECT id FROM classroom_rooms").all()


def title(app):
    (found,) = app.title
    return found.value


def wall_of(app):
    """What the page brings of the wall."""
    protos = [each.proto for each in app.get("bidi_component") if each.proto.component_name.endswith("bring")]
    (found,) = [told for proto in protos if (told := json.loads(proto.json))["store"] == "wall told"]
    return found["value"]


def html(app):
    return "\n".join(each.proto.body for each in app.get("html"))


def drawings(room):
    return {each.id: each for each in wall.since(room.classroom, room.teacher)[1]}


def add(room, *labels, answer=None):
    member = room.join()
    reads = model if answer is None else sure_of(answer)
    numbers = [
        wall.add(room.classroom, member, message(f"drawing-{k}", label), reads) for k, label in enumerate(labels)
    ]
    return member, numbers


def test_before_the_browser_has_said_what_it_keeps_nothing_is_offered(open_page):
    app = open_page(TEACH.file)
    assert title(app) == "Teach a class"
    assert not app.button


def test_a_room_is_opened_by_one_press_and_its_code_is_in_the_way_in(nobody):
    assert "after 24 hours all of it is deleted" in said(nobody)
    app = press(nobody, "Open a room").run()
    assert not app.exception
    code, key = remembered(app)[KEY].split(" ")
    assert title(app) == f"Room {code}"
    assert keys.teacher_of(rooms.classroom(), code, key)
    assert "/room" in said(app)
    assert key not in said(app) + html(app)


def test_a_double_press_opens_one_room_and_asks_one_question(room, dataset):
    def pressed_twice():
        from ui.classroom import opening

        opening._open_one()
        opening._open_one()

    before = len(core_rooms_of(room))
    app = AppTest.from_function(pressed_twice).run()
    assert not app.exception
    assert len(core_rooms_of(room)) == before + 1
    room.view(teacher.QUESTION)
    room.do("Ask it")
    first = rounds.current_round(room.classroom, room.teacher)
    room.do("Ask it")
    assert rounds.current_round(room.classroom, room.teacher) == first
    rounds.vote(room.classroom, room.join(), first.id, 1, 0)
    room.do("Ask it")
    assert rounds.current_round(room.classroom, room.teacher).id > first.id


def test_who_is_away_is_told_where_it_is_noted(room, monkeypatch):
    member, other = room.join(), room.join()
    monkeypatch.setattr(members, "present", lambda classroom, viewer: frozenset({other.id}), raising=False)
    listed = component(room.view(teacher.PEOPLE), "class_list")["members"]
    assert {each["id"]: each["here"] for each in listed} == {member.id: False, other.id: True}
    assert "<b>1</b> here, 1 away" in html(room.app)


def test_a_wrong_key_is_refused_with_a_sentence_and_the_way_to_another_room(nobody):
    remembered(nobody)[KEY] = f"BCDFHJ {'x' * 43}"
    app = nobody.run()
    assert not app.exception
    assert title(app) == "Teach a class"
    assert "This code and this key belong to no room" in said(app)
    assert press(app, "Open a room")


def test_a_second_device_is_let_in_once_by_a_link_that_is_gone_from_the_address(room, open_page):
    room.do("A second device of mine")
    (link,) = [each.value for each in room.app.code]
    assert "within 10 minutes" in said(room.app)
    (token,) = parse_qs(urlsplit(link).query)["link"]
    assert urlsplit(link).path.endswith("/teach")
    second = open_page(TEACH.file, link=token)
    assert not second.exception
    assert title(second) == f"Room {room.code}"
    assert "link" not in second.query_params
    code, key = remembered(second)[KEY].split(" ")
    assert code == room.code
    assert key != room.key
    assert token not in said(second) + html(second)
    again = open_page(TEACH.file, link=token)
    remembered(again)[KEY] = ""
    again.run()
    assert "link" not in again.query_params
    third = open_page(TEACH.file, link=f"7.{'x' * 43}")
    for refused in (again, third):
        assert not refused.exception
    assert "This link is used up, out of date or incomplete" in said(third) or remembered(third)["_refused"]
    room.do("Put it away")
    assert not room.app.code


def test_a_used_link_gets_the_sentence_of_the_core(room, open_page):
    token = keys.make_link(room.classroom, room.teacher)
    keys.follow_link(room.classroom, token)
    app = open_page(TEACH.file, link=token)
    remembered(app)[KEY] = ""
    app.run()
    assert keys.NO_LINK in said(app)
    assert title(app) == "Teach a class"


def test_a_link_for_a_projector_makes_nobody_a_teacher(room, open_page):
    room.do("A projector")
    (link,) = [each.value for each in room.app.code]
    assert urlsplit(link).path.endswith("/projector")
    app = open_page(TEACH.file, link=parse_qs(urlsplit(link).query)["link"][0])
    remembered(app)[KEY] = ""
    app.run()
    assert title(app) == "Teach a class"
    assert "_kept projector" in remembered(app)
    assert "The link was for a projector" in "".join(each.proto.label for each in app.get("page_link"))


def test_every_control_sets_the_room_and_shows_how_it_is_set(room):
    before = room.now()
    assert (before.is_led, before.is_paused, before.names_shown, before.called) == (False, False, False, None)
    for label, value, name, expected in (
        ("Pace", "Led", "is_led", True),
        ("The class is", "Paused", "is_paused", True),
        ("Names", "Shown", "names_shown", True),
        ("All draw the digit", "7", "called", 7),
        ("All draw the digit", "None", "called", None),
        ("Names", "Hidden", "names_shown", False),
        ("The class is", "Going on", "is_paused", False),
        ("Pace", "Free", "is_led", False),
    ):
        app = room.choose(label, value)
        assert getattr(room.now(), name) == expected
        assert app.button_group(key=f"room {label}").value == value


def test_what_another_device_has_set_is_shown(room):
    core_rooms.pause(room.classroom, room.teacher, True)
    core_rooms.call(room.classroom, room.teacher, 3)
    app = room.run()
    assert app.button_group(key="room The class is").value == "Paused"
    assert app.button_group(key="room All draw the digit").value == "3"


def test_the_class_is_kept_in_a_lesson_as_a_pasted_link_sets_it(room):
    room.app.selectbox(key="lock_lesson").set_value("Gradient descent")
    room.app.text_input(key="lock_link").set_value("http://elsewhere/gradient_descent?rate=0.3&fix=rate#x")
    room.do("Lock")
    assert (room.now().lesson, room.now().query) == ("gradient_descent", "rate=0.3&fix=rate")
    assert "All are in lesson <b>Gradient descent</b>, as your link sets it" in html(room.app)
    # Who draws or votes goes there after it, and the page says no other.
    core_rooms.call(room.classroom, room.teacher, 3)
    assert "All go to lesson <b>Gradient descent</b>, as your link sets it, once no digit is called" in html(room.run())
    core_rooms.call(room.classroom, room.teacher, None)
    room.run()
    room.do("Unlock")
    assert (room.now().lesson, room.now().query) == (None, "")


def test_a_link_that_the_lesson_does_not_take_is_refused_as_plain_text(room):
    room.app.selectbox(key="lock_lesson").set_value("Softmax")
    room.app.text_input(key="lock_link").set_value("**rate**=0.3")
    room.do("Lock")
    assert room.now().lesson is None
    assert [each.value for each in room.app.text if "takes no such address" in each.value]
    room.app.selectbox(key="lock_lesson").set_value(None)
    room.do("Lock")
    assert "There is no lesson" in said(room.app)


def test_ending_asks_once_and_leaves_the_data_to_be_fetched(room):
    room.do("End the room")
    assert not room.now().has_ended
    room.do("No")
    room.do("End the room")
    app = room.do("End it")
    assert room.now().has_ended
    assert title(app) == f"Room {room.code} has ended"
    assert re.search(r"deleted in (59|60) minutes", said(app))
    assert press(app, "Open a room")
    # The next room does not begin by ending.
    press(app, "Open a room").run()
    assert [each.label for each in app.button if each.label in ("End it", "End the room")] == ["End the room"]


def test_the_wall_is_sent_for_two_seconds_and_then_what_has_changed(room, monkeypatch):
    _, (first, second) = add(room, 7, 4)
    for _ in range(2):
        assert [each["id"] for each in wall_of(room.run())["changed"]] == [first, second]
    monkeypatch.setattr(teachers_wall, "REPEATED", -1.0)  # so long ago
    for _ in range(2):
        told = wall_of(room.run())
    assert (told["changed"], told["since"]) == ([], told["revision"])


def test_the_wall_is_sent_once_and_then_what_has_changed(room, monkeypatch):
    monkeypatch.setattr(teachers_wall, "REPEATED", -1.0)
    _, (first, second) = add(room, 7, 4)
    sent = wall_of(room.run())
    assert [each["id"] for each in sent["changed"]] == [first, second]
    assert 0 < sent["since"] < sent["revision"]  # the empty wall of before
    one = sent["changed"][0]
    assert (one["label"], one["answer"], len(one["pixels"])) == (7, drawings(room)[first].answer, 1048)
    assert one["who"] == room.join().name or " " in one["who"]
    later = wall_of(room.run())
    assert later["changed"] == []
    assert later["since"] == sent["revision"]
    wall.hide(room.classroom, room.teacher, second)
    assert [each["id"] for each in wall_of(room.run())["changed"]] == [second]
    assert len(wall_of(room.send("wall", "lacks", True))["changed"]) == 2


def test_a_drawing_that_comes_costs_the_page_its_news_alone_and_all_else_the_page(room):
    def holds(view=teacher.WALL):
        return teacher._Drawn(view, before, here, None).holds(room.teacher, rooms.see(room.teacher))

    member = room.join()
    before, here = rooms.see(room.teacher), frozenset({member.id})
    assert holds()
    wall.add(room.classroom, member, message(), model)
    assert holds()
    assert not holds(teacher.PEOPLE)  # which counts them
    core_rooms.call(room.classroom, room.teacher, 3)
    assert not holds()
    before = rooms.see(room.teacher)
    projection.tell(room.classroom, keys.projector_of(room.classroom, room.code, room.key), 4)
    assert not holds()


def test_the_teacher_has_the_projector_show_a_view_and_sees_what_it_shows(room):
    choice = room.app.selectbox(key="room projector")
    assert (choice.label, choice.value) == ("A projector, once open, shows", "Nothing chosen yet")
    choice.set_value("3 Matrix").run()
    assert projection.led(room.classroom, room.teacher).view == 3
    assert room.app.selectbox(key="room projector").value == "3 Matrix"
    projection.tell(room.classroom, keys.projector_of(room.classroom, room.code, room.key), 10)
    choice = room.run().selectbox(key="room projector")
    assert (choice.label, choice.value) == ("The projector shows", "0 Guesses")
    _, (number,) = add(room, 7)
    room.run()
    room.send("wall", "act", {"do": "project", "id": number, "value": True})
    led = projection.led(room.classroom, room.teacher)
    assert (led.view, led.drawing) == (2, number)


def test_the_views_that_the_teacher_can_choose_are_those_of_the_stage():
    source = (ROOT / "ui" / "components" / "stage_reading.js").read_text("utf-8")
    (block,) = re.findall(r"export const VIEWS = \{(.*?)\};", source, re.DOTALL)
    stages = {int(view): name for view, name in re.findall(r"(\d+): \"(\w+)\"", block)}
    assert {view: name.split(" ", 1) for view, name in steering.VIEWS.items()} == {
        view: [str(view % 10), name] for view, name in stages.items()
    }
    assert len(stages) == projection.VIEWS


def test_a_withdrawn_drawing_is_sent_without_anything_of_it(room, monkeypatch):
    monkeypatch.setattr(teachers_wall, "REPEATED", -1.0)
    _, (first,) = add(room, 7)
    room.run()
    wall.withdraw(room.classroom, room.teacher, first)
    assert wall_of(room.run())["changed"] == [{"id": first, "withdrawn": True}]


def test_what_is_pressed_on_the_wall_is_done(room):
    _, (a, b, c) = add(room, 7, 4, 1)
    room.run()
    room.send("wall", "act", {"do": "hide", "id": a, "value": True})
    assert drawings(room)[a].is_hidden
    room.send("wall", "act", {"do": "hide", "id": a, "value": False})
    assert not drawings(room)[a].is_hidden
    for each in (b, c):
        room.send("wall", "act", {"do": "star", "id": each, "value": True})
    room.send("wall", "act", {"do": "order", "ids": [c, b]})
    assert [drawings(room)[each].place for each in (b, c)] == [2, 1]
    assert all(drawings(room)[each].is_starred for each in (b, c))
    for _ in range(2):  # the second press of a double one
        room.send("wall", "act", {"do": "withdraw", "id": a, "value": True})
        assert drawings(room)[a].is_withdrawn
        assert "There is no drawing" not in said(room.app)


@pytest.mark.parametrize(
    "nonsense",
    [
        None, 7, "hide", [], {}, {"do": "sing", "id": 1, "value": True}, {"do": "hide", "id": True, "value": True},
        {"do": "hide", "id": "1", "value": True}, {"do": "hide", "id": 1, "value": 1}, {"do": ["hide"], "id": 1},
        {"do": "order", "ids": []}, {"do": "order", "ids": "12"}, {"do": "order", "ids": [1, "2"]},
    ],
)  # fmt: skip
def test_nonsense_from_the_wall_is_nothing(nonsense):
    assert teachers_wall.read_act(nonsense) is None


def test_a_drawing_of_another_room_is_refused_in_words(room):
    room.send("wall", "act", {"do": "hide", "id": 2_000_000_000, "value": True})
    assert "There is no drawing “" in said(room.app) or "There is no drawing" in said(room.app)
    room.send("wall", "act", {"do": "order", "ids": [10**12]})
    assert "must be a whole number" in said(room.app)


def test_the_matrix_adds_up_to_what_is_visible(room):
    _, numbers = add(room, 7, 7, 4, answer=9)
    add(room, 1, answer=1)
    wall.hide(room.classroom, room.teacher, numbers[0])
    rows = np.array(wall_of(room.run())["rows"])
    assert rows.sum() == 3
    assert (rows[7, 9], rows[4, 9], rows[1, 1]) == (1, 1, 1)
    assert np.array_equal(rows, wall.confusion(room.classroom, room.teacher))


def test_who_is_here_is_listed_and_one_can_be_removed(room):
    member, _ = add(room, 7)
    other = room.join()
    listed = component(room.view(teacher.PEOPLE), "class_list")["members"]
    assert [(each["name"], each["drawings"]) for each in listed] == [(member.name, 1), (other.name, 0)]
    assert "<b>2</b> here" in html(room.app)
    for _ in range(2):
        room.send("class_list", "removed", member.id)
        assert members.members_in(room.classroom, room.teacher) == [other]
        assert "There is no member" not in said(room.app)
    assert drawings(room)[min(drawings(room))].is_withdrawn


def test_a_round_is_led_from_the_question_to_both_votes(room, dataset):
    app = room.view(teacher.QUESTION)
    app.selectbox(key="ask_lesson").set_value("Cross-entropy").run()
    asked = next(each for each in QUESTIONS if each.name == "half the share")
    assert app.radio(key="ask_question").options[0] == asked.text
    room.do("Ask it")
    now = rounds.current_round(room.classroom, room.teacher)
    assert (now.question, now.choices) == ("half_the_share", len(asked.choices(dataset)))
    pupils = [room.join() for _ in range(3)]
    for pupil, choice in zip(pupils, (0, 0, asked.place), strict=True):
        rounds.vote(room.classroom, pupil, now.id, 1, choice)
    sent = component(room.run(), "votes")
    assert sent["choices"] == list(asked.choices(dataset))
    assert (sent["turns"], sum(sent["votes"][0]), sent["votes"][0][asked.place], sent["right"]) == (1, 3, 1, None)
    assert "<b>3</b> of 3 have voted<" in html(room.app)
    core_rooms.call(room.classroom, room.teacher, 5)
    assert "The class draws a 5 just now" in said(room.run())
    core_rooms.call(room.classroom, room.teacher, None)
    room.run()
    assert "All vote, each alone" in said(room.app)
    room.do("Let them talk")
    room.do("Vote again")
    for pupil in pupils[1:]:
        rounds.vote(room.classroom, pupil, now.id, 2, asked.place)
    sent = component(room.run(), "votes")
    assert (sent["turns"], sent["votes"][1][asked.place]) == (2, 2)
    assert "<b>2</b> of 3 have voted again" in html(room.app)
    app = room.do("Show both votes")
    assert rounds.current_round(room.classroom, room.teacher).stage == Stage.SHOWN
    assert component(app, "votes")["right"] == asked.place
    assert asked.explanation in said(app)
    (link,) = [each.proto for each in app.get("page_link") if each.proto.label.startswith("Show it in the toy")]
    assert parse_qs(link.query_string)["view"] == ["One prediction"]


@pytest.mark.parametrize(("key", "marked"), [("half_the_share", True), ("soft_3", False)])
def test_of_a_vote_that_was_none_nobody_is_told(room, dataset, key, marked):
    """Votes that are shown at once; and a digit that the class was to label has no right answer."""
    pupil = room.join()
    number = rounds.ask(room.classroom, room.teacher, key, 3 if marked else 10)
    rounds.vote(room.classroom, pupil, number, 1, 1)
    app = room.view(teacher.QUESTION)
    assert "<b>1</b> of 1 has voted<" in html(app)
    assert ("Which digit is it?" in said(app)) is not marked
    app = room.do("Show the votes")
    assert "<b>1</b> of 1 has voted<" in html(app)
    assert component(app, "votes")["turns"] == 1
    assert "The class sees the votes." in said(app)
    assert ("The space bar has the projector mark the right answer." in said(app)) is marked


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_where_a_question_is_answered_is_what_its_lesson_takes(question):
    from urllib.parse import urlencode

    assert queries.is_query(question.lesson, urlencode(answered.query(question)))
    assert answered.SET.keys() <= {each.name for each in QUESTIONS}
    assert rounds.QUESTION.fullmatch(question.key)


def test_the_class_takes_a_step_and_is_told_the_accuracy_that_nothing_is_chosen_by(room, dataset):
    member, (seven,) = add(room, 7)
    room.view(teacher.STEP)
    room.do("Begin")
    assert next(each for each in room.app.button if each.label == "Take the step").disabled
    batch.press(room.classroom, member, seven)
    assert "<b>1</b> of 1 have pressed" in html(room.run())
    app = room.do("Take the step")
    found = batch.class_model(room.classroom, room.teacher)
    assert found.steps == 1
    assert "**1 step** taken" in said(app)
    share = (dataset.test.labels == 7).mean()  # one step from one 7 answers 7 wherever there is any ink of it
    told = float(re.search(r"\*\*([\d.]+)&nbsp;%\*\* of MNIST's", said(app))[1])
    assert told == pytest.approx(100 * share, abs=3)
    assert "only looked at: nothing is chosen by it" in said(app)
    assert component(app, "pictures")["captions"] == [str(k) for k in range(10)]
    app.number_input(key="class_rate").set_value(2.0).run()
    batch.press(room.classroom, member, seven)
    room.run()
    room.do("Take the step")
    assert batch.class_model(room.classroom, room.teacher).steps == 2
    room.do("Begin again from zero")
    assert batch.class_model(room.classroom, room.teacher).steps == 0


def test_an_example_class_joins_is_marked_and_goes_to_work(nobody, monkeypatch):
    at_work = []
    monkeypatch.setattr(rehearsal, "_work", at_work.append)
    app = press(nobody, "Rehearse with an example class").run()
    assert not app.exception
    code, key = remembered(app)[KEY].split(" ")
    own = keys.teacher_of(rooms.classroom(), code, key)
    assert "An example class" in said(app)
    assert "<b>25</b> here" in html(app)
    app.run()
    assert at_work == [own]  # once, however often the page is run
    app.button_group(key="teach_view").set_value(teacher.PEOPLE).run()
    assert all(each["simulated"] for each in component(app, "class_list")["members"])
    core_rooms.end(rooms.classroom(), own)
    rehearsal._at_work.pop(own.room_id)


def test_an_example_class_works_until_its_room_is_over(room, mini_batch, monkeypatch):
    monkeypatch.setattr(rehearsal, "AFTER_ONE", 0)
    monkeypatch.setattr(rehearsal, "IDLE", 0.01)
    for _ in range(2):
        members.simulate(room.classroom, room.teacher)
    room.run()
    thread = rehearsal._at_work[room.teacher.room_id]
    for _ in range(6_000):
        if len(drawings(room)) == 2:
            break
        thread.join(0.01)
    assert all(each.is_simulated for each in drawings(room).values())
    assert len(drawings(room)) == 2
    core_rooms.end(room.classroom, room.teacher)
    thread.join(60)
    assert not thread.is_alive()
    assert room.teacher.room_id not in rehearsal._at_work


def test_downloads_are_what_the_core_exports(room):
    add(room, 7)
    app = room.view(teacher.HOME)
    assert "**1 drawing** that all may see" in said(app)
    labels = [each.proto.label for each in app.get("download_button")]
    assert labels == ["Digits, for NumPy (.npz)", "Strokes (.json)", "Votes (.csv)"]


@pytest.mark.parametrize("each", LESSONS, ids=lambda each: each.name)
def test_a_sheet_has_what_the_lesson_has(room, dataset, each):
    app = room.view(teacher.SHEETS)
    app.selectbox(key="sheet_lesson").set_value(each.title).run()
    assert not app.exception
    sheet, sent = core_sheets.sheet(each.name), component(app, "lesson_sheet")
    assert sheet.aim in said(app)
    assert all(note in said(app) for note in sheet.notes)
    assert not any(note in json.dumps(sent, ensure_ascii=False) for note in sheet.notes)  # nor on paper
    for question, printed in zip(sheet.questions, sent["questions"], strict=True):
        assert printed["choices"] == list(question.choices(dataset))
        assert printed["choices"][printed["right"]] == question.right(dataset)
        assert [text for text, _ in printed["wrong"]] == [wrong.text for wrong in question.distractors]
    assert [time["minutes"] for time in sent["times"]] == [20, 45, 90]
    assert all(sum(minutes for minutes, _ in time["parts"]) == time["minutes"] for time in sent["times"])


@pytest.mark.parametrize("each", LESSONS, ids=lambda each: each.name)
def test_the_open_play_of_a_sheet_is_what_its_lesson_says(open_page, full_batch, mini_batch, each):
    page = said(open_page(lesson(each.name).file)) + said(open_page(lesson(each.name).file, view="On a curve"))
    assert all(task in page for task in core_sheets.sheet(each.name).play)


def test_a_limit_that_is_none_is_told_on_the_page(nobody, monkeypatch):
    monkeypatch.setenv("SEESOFTMAX_MAX_ROOMS", "many")
    monkeypatch.setattr(rooms, "classroom", rooms.classroom.__wrapped__)
    app = nobody.run()
    assert not app.exception
    assert "SEESOFTMAX_MAX_ROOMS must be a whole number from 1 to 1,000,000, not “many”." in said(app)
    monkeypatch.delenv("SEESOFTMAX_MAX_ROOMS")
    monkeypatch.setenv(place.VARIABLE, "nonsense")
    assert "The classroom's database cannot be opened" in said(nobody.run())


def test_no_share_on_the_way_to_a_screen_becomes_all_or_nothing():
    almost = float(np.nextafter(np.float32(1), np.float32(0)))
    for share in (almost, 0.99996, 1e-9):
        drawing = Drawing(1, 1, 7, 7, share, None, "", False, False, False, None, None, False)
        assert teachers_wall.as_sent(drawing)["share"] == pytest.approx(share, rel=1e-6)
        assert stage_told._row({}, drawing, None)[3] == pytest.approx(share, rel=1e-6)
        assert 0 < teachers_wall.as_sent(drawing)["share"] < 1
