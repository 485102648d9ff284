"""The controls of the lesson on the training size, all in the address."""

from dataclasses import dataclass, replace

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training_size.sweep import ALL, FEW, LUCKY, MANY, Sweep
from ui import foresee

STEPS = (100, 1_000, 2_500)
DRAWS = 8
SCALES = ("Each n its own", "One for all n")


@dataclass(frozen=True)
class Choice:
    """What the visitor has chosen to see.

    Attributes
    ----------
    sweep : the models
    shared : whether all sizes have one colour scale
    guess : whether the curve is to be drawn before it is shown
    luck : the small sizes on the first examples of the file and on every draw, for the band; empty where it is off
    """

    sweep: Sweep
    shared: bool
    guess: bool
    luck: tuple[Sweep, ...]


def presets(dataset: Dataset) -> dict[int, tuple[int, ...]]:
    """The ranges of sizes by their largest, as far as the dataset has the examples."""
    found = (_within(sizes, len(dataset.train)) for sizes in (FEW, MANY, ALL))
    return {sizes[-1]: sizes for sizes in found}


def _within(sizes: tuple[int, ...], most: int) -> tuple[int, ...]:
    return sizes if sizes[-1] <= most else (*(size for size in sizes if size < most), most)


def choose(dataset: Dataset) -> Choice:
    """The controls, all in the address."""
    ranges = presets(dataset)
    usual = list(ranges)[1]
    most = st.segmented_control(
        "Training sizes, from 1 to", list(ranges), default=usual, key="sizes", required=True, bind="query-params",
        format_func=lambda size: f"{size:,}",
    ) or usual  # fmt: skip
    steps = st.segmented_control(
        "Steps for each model", STEPS, default=STEPS[1], key="updates", required=True, bind="query-params",
        format_func=lambda count: f"{count:,}", help="Full batches, learning rate 0.1, from zero: one recipe for all.",
    ) or STEPS[1]  # fmt: skip
    draw = st.selectbox(
        "Which examples", range(DRAWS + 1), key="examples", bind="query-params",
        format_func=lambda k: f"n at random, draw {k}" if k else "the first n of the file",
    )  # fmt: skip
    scale = st.segmented_control(
        "Colour scale", SCALES, default=SCALES[0], key="scale", required=True, bind="query-params"
    ) or SCALES[0]  # fmt: skip
    guess = st.toggle("Guess the curve first", foresee.asks(), key="guess", bind="query-params")
    band = st.toggle(
        "Show the luck of the draw", key="luck", bind="query-params",
        help=f"Does it matter which examples one got? Trains the sizes up to 1,000 on {DRAWS} random draws, too.",
    )  # fmt: skip
    sweep = Sweep(ranges[most], steps=steps, draw=draw or 0)
    sizes = tuple(size for size in sweep.sizes if size <= LUCKY[-1])
    lucky = tuple(replace(sweep, sizes=sizes, draw=k) for k in range(DRAWS + 1)) if band else ()
    return Choice(sweep, scale == SCALES[1], guess, lucky)
