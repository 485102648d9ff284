"""What is said beside runs side by side and grids; no Streamlit, so that it can be tested alone."""

from collections.abc import Iterable, Sequence

from mnist_core.take_away.souvenir import Souvenir
from mnist_core.training.comparison import Field, Standing, best, differing
from mnist_core.training.config import TrainingConfig
from mnist_core.training.grid import Axis, Grid, GridProgress
from mnist_core.training.run import Status
from ui import words

# What a grid may show; the first is what runs are judged by.
QUANTITIES = {"Validation": "validation_accuracy", "Train loss": "train_loss", "Test": "test_accuracy"}
JUDGED_BY = "validation_accuracy"
WHY_VALIDATION = (
    "*Best* is by validation, whatever is shown: a test set by which one has chosen is a practice exam. It is opened "
    "once, in the exam."
)
ALONE = "Losses are the cross-entropy alone, without what weight decay adds."
AXES: dict[str, Axis] = {"Steps": "steps", "Batch size": "batch_size", "Train size": "train_size"}


def table_note(examined: bool) -> str:
    """Say how to use the table of runs, and whose test accuracy is in it."""
    told = (
        "The test accuracy is that of runs whose exam you have opened."
        if examined
        else "The test digits are sealed until you open a run's exam, in lesson 6."
    )
    return f"Press a heading to sort. Choose by validation. {told}"


def setting(config: TrainingConfig, field: Field) -> str:
    """Write one setting of a run as one says it."""
    if field == "batch_size":
        return "full batch" if config.batch_size is None else f"batches of {config.batch_size:,}"
    value = getattr(config, field)
    return {
        "train_size": f"{value:,} digit{'' if value == 1 else 's'}",
        "learning_rate": f"rate {value:g}",
        "steps": f"{value:,} step{'' if value == 1 else 's'}",
        "test_size": f"tested on {value:,}",
        "seed": f"seed {value}",
        "weight_decay": f"weight decay {value:g}" if value else "no decay",
    }[field]


def names(configs: Sequence[TrainingConfig]) -> list[str]:
    """Name each run by only what it differs in from the others."""
    fields = differing(configs) or ("learning_rate",)
    return [", ".join(_told(config, fields)) for config in configs]


def _told(config: TrainingConfig, fields: Iterable[Field]) -> list[str]:
    # A full batch has no order, so no seed to tell.
    return [setting(config, field) for field in fields if field != "seed" or config.batch_size is not None] or [
        "no seed"
    ]


def in_common(configs: Sequence[TrainingConfig]) -> str:
    """Say what all the runs share, and why a race between them is fair."""
    fields: tuple[Field, ...] = ("train_size", "learning_rate", "steps", "batch_size", *_decay(configs[0]))
    shared = [setting(configs[0], field) for field in fields if field not in differing(configs)]
    batches = any(config.batch_size is not None for config in configs)
    order = "" if not batches else (
        " The seed differs, so they see other batches." if "seed" in differing(configs)
        else " With the same seed they draw their batches in the same order."
    )  # fmt: skip
    start = "A fair race: every run starts from zeros."
    common = f" In common: {', '.join(shared)}." if shared else ""
    apart = f" {ALONE}" if any(config.weight_decay for config in configs) else ""
    return f"{start}{order}{common}{apart}"


def _decay(config: TrainingConfig) -> tuple[Field, ...]:
    """The weight decay as a setting to be told, where there is any."""
    return ("weight_decay",) if config.weight_decay else ()


def state_of(config: TrainingConfig, each: Standing) -> str:
    """Say what a run is doing, in two or three words."""
    if each.status is Status.FINISHED:
        return "finished"
    if each.status is Status.DIVERGED:
        return f"diverged by step {each.step:,}"
    if each.status is Status.FAILED:
        return "failed"
    if not each.step:
        return "waiting" if each.status is Status.WAITING else "not started"
    percent = 100 * each.step / config.steps
    return f"{'running' if each.status is not Status.STOPPED else 'paused'}, {percent:.0f} %"


def start(count: int, *, begun: bool) -> str:
    """Name the button that starts so many runs, or lets them go on where any of them was paused."""
    return f"{'Go on with' if begun else 'Start'} {'them all at once' if count > 1 else 'the one that waits'}"


def honours(standings: Sequence[Standing]) -> list[str]:
    """Say for each run what it is best at; nobody is honoured for the test digits, by which nothing is chosen."""
    titles = {"train_loss": "train loss", JUDGED_BY: "validation"}
    won: list[list[str]] = [[] for _ in standings]
    for quantity, title in titles.items():
        for place in best(standings, quantity):
            won[place].append(title)
    return [", ".join(each) for each in won]


def axis_value(grid: Grid, row: int) -> str:
    """Write the value of a row."""
    value = grid.values[row]
    return "all" if value is None else f"{value:,}"


def cell(config: TrainingConfig, each: Standing | None, quantity: str, *, is_open: bool) -> str:
    """Write what a cell shows: its number, or in a word why there is none; "" while there is none yet.

    Of the test digits there is one only where the visitor has opened the run's exam.
    """
    if each is None:
        return ""
    if each.status is Status.DIVERGED:
        return "diverged"
    if each.status is not Status.FINISHED:
        return "" if each.status is Status.FAILED or not each.step else f"{100 * each.step / config.steps:.0f} %"
    value = getattr(each, quantity)
    if quantity == "test_accuracy" and not is_open:
        return "sealed"
    if value is None:
        return ""
    return f"{value:.3f}" if quantity.endswith("loss") else f"{100 * value:.2f}"


def told(config: TrainingConfig, each: Standing | None, *, is_open: bool) -> str:
    """Read a cell out; of the test digits only where the visitor has opened the run's exam."""
    run = words.recipe(config).removesuffix(".")
    if each is None or not each.step:
        return f"{run}: not trained yet"
    if each.test_accuracy is None or each.train_loss is None or each.validation_accuracy is None:
        return f"{run}: {state_of(config, each)}"
    if each.status is not Status.FINISHED:
        return f"{run}: {state_of(config, each)}, train loss {each.train_loss:.4f}"
    test = f", test {100 * each.test_accuracy:.2f} %" if is_open else ""
    return f"{run}: validation accuracy {100 * each.validation_accuracy:.2f} %, train loss {each.train_loss:.4f}{test}"


def progress(found: GridProgress) -> str:
    """Say how far a grid is."""
    parts = [f"**{found.done}** of {found.total} runs"]
    diverged = sum(each is not None and each.status is Status.DIVERGED for row in found.standings for each in row)
    if diverged:
        parts.append(f"{diverged} diverged")
    if found.seconds_left is not None:
        parts.append(f"{words.duration(found.seconds_left)} left")
    return " · ".join(parts)


def axis_name(axis: Axis) -> str:
    """Name an axis in lower case."""
    return next(name for name, each in AXES.items() if each == axis).lower()


def held(grid: Grid) -> str:
    """Say what all cells share."""
    fields: tuple[Field, ...] = ("train_size", "steps", "batch_size", *_decay(grid.base))
    shared = [setting(grid.base, field) for field in fields if field != grid.axis]
    return f"All else is as the knobs say: {', '.join(shared)}."


def too_much(seconds: float, most: float) -> str:
    """Say that a grid is too large, and what would make it smaller."""
    return (
        f"These runs would take about {words.duration(seconds)}; at most {words.duration(most)} are allowed. "
        "Fewer steps or a smaller train size make it possible."
    )


def grid_title(quantity: str) -> str:
    """Name what the cells show, with its unit."""
    name = next(name for name, each in QUANTITIES.items() if each == quantity)
    return f"{name}, nats" if quantity.endswith("loss") else f"{name} accuracy, %"


def grid_lesson(axis: Axis) -> str:
    """Say what a grid shows that single runs do not."""
    return {
        "steps": "Follow a diagonal: three times the rate does it in a third of the steps, until it overshoots.",
        "batch_size": "Down the column of a high rate: small batches give a noisy slope, which bears only small steps.",
        "train_size": "More digits help at any rate; no rate makes up for too few.",
    }[axis]


def grid_note(chosen: bool) -> str:
    """Say what to do with the cells."""
    frame = " The framed one is the run of the knobs." if chosen else ""
    return f"Point at a cell to read it; press it to set the knobs to its run.{frame}"


def kept(run: Souvenir) -> str:
    """Say what it is that can be taken away."""
    last = run.last_record()
    apart = f" {ALONE}" if run.config.weight_decay else ""
    return (
        f"This run as it was after step **{run.step:,}**: 7,850 numbers, train loss **{last['train_loss']:.4f}**, "
        f"validation accuracy **{100 * last['validation_accuracy']:.2f}&nbsp;%**.{apart} Every file gives the same "
        "predictions as this page. Lessons 6, 8 and 9 open the .npz and the .json again."
    )
