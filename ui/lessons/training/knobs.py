"""Setting the training page's controls to a run, and what the newest of them stops at."""

from mnist_core.training.config import TrainingConfig
from ui import address, state

BATCH_SIZE = 100  # what the control shows while it is not in use
DECAYS = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)


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
        weight_decay=config.weight_decay,
    )


def choose(config: TrainingConfig) -> None:
    """Set every control by a press of the visitor, to whom the run then counts; only in a callback."""
    state.turn_knobs()
    turn_to(config)


def decays() -> list[float]:
    """What the slider of the weight decay stops at, and what else a link has asked for."""
    asked = [state.get("weight_decay", 0.0), *map(_decay, address.values("weight_decay"))]
    return sorted({*DECAYS, *asked})


def _decay(text: str) -> float:
    """Read a weight decay from an address; 0 for what is none."""
    try:
        return TrainingConfig(weight_decay=float(text)).weight_decay
    except ValueError:
        return 0.0


def plain(number: float) -> str:
    """Write a number in full, as short as it can be."""
    return f"{number:g}" if float(f"{number:g}") == number else f"{number!r}"
