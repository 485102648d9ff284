"""The drawing that is read: one value, made once in a run of the page and handed on to all that show it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from mnist_core.arrays import Float32s
from mnist_core.drawing.doubts import Doubt
from mnist_core.drawing.stages import STEPS, Stage, stages_of
from mnist_core.softmax.account import Account, account
from mnist_core.training.step import Checkpoint
from ui import paper, state


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing on its way to a model, with what the visitor has changed of it.

    Attributes
    ----------
    stages : the sheet's way to the model; the last one's image is the drawing as it was drawn
    changes : its changed versions (784,), in the order in which they were made
    account : what the model makes of the version that it is given
    doubt : why it is taken for no digit, if so
    """

    stages: tuple[Stage, ...]
    changes: tuple[Float32s, ...]
    account: Account
    doubt: Doubt | None = None

    @property
    def drawn(self) -> Float32s:
        """The drawing as it was drawn, (784,)."""
        return self.stages[-1].image

    @property
    def given(self) -> Float32s:
        """What the model is given, (784,): the drawing with the pixels that the visitor has changed."""
        return self.changes[-1] if self.changes else self.drawn

    @cached_property
    def is_blank(self) -> bool:
        """Whether there is no ink in what the model is given."""
        return not self.given.any()

    @property
    def is_digit(self) -> bool:
        """Whether it may be a digit, so that what a model says of it counts as an answer."""
        return not self.is_blank and self.doubt is None

    def change(self, image: Float32s) -> None:
        """Give the model this version (784,) from the next run on."""
        self._keep(*self.changes, image)

    def change_back(self) -> None:
        """Take the last change back, from the next run on."""
        self._keep(*self.changes[:-1])

    def _keep(self, *changes: Float32s) -> None:
        state.keep_for("changes", self.drawn.tobytes(), changes)


def read(model: Checkpoint, what: object, paint: Callable[[], paper.Drawn], steps: Collection[str]) -> Drawing:
    """Take a sheet along these steps to a model.

    `what` tells one sheet from another, its strokes, its ink or its file: `paint` paints it where that, or the steps,
    are others than last time, which they are after few of all the presses beside a drawing.
    """
    way = what, list(steps)
    stages, doubt = state.kept_for("way", way) or _way(paint(), steps)
    state.keep_for("way", way, (stages, doubt))
    changes = tuple(state.kept_for("changes", stages[-1].image.tobytes(), ()))
    given = changes[-1] if changes else stages[-1].image
    return Drawing(stages, changes, account(model.weights, model.bias, given), doubt)


def _way(drawn: paper.Drawn, steps: Collection[str]) -> tuple[tuple[Stage, ...], Doubt | None]:
    return tuple(stages_of(drawn.sheet, drawn.evened, steps)), drawn.doubt


def last(model: Checkpoint) -> Drawing | None:
    """Take what the visitor drew last all the way to a model, on any page; None where that is nothing."""
    strokes = paper.last_drawing()
    if strokes is None:
        return None
    try:
        drawing = read(model, strokes, lambda: paper.painted(strokes), STEPS)
    except ValueError:
        return None
    return None if drawing.is_blank else drawing
