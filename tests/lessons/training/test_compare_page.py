"""Below the training board: runs side by side, the grid, the files, then and now."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.take_away import models
from mnist_core.training.comparison import encode
from mnist_core.training.config import FULL_BATCH, TrainingConfig
from mnist_core.training.registry import default_registry
from mnist_core.training.run import TrainingRun
from tests.lessons.conftest import ROOT, SECONDS, component, press, said, until
from tests.support.session import remembered
from ui.lessons.training import compare_words
from ui.lessons.training import files as export_views
from ui.lessons.training.then_and_now import IDEAS

PAGE = "pages/5_training.py"
SLOW = TrainingConfig(train_size=50, learning_rate=0.01, steps=60, test_size=100)
FAST = TrainingConfig(train_size=50, learning_rate=0.5, steps=60, test_size=100)
KNOBS = {"train_size": 50, "learning_rate": 0.5, "steps": 60, "test_size": 100}


def chart(app, title: str):
    """The options of the chart whose title begins so."""
    found = [json.loads(each.proto.spec) for each in app.get("echarts_chart")]
    return next(each for each in found if each["title"]["text"].startswith(title))


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def pins(app) -> list[str]:
    found = app.query_params.get("pin", [])
    return [found] if isinstance(found, str) else list(found)


# Side by side


def test_the_run_of_the_knobs_is_pinned_and_unpinned(open_page):
    app = open_page(PAGE, **KNOBS)
    press(app, "Pin this run").run()
    assert pins(app) == [encode(FAST)]
    assert "Pin this run" not in labels(app)
    press(app, "rate 0.5 ✕").run()
    assert pins(app) == []
    assert "Pin this run" in labels(app)
    assert not app.exception


@pytest.mark.slow
def test_a_race_is_started_at_once_watched_and_told(open_page):
    app = open_page(PAGE, pin=[encode(SLOW), encode(FAST)], **KNOBS)
    if "Start them all at once" in labels(app):
        press(app, "Start them all at once").run()
    runs = [default_registry().wait(TrainingRun(config), SECONDS) for config in (SLOW, FAST)]
    app.run()
    lines = chart(app, "Validation accuracy")["series"]
    assert [line["name"] for line in lines] == ["rate 0.01", "rate 0.5"]
    for line, run in zip(lines, runs, strict=True):
        assert [step for step, _ in line["data"]] == run.history.step.tolist()
        np.testing.assert_allclose([y for _, y in line["data"]], 100 * run.history.validation_accuracy, atol=1e-3)
    table = app.dataframe[0].value
    np.testing.assert_allclose(table["train loss"], [run.history.train_loss[-1] for run in runs])
    assert "test" not in table
    assert "The test digits are sealed" in said(app)
    assert "Test" not in app.button_group(key="part").options
    remembered(app)["_exams_opened"] = [FAST]
    table = app.run().dataframe[0].value
    assert np.isnan(table["test"][0])
    assert table["test"][1] == pytest.approx(100 * runs[1].history.test_accuracy[-1])
    (line,) = chart(app.button_group(key="part").set_value("Test").run(), "Test accuracy")["series"]
    assert line["name"] == "rate 0.5"
    assert table["rate"].tolist() == [0.01, 0.5]
    assert table["state"].tolist() == ["finished", "finished"]
    assert "train loss" in table["best"][int(runs[1].history.train_loss[-1] < runs[0].history.train_loss[-1])]
    assert "every run starts from zeros" in said(app)
    assert "In common: 50 digits, 60 steps, full batch." in said(app)


def test_curves_over_the_digits_looked_at(open_page, train):
    small = TrainingConfig(train_size=50, learning_rate=0.5, steps=60, batch_size=10, test_size=100)
    for config in (FAST, small):
        train(config)
    app = open_page(PAGE, over="Digits looked at", part="Train", pin=[encode(FAST), encode(small)], **KNOBS)
    full, batch = chart(app, "Train loss")["series"]
    assert [full["data"][-1][0], batch["data"][-1][0]] == [60 * 50, 60 * 10]
    assert full["data"][0][0] == 50
    assert [full["name"], batch["name"]] == ["full batch", "batches of 10"]
    assert "same seed" in said(app)
    assert "decay" not in app.dataframe[0].value


def test_a_race_against_weight_decay(open_page, train):
    decaying = replace(FAST, weight_decay=0.1)
    for config in (FAST, decaying):
        train(config)
    app = open_page(PAGE, pin=[encode(FAST), encode(decaying)], **KNOBS)
    assert [line["name"] for line in chart(app, "Validation loss")["series"]] == ["no decay", "weight decay 0.1"]
    assert app.dataframe[0].value["decay"].tolist() == [0, 0.1]
    assert "Losses are the cross-entropy alone" in said(app)


def test_a_ready_made_race_is_one_press_away(open_page):
    app = open_page(PAGE, **KNOBS)
    press(app, "Four batch sizes").run()
    # A batch cannot hold more than the training digits.
    assert [code.split("_")[3] for code in pins(app)] == ["all", "50", "10"]
    press(app, "Unpin all").run()
    press(app, "Three learning rates").run()
    assert [code.split("_")[1] for code in pins(app)] == ["0.01", "0.1", "1.0"]


def test_pins_survive_another_page_and_another_view(open_page):
    app = open_page(PAGE, **KNOBS)
    press(app, "Pin this run").run()
    app.button_group(key="view").set_value("Grid").run()
    app.button_group(key="view").set_value("Side by side").run()
    assert pins(app) == [encode(FAST)]
    app.switch_page("pages/2_softmax.py").run()
    del app.query_params["pin"]  # a page link clears the address
    app.switch_page(PAGE).run()
    assert pins(app) == [encode(FAST)]
    assert "rate 0.5 ✕" in labels(app)


@pytest.mark.parametrize("code", ["nonsense", "5500_nan_1_all_1_0", "99999_0.1_1_all_1_0", "1_1_1_1", "",
                                  "50_0.5_60_all_100_0_0.5", "50_0.30000001_60_all_100_0",
                                  "50_0.5_20001_all_100_0", "50_5e-05_60_all_100_0"])  # fmt: skip
def test_a_pin_that_is_no_run_is_dropped_with_a_word(open_page, code):
    app = open_page(PAGE, pin=[encode(FAST), code])
    assert pins(app) == [encode(FAST)]
    assert "asked for something that does not exist" in said(app)
    assert not app.exception


def test_good_pins_are_no_reason_to_complain(open_page):
    app = open_page(PAGE, pin=[encode(FAST), encode(SLOW)])
    assert "asked for something that does not exist" not in said(app)


def test_a_diverged_run_is_told_in_the_table(open_page, train):
    wild = TrainingConfig(train_size=500, learning_rate=90.0, steps=50, test_size=100)
    last = train(wild).step  # another on the sample than on MNIST
    app = open_page(PAGE, pin=[encode(wild)])
    assert 0 < last < 50
    assert app.dataframe[0].value["state"].tolist() == [f"diverged by step {last}"]


# The grid

GRID = {"train_size": 60, "steps": 40, "test_size": 100, "view": "Grid", "down": "Train size"}


@pytest.mark.slow
def test_a_grid_fills_in_the_background_and_its_cells_open_their_runs(open_page):
    app = open_page(PAGE, **GRID)
    shown = component(app, "grid")
    assert shown["columns"] == ["0.001", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"]
    assert shown["rows"][0] == "10"
    app.button(key="grid-start").click().run()
    assert "Pause the grid" in labels(app)

    def has_a_row():
        app.run()
        return "Pause the grid" not in labels(app) or component(app, "grid")["cells"][0][-1]["text"]

    until(has_a_row)
    app.button(key="grid-pause").click().run() if "Pause the grid" in labels(app) else None
    shown = component(app, "grid")
    first = default_registry().find(TrainingRun(TrainingConfig(10, 0.001, 40, None, 100)))
    assert first.status == "finished"
    # Validation is what a grid opens on, and what is best in it; the test digits are there by their name.
    assert shown["title"] == "Validation accuracy, %"
    assert shown["cells"][0][0]["text"] == f"{100 * first.history.validation_accuracy[-1]:.2f}"
    assert f"validation accuracy {100 * first.history.validation_accuracy[-1]:.2f} %" in shown["cells"][0][0]["say"]
    assert any(cell["best"] for row in shown["cells"] for cell in row)
    assert "Test" not in app.button_group(key="measure").options
    assert "test" not in shown["cells"][0][0]["say"]
    remembered(app)["_exams_opened"] = [first.config]
    app.run()
    tested = component(app.button_group(key="measure").set_value("Test").run(), "grid")
    assert tested["title"] == "Test accuracy, %"
    assert tested["cells"][0][0]["text"] == f"{100 * first.history.test_accuracy[-1]:.2f}"

    def best(measure):
        shown = component(app.button_group(key="measure").set_value(measure).run(), "grid")
        return [cell["best"] for row in shown["cells"] for cell in row]

    until(lambda: best("Test") == best("Validation"))  # the run that was under way may still end between the two
    others = {cell["text"] for cell in tested["cells"][0][1:] if cell["state"] == "done"}
    assert others <= {"sealed"}
    assert shown["cells"][0][0]["state"] == "done"
    assert not app.exception


def test_a_pressed_cell_sets_the_knobs(open_page):
    app = open_page(PAGE, **GRID)
    app.session_state["grid"] = {"cell": [0, 4]}
    from ui.lessons.training import grid as grid_views

    assert component(app, "grid")["chosen"] is None
    grid = grid_views.make_grid(TrainingConfig(60, 0.1, 40, None, 100), "train_size", 100)
    assert grid.cell(0, 4) == TrainingConfig(10, 0.3, 40, None, 100)
    app = open_page(PAGE, **GRID | {"train_size": 10, "learning_rate": 0.3})
    assert component(app, "grid")["chosen"] == [0, 4]


def test_what_diverged_is_said_in_words(open_page, train):
    run = train(TrainingConfig(train_size=1000, learning_rate=10.0, steps=40, test_size=100))
    assert run.status == "diverged"
    app = open_page(PAGE, **GRID | {"test_size": 100})
    cell = component(app, "grid")["cells"][2][-1]
    assert (cell["text"], cell["state"], cell["tone"]) == ("diverged", "diverged", None)
    assert "diverged by step" in cell["say"]


def test_too_large_a_grid_is_refused_in_words(open_page, dataset):
    app = open_page(PAGE, view="Grid", down="Train size", steps=20_000, train_size=len(dataset.train))
    if dataset.is_sample:
        return
    assert app.button(key="grid-start").disabled
    assert "at most 15 min are allowed" in said(app)


def test_the_grid_shows_the_loss_too(open_page, train):
    run = train(TrainingConfig(10, 0.3, 40, None, 100))
    cell = component(open_page(PAGE, measure="Train loss", **GRID), "grid")["cells"][0][4]
    assert cell["text"] == f"{run.history.train_loss[-1]:.3f}"


def test_a_grid_that_stands_still_asks_for_nothing(open_page):
    app = open_page(PAGE, view="Grid", **KNOBS)
    assert not default_registry().look(grid_of(app)).active


def grid_of(app):
    from mnist_core.training.grid import make_grid

    return make_grid(FAST, "steps", 4000)


# Take it away


def test_before_the_start_there_is_nothing_to_take(open_page):
    app = open_page(PAGE, view="Take it away", train_size=77, steps=7)
    assert "nothing to take away yet" in said(app)
    assert not app.get("download_button")


def test_every_file_is_offered_and_made_only_when_asked_for(open_page, train, monkeypatch):
    run = train(FAST)
    for name in ("npz", "json", "keras", "csv"):
        monkeypatch.setattr(export_views.Souvenir, name, lambda _: pytest.fail("made before it was asked for"))
    app = open_page(PAGE, view="Take it away", **KNOBS)
    assert [each.proto.label for each in app.get("download_button")] == ["Script", "NumPy", "JSON", "Keras", "History"]
    assert all(each.proto.deferred_file_id for each in app.get("download_button"))
    assert f"train loss **{run.history.train_loss[-1]:.4f}**" in said(app)
    assert any("LEARNING_RATE = 0.5\n" in code.value for code in app.code)
    assert not app.exception


def test_the_files_hold_the_run(train, dataset, tmp_path):
    run = train(FAST)
    kept = export_views.souvenir(FAST, run.history, dataset)
    for file in export_views.FILES:
        path = tmp_path / f"run.{file.ending}"
        path.write_bytes(file.write(kept))
        if file.ending in ("npz", "json"):
            np.testing.assert_array_equal(models.read_model(path)[0], run.checkpoint.weights)
    assert zipfile.is_zipfile(tmp_path / "run.keras")


# Then and now


def test_every_row_shows_lines_that_are_really_there(open_page, dataset):
    app = open_page(PAGE, view="Then and now")
    shown = said(app)
    for idea in IDEAS:
        file = Path(ROOT, idea.where.split(",")[0])
        source = "\n".join(line.strip() for line in file.read_text().splitlines())
        assert "\n".join(line.strip() for line in idea.now.splitlines()) in source
        assert f"```python\n# now: {idea.where}\n{idea.now}\n```" in shown
        assert f"```python\n# then: TensorFlow 1\n{idea.then(FULL_BATCH.within(dataset))}\n```" in shown
        assert idea.first in idea.now.splitlines()[0]
        assert idea.last in idea.now.splitlines()[-1]


@pytest.mark.parametrize("query", [{"view": "x"}, {"view": ""}, {"view": "Grid", "down": "Sideways"}, {"part": "no"}])
def test_garbage_gives_the_default(open_page, query):
    app = open_page(PAGE, **query)
    assert not app.exception


# Words


def test_names_hold_only_what_differs():
    assert compare_words.names([SLOW, FAST]) == ["rate 0.01", "rate 0.5"]
    one = TrainingConfig(train_size=1, steps=1, batch_size=1, seed=3)
    assert compare_words.names([one, TrainingConfig(train_size=1, steps=1)]) == ["batches of 1, seed 3", "full batch"]
    assert compare_words.setting(one, "train_size") == "1 digit"
