"""Lesson: how good is it, honestly? The marks of a model on digits that it has never seen."""

import streamlit as st

from mnist_core.exam.exam import exam_of
from mnist_core.training.run import Snapshot
from ui import anatomy, live, page, runs
from ui.lessons.exam import guess as exam_guess
from ui.lessons.exam import mistakes as exam_mistakes
from ui.lessons.exam import views as exam_views

dataset = page.open_page(
    "exam",
    "One number hides a thousand answers",
    "The model sits an exam of digits that it has never seen. Guess its mark, then see how far to trust it, what it "
    "mixes up, and how sure it is when it should not be.",
)
config = runs.choose_run(dataset)

VIEWS = {
    "Guess first": exam_guess.show_guesses,
    "By hand": exam_views.by_hand,
    "Luck": exam_views.luck,
    "Mix-ups": exam_mistakes.show_mistakes,
    "Any digit": exam_views.any_digit,
    "How sure": exam_views.how_sure,
    "Not a digit": exam_views.not_a_digit,
}
NOTICES = {
    "Guess first": [
        "You see the digit; it sees 784 numbers. Where do your guess and its answer part?",
        "Its easy digits are not always yours: a tidy 5 can be hard, an ugly 0 easy.",
        "Some classes are read far better than others. Guess the 5s alone.",
    ],
    "By hand": [
        "The largest share may be small: argmax only asks which one is largest.",
        "A 49&nbsp;% and a 99&nbsp;% count the same: accuracy forgets how sure an answer was.",
        "Four digits give only five possible marks: 0, 25, 50, 75 or 100&nbsp;%.",
    ],
    "Luck": [
        "On 100 digits a mark three points too good is common. The interval says so beforehand.",
        "The band narrows with the square root of n: a hundred times the digits, a tenth of the width.",
        "Even the whole exam leaves a range: about a point for 10,000 digits.",
    ],
    "Mix-ups": [
        "A row is what the digits *are*, a column what they are *called*. Off the diagonal lie the mistakes.",
        "4 and 9, 7 and 9, 5 and 3: it mixes up what shares its ink.",
        "High recall with low precision means an answer that is given too freely.",
    ],
    "Any digit": [
        "Point at a row to see which pixels voted for and against it.",
        "A mistake is often a close race: compare the two largest evidences.",
        "Where it is wrong and sure, look for a stroke that its template does not expect.",
    ],
    "How sure": [
        "A bar on the dashed line means: 80&nbsp;% sure, right in 80 of 100 cases.",
        "Most answers crowd into the last bin: it is sure of most digits, and rightly so.",
        "Bins with few answers have long whiskers. More bins, more noise.",
    ],
    "Not a digit": [
        "A blank is decided by the biases alone. It is a fair *don't know* only by accident.",
        "It never saw a letter, but has to answer, and often sounds sure.",
        "Calibrated on digits is not the same as knowing what it does not know.",
    ],
}
TRIES = {
    "Guess first": "Foresee a mistake: guess a wrong answer that it really gives.",
    "Luck": "Find a lucky exam: the first n digits on which it looks two points too good.",
    "Mix-ups": "Open its commonest mistake.",
    "Not a digit": "Find something that is no digit and gets more than 95&nbsp;%.",
}


def sit_exam(run: Snapshot) -> None:
    """The exam by the question that the visitor has chosen; only this part runs again."""
    view = st.segmented_control(
        "Question", list(VIEWS), default="Guess first", key="view", required=True, label_visibility="collapsed",
        bind="query-params",
    ) or "Guess first"  # fmt: skip
    if not exam_views.ready(run):
        return
    shown = VIEWS[view](exam_of(run.checkpoint, dataset.test), dataset, run)
    anatomy.notice_and_try(
        NOTICES[view], [(f"*{place}*: {text}", place == view and shown.done) for place, text in TRIES.items()]
    )
    anatomy.formula_and_code(shown.formula, shown.words, *shown.code)


live.follow(lambda: live.look(config), sit_exam)
anatomy.take_away(
    "A mark is a measurement: say how many digits it rests on, look at the mistakes behind it, and do not take a sure "
    "answer for a right one. The shares always sum to one, even where no answer is right."
)
page.close_page("exam")
