"""What a member foresees in a lesson is told the room, counted for the teacher, and covered for the class."""

import json

from mnist_core.classroom import guesses, rooms
from mnist_core.classroom.guesses import Guesses
from tests.core.classroom.people import A_MISTAKE, A_SHARE
from tests.lessons.conftest import component, id_of, press, said, send
from tests.support.hostile import FORGED
from tests.support.session import remembered
from ui.classroom import told_guesses
from ui.rooms import classroom

SOFTMAX, EXAM = "pages/2_softmax.py", "pages/6_exam.py"
NAME = "share of three"


def open_lesson(room, token, file=SOFTMAX, **query):
    """Open a lesson's page, with what is to be foreseen there, as a member."""
    app = room.open(token)
    remembered(app)["_prompts"] = "on"
    app.switch_page(file)
    for each, value in query.items():
        app.query_params[each] = value
    return app.run()


def foresee(room, token, guess, file=SOFTMAX, name=NAME, **query):
    """Guess as a member does on a lesson's page."""
    app = open_lesson(room, token, file, **query)
    send(app, id_of(app, name), "guess", guess)
    assert not app.exception
    return app


def now(room):
    return guesses.current_guesses(room.classroom, room.teacher)


def test_a_members_guess_is_told_the_room_as_the_page_asks_it(room):
    _, token = room.join()
    app = foresee(room, token, 95, name=f"foresee {NAME}")
    told = component(app, "foresee")["told"]
    found = now(room)
    assert found.values == (95,)
    asked = found.asked
    assert (asked.lesson, asked.low, asked.high, asked.step, asked.unit) == ("softmax", 0, 100, 1, " %")
    assert asked.text.startswith("Three classes have collected evidence")
    assert (asked.answer, f"{asked.truth:.0f} %") == (told["shown"][1], told["shown"][1])
    assert asked.why == told["why"]
    # Of another member's page it is the same question; of the same member's the first guess counts.
    foresee(room, room.join()[1], 20, name=f"foresee {NAME}")
    again = foresee(room, token, 3, name=f"foresee {NAME}")
    assert now(room).values == (20, 95)
    assert component(again, "foresee")["told"]["guess"] == 3  # on the page itself it stands


def test_a_guess_at_the_accuracy_is_told_too(room, mini_batch):
    _, token = room.join()
    foresee(room, token, 80, EXAM, "rate", view="Guess first")
    asked = now(room).asked
    assert asked.text == "How many of all test digits does the model read rightly?"
    assert (asked.lesson, asked.answer) == ("exam", f"{asked.truth:.2f} %")


def test_who_guesses_while_the_room_is_over_keeps_the_page(room):
    _, token = room.join()
    app = open_lesson(room, token)
    rooms.end(room.classroom, room.teacher)
    send(app, id_of(app, f"foresee {NAME}"), "guess", 40)
    assert not app.exception
    assert component(app, "foresee")["told"]["guess"] == 40


def test_no_guess_that_makes_no_sense_comes_to_the_room(room):
    _, token = room.join()
    app = open_lesson(room, token)
    for value in (each for each in FORGED if each != 1.5):  # which is a number that can be guessed
        send(app, id_of(app, f"foresee {NAME}"), "guess", value)
        assert not app.exception
    assert now(room) is None


def test_the_teacher_sees_the_guesses_and_uncovers_them(a_room, teach):
    def current():
        return guesses.current_guesses(classroom(), a_room.teacher)

    pupils = a_room.join(3)
    for member, value in zip(pupils, (95, 12, 60), strict=True):
        guesses.guess(classroom(), member, A_SHARE, value)
    guesses.guess(classroom(), pupils[0], A_MISTAKE, 2)
    app = teach(a_room)
    app.button_group(key="teach_view").set_value("Guesses").run()
    assert not app.exception
    sent = component(app, "votes")
    assert (sent["choices"][9], sent["votes"][0], sent["right"]) == ("90–100 %", [0, 1, 0, 0, 0, 0, 1, 0, 0, 1], 7)
    assert "<b>3</b> of 3 have guessed" in " ".join(each.proto.body for each in app.get("html"))
    assert "covered for the class. From 12 to 95 %; the median is 60 %." in said(app)
    press(app, "Show the class").run()
    assert current().is_shown
    assert "The class sees the guesses." in said(app)
    press(app, "Cover them").run()
    assert not current().is_shown
    other = next(each for each in guesses.all_guesses(classroom(), a_room.teacher) if each.asked == A_MISTAKE)
    app.radio(key="guessed_at").set_value(other.id).run()
    press(app, "Put up, covered").run()
    assert not app.exception
    assert current().asked == A_MISTAKE
    assert component(app, "votes")["votes"] == [[0, 0, 1]]


def test_while_they_are_covered_nothing_of_them_nor_the_truth_is_told():
    covered = Guesses(3, A_SHARE, 2, is_shown=False, values=(12.0, 60.0))
    told = told_guesses.told(covered)
    assert (told["votes"], told["right"], told["answer"], told["why"], told["spread"]) == (None, None, "", "", "")
    assert not {"12", "60", "78"} & set(json.dumps(told).replace('"', " ").split())
    shown = told_guesses.told(Guesses(3, A_SHARE, 2, is_shown=True, values=(12.0, 60.0)))
    assert (sum(shown["votes"][0]), shown["right"], shown["answer"]) == (2, 7, "78 %")
    assert shown["spread"] == "From 12 to 60 %; the median is 36 %."


def test_the_median_of_an_even_number_lies_halfway_and_is_written_to_where_that_is():
    # 61 and 82 have 71.5 between them: neither of the two is the middle.
    halfway = told_guesses.spread(Guesses(3, A_SHARE, 2, is_shown=True, values=(61.0, 82.0)))
    assert halfway == "From 61 to 82 %; the median is 71.5 %."
    assert told_guesses.spread(Guesses(3, A_SHARE, 1, is_shown=True, values=(61.0,))) == ""


def test_the_guess_that_is_shown_stays_marked_when_another_guess_changes_its_name(a_room, teach):
    pupils = a_room.join(2)
    guesses.guess(classroom(), pupils[0], A_SHARE, 61)
    app = teach(a_room)
    app.button_group(key="teach_view").set_value("Guesses").run()
    guesses.guess(classroom(), pupils[1], A_SHARE, 82)
    app.run()
    radio = app.radio(key="guessed_at")
    assert radio.options[0].endswith("(2)")
    assert radio.proto.set_value  # or the browser, which has no such name yet, marks none
