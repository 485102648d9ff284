"""The training page: knobs, presets, the board's own numbers, and what goes wrong in words."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mnist_core.data.mosaic import candidates_for
from mnist_core.exam.evaluation import answers
from mnist_core.training.board import spread
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import default_registry
from mnist_core.training.run import TrainingRun
from mnist_core.training.smoothness import penalty
from mnist_core.work.watchers import REST_LOOK
from tests.lessons.conftest import (
    SECONDS,
    brought,
    component,
    done,
    fed,
    figure,
    formula,
    id_of,
    press,
    require_plain_code,
    said,
    send,
    until,
)
from tests.support.session import remembered
from ui.lessons.training import controls as training_controls

PAGE = "pages/5_training.py"


def values(app) -> dict[str, object]:
    keys = ("train_size", "test_size", "learning_rate", "steps", "batch_size", "seed")
    found = {key: app.number_input(key=key).value for key in keys} | {"full": app.toggle(key="full_batch").value}
    return found | {"decay": app.select_slider(key="weight_decay").value}


def sliders(app) -> list[object]:
    return [app.select_slider(key=f"{key} slider").value for key in ("train_size", "learning_rate")]


def labels(app) -> set[str]:
    return {button.label for button in app.button}


def test_the_recipes_are_the_tutorials(open_page, dataset):
    app = open_page(PAGE)
    press(app, "Mini-batch").run()
    assert values(app) == {
        "train_size": len(dataset.train),
        "test_size": len(dataset.test),
        "learning_rate": 0.5,
        "steps": 1000,
        "batch_size": 100,
        "seed": 0,
        "full": False,
        "decay": 0,
    }
    press(app, "Full batch").run()
    assert values(app)["steps"] == 2501
    assert values(app)["learning_rate"] == 0.1
    assert values(app)["train_size"] == min(5500, len(dataset.train))
    assert values(app)["full"] is True


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("Ten digits", "train_size", 10),
        ("Rate too high", "learning_rate", 10.0),
        ("Rate too low", "learning_rate", 0.0001),
        ("Flattered", "test_size", 100),
    ],
)
def test_the_other_presets_change_one_number_of_the_first_recipe(open_page, dataset, name, key, value):
    app = open_page(PAGE)
    recipe = values(app)
    press(app, name).run()
    assert values(app) == recipe | {key: value}
    assert training_controls.presets(dataset)[name][1] in said(app)
    app.number_input(key="steps").set_value(7).run()
    assert "Knobs of your own." in said(app)


def test_the_address_carries_every_setting(open_page):
    settings = {"train_size": 60, "test_size": 70, "learning_rate": 0.25, "steps": 30, "batch_size": 20, "seed": 5}
    app = open_page(PAGE, **settings, full_batch="false")
    assert values(app) == settings | {"full": False, "decay": 0}
    assert "0.25" in formula(app)
    require_plain_code(app)


@pytest.mark.parametrize("decay", ["0.03", "0.002"])
def test_weight_decay_has_its_place_in_the_address_the_formula_and_the_code(open_page, decay):
    """One that the slider does not offer is a stop, too, as everywhere on this page."""
    app = open_page(PAGE, train_size=60, steps=30, weight_decay=decay)
    assert values(app)["decay"] == float(decay)
    assert app.select_slider(key="weight_decay").options[0] == "0"
    assert rf"+ {decay}\,W\right)" in formula(app)
    assert f"Weight decay adds {decay} of the weight itself" in said(app)
    assert "asked for something that does not exist" not in said(app)
    press(app, "Full batch").run()
    assert values(app)["decay"] == 0
    assert r"\right" not in formula(app)


@pytest.mark.parametrize(("name", "key", "shown"), [
    ("weight_decay", "decay", 0), ("learning_rate", "learning_rate", 0.1),
])  # fmt: skip
@pytest.mark.parametrize("asked", ["0.10000001", "0.01234567"])
def test_what_an_address_asks_for_more_finely_than_it_is_printed_is_refused(open_page, name, key, shown, asked):
    app = open_page(PAGE, train_size=60, steps=30, **{name: asked})
    assert not app.exception
    assert values(app)[key] == shown
    assert name not in app.query_params
    assert "asked for something that does not exist" in said(app)


@pytest.mark.parametrize(("decay", "granted"), [("0.1", 0.1), ("0.011", 0.011), ("0.11", 0), ("1", 0), ("0.5", 0)])
def test_the_pages_weight_decay_ends_where_its_slider_does(open_page, decay, granted):
    app = open_page(PAGE, train_size=60, steps=30, weight_decay=decay)
    assert values(app)["decay"] == granted
    assert ("asked for something that does not exist" in said(app)) == (not granted)


def test_a_typed_learning_rate_is_used_as_it_is_printed(open_page):
    app = open_page(PAGE, train_size=60, steps=30)
    app.number_input(key="learning_rate").set_value(0.30000001).run()
    assert values(app)["learning_rate"] == 0.3
    assert sliders(app)[1] == 0.3


def test_sliders_and_numbers_are_one(open_page, dataset):
    app = open_page(PAGE, train_size=1234, learning_rate=0.07)
    assert sliders(app) == [1234, 0.07]
    app.select_slider(key="train_size slider").set_value(200).run()
    assert values(app)["train_size"] == 200
    assert sliders(app) == [200, 0.07]
    app.number_input(key="learning_rate").set_value(3.5).run()
    assert sliders(app) == [200, 3.5]
    press(app, "Rate too high").run()
    assert sliders(app) == [min(5500, len(dataset.train)), 10.0]
    assert not app.exception


def test_a_run_from_start_to_end(open_page, dataset):
    app = open_page(PAGE, train_size=40, steps=130, test_size=50, learning_rate=0.2)
    before = fed(app)
    assert before.frames == []
    assert before.head["pace"] == "not started"
    assert not before.live["pictures"].any()
    app.button(key="start").click().run()
    config = TrainingConfig(40, 0.2, 130, None, 50)
    run = default_registry().wait(TrainingRun(config), SECONDS)
    app = open_page(PAGE, train_size=40, steps=130, test_size=50, learning_rate=0.2)
    feed = fed(app)
    assert [frame["step"] for frame in feed.frames] == [0, 1, 2, 5, 10, 20, 50, 100, 130]
    np.testing.assert_allclose([frame["train_loss"] for frame in feed.frames], run.history.train_loss, rtol=1e-6)
    assert np.isnan([frame["test_accuracy"] for frame in feed.frames]).all()
    np.testing.assert_allclose(
        [frame["wrong"] for frame in feed.frames], 1 - run.history.validation_accuracy, rtol=1e-6
    )
    remembered(app)["_exams_opened"] = [config]
    feed = fed(app.run())
    np.testing.assert_allclose([frame["test_accuracy"] for frame in feed.frames], run.history.test_accuracy, rtol=1e-6)
    np.testing.assert_allclose([frame["wrong"] for frame in feed.frames], 1 - run.history.test_accuracy, rtol=1e-6)
    np.testing.assert_allclose([frame["spread"] for frame in feed.frames], [spread(w) for w in run.history.weights],
                               atol=1e-6)  # fmt: skip
    assert "trained in" in feed.head["pace"]
    assert not app.exception


@pytest.mark.parametrize("judged_by", ["validation", "test"])
def test_the_red_part_of_the_mosaic_is_the_error_rate(open_page, dataset, full_batch, judged_by):
    """Of the validation digits, until the run's exam is open."""
    part = getattr(dataset, judged_by)
    size = len(part)
    app = open_page(PAGE)
    if judged_by == "test":
        remembered(app)["_exams_opened"] = [full_batch.config]
        app.run()
    feed = fed(app)
    candidates = candidates_for(part, size)
    accuracies = getattr(full_batch.history, f"{judged_by}_accuracy")
    for frame, accuracy in zip(feed.frames, accuracies, strict=True):
        wrong = frame["answers"] != candidates.labels
        assert frame["tiles"].sum() == candidates.tiles
        assert (wrong & frame["tiles"]).sum() / candidates.tiles == pytest.approx(1 - accuracy, abs=0.501 / 400)
    last = full_batch.checkpoint
    expected = answers(last.weights, last.bias, part)[candidates.numbers]
    np.testing.assert_array_equal(feed.frames[-1]["answers"], expected)
    given = component(app, "_board")
    assert given["part"] == judged_by
    assert (f"{size / 400:.3g} digits" in given["stands"]) == (size > 400)


def test_the_untrained_board_is_as_wrong_as_the_tie_rule_makes_it(open_page, dataset):
    """It said about 91.0 % where all answers are 0, which leaves 90.20 % wrong."""
    for size in (len(dataset.test), 100):
        app = open_page(PAGE, train_size=41, test_size=size)
        assert fed(app).live["wrong"] == pytest.approx((dataset.validation.labels != 0).mean())
        remembered(app)["_exams_opened"] = [TrainingConfig(41)]
        assert fed(app.run()).live["wrong"] == pytest.approx((dataset.test.labels[:size] != 0).mean())


def test_which_digits_it_reads_best_is_told_of_the_validation_digits(open_page, dataset, train):
    """It was told of the test digits, which are for the exam."""
    run = train(TrainingConfig(40, 0.2, 130, None, 50))
    app = open_page(PAGE, train_size=40, steps=130, test_size=50, learning_rate=0.2)
    part = dataset.validation
    labels, given = part.labels, answers(run.checkpoint.weights, run.checkpoint.bias, part)
    rates = {k: 100 * float((given == labels)[labels == k].mean()) for k in sorted(set(labels.tolist()))}
    bars = figure(app)
    assert f"of all {len(part):,} validation digits" in bars["layout"]["title"]["text"]
    drawn = {k: share for k, share in enumerate(bars["data"][0]["y"]) if share is not None}
    assert drawn == {k: pytest.approx(share, abs=0.01) for k, share in rates.items()}
    if min(rates.values()) < max(rates.values()):
        hardest = ", ".join(str(k) for k, share in rates.items() if share == min(rates.values()))
        easiest = ", ".join(str(k) for k, share in rates.items() if share == max(rates.values()))
        assert f"Easiest: {easiest}. Hardest: {hardest}." in said(app)
    else:
        assert "No digit is read better than another." in said(app)


def test_a_visitor_is_sent_each_record_once_and_all_again_who_asks(open_page, full_batch):
    app = open_page(PAGE)
    count = len(full_batch.history)
    assert (fed(app).head["first"], len(fed(app).head["sizes"])) == (0, count)
    app.run()
    assert (fed(app).head["first"], fed(app).head["sizes"]) == (count, [])
    remembered(app)["_records_sent"] = (fed(app).head["edition"], 7)
    app.run()
    assert (fed(app).head["first"], len(fed(app).head["sizes"])) == (7, count - 7)
    remembered(app)["_records_sent"] = ("another run's", count)
    app.run()
    assert fed(app).head["first"] == 0


def test_a_known_run_appears_at_once_and_says_so(open_page, full_batch):
    app = open_page(PAGE)
    assert fed(app).frames[-1]["step"] == full_batch.config.steps
    assert "known already" in said(app)
    assert component(app, "board")["played"] == 0
    press(app, "Train it again, live").run()
    assert component(app, "board")["played"] == 1
    assert fed(app).head["seconds"] == pytest.approx(full_batch.seconds)


def test_a_batch_cannot_hold_more_than_there_is(open_page):
    app = open_page(PAGE, train_size=10, batch_size=100, full_batch="false")
    assert "it holds those" in said(app)
    assert not app.exception


def test_a_run_that_diverges_says_what_happened_and_from_which_step(open_page, train):
    run = train(TrainingConfig(train_size=500, learning_rate=90.0, steps=50, test_size=100))
    app = open_page(PAGE, train_size=500, learning_rate=90, steps=50, test_size=100)
    head = fed(app).head
    step = run.history.step[-1]
    assert head["note"] == run.message
    assert head["tone"] == "diverged"
    assert f"After step {step}" in head["note"]
    assert "90" in head["note"]
    assert {"step": step, "className": "diverged", "text": f"leaps at step {step}"} in head["marks"]
    assert not done(app, "Make the training diverge")  # a link did it, at a rate above 5
    assert "Change a number" in said(app)
    assert "start" not in labels(app)


def test_overfitting_is_marked_where_it_begins(open_page, train):
    run = train(TrainingConfig(train_size=10, learning_rate=0.5, steps=400, test_size=200))
    best = int(run.history.validation_loss.argmin())
    head = fed(open_page(PAGE, train_size=10, learning_rate=0.5, steps=400, test_size=200)).head
    step = int(run.history.step[best])
    assert head["marks"] == [{"step": step, "className": "overfit", "text": "overfits from here"}]
    assert f"It learns by heart from step {step} on" in head["note"]
    assert head["tone"] == "overfit"


def test_overfitting_is_cured_by_weight_decay_alone_once_both_are_seen(open_page, train):
    query = {"train_size": 10, "learning_rate": 0.5, "steps": 400, "test_size": 200}
    overfit = TrainingConfig(**query)
    cured = replace(overfit, weight_decay=0.01)
    ends = [train(config).history.validation_loss[-1] for config in (overfit, cured)]
    assert ends[1] < ends[0]
    task = "cure it by weight decay alone."
    assert f"{task} — **done**" not in said(open_page(PAGE, **query, weight_decay="0.01"))
    app = open_page(PAGE, **query)
    assert f"{task} — **done**" not in said(app)
    app.select_slider(key="weight_decay").set_value(0.01).run()
    assert f"{task} — **done**" in said(app)
    head = fed(app).head
    assert head["marks"] == []
    part = penalty(train(cured).history.weights[-1], 0.01)
    assert head["note"].endswith(f"Losses are the cross-entropy alone, without the decay's {part:.4f}.")


def test_few_test_digits_are_called_few(open_page, train):
    run = train(TrainingConfig(train_size=300, learning_rate=0.1, steps=60, test_size=100))
    app = open_page(PAGE, train_size=300, steps=60, test_size=100)
    assert "test digits" not in fed(app).head["note"]
    remembered(app)["_exams_opened"] = [run.config]
    head = fed(app.run()).head
    assert "100 test digits are few" in head["note"]


def test_pause_keeps_the_place_and_stop_forgets_it(open_page):
    config = TrainingConfig(4000, 0.03, 9000, None, 500)
    app = open_page(PAGE, train_size=4000, steps=9000, learning_rate=0.03, test_size=500)
    app.button(key="start").click().run()
    assert {"Pause", "Stop"} <= labels(app)
    until(lambda: default_registry().find(TrainingRun(config)).step > 0)
    app.button(key="pause").click().run()
    run = default_registry().wait(TrainingRun(config), SECONDS)
    assert 0 < run.step < 9000
    app.run()
    assert {"Go on", "Stop"} <= labels(app)
    assert fed(app).head["pace"] == "paused"
    assert "it can go on from there" in fed(app).head["note"]
    app.button(key="start").click().run()
    until(lambda: default_registry().find(TrainingRun(config)).step > run.step)
    app.button(key="stop").click().run()
    until(lambda: default_registry().find(TrainingRun(config)) is None)
    app.run()
    assert "Start" in labels(app)
    assert fed(app).live["step"] == 0
    assert not app.exception


def test_a_stop_is_taken_back_and_the_same_run_goes_on(open_page):
    config = TrainingConfig(4000, 0.031, 9000, None, 500)
    app = open_page(PAGE, train_size=4000, steps=9000, learning_rate=0.031, test_size=500)
    app.button(key="start").click().run()
    until(lambda: default_registry().find(TrainingRun(config)).step > 0)
    app.button(key="stop").click().run()
    until(lambda: not default_registry().stopped(TrainingRun(config)).active)
    step = default_registry().stopped(TrainingRun(config)).step
    app.run()
    assert {"Start", "Go on"} <= labels(app)
    assert f"Stopped at step {step:,}." in said(app)
    app.button(key="back").click().run()
    assert default_registry().find(TrainingRun(config)).step >= step
    assert "Pause" in labels(app)
    assert "Stopped at step" not in said(app)
    # From zeros it begins only where that is asked for.
    app.button(key="stop").click().run()
    app.button(key="start").click().run()
    assert default_registry().stopped(TrainingRun(config)) is None
    app.button(key="stop").click().run()
    assert not app.exception


def test_a_run_paused_in_one_tab_and_stopped_in_another_is_told_truly_in_both(open_page, monkeypatch):
    looks = []
    monkeypatch.setattr(
        training_controls.live, "again", lambda see, every, _=None: looks.append((see, every)) if every else see()
    )
    monkeypatch.setattr(training_controls.live, "follow", lambda see, show, *, shown=None: show(see()))
    config = TrainingConfig(4000, 0.032, 9000, None, 500)
    query = {"train_size": 4000, "steps": 9000, "learning_rate": 0.032, "test_size": 500}
    one = open_page(PAGE, **query)
    one.button(key="start").click().run()
    until(lambda: default_registry().find(TrainingRun(config)).step > 0)
    one.button(key="pause").click().run()
    step = default_registry().wait(TrainingRun(config), SECONDS).step
    looks.clear()
    one.run()
    assert "it can go on from there" in fed(one).head["note"]
    ((see, every),) = looks
    assert every == REST_LOOK
    other = open_page(PAGE, **query)
    other.button(key="stop").click().run()
    assert f"Stopped at step {step:,}." in said(other)
    again = []
    monkeypatch.setattr(training_controls.st, "rerun", lambda: again.append(True))
    see()
    assert again, "who has paused it is told"
    monkeypatch.undo()
    # Whoever had not been told yet presses Go on, which then is what it says.
    one.button(key="start").click().run()
    assert default_registry().find(TrainingRun(config)).step >= step
    one.button(key="stop").click().run()
    for app in (one.run(), other.run()):
        assert "Stopped at step" in said(app)
        assert {"Start", "Go on"} <= labels(app)


def test_a_run_that_others_watch_goes_on_for_them_and_stands_still_for_whoever_pauses(open_page, monkeypatch):
    monkeypatch.setattr("mnist_core.work.watchers.WATCH_WINDOW", 60)  # however slow the machine is
    config = TrainingConfig(4000, 0.035, 9000, None, 500)
    app = open_page(PAGE, train_size=4000, steps=9000, learning_rate=0.035, test_size=500)
    app.button(key="start").click().run()
    registry = default_registry()
    until(lambda: registry.find(TrainingRun(config), "another visitor").step > 0)
    app.button(key="pause").click().run()
    assert "Others are watching" in app.toast[0].value
    assert registry.find(TrainingRun(config), "another visitor").active
    assert {"Go on", "Stop"} <= labels(app)
    assert "goes on as long as others watch it" in fed(app).head["note"]
    app.button(key="stop").click().run()
    assert "Go on" in labels(app)
    assert "Start" not in labels(app)  # it could not begin from zeros
    assert "Stopped for you; it goes on as long as others watch it." in said(app)
    assert fed(app).head["pace"] == "not started"
    assert registry.find(TrainingRun(config), "another visitor").active
    app.button(key="start").click().run()
    assert "Pause" in labels(app)
    registry.discard(TrainingRun(config), "another visitor")
    app.button(key="stop").click().run()
    until(lambda: registry.find(TrainingRun(config)) is None)


@pytest.mark.parametrize(
    "query",
    [{"train_size": "-5"}, {"steps": "1e99"}, {"learning_rate": "nan"}, {"seed": "<script>"}, {"full_batch": "7"},
     {"weight_decay": "-1"}, {"weight_decay": "strong"}],
)  # fmt: skip
def test_a_bad_address_falls_back_to_the_default(open_page, query, dataset):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert values(app)["train_size"] == min(5500, len(dataset.train))
    assert values(app)["steps"] == 2501
    assert values(app)["decay"] == 0
    assert sliders(app) == [min(5500, len(dataset.train)), 0.1]


def test_the_boards_digits_travel_once_and_again_where_they_were_lost(open_page, full_batch, dataset):
    app = open_page(PAGE)
    (name,) = brought(app)
    assert component(app, "board")["sheet"] == name
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(brought(app)[name]))).convert("L"))
    first = candidates_for(dataset.validation, len(dataset.validation)).images[0].reshape(28, 28)
    np.testing.assert_array_equal(sheet[:28, :28], first // 16 * 17)
    assert brought(app.run()) == {}
    assert set(brought(send(app, id_of(app, f"bring sheets {name}"), "lacks", True))) == {name}
    assert brought(app.run()) == {}
