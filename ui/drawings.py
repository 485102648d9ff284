"""The drawing that is read: one value, made once in a run of the page and handed on to all that show it."""

from collections.abc import Collection
from dataclasses import dataclass

from mnist_core.arrays import Float32s
from mnist_core.drawing.stages import Stage, stages_of
from mnist_core.drawing.strokes import Sheet
from mnist_core.softmax.account import Account, account
from mnist_core.training.step import Checkpoint
from ui import state


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing on its way to a model, with what the visitor has changed of it.

    Attributes
    ----------
    stages : the sheet's way to the model; the last one's image is the drawing as it was drawn
    changes : its changed versions (784,), in the order in which they were made
    account : what the model makes of the version that it is given
    """

    stages: tuple[Stage, ...]
    changes: tuple[Float32s, ...]
    account: Account

    @property
    def drawn(self) -> Float32s:
        """The drawing as it was drawn, (784,)."""
        return self.stages[-1].image

    @property
    def given(self) -> Float32s:
        """What the model is given, (784,): the drawing with the pixels that the visitor has changed."""
        return self.changes[-1] if self.changes else self.drawn

    @property
    def is_blank(self) -> bool:
        """Whether there is no ink in what the model is given."""
        return not self.given.any()

    def change(self, image: Float32s) -> None:
        """Give the model this version (784,) from the next run on."""
        self._keep(*self.changes, image)

    def change_back(self) -> None:
        """Take the last change back, from the next run on."""
        self._keep(*self.changes[:-1])

    def _keep(self, *changes: Float32s) -> None:
        state.keep_for("changes", self.drawn.tobytes(), changes)


def read(model: Checkpoint, drawn: Sheet, evened: Sheet | None, steps: Collection[str]) -> Drawing:
    """Take a sheet along these steps to a model; `evened` is the same with even lines, where its strokes are known."""
    stages = tuple(stages_of(drawn, evened, steps))
    changes = tuple(state.kept_for("changes", stages[-1].image.tobytes(), ()))
    given = changes[-1] if changes else stages[-1].image
    return Drawing(stages, changes, account(model.weights, model.bias, given))
