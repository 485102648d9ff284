"""The curves and words of runs side by side, by hand-made runs."""

from base64 import b64decode

import numpy as np
import pytest

from mnist_core.training.comparison import Standing
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.grid import GridProgress, make_grid
from mnist_core.training.run import Status
from ui.lessons.training import compare_words
from ui.lessons.training.charts import Line, accuracies, look_of, losses, swatch
from ui.palette import DARK, LIGHT


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_twenty_runs_look_different_and_neighbours_differ_in_colour_and_dashes(colours):
    looks = [str(look_of(place, colours)) for place in range(20)]
    assert len(set(looks)) == 20
    for place in range(20):
        (one, dash), (other, other_dash) = look_of(place, colours), look_of(place + 1, colours)
        assert one != other
        assert dash != other_dash


def test_a_swatch_is_a_picture_of_the_line():
    svg = b64decode(swatch(1, LIGHT).partition(",")[2]).decode()
    assert look_of(1, LIGHT)[0] in svg
    assert 'stroke-dasharray="7 4"' in svg


def line(*up: float) -> Line:
    return Line("a", 100.0, np.arange(len(up)), np.array(up))


@pytest.mark.parametrize(
    ("ends", "top"), [((0.3,), 0.4), ((0.3, 0.6), 0.8), ((0.3, 1.0), 1.2), ((0.3, 2.0), 2.4), ((0.3, 50.0), 0.4)]
)
def test_the_window_holds_every_run_but_what_has_leapt_away(ends, top):
    options = losses("Loss", [line(2.3, end) for end in ends], "step", LIGHT)
    assert (options["yAxis"]["min"], options["yAxis"]["max"]) == (0, top)
    assert options["xAxis"]["max"] == 100


@pytest.mark.parametrize(("ends", "bottom"), [((0.92, 0.9), 80), ((0.92, 0.8), 70), ((0.6,), 40), ((0.1, 0.9), 0)])
def test_the_window_of_accuracies_follows_the_worst(ends, bottom):
    options = accuracies("Accuracy", [line(0.1, end) for end in ends], "step", LIGHT)
    assert options["yAxis"]["min"] == bottom
    assert options["series"][0]["data"][-1] == [1, 100 * ends[0]]


def test_before_the_first_record_there_is_a_picture_all_the_same():
    empty = Line("a", 10.0, np.array([]), np.array([]))
    assert losses("Loss", [empty], "digits looked at", LIGHT)["series"][0]["data"] == []
    assert accuracies("Accuracy", [], "step", LIGHT)["series"] == []


def test_a_race_says_why_it_is_fair():
    batches = [TrainingConfig(batch_size=10), TrainingConfig(batch_size=10, learning_rate=0.5)]
    assert "With the same seed they draw their batches in the same order." in compare_words.in_common(batches)
    other = [TrainingConfig(batch_size=10), TrainingConfig(batch_size=10, seed=2)]
    assert "The seed differs" in compare_words.in_common(other)
    assert "seed" not in compare_words.in_common([FULL_BATCH, TrainingConfig(learning_rate=0.5)])


def test_weight_decay_is_told_where_there_is_any_and_that_the_losses_leave_it_out():
    bare, decaying = FULL_BATCH, TrainingConfig(weight_decay=0.003)
    assert compare_words.names([bare, decaying]) == ["no decay", "weight decay 0.003"]
    assert "decay" not in compare_words.in_common([bare, TrainingConfig(learning_rate=0.5)])
    assert compare_words.in_common([bare, decaying]).endswith(compare_words.ALONE)
    both = compare_words.in_common([decaying, TrainingConfig(weight_decay=0.003, learning_rate=0.5)])
    assert "weight decay 0.003" in both
    assert "weight decay 0.003" in compare_words.held(make_grid(decaying, "steps", 55_000))
    assert "weight decay 0.003" in compare_words.told(decaying, None, is_open=False)
    assert "decay" not in compare_words.told(bare, None, is_open=False) + compare_words.held(
        make_grid(bare, "steps", 55_000)
    )


def test_a_cell_in_every_state():
    def cell(status, step=0, **measured):
        return compare_words.cell(FULL_BATCH, Standing(status, step, 1.0, **measured), "test_accuracy", is_open=True)

    assert compare_words.cell(FULL_BATCH, None, "test_accuracy", is_open=True) == ""
    assert cell(Status.FINISHED, 2501, test_accuracy=0.9067) == "90.67"
    assert cell(Status.DIVERGED, 5, test_accuracy=0.5) == "diverged"
    assert cell(Status.RUNNING, 1250) == "50 %"
    assert cell(Status.FAILED) == cell(Status.WAITING) == ""
    paused = Standing(Status.STOPPED, 250, 1.0, 0.5, 0.8, 0.6, 0.8, 0.8)
    assert "paused, 10 %, train loss 0.5000" in compare_words.told(FULL_BATCH, paused, is_open=False)
    assert compare_words.told(MINI_BATCH, None, is_open=False).endswith("not trained yet")


def test_a_cell_tells_of_the_test_digits_only_where_the_exam_is_open():
    done = Standing(Status.FINISHED, 2501, 1.0, 0.24, 0.93, 0.3, 0.9106, 0.9067)
    assert compare_words.cell(FULL_BATCH, done, "test_accuracy", is_open=False) == "sealed"
    assert compare_words.cell(FULL_BATCH, done, "validation_accuracy", is_open=False) == "91.06"
    assert "90.67" not in compare_words.told(FULL_BATCH, done, is_open=False)
    assert compare_words.told(FULL_BATCH, done, is_open=True).endswith("test 90.67 %")


def test_a_grid_counts_what_diverged():
    done, wild = Standing(Status.FINISHED, 5, 1.0), Standing(Status.DIVERGED, 5, 1.0)
    found = GridProgress(((done, wild), (None, None)), seconds_left=30.0, active=True)
    assert compare_words.progress(found) == "**2** of 4 runs · 1 diverged · 30 s left"
    assert compare_words.axis_value(make_grid(FULL_BATCH, "batch_size", 55_000), -1) == "all"
