"""The settings of a run, as presets, sliders and numbers, and the buttons that start, pause and stop it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.once import once
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.run import Snapshot, Status, TrainingRun
from mnist_core.work.watchers import REST_LOOK
from mnist_core.work.work import Job
from ui import address, cached, live, replay, state, tasks, toasts
from ui.lessons.training import knobs

# What the logarithmic sliders stop at; whatever else was typed in is a stop, too.
SIZES = tuple(n * 10**k for k in range(5) for n in (1, 2, 3, 5))
RATES = (*(float(f"{n}e{k}") for k in range(-4, 2) for n in (1, 2, 5)), 100.0)
HALF = 142  # of the settings' width, beside another
BOUND: dict[str, Any] = {"bind": "query-params", "on_change": state.turn_knobs}


@once
def presets(dataset: Dataset) -> dict[str, tuple[TrainingConfig, str]]:
    """Settings worth a try by name, each with what it is to show, as far as the dataset has the examples."""
    found = {
        "Full batch": (FULL_BATCH, "The first recipe of the tutorials."),
        "Mini-batch": (MINI_BATCH, "The second recipe of the tutorials."),
        "Ten digits": (replace(FULL_BATCH, train_size=10), "Too few examples: it learns them by heart."),
        "Rate too high": (replace(FULL_BATCH, learning_rate=10.0), "Steps so long that they leap over the minimum."),
        "Rate too low": (replace(FULL_BATCH, learning_rate=0.0001), "Steps so short that it crawls."),
        "Flattered": (
            replace(FULL_BATCH, test_size=100),
            "Once its exam is open: 100 test digits flatter it.",
        ),
    }
    return {name: (config.within(dataset), purpose) for name, (config, purpose) in found.items()}


def _begin(config: TrainingConfig) -> None:
    """Begin anew from a preset."""
    tasks.begin_anew()
    knobs.choose(config)


def settings(dataset: Dataset) -> TrainingConfig:
    """The tutorials' capitalised numbers as controls, with presets; all in the address."""
    with st.container(horizontal=True, gap="xsmall"):
        for name, (config, _) in presets(dataset).items():
            st.button(name, key=f"preset {name}", on_click=_begin, args=(config,), width=134)
    purpose = st.container()  # here and not in tips, which would lie on the presets above
    first = FULL_BATCH.within(dataset)
    before = state.settings()
    if state.sizes_are_another_pages() and before is None and not any(map(address.values, ("train_size", "test_size"))):
        before = first  # what lesson 1 loads is not what this one trains on
    if before is not None:
        knobs.turn_to(before)
    knobs.refuse_fine_rates()
    train_size = _logarithmic(
        "Train size", "train_size", [*(n for n in SIZES if n < len(dataset.train)), len(dataset.train)],
        lambda: _whole("Train size, exactly", 1, len(dataset.train), first.train_size, 500, key="train_size", **_ALONE),
        "How many digits it may learn from: the first ones of the training part.",
    )  # fmt: skip
    rate = _logarithmic(
        "Learning rate", "learning_rate", list(RATES),
        lambda: st.number_input(
            "Learning rate, exactly", knobs.LOWEST_RATE, 100.0, first.learning_rate, 0.05, "%g", key="learning_rate",
            **{**BOUND, "on_change": knobs.print_rate}, **_ALONE,
        ),
        "How far one step goes down the slope.",
    )  # fmt: skip
    with _row():
        steps = _whole(
            "Steps", 1, knobs.MOST_STEPS, first.steps, 100, key="steps",
            help="How many updates. The tutorials count from 0 and make one more: their step 2,500 is our 2,501.",
        )  # fmt: skip
        test_size = _whole(
            "Test size", 1, len(dataset.test), first.test_size, 500, key="test_size",
            help="How many test digits measure it once its exam is open: the first ones. Few make a lucky number.",
        )  # fmt: skip
    with _row():  # of which there are two, as wide as they are; a container more costs every run
        full = st.toggle(
            "Full batch", True, key="full_batch", width=HALF, **BOUND,
            help="On: every step looks at all training digits. Off: at a batch of shuffled ones.",
        )  # fmt: skip
        decay = st.select_slider(
            "Weight decay", knobs.decays(), key="weight_decay", format_func=knobs.plain, width=HALF, **BOUND,
            help="What a step takes of each weight, as a multiple of the learning rate; 0 in the tutorials.",
        )  # fmt: skip
        batch = _whole(
            "Batch size", 1, len(dataset.train), knobs.BATCH_SIZE, 50, key="batch_size", width=HALF, disabled=full,
            help="How many digits one step looks at.",
        )  # fmt: skip
        seed = _whole(
            "Seed", 0, 2**31 - 1, 0, 1, key="seed", width=HALF, disabled=full,
            help="Another seed shuffles the mini-batches another way.",
        )  # fmt: skip
    if not full and batch > train_size:
        st.caption(f"A batch of {batch:,} cannot hold more than the {train_size:,} training digits; it holds those.")
    config = TrainingConfig(
        int(train_size), float(rate), steps, None if full else min(batch, int(train_size)), test_size, seed, decay
    )
    state.remember_settings(config)
    state.note_knobs(config)
    told = (what for preset, what in presets(dataset).values() if preset == config)
    purpose.caption(next(told, "Knobs of your own."))
    return config


def look(config: TrainingConfig) -> Snapshot:
    """The run as this visitor sees it: one that others go on with stands still for whoever has paused it."""
    away = state.away(config)
    run = cached.registry().look(TrainingRun(config)) if away else live.look(config)
    if run.active and away == "stopped":
        return TrainingRun(config).show(Job(Status.UNKNOWN))
    if run.active and away:
        message = "Paused for you; it goes on as long as others watch it. Go on takes you to where it is."
        return replace(run, status=Status.STOPPED, message=message, steps_per_second=None, seconds_left=None)
    return run


def wait_for_others(config: TrainingConfig) -> None:
    """Look now and then at a run that rests for this visitor: others may let it go on, stop it, or begin it anew.

    Who has just reloaded the page counts as another for a moment, and would be told of others for ever.
    """
    registry, work, away = cached.registry(), TrainingRun(config), state.away(config)

    def now() -> tuple[object, ...]:
        run, stopped = registry.look(work), registry.stopped(work)
        # While it goes on without this visitor its steps are of no interest.
        return (run.active,) if away and run.active else (run.active, run.status, run.step, stopped is None)

    before = now()

    def see() -> None:
        if now() != before:
            st.rerun()

    rests = registry.look(work)
    if away if rests.active else rests.status is Status.STOPPED and (rests.step or registry.stopped(work) is not None):
        live.again(see, REST_LOOK)


def buttons(config: TrainingConfig) -> Snapshot:
    """Start the run; pause it, which keeps its place; stop it, which forgets it; or let it go on, even then.

    Returns the run as the buttons show it.
    """
    run, stopped = look(config), cached.registry().stopped(TrainingRun(config))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if run.active:
            st.button("Pause", on_click=_leave, args=(config, "paused"), key="pause", type="primary",
                      help="Keeps its place: Go on continues from there.")  # fmt: skip
            _stop(config)
        elif replay.is_over(run):
            state.note_over(config)
            replay.button(config)
            st.caption(_ended(run))
        elif run.step:
            st.button("Go on", on_click=_go_on, args=(config,), type="primary", key="start")
            _stop(config)
        elif state.away(config) and cached.registry().look(TrainingRun(config)).active:
            st.button("Go on", on_click=_go_on, args=(config,), type="primary", key="start")
            st.caption("Stopped for you; it goes on as long as others watch it.")
        else:
            st.button("Start", on_click=_start, args=(config,), type="primary", key="start")
            if stopped is not None and stopped.step:
                st.button("Go on", on_click=_go_on, args=(config,), key="back", help="Takes the stop back.")
                st.caption(f"Stopped at step {stopped.step:,}.")
    return run


def _ended(run: Snapshot) -> str:
    if run.status is Status.DIVERGED:
        return "This run diverged. Change a number to try another."
    if replay.plays(run.config):
        return "This run has ended; what plays is its own records."
    return "This run has ended." if state.has_started(run.config) else "This run is known already: it appears at once."


def _stop(config: TrainingConfig) -> None:
    st.button("Stop", on_click=_leave, args=(config, "stopped"), key="stop",
              help="Ends it: Start begins again from zeros, and only Go on takes the stop back.")  # fmt: skip


def _start(config: TrainingConfig) -> None:
    state.remember_run(config)
    state.go_away(config, "")
    live.start(TrainingRun(config))


def _go_on(config: TrainingConfig) -> None:
    """Let a run go on from where it is or, if it was stopped meanwhile, be it by another, from where it was."""
    cached.registry().take_back(TrainingRun(config))
    _start(config)


def _leave(config: TrainingConfig, how: str) -> None:
    registry, visitor, work = cached.registry(), state.visitor(), TrainingRun(config)
    left = registry.stop(work, visitor) if how == "paused" else registry.discard(work, visitor)
    state.go_away(config, how if left.watchers else "")
    if left.watchers:
        toasts.tell("Others are watching this run, so it goes on for them.")


_ALONE: dict[str, Any] = {"label_visibility": "collapsed", "width": 130}


def _logarithmic(label: str, key: str, stops: list[Any], exact: Callable[[], Any], about: str) -> Any:
    """A slider over numbers that grow by factors, beside the exact number; the number is what counts.

    It alone is in the address; the slider follows it, and writes into it when it is moved.
    """

    def moved() -> None:
        state.turn_knobs()
        state.put(**{key: state.get(f"{key} slider")})

    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        slider = st.container()  # the number says where it stands, so it is drawn later
        value = exact()
    with slider:
        state.put(**{f"{key} slider": value})
        st.select_slider(
            label, sorted({*stops, value}), key=f"{key} slider", on_change=moved, help=about,
            format_func=lambda stop: f"{stop:,}" if isinstance(stop, int) else f"{stop:g}",
        )  # fmt: skip
    return value


def _row() -> Any:
    """Two controls side by side, on a phone too, where columns would stack."""
    return st.container(horizontal=True, gap="small")


def _whole(label: str, low: int, high: int, value: int, step: int, **more: Any) -> int:
    return int(st.number_input(label, low, high, value, step, **BOUND, **more))
