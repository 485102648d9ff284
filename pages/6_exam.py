"""Lesson: how good is it, honestly? The marks of a model on digits that it has never seen."""

import streamlit as st

from mnist_core.exam.exam import exam_of
from mnist_core.training.run import Snapshot
from ui import anatomy, foresee, live, page, runs
from ui.lessons.exam import foreseen as exam_foreseen
from ui.lessons.exam import guess as exam_guess
from ui.lessons.exam import mistakes as exam_mistakes
from ui.lessons.exam import on_paper as exam_on_paper
from ui.lessons.exam import sealed as exam_sealed
from ui.lessons.exam import views as exam_views
from ui.lessons.exam import words as exam_words

dataset = page.open_page(
    "exam",
    "One number hides a thousand answers",
    "The model sits an exam of digits that it has never seen. Guess its mark, then see how far to trust it, what it "
    "mixes up, and how sure it is of nonsense.",
)
config = runs.choose_run(dataset)

VIEWS = {
    exam_sealed.NAME: exam_sealed.show_seal,
    "Guess first": exam_guess.show_guesses,
    "By hand": exam_views.by_hand,
    "Luck": exam_views.luck,
    "Mix-ups": exam_mistakes.show_mistakes,
    "Any digit": exam_views.any_digit,
    "How sure": exam_views.how_sure,
    "Not a digit": exam_views.not_a_digit,
    "On paper": exam_on_paper.by_pencil,
}


def sit_exam(run: Snapshot) -> None:
    """The exam by the question that the visitor has chosen; only this part runs again."""
    view = st.segmented_control(
        "Question", list(VIEWS), default=exam_sealed.NAME, key="view", required=True, label_visibility="collapsed",
        bind="query-params",
    ) or exam_sealed.NAME  # fmt: skip
    if not exam_views.ready(run):
        return
    if exam_sealed.stays_shut(view, run):
        view = exam_sealed.NAME
    else:
        exam_sealed.note(run)
    exam = exam_of(run.checkpoint, dataset.test)
    seen = foresee.ask(exam_foreseen.question(view, exam, run.config))
    told = VIEWS[view](exam, dataset, run) if seen else anatomy.COVERED
    anatomy.notice_and_try(exam_words.NOTICES[view], anatomy.tries_of_views(exam_words.TRIES, view, told))
    anatomy.formula_and_code(told)


live.follow(lambda: live.look(config), sit_exam)
anatomy.take_away(
    "A mark is a measurement: say how many digits it rests on, look at the mistakes behind it, and do not take a sure "
    "answer for a right one. The shares always sum to one, even where no answer is right."
)
page.close_page("exam")
