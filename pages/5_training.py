"""Lesson: turn the tutorials' knobs and watch ten pictures learn."""

import streamlit as st

from mnist_core.training import graphs
from mnist_core.training.run import Snapshot, Status
from ui import anatomy, live, page, runs, words
from ui.lessons.training import compare_views
from ui.lessons.training import controls as training_controls
from ui.lessons.training import views as training_views

dataset = page.open_page(
    "training",
    "Training turns zeros into ten templates",
    "Every step nudges 7,850 numbers downhill. Train, then travel through the time of the run. Red ink speaks for a "
    "digit, blue ink against it.",
)
row = st.container(horizontal=True, gap="medium")
controls, picture = row.container(width=300), row.container(key="beside_settings", gap="xsmall")
with controls:
    config = training_controls.settings(dataset)
with picture:
    shown = training_controls.buttons(config)


def bring(run: Snapshot) -> None:
    """What is new of the run, for the board."""
    training_views.feed(run, dataset)


with picture:
    training_views.board(dataset, config)
    live.follow(lambda: training_controls.look(config), bring, shown=shown)
    training_controls.wait_for_others(config)

run = training_controls.look(config)
with st.container():  # what appears in it moves nothing below to another place, where it would be drawn anew
    runs.accuracy_by_digit(run, dataset.test)
compare_views.show_more(config, dataset)
best = max(run.history.test_accuracy, default=0)
ended = run.status is Status.FINISHED
anatomy.notice_and_try(
    [
        "The first steps do most of the work: look at how the loss falls before step 100.",
        "The pictures begin as blurred means of the digits and sharpen into what tells them *apart*.",
        "The weights spread out for as long as it trains: it grows surer, on the digits that it gets wrong, too.",
        "In the long run the train loss falls while validation turns: it learns its examples by heart.",
    ],
    [
        ("Train on 10 digits or fewer: the pictures *are* those digits.", ended and config.train_size <= 10),
        ("Make the training diverge.", run.status is Status.DIVERGED),
        ("Reach 92&nbsp;% on all 10,000 test digits.", best >= 0.92 and config.test_size == 10_000),
        ("Reach 94&nbsp;% with the full-batch recipe, by luck alone.", best >= 0.94 and config.test_size <= 500),
    ],
)
anatomy.formula_and_code(
    anatomy.Told(
        words.update_formula(config),
        "Each step moves every weight down the slope of the loss: the batch's ink times how wrong each share is.",
        (graphs.full_batch if config.batch_size is None else graphs.mini_batches,),
    )
)
anatomy.take_away(
    "Training is one small correction, made thousands of times: more weight where ink met a share that was too low, "
    "less where it met one that was too high."
)
page.close_page("training", compare_views.BY_HAND)
