"""Whether a visitor has seen weight decay mend a run that overfits without it."""

from dataclasses import replace

from mnist_core.training.overfitting import onset
from mnist_core.training.run import Snapshot, Status, TrainingRun
from ui import cached, state


def cured(run: Snapshot) -> bool:
    """Whether this run ends well by weight decay alone: the visitor has seen the same run overfit without.

    It does not overfit, and its validation loss ends lower: what hardly learns is not cured.
    """
    bare = replace(run.config, weight_decay=0.0)
    seen = state.achieved(f"overfit {bare}", run.config == bare and onset(run.history) is not None)
    if not seen or run.config == bare or run.status is not Status.FINISHED or onset(run.history) is not None:
        return False
    without = cached.registry().look(TrainingRun(bare)).history
    return len(without) > 0 and float(run.history.validation_loss[-1]) < float(without.validation_loss[-1])
