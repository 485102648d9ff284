"""Lesson: turn the tutorials' knobs and watch ten pictures learn."""

import streamlit as st

from mnist_core.softmax.plain import softmax
from mnist_core.training import graphs, plain
from ui import anatomy, foresee, live, page, runs, state, tasks, words
from ui.lessons.training import compare_views, cure
from ui.lessons.training import controls as training_controls
from ui.lessons.training import foreseen as training_foreseen
from ui.lessons.training import views as training_views
from ui.lessons.training import words as training_words

dataset = page.open_page(
    "training",
    "Training turns zeros into ten templates",
    "Every step nudges 7,850 numbers downhill. Train, then travel through the time of the run. Red ink speaks for a "
    "digit, blue ink against it.",
)


def lesson() -> None:
    """The knobs, the board, and what goes further with a run."""
    if not foresee.ask(training_foreseen.question(dataset)):
        return
    row = st.container(horizontal=True, gap="medium")
    controls, picture = row.container(width=300), row.container(key="beside_settings", gap="xsmall")
    with controls:
        config = training_controls.settings(dataset)
    with picture:
        shown = training_controls.buttons(config)
        training_views.board(dataset, shown)
        live.follow(lambda: training_controls.look(config), lambda run: training_views.feed(run, dataset), shown=shown)
        training_controls.wait_for_others(config)
    run = training_controls.look(config)
    with st.container():  # what appears in it moves nothing below to another place, where it would be drawn anew
        runs.accuracy_by_digit(run, dataset.validation, "validation")
    compare_views.show_more(config, dataset)
    tries = training_words.tries(
        run, is_sample=dataset.is_sample, cured=cure.cured(run), is_open=state.has_opened_exam(config)
    )
    anatomy.notice_and_try(training_words.NOTICES, tries if state.is_own(config) else tasks.theirs(tries))
    anatomy.formula_and_code(
        anatomy.Told(
            words.update_formula(config),
            training_words.update(config),
            (
                graphs.full_batch if config.batch_size is None else graphs.mini_batches,
                *((graphs.faded,) if config.weight_decay else ()),
            ),
            plain=(softmax, plain.train),
        )
    )


live.part(lesson)
anatomy.take_away(
    "Training is one small correction, made thousands of times: more weight where ink met a share that was too low, "
    "less where it met one that was too high."
)
page.close_page("training", compare_views.BY_HAND)
