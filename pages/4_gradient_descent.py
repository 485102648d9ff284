"""Lesson: downhill step by step, on a curve, on the real loss, and one step in slow motion."""

import streamlit as st

from ui import anatomy, foresee, live, page
from ui.lessons.gradient_descent import foreseen as descent_foreseen
from ui.lessons.gradient_descent import toys

dataset = page.open_page(
    "gradient_descent",
    "Learning is walking downhill by the slope",
    "The slope says which way is down and how steep. A step is learning rate times slope, downhill; nothing else "
    "happens when a model learns.",
)


def descend() -> None:
    """The toy whose tab is open, and what is told of it."""
    curve_tab, loss_tab, step_tab = st.tabs(
        ["On a curve", "On the real loss", "One step, slowly"], key="view", bind="query-params"
    )
    with curve_tab:
        if curve_tab.open and foresee.ask(descent_foreseen.LARGE_RATE):
            toys.on_a_curve()
    with loss_tab:
        if loss_tab.open:
            toys.on_the_real_loss(dataset)
    with step_tab:
        if step_tab.open:
            toys.one_step_slowly(dataset)


live.part(descend)
anatomy.take_away(
    "Gradient descent needs only the slope where it stands. The learning rate is the one number to choose: too small "
    "and it crawls, too large and it leaps over the minimum, or away from it."
)
page.close_page("gradient_descent", by_hand=("step", "stage"))
