"""A lesson's questions at its end, a reason after a task, and the check of eight; one kind of support at a time."""

import re
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.questions.lessons import EIGHT, QUESTIONS
from mnist_core.questions.reasons import BECAUSES, of
from tests.lessons.conftest import SECONDS, component, formula, id_of, press, said, send
from tests.support import ROOT
from tests.support.session import remembered
from ui.contents import LESSONS, lesson
from ui.questions import WAITS

DATA, SOFTMAX, CROSS, DESCENT, TRAINING, EXAM, SIZE, BEYOND = (
    lesson(name).file
    for name in ("data", "softmax", "cross_entropy", "gradient_descent", "training", "exam", "size", "beyond")
)
E_IS = r"by e = ([\d.]+)\."
HALVES = ["-".join([share, *[f"{(1 - float(share)) / 9:.4f}"] * 9]) for share in ("0.4", "0.2")]


def number(pattern, text):
    return float(re.search(pattern, text)[1].replace(",", ""))


def price(open_page, p):
    return number(r"= ([\d.]+)\\ \\text\{nats\}", formula(open_page(CROSS, p=p, truth=0)))


def mark(open_page, **query):
    return number(r"([\d.]+)\\,\\%", formula(open_page(BEYOND, **query)))


# The eight, answered by who has read nothing but the pages.
READ = {
    "flat": lambda open_page: re.search(r"comes (\d+ places) later", said(open_page(DATA)))[1],
    "one more unit": lambda open_page: f"{number(E_IS, said(open_page(SOFTMAX, raised=2))):.2f}",
    "half the share": lambda open_page: f"{price(open_page, HALVES[1]) - price(open_page, HALVES[0]):.2f} nats",
    "one step": lambda open_page: re.search(r"at ([\d.]+) it hits in one step", said(open_page(DESCENT)))[1],
    "how many numbers": lambda open_page: re.search(r"nudges ([\d,]+) numbers", said(open_page(TRAINING)))[1],
    "four answers": lambda open_page: re.search(r"\) = ([\d.]+)", formula(open_page(EXAM, view="By hand")))[1],
    "one example": lambda open_page: f"About {100 * component(open_page(SIZE), 'size')['accuracy'][0]:.0f}",
    "shuffled": lambda open_page: (
        "stays" if abs(mark(open_page) - mark(open_page, shuffled=100, taught="true")) < 0.03 else "falls"
    ),
}


@pytest.mark.parametrize("question", EIGHT, ids=lambda question: question.name)
def test_the_eight_are_answered_rightly_by_what_the_pages_show(open_page, dataset, mini_batch, question):
    read = READ[question.name](open_page)
    choices = question.choices(dataset)
    chosen = [k for k, choice in enumerate(choices) if re.search(rf"(?<![\d.]){re.escape(read)}(?![\d.])", choice)]
    assert chosen == [question.place], (read, choices)


BY_TOYS = ("one example", "shuffled")  # what is not read but found out


@pytest.mark.parametrize("question", [each for each in EIGHT if each.name not in BY_TOYS], ids=lambda each: each.name)
def test_what_would_answer_one_of_the_eight_is_not_to_be_read_while_it_is_asked(open_page, mini_batch, question):
    def asked(file, **query):
        app = press(open_page(file, **query), "Check yourself: 2 questions").run()
        while component(app, "foresee")["question"] != question.text:
            send(app, id_of(app, "check"), "waive", True)
        return app

    with pytest.raises((TypeError, ValueError)):
        READ[question.name](asked)


def test_a_lesson_asks_its_questions_one_by_one_once_one_asks_for_them(open_page, dataset):
    app = press(open_page(SOFTMAX), "Check yourself: 2 questions").run()
    first, second = [each for each in QUESTIONS if each.lesson == "softmax"]
    shown = component(app, "foresee")
    assert (shown["question"], shown["told"]) == (first.text, None)
    wrong = 1 - first.place
    told = component(send(app, id_of(app, "check"), "guess", wrong), "foresee")["told"]
    assert (told["guess"], told["truth"]) == (wrong, first.place)
    assert told["said"].endswith(first.misconception(wrong))
    assert told["why"] == first.explanation
    assert component(send(app, id_of(app, "check"), "close", True), "foresee")["question"] == second.text
    send(app, id_of(app, "check"), "guess", second.place)
    assert component(app, "foresee")["told"]["said"] == "Right."
    send(app, id_of(app, "check"), "close", True)
    assert press(app, "Check yourself: 2 questions")
    assert not app.exception


def test_no_bullet_above_answers_a_question_while_it_is_asked(open_page):
    """ "One unit more multiplies the odds by e" stood above the question what one unit more does."""
    app = open_page(SOFTMAX)
    assert "multiplies the odds by e" in said(app)
    press(app, "Check yourself: 2 questions").run()
    assert said(app).count(WAITS) == 1
    assert "####" not in said(app)
    assert "multiplies the odds by e" not in said(app)
    for _ in range(2):
        send(app, id_of(app, "check"), "waive", True)
    assert "multiplies the odds by e" in said(app)
    press(app, "Check yourself: 2 questions").run()
    app.query_params["walk"] = "shares"  # which asks nothing
    assert WAITS not in said(app.run())


def settle(app, seq, **commit):
    """Have the first toy of the softmax page be set so."""
    plain = {"z": [0.1, 0.005, 2], "temperature": 1, "add": 0, "raised": None, "seq": seq}
    return send(app, id_of(app, "shares"), "commit", plain | commit)


def asked(app):
    """What the page asks for, "" for nothing."""
    names = [each.proto.component_name for each in app.get("bidi_component")]
    return component(app, "foresee")["question"] if any(name.endswith("foresee") for name in names) else ""


def raise_a_class(app):
    """What there is to do on the softmax page: one class gets one more unit."""
    send(app, id_of(app, "foresee share of three"), "waive", True)
    return settle(app, 1, z=[0.1, 0.005, 3], raised=2)


def test_after_a_task_its_reason_is_asked_once_and_nothing_else_meanwhile(open_page):
    app = raise_a_class(open_page(SOFTMAX, covered=True))
    assert asked(app) == "One unit more multiplies the odds by e, because …"
    assert not any("Check yourself" in button.label for button in app.button)
    right = of("Press +1 at a class").right
    send(app, id_of(app, "because"), "guess", right)
    assert component(app, "foresee")["told"]["said"] == "So it is."
    send(app, id_of(app, "because"), "close", True)
    assert asked(app) == ""
    assert press(app, "Check yourself: 2 questions")
    later = raise_a_class(open_page(SOFTMAX, covered=True))
    send(later, id_of(later, "because"), "waive", True)
    assert press(later, "Check yourself: 2 questions")


def test_the_task_done_last_is_asked_about_and_none_before_it_until_another_is_done(open_page):
    app = raise_a_class(open_page(SOFTMAX, covered=True))
    settle(app, 2, z=[0.1, 0.005, 20])
    assert asked(app).startswith("However much evidence it has")
    send(app, id_of(app, "because"), "waive", True)
    assert asked(app) == ""  # +1 was done before, and not asked about
    assert asked(settle(app, 3, z=[0.1, 0.005, 1])) == ""
    settle(app, 4, z=[0.1, 0.005, 1.5], temperature=100)
    assert asked(app).startswith("A high temperature")
    send(app, id_of(app, "because"), "guess", 0)
    assert component(app, "foresee")["told"]["said"] == "So it is."
    send(app, id_of(app, "because"), "close", True)
    assert asked(app) == ""
    assert asked(settle(app, 5, z=[0.1, 0.005, 20])) == ""  # done again is not another
    assert not app.exception


def test_what_was_left_open_waits_where_it_was_left(open_page):
    app = raise_a_class(open_page(SOFTMAX, covered=True))
    app.switch_page(DATA).run()
    assert asked(app).startswith("To the model")
    app.switch_page(SOFTMAX).run()
    assert asked(app) == "One unit more multiplies the odds by e, because …"


def test_a_reason_gives_way_to_what_is_still_to_be_foreseen(open_page):
    app = open_page(DATA, covered=True, look="Three parts")
    app.number_input(key="train_size").set_value(15).run()
    assert asked(app) == "Load few enough, and one of the ten is missing, because …"
    assert asked(app.button_group(key="look").set_value("One digit").run()).startswith("To the model")
    assert asked(app.button_group(key="look").set_value("Three parts").run()).startswith("Load few enough")


def test_where_prompts_are_turned_off_no_reason_is_asked(open_page):
    app = open_page(CROSS, view="In float32")
    app.slider(key="gap").set_value(95).run()
    assert "infinite. — **done**" in said(app)
    assert asked(app) == ""


# By lesson, every address at which there are tasks: one for each place in the code that puts them on a page.
PLACES = {each.name: [{}] for each in LESSONS} | {
    "gradient_descent": [{"view": tab} for tab in ("On a curve", "On the real loss", "One step, slowly")],
    "exam": [{"view": "Luck"}],
}


def tasks_of(app):
    (shown,) = [each.value.partition("#### Try this\n\n")[2] for each in app.markdown if "#### Try this" in each.value]
    return shown.split("\n\n")


def test_every_task_has_its_reason_and_every_reason_its_task(open_page, dataset, mini_batch):
    """A task that is new, or worded anew, would never be asked about."""
    calls = [
        path.read_text("utf-8").count(".notice_and_try(")
        for path in (*ROOT.glob("pages/*.py"), *ROOT.glob("ui/**/*.py"))
    ]
    assert sum(calls) == sum(map(len, PLACES.values())), "a place for tasks that is not looked at here"
    found = [
        (name, task) for name, queries in PLACES.items() for query in queries
        for task in tasks_of(open_page(lesson(name).file, **query))
    ]  # fmt: skip
    reasons = [[each for each in BECAUSES if each.task in task] for _, task in found]
    assert [(task, len(each)) for (_, task), each in zip(found, reasons, strict=True) if len(each) != 1] == []
    assert [name for name, _ in found] == [each.lesson for (each,) in reasons]
    orphans = {each.task for each in BECAUSES} - {each.task for (each,) in reasons}
    assert orphans == ({"on the 5,000 validation digits"} if dataset.is_sample else set())
    assert len({each.task for (each,) in reasons}) == len(found)


def answer_all(app, place):
    for each in EIGHT:
        assert component(app, "foresee")["question"] == each.text
        assert component(app, "foresee")["told"] is None  # nothing is told between
        send(app, id_of(app, "eight"), "guess", place(each))


CHECK = """
from ui import cached, questions
questions.check(cached.loader().get())
"""


def test_the_check_of_eight_before_and_after(dataset):
    app = AppTest.from_string(CHECK, default_timeout=SECONDS).run()
    assert "stay in this browser tab's session" in said(app)
    press(app, "Begin").run()
    answer_all(app, lambda each: 0)
    assert "Right before" not in said(app)
    assert not app.get("download_button")  # it holds the right answers
    press(app, "Answer them again").run()
    answer_all(app, lambda each: each.place)
    lucky = Counter(each.place for each in EIGHT)[0]
    assert f"Right before: **{lucky} of 8**. Right after: **8 of 8**." in said(app)
    assert f"Now right: {8 - lucky}. No longer right: 0." in said(app)
    assert not app.exception
    (download,) = app.get("download_button")
    assert download.proto.label == "Your answers, as CSV"
    assert remembered(app)["_guesses_after"] == {each.name: (each.place, each.place) for each in EIGHT}


def test_the_check_opens_on_the_home_page(open_page, full_batch):
    app = press(open_page(), "Eight questions: what do you know?").run()
    press(app, "Begin").run()
    for _ in range(8):
        (form,) = [e.proto.id for e in app.get("bidi_component") if e.proto.component_name.endswith("foresee")]
        send(app, form, "guess", 0)
        assert not app.exception
    assert press(app, "Answer them again")


def test_the_check_of_eight_waits_while_a_walk_goes_on(open_page, full_batch):
    app = open_page(walk="digit")
    assert "Stop 1 of" in said(app)
    assert not any("Eight questions" in button.label for button in app.button)
    press(app, "Leave the walk").run()
    press(app, "Eight questions: what do you know?").run()
    press(app, "Begin").run()
    assert component(app, "foresee")["head"] == "Before · question 1 of 8"
    app.query_params["walk"] = "digit"
    app.run()
    assert "Stop 1 of" in said(app)
    assert not [each for each in app.get("bidi_component") if each.proto.component_name.endswith("foresee")]
    assert "The eight questions wait here" in said(app)
    press(app, "Leave the walk").run()
    assert component(app, "foresee")["head"] == "Before · question 1 of 8"
