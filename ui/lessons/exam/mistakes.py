"""The confusion matrix and the digits behind it."""

from functools import partial

import streamlit as st

from mnist_core.arrays import Int64s
from mnist_core.data.dataset import Dataset
from mnist_core.exam import confusion, plain
from mnist_core.exam import exam as rankings
from mnist_core.exam.exam import Exam
from mnist_core.training.run import Snapshot
from ui import state
from ui.anatomy import Told, fulfilled
from ui.lessons.exam import pictures as exam_pictures
from ui.lessons.exam import words as exam_words
from ui.lessons.exam.foreseen import mark_is_told
from ui.lessons.exam.views import KEPT

CELL, SUREST, HARDEST, EASIEST = "One cell", "Surest mistakes", "Hardest", "Easiest"
CHOICES = {
    CELL: "The digits with this label that get this answer, the surest first.",
    SUREST: "All its mistakes, those that it is surest of first.",
    HARDEST: "Of each digit the example whose label it gives the smallest share.",
    EASIEST: "Of each digit the example whose label it gives the largest share.",
}
PER_PAGE = 18


def show_mistakes(exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """Every label against every answer; a cell opens the digits in it."""
    matrix = confusion.confusion_matrix(exam.labels, exam.answers)
    left, right = st.columns([0.47, 0.53], gap="large")
    with right:
        choice = st.segmented_control(
            "Show", list(CHOICES), default=CELL, key="show", required=True, label_visibility="collapsed", **KEPT
        )  # fmt: skip
        label, answer = _digits(exam, dataset, choice or CELL)
    with left:
        exam_pictures.confusion_matrix(matrix, (label, answer), _open, mark_is_told(run.config))
    return Told(
        exam_words.margins_formula(matrix, label, answer),
        "Recall: of all digits with this label, how many are found. Precision: of all such answers, how many hold.",
        (confusion.confusion_matrix, confusion.recall, confusion.precision),
        done=fulfilled(commonest=choice == CELL and confusion.is_commonest(matrix, label, answer) and (label, answer)),
        plain=(plain.mix_ups,),
    )


def _open(label: int, answer: int) -> None:
    state.put(show=CELL, label=label, answer=answer, page=1)


def _digits(exam: Exam, dataset: Dataset, choice: str) -> tuple[int, int]:
    """The digits that were asked for, a page at a time; returns which cell is open: chosen here, or by pressing it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        back = partial(state.put, show=CELL, page=1)
        label = int(st.selectbox("Label", range(10), 5, key="label", width=80, on_change=back, **KEPT))
        answer = int(st.selectbox("Answer", range(10), 6, key="answer", width=80, on_change=back, **KEPT))
        found = _numbers(exam, choice, label, answer)
        pages = max(1, -(-len(found) // PER_PAGE))
        page = st.pagination(pages, key="page", max_visible_pages=5, **KEPT) if pages > 1 else 1
    st.caption(f"{len(found):,} {'digit' if len(found) == 1 else 'digits'}. {CHOICES[choice]}")
    columns = 5 if choice in (HARDEST, EASIEST) else 6
    exam_pictures.answered(dataset.test, exam, found[PER_PAGE * (page - 1) : PER_PAGE * page], columns)
    return label, answer


def _numbers(exam: Exam, choice: str, label: int, answer: int) -> Int64s:
    """The numbers of the test digits that were asked for, in order."""
    if choice == CELL:
        return rankings.in_cell(exam, label, answer)
    return {SUREST: rankings.surest_mistakes, HARDEST: rankings.hardest, EASIEST: rankings.easiest}[choice](exam)
