"""Lesson: turn the tutorials' knobs and watch ten pictures learn."""

import streamlit as st

from mnist_core import graphs
from mnist_core.runs import Snapshot, Status
from ui import anatomy, live, page, pictures, runs, show, words
from ui.charts import training as charts

dataset = page.open_page(
    "training",
    "Training turns zeros into ten templates",
    "Every step nudges 7,850 numbers downhill. Choose how many digits it learns from, how far a step goes and how many "
    "it takes. The pictures are the weights: red where ink speaks for the digit, blue where it speaks against.",
)
controls, picture = st.columns([0.29, 0.71], gap="medium")
with controls:
    config = runs.hyperparameters(dataset)
    runs.start_and_stop(config)


def board(run: Snapshot) -> None:
    """The board: where the run stands, its curves, and its weights as they are now."""
    runs.status(run)
    loss, accuracy = st.columns(2, gap="medium")
    with loss:
        show.moving(charts.loss_curve(run.history, config.steps, show.colours()), "loss")
    with accuracy:
        show.moving(charts.accuracy_curve(run.history, config.steps, show.colours()), "accuracy")
    pictures.weight_pictures(run.checkpoint.weights, key="weights")


def log(run: Snapshot) -> None:
    """The run in the tutorials' words, and digit by digit once it has ended."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### The log, as the tutorials print it")
        st.code(words.log(run) or "Nothing yet: press Start.", language=None)
    with right:
        runs.accuracy_by_digit(run, dataset.test)
    best = max(run.history.test_accuracy, default=0)
    ended = run.status is Status.FINISHED
    anatomy.notice_and_try(
        [
            "The first steps do most of the work: look at how the loss falls before step 100.",
            "The pictures begin as blurred means of the digits and sharpen into what tells them *apart*.",
            "In the long run the train loss falls while validation stands still: it learns its examples by heart.",
        ],
        [
            ("Train on 10 digits or fewer: the pictures *are* those digits.", ended and config.train_size <= 10),
            ("Make the training diverge.", run.status is Status.DIVERGED),
            ("Reach 92&nbsp;% on all 10,000 test digits.", best >= 0.92 and config.test_size == 10_000),
            ("Reach 94&nbsp;% with the full-batch recipe, by luck alone.", best >= 0.94 and config.test_size <= 500),
        ],
    )
    anatomy.formula_and_code(
        words.update_formula(config),
        "Each step moves every weight down the slope of the loss: the batch's ink times how wrong each share is.",
        graphs.full_batch if config.batch_size is None else graphs.mini_batches,
    )


with picture:
    live.follow(config, board)
live.follow(config, log)
anatomy.take_away(
    "Training is one small correction, made thousands of times: more weight where ink met a share that was too low, "
    "less where it met one that was too high."
)
page.close_page("training")
