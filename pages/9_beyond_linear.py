"""Lesson: what a linear model cannot do, and what a hidden layer and a convolution do about it."""

import streamlit as st

from mnist_core.training.run import Snapshot
from ui import anatomy, page, runs
from ui.lessons.beyond_linear import inside as beyond_inside
from ui.lessons.beyond_linear import judges as beyond_judges
from ui.lessons.beyond_linear import mistakes as beyond_mistakes
from ui.lessons.beyond_linear import taught as beyond_taught
from ui.lessons.beyond_linear import views as beyond_views

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
NOTICES = {
    "Stress": [
        "Three or four pixels suffice: its weights are tied to places, and the ink has left them.",
        "A 1 at the far left is never read. Every 1 that taught it stood in the middle.",
        "Another pen costs half of the answers. The longer it trains, the more: it has learned the usual stroke, too.",
        "Shuffle all pixels in training *and* exam: to you it is noise, to it nothing has changed. It never knew "
        "which pixels are neighbours.",
    ],
    "Three judges": [
        "A hidden layer reads more as written, but it too has a weight for every place.",
        "The convolutional network uses its few weights everywhere; it has fewer numbers and makes fewer mistakes.",
        "None of them was taught moved digits. Convolution helps, but no architecture is free of its training data.",
    ],
    "Who fails": [
        "What only softmax regression fails is often easy for you: a slanted 5, a 9 with a small head.",
        "What all fail is often hard for you, too, or the label is doubtful.",
        "Better on average is not better everywhere: each has mistakes of its own.",
    ],
    "Inside": [
        "Units look for strokes and arcs, in fixed places; few of them look like a whole digit.",
        "Filters look for edges of one direction each. Their maps show where on the digit they find them.",
        "Nobody told them to. Gradient descent found these by lowering the same cross-entropy.",
    ],
    "Taught otherwise": [
        "Shifted digits cost the linear model dearly: ten templates cannot be everywhere at once.",
        "The networks lose about a point as written and keep reading where the digits move.",
        "More kinds of data help a model that has the room to learn them.",
    ],
}
TRIES = {
    "Stress": {
        "move": "Bring it below 10&nbsp;% with a move of no more than 4 pixels.",
        "shuffle": "Shuffle all pixels and lose nothing.",
    },
    "Three judges": {"trained": "Bring all three judges before one digit."},
    "Who fails": {"all": "Look at what all three fail. Would you pass?"},
    "Inside": {"filters": "See a digit through the filters of the convolutional network."},
    "Taught otherwise": {"taught": "Teach all three on shifted digits."},
}


def court(run: Snapshot) -> None:
    """The lesson by the question that the visitor has chosen; only this part runs again."""
    view = st.segmented_control(
        "Question", list(VIEWS), default="Stress", key="view", required=True, label_visibility="collapsed",
        bind="query-params",
    ) or "Stress"  # fmt: skip
    if not beyond_views.ready(run):
        return
    shown = VIEWS[view](dataset, run)
    tries = [
        (f"*{place}*: {text}", place == view and task in shown.done)
        for place, tasks in TRIES.items()
        for task, text in tasks.items()
    ]
    anatomy.notice_and_try(NOTICES[view], tries)
    anatomy.formula_and_code(shown.formula, shown.words, *shown.code)


beyond_judges.follow(config, court)
anatomy.take_away(
    "A line is drawn through pixels where they are. It is small, quick and honest about ten templates, and blind to "
    "what moves. What a model can learn is decided by what it is made of, and by what it is shown."
)
page.close_page("beyond")
