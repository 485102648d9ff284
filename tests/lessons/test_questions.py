"""A lesson's questions at its end, a reason after a task, and the check of eight; one kind of support at a time."""

import re
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.questions.lessons import EIGHT, QUESTIONS
from mnist_core.questions.reasons import BECAUSES
from tests.lessons.conftest import SECONDS, component, id_of, press, said, send
from ui.contents import lesson

DATA, SOFTMAX, CROSS, DESCENT, TRAINING, EXAM, SIZE, BEYOND = (
    lesson(name).file
    for name in ("data", "softmax", "cross_entropy", "gradient_descent", "training", "exam", "size", "beyond")
)
E_IS = r"by e = ([\d.]+)\."
HALVES = ["-".join([share, *[f"{(1 - float(share)) / 9:.4f}"] * 9]) for share in ("0.4", "0.2")]


def number(pattern, text):
    return float(re.search(pattern, text)[1].replace(",", ""))


def price(open_page, p):
    return number(r"= ([\d.]+)\\ \\text\{nats\}", open_page(CROSS, p=p, truth=0).latex[0].value)


def mark(open_page, **query):
    return number(r"([\d.]+)\\,\\%", open_page(BEYOND, **query).latex[0].value)


# The eight, answered by who has read nothing but the pages.
READ = {
    "flat": lambda open_page: re.search(r"comes (\d+ places) later", said(open_page(DATA)))[1],
    "one more unit": lambda open_page: f"{number(E_IS, said(open_page(SOFTMAX, raised=2))):.2f}",
    "half the share": lambda open_page: f"{price(open_page, HALVES[1]) - price(open_page, HALVES[0]):.2f} nats",
    "one step": lambda open_page: re.search(r"at ([\d.]+) it hits in one step", said(open_page(DESCENT)))[1],
    "how many numbers": lambda open_page: re.search(r"nudges ([\d,]+) numbers", said(open_page(TRAINING)))[1],
    "four answers": lambda open_page: re.search(r"\) = ([\d.]+)", open_page(EXAM, view="By hand").latex[0].value)[1],
    "one example": lambda open_page: f"About {100 * component(open_page(SIZE), 'size')['test'][0]:.0f}",
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


def raise_a_class(app):
    """What there is to do on the softmax page: one class gets one more unit."""
    send(app, id_of(app, "foresee share of three"), "waive", True)
    commit = {"z": [0.1, 0.005, 3], "temperature": 1, "add": 0, "raised": 2, "seq": 1}
    return send(app, id_of(app, "shares"), "commit", commit)


def test_after_a_task_its_reason_is_asked_once_and_nothing_else_meanwhile(open_page):
    app = raise_a_class(open_page(SOFTMAX, covered=True))
    asked = component(app, "foresee")
    assert asked["question"] == "One unit more multiplies the odds by e, because …"
    assert not any("Check yourself" in button.label for button in app.button)
    right = next(each for each in BECAUSES if each.lesson == "softmax").right
    send(app, id_of(app, "because"), "guess", right)
    assert component(app, "foresee")["told"]["said"] == "So it is."
    send(app, id_of(app, "because"), "close", True)
    assert not any(each.proto.component_name.endswith("foresee") for each in app.get("bidi_component"))
    assert press(app, "Check yourself: 2 questions")
    later = raise_a_class(open_page(SOFTMAX, covered=True))
    send(later, id_of(later, "because"), "waive", True)
    assert press(later, "Check yourself: 2 questions")


@pytest.mark.parametrize("because", BECAUSES, ids=lambda because: because.lesson)
def test_every_reason_belongs_to_a_task_that_there_is(open_page, mini_batch, because):
    """A task that is worded anew would never be asked about."""
    query = {"exam": {"view": "Luck"}}.get(because.lesson, {})
    text = said(open_page(lesson(because.lesson).file, **query))
    assert because.task in text.partition("#### Try this")[2]


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
    assert app.session_state["_guesses_after"] == {each.name: (each.place, each.place) for each in EIGHT}


def test_the_check_opens_on_the_home_page(open_page, full_batch):
    app = press(open_page(), "Eight questions: what do you know?").run()
    press(app, "Begin").run()
    for _ in range(8):
        (form,) = [e.proto.id for e in app.get("bidi_component") if e.proto.component_name.endswith("foresee")]
        send(app, form, "guess", 0)
        assert not app.exception
    assert press(app, "Answer them again")
