"""Setting the training page's controls to a run."""

from mnist_core.training.config import TrainingConfig
from ui import state

BATCH_SIZE = 100  # what the control shows while it is not in use


def turn_to(config: TrainingConfig) -> None:
    """Set every control, and so the address; only in a callback or before the controls are drawn."""
    state.put(
        train_size=config.train_size,
        test_size=config.test_size,
        learning_rate=config.learning_rate,
        steps=config.steps,
        full_batch=config.batch_size is None,
        batch_size=config.batch_size or BATCH_SIZE,
        seed=config.seed,
    )
