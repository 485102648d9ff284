"""What is to be foreseen of gradient descent: what a rate above the border does."""

from functools import partial

from mnist_core.gradient_descent.curves import PARABOLA
from mnist_core.gradient_descent.descent import Outcome, descend
from ui.foresee import Foreseen
from ui.lessons.gradient_descent.views import RATE as DEFAULT_RATE
from ui.lessons.gradient_descent.views import START
from ui.marks import put_undrawn

RATE = 1.1
_OUTCOMES = {
    Outcome.CONVERGES: "It comes down on its side and comes to rest",
    Outcome.HITS: "One step, and it is there",
    Outcome.OVERSHOOTS_AND_CONVERGES: "It leaps to and fro, but arrives",
    Outcome.SWINGS: "It leaps to and fro for ever, always as high",
    Outcome.DIVERGES: "It ends up higher with every leap",
}
_PATH = descend(PARABOLA, [START], RATE, 30)

LARGE_RATE = Foreseen(
    "large rate",
    f"A ball stands on y = x², at x = −{-START:g}. Each step goes as far downhill as the learning rate times the "
    f"slope. The rate is {RATE:g}. What happens?",
    tuple(_OUTCOMES.values()),
    lambda: list(_OUTCOMES).index(_PATH.outcome),
    f"Why? At x the slope is 2x, so a step from −{-START:g} lands at {_PATH.points[1, 0]:g}: beyond the minimum, and "
    "farther out. There it is steeper, so the next step is longer still.",
    ("curve", "start", "start_y", "rate", "moves", "step"),
    show=partial(put_undrawn, "rate", RATE, DEFAULT_RATE),
)
