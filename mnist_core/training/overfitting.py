"""Where a run begins to learn its examples by heart."""

from mnist_core.training.history import History

PATIENCE = 3  # records
MARGIN = 0.01


def onset(history: History) -> int | None:
    """The record after which a run overfits, or None where it does not, or not yet.

    That is the record of the lowest validation loss, if afterwards the train loss has fallen further,
    while the last three records or more all lie at least one per cent above that lowest validation loss:
    the rule of early stopping with some patience. One per cent, because mini-batches shake the curve.
    """
    if len(history) <= PATIENCE:
        return None
    best = int(history.validation_loss.argmin())
    since = history.validation_loss[best + 1 :]
    risen = len(since) >= PATIENCE and since[-PATIENCE:].min() >= (1 + MARGIN) * history.validation_loss[best]
    return best if risen and history.train_loss[-1] < history.train_loss[best] else None
