"""The questions of the exam, one drawn at a time: by hand, by luck, any digit, how sure, not a digit."""

from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam import calibration, intervals, not_digits, plain
from mnist_core.exam.exam import Exam, first_with, mark
from mnist_core.softmax import plain as plain_softmax
from mnist_core.softmax.account import account
from mnist_core.training.run import Snapshot, Status
from ui import examples, pictures, runs, show, words
from ui.anatomy import Told, fulfilled
from ui.lessons.exam import charts, figures
from ui.lessons.exam import pictures as exam_pictures
from ui.lessons.exam import words as exam_words

PATTERN = (True, False, True, True)
SIZES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
LUCK = 0.02
NOT_DIGITS = {"Letter": "letter", "Noise": "noise", "Shuffled": "shuffled", "Blank": "blank"}
LETTERS, FIRST_LETTER = list(not_digits.LETTERS), "H"
# In the address while it is shown, and remembered while another view is.
KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "page"}


def ready(run: Snapshot) -> bool:
    """Whether there is a model to examine; while it is trained, show how it comes on instead."""
    if run.active or run.status in (Status.DIVERGED, Status.FAILED):
        runs.status(run)
    if run.status is not Status.FINISHED and run.status is not Status.DIVERGED:
        st.caption("The exam begins when the training has ended.")
        pictures.weight_pictures(run.checkpoint.weights, key="weights")
        return False
    return True


def by_hand(exam: Exam, dataset: Dataset, _run: Snapshot) -> Told:
    """Four digits in a row marked by argmax, equality and mean; then all of them."""
    last = len(exam) - len(PATTERN)
    digits, lines = st.columns([0.6, 0.4], gap="medium")
    with digits:
        start = st.number_input(
            "The first of four test digits", 0, last, first_with(exam.right, PATTERN), key="first", width=220, **KEPT
        )  # fmt: skip
        rows = slice(start, start + len(PATTERN))
        answers, right, _ = mark(exam.probabilities[rows], exam.labels[rows])
        exam_pictures.four(dataset.test, exam, range(start, start + len(PATTERN)))
    with lines:
        st.code(exam_words.marking(answers, exam.labels[rows], exam), language="python", wrap_lines=True)
        st.caption("Press a digit to see how it was read.")
    return Told(
        exam_words.mean_formula(right),
        "Take the class with the largest share, compare it with the label, count *True* as 1 and *False* as 0.",
        (mark,),
    )


def luck(exam: Exam, _dataset: Dataset, _run: Snapshot) -> Told:
    """The accuracy on the first n digits, how far it can be trusted, and what other n digits would have said."""
    sizes = [size for size in SIZES if size < len(exam)] + [len(exam)]
    controls, first, others = st.columns([0.28, 0.36, 0.36], gap="medium")
    with controls:
        size = st.select_slider("Test digits, n", sizes, sizes[min(6, len(sizes) - 2)], key="n", **KEPT)
        right = exam.right[:size]
        marks = intervals.other_exams(exam.right, size, seed=_number("draw", "Draw of the others"))
        reached = intervals.at_least(marks, float(right.mean()))
        st.markdown(exam_words.interval(right, f"The first {size:,}"))
        st.markdown(exam_words.interval(exam.right, f"All {len(exam):,}"))
        st.markdown(exam_words.others(marks, reached, size))
    with first:
        show.moving(charts.growing_mark(intervals.growing(exam.right), right, show.colours()), "growing", 400)
    with others:
        middles, counts = intervals.tally(marks)
        show.moving(
            charts.exam_histogram(middles, counts, float(right.mean()), exam.accuracy, show.colours()), "others", 400
        )
    return Told(
        exam_words.wilson_formula(right),
        "Wilson's interval: the accuracies that would make such a mark no surprise, at 95&nbsp;%. Four times the "
        "digits make it half as wide.",
        (intervals.wilson, intervals.other_exams),
        done=fulfilled(lucky=float(right.mean()) >= exam.accuracy + LUCK and (size,)),
        plain=(plain.interval,),
    )


def any_digit(_exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """Any test digit by number on its way through the model, against its label."""
    index = examples.choose(dataset.test, run.checkpoint)
    label = int(dataset.test.labels[index])
    digit = account(run.checkpoint.weights, run.checkpoint.bias, dataset.test.intensities([index])[0])
    pictures.pipeline(
        digit,
        run.checkpoint.weights,
        heading=f"test digit {index:,}: 28 × 28 pixels",
        note=words.verdict(digit, label),
        label=label,
        alt=f"Test digit {index}, handwritten",
        key="pipeline",
        answer_first=True,
    )
    return Told(
        words.softmax_formula(digit), "Evidence is ink times weights, plus the bias; softmax shares it out.", (account,)
    )


def how_sure(exam: Exam, _dataset: Dataset, _run: Snapshot) -> Told:
    """Whether 80 % sure means right in 80 of 100 cases."""
    controls, diagram = st.columns([0.28, 0.72], gap="medium")
    with controls:
        bins = st.slider("Bins of confidence", 5, 25, 10, key="bins", **KEPT)
        found = calibration.reliability(exam.confidence, exam.right, bins)
        st.markdown(exam_words.calibration(found))
        st.markdown(exam_words.fullest(found))
        st.caption(
            "Bars: how many of the answers in each bin are right, with 95 % intervals. Diamonds: the bin's mean "
            "confidence. Dashed: as sure as right."
        )
    with diagram:
        show.still(figures.reliability_diagram(found, show.colours()), "reliability", exam_words.reliability(found))
    return Told(
        exam_words.calibration_formula(found),
        "The gap between how sure and how right in every bin, weighted by its answers; the fullest bin is written out.",
        (calibration.reliability,),
        plain=(plain.calibration_error,),
    )


def not_a_digit(exam: Exam, dataset: Dataset, run: Snapshot) -> Told:
    """What it answers to a blank, to noise, to a letter; and how sure it is of such answers."""
    row = st.container(horizontal=True, gap="medium")
    controls, answer = row.container(width=304), row.container(key="stranger_answer")
    with controls:
        name = st.segmented_control(
            "Picture", list(NOT_DIGITS), default="Letter", key="picture", required=True, label_visibility="collapsed",
            **KEPT,
        )  # fmt: skip
        image, confidence = _no_digit(NOT_DIGITS.get(name or "", "letter"), dataset, run)
        st.caption(exam_words.crowd(confidence))
        show.moving(charts.confidence_by_kind(exam.confidence, confidence, show.colours()), "kinds", 190)
    digit = account(run.checkpoint.weights, run.checkpoint.bias, image)
    largest = float(digit.probabilities.max())
    with answer:
        pictures.pipeline(
            digit,
            run.checkpoint.weights,
            heading="what the model is given",
            note=exam_words.strange_answer(digit),
            alt=f"{name}, which is no digit",
            key="stranger",
            answer_first=True,
        )
    return Told(
        words.softmax_formula(digit),
        "Ten shares of one, whatever the picture: softmax has no way to say *none of these*.",
        (not_digits.no_digit, account),
        done=fulfilled(sure=bool(image.any()) and largest > 0.95 and (name, largest)),
        plain=(plain_softmax.softmax, plain_softmax.answer),
    )


def _no_digit(kind: str, dataset: Dataset, run: Snapshot) -> tuple[Any, Any]:
    """The controls of a kind of picture, the picture they ask for, and how sure the model is of many like it."""
    letter, ink, variant = FIRST_LETTER, 0.5, 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if kind == "letter":
            letter = st.selectbox("Letter", LETTERS, LETTERS.index(FIRST_LETTER), key="letter", width=80, **KEPT)
        if kind == "noise":
            ink = st.slider("Share of inked pixels", 0.05, 1.0, 0.5, 0.05, key="ink", width=140, **KEPT)
        if kind != "blank":
            variant = _number("variant", "Which one")
    image = not_digits.no_digit(kind, variant, ink=ink, name=letter, part=dataset.test)
    return image, not_digits.crowd_confidence(run.checkpoint, kind, ink, dataset.test)


def _number(key: str, label: str) -> int:
    """A number that decides on the chance: the next one is another draw."""
    return int(st.number_input(label, 0, 9_999, 0, key=key, width=140, **KEPT))
