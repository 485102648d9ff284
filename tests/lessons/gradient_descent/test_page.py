"""The gradient descent page: what it names, what it draws, what it computes, and what it does with garbage."""

import base64
import json
import math
import re

import numpy as np
import pytest

from mnist_core.gradient_descent.landscape import coordinates, flatten, landscape, variance_held
from mnist_core.gradient_descent.slow_motion import recorded, take_step
from mnist_core.softmax.regression import cross_entropy, evidence, softmax
from mnist_core.training.registry import default_registry
from mnist_core.training.run import Status, TrainingRun
from mnist_core.training.step import advance, initial_checkpoint
from mnist_core.work.work import Job
from tests.lessons.conftest import (
    brought,
    chart,
    component,
    done,
    formula,
    id_of,
    numbers,
    require_plain_code,
    said,
    send,
    so,
)
from tests.support.pocket import value
from ui.lessons.gradient_descent import landscape as landscape_views
from ui.lessons.gradient_descent import slow_motion as slow_motion_views
from ui.lessons.gradient_descent import words
from ui.words import hedged

PAGE = "pages/4_gradient_descent.py"
LOSS, STEP = "On the real loss", "One step, slowly"


@pytest.fixture(scope="module")
def trained(train, dataset):
    """The page's own runs, trained to their ends."""
    return {rate: train(landscape_views.config(dataset, rate)) for rate in landscape_views.RATES}


# The curve.


@pytest.mark.parametrize(
    ("rate", "name"),
    [
        (0.01, "Crawls"),
        (0.1, "Converges from one side"),
        (0.49, "Converges from one side"),
        (0.5, "Hits the minimum in one step"),
        (0.51, "Overshoots, but converges"),
        (0.9, "Overshoots, but converges"),
        (1.0, "Swings for ever"),
        (1.01, "Diverges"),
        (1.2, "Diverges"),
    ],
)
def test_on_y_is_x_squared_the_page_names_what_the_rate_does(open_page, rate, name):
    shown = component(open_page(PAGE, rate=rate, moves=30), "descent")
    assert shown["verdict"].startswith(name)
    powers = np.arange(len(shown["points"]))[:, None]
    assert len(powers) == (20 if rate == 1.2 else 31), "a path that has left for good is not followed further"
    np.testing.assert_allclose(shown["points"], -1.8 * (1 - 2 * rate) ** powers, rtol=1e-5, atol=1e-9)


def test_the_page_states_the_borders_and_the_slope(open_page):
    app = open_page(PAGE)
    text = said(app)
    for fact in ("Below **0.5**", "at 0.5 it hits in one step", "up to **1**", "at 1 it swings for ever"):
        assert fact in text
    shown = component(app, "descent")
    np.testing.assert_allclose(shown["slopes"], 2 * np.array(shown["points"]), atol=1e-5)
    np.testing.assert_allclose(
        np.diff(np.array(shown["points"])[:, 0]), -0.1 * np.array(shown["slopes"])[:-1, 0], atol=1e-5
    )
    assert np.all(np.diff(np.abs(shown["slopes"]), axis=0) < 0), "the slope shrinks near the minimum"
    assert r"\\ -1.800 - 0.1 \cdot (-3.600) = -1.440 \end" in formula(app)
    assert "def descend" in app.code[-1].value
    require_plain_code(app)


@pytest.mark.parametrize(
    ("rate", "event"),
    [(0.01, "crawls"), (0.1, "descends"), (0.5, "arrives"), (0.9, "overshoots"), (1, "swings"), (1.1, "climbs")],
)
def test_each_step_is_named_as_it_happens(open_page, rate, event):
    shown = component(open_page(PAGE, rate=rate), "descent")
    assert shown["events"][0] == event
    assert set(shown["events"]) <= set(shown["names"]) & set(shown["sentences"])


def test_the_valley_zigzags_and_the_address_says_from_where(open_page):
    app = open_page(PAGE, curve="Long valley", rate=0.18, start=-1.5, start_y=0.8)
    shown = component(app, "descent")
    assert shown["flat"] is True
    assert shown["points"][0] == [-1.5, 0.8]
    assert len({y > 0 for _, y in shown["points"][:4]}) == 2
    assert so(app, "bottom of the long valley")
    assert "0.1" in said(app)
    assert "0.2" in said(app)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"rate": 0.5}, "in a single step"),
        ({"rate": 1.1}, "diverge on y = x²"),
        ({"curve": "Two minima", "start": 2, "rate": 0.9}, "*higher* one"),
        ({"curve": "Long valley", "rate": 0.18}, "bottom of the long valley"),
    ],
)
def test_a_try_is_ticked_when_it_is_done_and_not_before(open_page, query, words):
    app = open_page(PAGE)
    assert not done(app, words)
    for name, wanted in query.items():
        if name == "curve":
            app.button_group(key=name).set_value(wanted).run()
            assert not done(app, words)
        else:
            app.slider(key=name).set_value(wanted).run()
    assert done(app, words)
    assert so(open_page(PAGE, **query), words)
    app.slider(key="rate").set_value(0.3).run()
    assert done(app, words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"rate": 0.5, "start": 0}, "in a single step"),
        ({"rate": 1.2, "curve": "Steep wall"}, "diverge on y = x²"),
        ({"curve": "Two minima", "start": -1.8}, "*higher* one"),
        ({"curve": "Long valley", "rate": 0.05}, "bottom of the long valley"),
    ],
)
def test_a_try_is_not_ticked_by_what_only_looks_like_it(open_page, query, words):
    assert not so(open_page(PAGE, **query), words)


def test_the_address_opens_at_a_step(open_page):
    assert component(open_page(PAGE, step=7), "descent")["at"] == 7
    assert component(open_page(PAGE, step=50, moves=20), "descent")["at"] == 20


@pytest.mark.parametrize("value", ["-1", "x", "1e9", "9" * 200, "½", ["1", "2"], "", "999"])
def test_a_step_that_is_none_opens_at_the_start(open_page, value):
    app = open_page(PAGE, step=value)
    assert not app.exception
    assert component(app, "descent")["at"] == 0
    assert "step" not in app.query_params


@pytest.mark.parametrize(("sent", "start"), [([0.5], 0.5), ([0.512], 0.5), ([99.0], 2.0)])
def test_a_click_in_the_picture_starts_there(open_page, sent, start):
    app = open_page(PAGE)
    for forged in (None, "x", [1, 2, 3], [None], [float("inf")], [float("nan")]):
        send(app, id_of(app, "descent"), "start", forged)
        assert app.session_state["start"] == -1.8
    send(app, id_of(app, "descent"), "start", sent)
    assert app.session_state["start"] == start
    assert not app.exception


# The real loss.


def test_the_map_is_the_models_own_loss_on_the_plane_of_the_path(open_page, trained, dataset):
    app = open_page(PAGE, view=LOSS)
    assert not app.exception
    require_plain_code(app)
    shown = component(app, "landscape")
    ground = landscape(trained[0.5].history, dataset.train)
    losses = np.frombuffer(base64.b64decode(shown["losses"]), np.float32).reshape(shown["rows"], shown["columns"])
    row, column = 7, 30
    point = ground.plane.origin + np.array([ground.across[column], ground.along[row]]) @ ground.plane.directions
    images, labels = dataset.train.intensities(slice(2000)), dataset.train.labels[:2000]
    loss = cross_entropy(labels, evidence(images, point[:7840].reshape(784, 10), point[7840:]))
    assert losses[row, column] == pytest.approx(loss, rel=1e-4)


def test_every_rate_has_its_path_side_by_side_with_what_the_plane_holds_of_it(open_page, trained, dataset):
    app = open_page(PAGE, view=LOSS)
    panels = component(app, "landscape")["panels"]
    assert [panel["title"] for panel in panels] == [f"rate {rate}" for rate in ("0.01", "0.1", "0.5", "2")]
    ground = landscape(trained[0.5].history, dataset.train)
    for panel, rate in zip(panels, landscape_views.SHOWN_RATES, strict=True):
        history = trained[rate].history
        path = flatten(history.weights, history.bias)
        assert panel["steps"] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 300]
        np.testing.assert_allclose(panel["path"], coordinates(ground.plane, path), atol=1e-3)
        np.testing.assert_allclose(panel["losses"], history.train_loss, rtol=1e-5)
        assert f"{hedged(variance_held(ground.plane, path))} in the plane" in panel["note"]
        assert panel["noisy"] is None
        assert len(panel["title"] + panel["note"]) < 45  # one line above its map
    # A loss says of how many digits it is.
    size = trained[0.5].config.train_size
    assert f"the loss of the {size:,} digits that it learns from" in component(app, "landscape")["hint"]
    assert chart(app, 0)["title"]["text"] == f"Loss of {size:,} train digits, by step"
    own = variance_held(ground.plane, flatten(trained[0.5].history.weights, trained[0.5].history.bias))
    assert own > 0.99
    note = component(app, "landscape")["note"]
    assert f"which hold {hedged(own)} of its variance" in note
    assert f"the mean over the first {size:,} train digits" in note
    assert size == min(2_000, len(dataset.train))


def test_the_models_of_the_plane_travel_once_and_are_those_at_every_place(open_page, trained, dataset):
    app = open_page(PAGE, view=LOSS, rates=["0.1", "0.5"])
    ((name, sent),) = brought(app).items()
    shown = component(app, "landscape")
    assert (shown["plane"], shown["lead"]) == (name, 1)
    plane = json.loads(sent)
    models = numbers(plane["models"], np.float32).reshape(3, 10, 785)
    path = flatten(trained[0.1].history.weights, trained[0.1].history.bias)
    ground = landscape(trained[0.5].history, dataset.train)
    shadow = coordinates(ground.plane, path)[4]
    at = models[0] + shadow[0] * models[1] + shadow[1] * models[2]
    expected = ground.plane.origin + shadow @ ground.plane.directions
    np.testing.assert_allclose(at[:, :784].T.ravel(), expected[:7840], atol=1e-5)
    np.testing.assert_allclose(at[:, 784], expected[7840:], atol=1e-5)
    assert plane["labels"] == dataset.train.labels[:5].tolist()
    np.testing.assert_array_equal(numbers(plane["images"], np.uint8), dataset.train.images[:5].ravel())
    app.button_group(key="rates").set_value(["0.1"]).run()
    assert brought(app) == {}
    assert component(app, "landscape")["plane"] == name


def test_a_small_rate_gets_least_far_and_a_large_one_leaps_up_first(open_page, trained):
    lines = {line["name"]: dict(line["data"]) for line in chart(open_page(PAGE, view=LOSS), 0)["series"]}
    assert lines["rate 0.01"][300] > lines["rate 0.1"][300] > lines["rate 0.5"][300]
    assert max(lines["rate 2"].values()) > np.log(10) > max(lines["rate 0.5"].values())
    ends = {rate: run.history.train_loss[-1] for rate, run in trained.items() if run.status is Status.FINISHED}
    assert min(ends, key=ends.get) == landscape_views.BEST_RATE


@pytest.mark.parametrize("batch", [100, 10, 1])
def test_a_mini_batchs_path_staggers_beside_the_full_batchs(open_page, trained, batch):
    app = open_page(PAGE, view=LOSS, rates="0.1", batch=batch)
    (panel,) = component(app, "landscape")["panels"]
    noisy = np.array(panel["noisy"])
    assert noisy.shape == (301, 2)
    np.testing.assert_allclose(noisy[0], panel["path"][0], atol=0.01)
    length = np.linalg.norm(np.diff(noisy, axis=0), axis=1).sum()
    assert length > np.linalg.norm(noisy[-1] - noisy[0])
    assert "cheap stand-in" in said(app)
    assert so(app, "mini-batch of a single digit") is (batch == 1)


def test_a_run_that_is_given_up_says_so(open_page, trained):
    assert trained[10.0].status is Status.DIVERGED
    app = open_page(PAGE, view=LOSS, rates="10")
    assert app.warning[0].value.endswith(trained[10.0].message)
    assert "diverged" in component(app, "landscape")["panels"][0]["note"]
    assert so(app, "the run is given up")
    assert done(app.button_group(key="rates").set_value(["0.1", "10"]).run(), "the run is given up")


def test_runs_that_wait_for_a_worker_show_their_progress_and_no_path(open_page, trained, dataset, monkeypatch):
    from ui import live

    waiting = TrainingRun(landscape_views.config(dataset, 0.1))
    shown, look = waiting.show(Job(Status.WAITING, waiting.begin())), live.look
    monkeypatch.setattr(live, "look", lambda c: shown if c.learning_rate == 0.1 else look(c))
    app = open_page(PAGE, view=LOSS)
    assert not app.exception
    assert app.get("progress")[0].proto.text == "Training 5 small models: 1,200 of 1,500 steps"
    panels = component(app, "landscape")["panels"]
    assert panels[1]["path"] == []
    assert panels[1]["note"] == "waiting"
    assert len(panels[2]["path"]) == 10


def test_the_best_rate_alone_is_a_try(open_page, trained):
    app = open_page(PAGE, view=LOSS)
    assert not so(app, "ends lowest")
    assert not so(open_page(PAGE, view=LOSS, rates="0.5"), "ends lowest")
    assert so(open_page(PAGE, view=LOSS, rates="2"), "ends lowest")
    assert done(app.button_group(key="rates").set_value(["2"]).run(), "ends lowest")


def test_while_runs_are_at_work_no_task_does_itself(open_page, trained, monkeypatch):
    """A link to a run that is given up used to tick by itself when that came to its end."""
    from ui import live

    look, at_work = live.look, {"now": True}

    def waiting(config):
        run = TrainingRun(config)
        return run.show(Job(Status.WAITING, run.begin())) if at_work["now"] else look(config)

    monkeypatch.setattr(live, "look", waiting)
    app = open_page(PAGE, view=LOSS, rates="10")
    assert not so(app, "the run is given up")
    at_work["now"] = False
    assert so(app.run(), "the run is given up")


def test_no_rate_is_none_drawn(open_page, trained):
    app = open_page(PAGE, view=LOSS)
    app.button_group(key="rates").set_value([]).run()
    assert not app.exception
    assert not [each for each in app.get("bidi_component") if each.proto.component_name == "seesoftmax_landscape"]
    assert not app.get("echarts_chart")
    assert "No learning rate is chosen, so no path is drawn." in said(app)
    assert "asked for something that does not exist" not in said(open_page(PAGE, view=LOSS, rates=""))


def test_a_path_that_leaves_the_map_is_said_to(open_page, trained, dataset):
    ground = landscape(trained[0.5].history, dataset.train)
    for batch, leaves in ((100, False), (1, True)):
        app = open_page(PAGE, view=LOSS, rates="0.5", batch=batch)
        (panel,) = component(app, "landscape")["panels"]
        assert bool(panel["strays"]) is leaves
        assert bool((np.abs(np.array(panel["noisy"])) > np.abs(ground.across).max()).any()) is leaves
    assert "gets there" not in said(app)
    assert "leaves the map at rate 0.5" in said(app)


@pytest.mark.parametrize(("count", "said_so"), [(1, "1 small model"), (4, "4 small models")])
def test_so_many_models(count, said_so):
    assert words.models(count) == said_so


# One step.


@pytest.mark.parametrize(("digits", "after"), [(4, 0), (1, 0), (2, 5)])
def test_the_class_spoken_of_is_in_the_batch(open_page, train, dataset, digits, after):
    train(landscape_views.config(dataset, 0.5, digits))
    app = open_page(PAGE, view=STEP, digits=digits, after=after)
    labels = component(app, "one_step")["labels"]
    assert int(re.search(r"slope of class (\d)", said(app))[1]) in labels
    assert ("blue that of others" in said(app)) is (len(set(labels)) > 1)


@pytest.mark.parametrize(("after", "digits"), [(0, 4), (0, 1), (20, 2)])
def test_every_stage_is_that_of_trainings_own_step(open_page, train, dataset, after, digits):
    config = landscape_views.config(dataset, 0.5, digits)
    train(config)
    app = open_page(PAGE, view=STEP, after=after, digits=digits)
    shown = component(app, "one_step")
    assert len(shown["labels"]) == digits
    shares, labels = np.array(shown["shares"]), np.array(shown["labels"])
    truth = np.eye(10)[labels]
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(shown["surprise"], shares - truth, atol=1e-5)
    np.testing.assert_allclose(shown["losses"], -np.log((shares * truth).sum(axis=1)), rtol=1e-3)
    before = advance(config, dataset, initial_checkpoint(), after)
    following = advance(config, dataset, before, 1)
    # The browser computes the slope and the new weights from these, as tests/components asks of it.
    weights = numbers(shown["weights"], np.float32).reshape(10, 784)
    np.testing.assert_allclose(weights, before.weights.T, atol=2e-5)
    images = numbers(shown["images"], np.uint8).reshape(digits, 784) / 255
    slope = np.array(shown["surprise"]).T @ images / digits
    np.testing.assert_allclose(weights - shown["rate"] * slope, following.weights.T, atol=2e-5)
    assert 0 < shown["limit"] <= np.abs([before.weights, following.weights]).max() + 1e-6
    assert 0 < shown["slope_limit"] <= np.abs(slope).max() + 1e-6
    if not after:
        np.testing.assert_allclose(shares, 0.1, atol=1e-6)
        assert "2.303" in shown["stages"][2]["text"]
    assert len(shown["stages"]) == 6
    assert "backpropagation" in said(app)


def test_of_a_run_that_ended_before_it_is_said_which_step_is_shown(open_page, train, dataset):
    run = train(landscape_views.config(dataset, 10, 1))
    last = recorded(run.history, 200).step
    assert last < 200
    app = open_page(PAGE, view=STEP, after=200, digits=1, step_rate=10)
    assert f"The run ended after {last} update" in said(app)
    assert "before the 200 that are asked for" in said(app)
    assert "The run ended after" not in said(open_page(PAGE, view=STEP, after=20, digits=2, step_rate=0.5))


def test_the_stages_name_the_numbers(open_page):
    app = open_page(PAGE, view=STEP, stage=3)
    require_plain_code(app)
    shown = component(app, "one_step")
    assert shown["at"] == 3
    assert f"{np.mean(shown['losses']):.3f} to {np.mean(shown['after_losses']):.3f}" in shown["stages"][-1]["text"]
    assert r"\tfrac{1}{4}" in formula(app)


def test_the_tries_of_the_slow_step(open_page, train, dataset):
    for rate, size in ((0.5, 4), (0.5, 1)):
        train(landscape_views.config(dataset, rate, size))
    assert not so(open_page(PAGE, view=STEP), "*worse*")
    found = {"*worse*": False, "under 0.1": False}
    for after in slow_motion_views.AFTER:
        for rate, size in ((0.5, 4), (0.5, 1)):
            app = open_page(PAGE, view=STEP, after=after, digits=size, step_rate=rate)
            assert not app.exception
            shown = component(app, "one_step")
            worse = np.any(np.array(shown["after_losses"]) > shown["losses"])
            assert so(app, "*worse*") is bool(worse)
            assert so(app, "under 0.1") is bool(np.mean(shown["losses"]) < 0.1)
            found["*worse*"] |= bool(worse)
            found["under 0.1"] |= bool(np.mean(shown["losses"]) < 0.1)
    assert all(found.values()), "what the page asks for can be done"


# The address.


@pytest.mark.parametrize(
    "query",
    [
        {"curve": "Everest"}, {"start": "nan"}, {"start": "-3"}, {"rate": "0"}, {"rate": "1e99"}, {"moves": "-5"},
        {"start_y": "x"}, {"view": "none"}, {"view": LOSS, "rates": "7"}, {"view": LOSS, "rates": ["0.1", "x"]},
        {"view": LOSS, "batch": "-1"}, {"view": STEP, "after": "3"}, {"view": STEP, "digits": "5"},
        {"view": STEP, "step_rate": "<b>"}, {"view": STEP, "stage": "0x1"}, {"view": STEP, "stage": "7"},
    ],
)  # fmt: skip
def test_garbage_gives_the_default(open_page, trained, query):
    app = open_page(PAGE, **query)
    assert not app.exception
    names = [each.proto.component_name for each in app.get("bidi_component")]
    # The one toy, what every page has at its top, and what brings the map's models.
    assert len(names) == 2 + (query.get("view") == LOSS)
    assert "seesoftmax_browser" in names
    if "view" not in query or query["view"] == "none":
        assert component(app, "descent")["points"][0] == [-1.8]


@pytest.mark.parametrize(("after", "rate"), [(0, "0.5"), (20, "0.1"), (200, "2")])
def test_the_digit_that_goes_along_takes_its_own_step_on_a_copy(open_page, train, dataset, after, rate):
    """It was told of in lesson 8 alone; every number is the core's, and what is printed of a loss adds up."""
    run = train(landscape_views.config(dataset, float(rate), 4))
    weights = [each.copy() for each in run.history.weights]
    app = open_page(PAGE, view=STEP, step_of="A test digit", digit=8, after=after, step_rate=rate)
    assert not app.exception
    before = recorded(run.history, after)
    image, label = dataset.test.intensities([8]), dataset.test.labels[[8]]
    step = take_step(before, image, label, float(rate))
    shown = component(app, "one_step")
    assert shown["labels"] == label.tolist()
    np.testing.assert_array_equal(numbers(shown["images"], np.uint8), dataset.test.images[8])
    logits = image[0].astype(np.float64) @ before.weights + before.bias
    shares = softmax(logits)
    np.testing.assert_allclose(shown["shares"][0], shares, atol=1e-5)
    np.testing.assert_allclose(shown["surprise"][0], shares - np.eye(10)[label[0]], atol=1e-5)
    np.testing.assert_allclose(numbers(shown["weights"], np.float32).reshape(10, 784), before.weights.T)
    assert shown["losses"][0] == pytest.approx(cross_entropy(int(label[0]), logits), abs=1e-4)
    assert shown["after_losses"][0] == pytest.approx(float(step.losses_after[0]), abs=1e-4)
    assert shown["after_losses"][0] < shown["losses"][0]
    text = said(app)
    assert f"**Test digit 8, a {label[0]}, alone.**" in text
    assert f"after {after} update" in text
    assert f"batches of 4, rate {rate}." in text
    assert "nothing is trained on it" in text
    printed = re.findall(r"−log\((\S+)\) = ([\d.]+) nats", text[text.index("Before the step") :])[:2]
    for (given, loss), exact in zip(printed, (shown["losses"][0], shown["after_losses"][0]), strict=True):
        assert f"{abs(math.log(value(given))):.3f}" == loss == f"{exact:.3f}"
    for stage in shown["stages"]:
        assert "batch" not in stage["text"]
    # The run is what it was.
    assert all(map(np.array_equal, weights, default_registry().find(TrainingRun(run.config)).history.weights))


def test_the_digit_that_was_chosen_and_the_one_that_was_drawn_are_there(open_page, dataset, drawn, mini_batch, image):
    app = open_page(digit=23)
    app.switch_page(PAGE)
    app.query_params.clear()
    app.query_params["view"] = STEP
    app.run()
    assert "Your drawing" not in app.button_group(key="step_of").options
    app.button_group(key="step_of").set_value("A test digit").run()
    assert component(app, "one_step")["labels"] == [dataset.test.labels[23]]
    app = drawn()
    app.switch_page(PAGE)
    app.query_params.clear()
    app.query_params["view"] = STEP
    app.run()
    app.button_group(key="step_of").set_value("Your drawing").run()
    assert not app.exception
    shown = component(app, "one_step")
    np.testing.assert_array_equal(numbers(shown["images"], np.uint8), np.rint(255 * image))
    meant = app.number_input(key="meant").value
    assert meant == (image @ mini_batch.checkpoint.weights + mini_batch.checkpoint.bias).argmax()
    assert f"**Your drawing, meant as a {meant}, alone.**" in said(app)
    app.number_input(key="meant").set_value(5).run()
    assert component(app, "one_step")["labels"] == [5]
