"""Lesson: what a linear model cannot do, and what a hidden layer and a convolution do about it."""

import streamlit as st

from mnist_core.training.run import Snapshot
from ui import anatomy, foresee, page, runs
from ui.lessons.beyond_linear import foreseen as beyond_foreseen
from ui.lessons.beyond_linear import inside as beyond_inside
from ui.lessons.beyond_linear import judges as beyond_judges
from ui.lessons.beyond_linear import mistakes as beyond_mistakes
from ui.lessons.beyond_linear import taught as beyond_taught
from ui.lessons.beyond_linear import views as beyond_views
from ui.lessons.beyond_linear import words as beyond_words

dataset = page.open_page(
    "beyond",
    "A linear model knows pixels, not shapes",
    "It reads digits that stand where its training digits stood. Move, turn or thicken them and watch it fail; then "
    "ask two networks what they do about it.",
)
config = runs.choose_run(dataset)

VIEWS = {
    "Stress": beyond_views.under_stress,
    "Three judges": beyond_views.three_judges,
    "Who fails": beyond_mistakes.disagree,
    "Inside": beyond_inside.inside,
    "Taught otherwise": beyond_taught.taught_otherwise,
}


def court(run: Snapshot) -> None:
    """The lesson by the question that the visitor has chosen; only this part runs again."""
    view = st.segmented_control(
        "Question", list(VIEWS), default="Stress", key="view", required=True, label_visibility="collapsed",
        bind="query-params",
    ) or "Stress"  # fmt: skip
    if not beyond_views.ready(run):
        return
    seen = foresee.ask(beyond_foreseen.question(view, run, dataset))
    told = VIEWS[view](dataset, run) if seen else anatomy.COVERED
    anatomy.notice_and_try(beyond_words.NOTICES[view], anatomy.tries_of_views(beyond_words.TRIES, view, told))
    anatomy.formula_and_code(told)


beyond_judges.follow(config, court)
anatomy.take_away(
    "A line is drawn through pixels where they are. It is small, quick and honest about ten templates, and blind to "
    "what moves. What a model can learn is decided by what it is made of, and by what it is shown."
)
page.close_page("beyond")
