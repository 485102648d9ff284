"""Setting the training page's controls to a run, and what the newest of them stops at."""

from mnist_core.training.config import TrainingConfig
from ui import address, state

BATCH_SIZE = 100  # what the control shows while it is not in use
MOST_STEPS = 20_000
LOWEST_RATE = 0.0001
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


def can_be_set(config: TrainingConfig) -> bool:
    """Whether the knobs reach so far, and what is printed of a run is what it is made with: numbers of six digits.

    The command line takes any number, 100,000 steps and a weight decay up to 1, as its help says.
    """
    reached = config.steps <= MOST_STEPS and config.learning_rate >= LOWEST_RATE and config.weight_decay <= DECAYS[-1]
    return reached and _as_printed(config.weight_decay) and _as_printed(config.learning_rate)


def refuse_fine_rates() -> None:
    """Before its control is first drawn: take from the address a learning rate with more digits than are printed."""
    if state.has("learning_rate"):
        return
    if any(not _as_printed(number) for text in address.values("learning_rate") if (number := _number(text))):
        address.write("learning_rate", None)
        address.run_again()  # the control would still be given what the address held when this run began


def print_rate() -> None:
    """Have what was typed as a learning rate be what is printed of it; a callback."""
    state.turn_knobs()
    state.put(learning_rate=float(f"{state.get('learning_rate'):g}"))


def _as_printed(number: float) -> bool:
    return float(f"{number:g}") == number


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def decays() -> list[float]:
    """What the slider of the weight decay stops at, and what else a link has asked for."""
    asked = [state.get("weight_decay", 0.0), *map(_decay, address.values("weight_decay"))]
    return sorted({*DECAYS, *asked})


def _decay(text: str) -> float:
    """Read a weight decay from an address; 0 for what is none that can be set."""
    try:
        config = TrainingConfig(weight_decay=float(text))
    except ValueError:
        return 0.0
    return config.weight_decay if can_be_set(config) else 0.0


def plain(number: float) -> str:
    """Write a number in full, as short as it can be."""
    return f"{number:g}" if float(f"{number:g}") == number else f"{number!r}"
