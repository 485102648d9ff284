"""The page beyond the line: every figure on it is the models' own, before and after the networks are trained."""

import numpy as np
import pytest

from mnist_core.beyond_linear import judges
from mnist_core.beyond_linear.networks import of_checkpoint, taught_shuffled
from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.beyond_linear.stress import NONE, Stress, apply
from mnist_core.drawing import as_text
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.softmax.regression import softmax
from mnist_core.training.run import TrainingRun
from mnist_core.work.registry import Registry
from mnist_core.work.work import Job, Place, Status
from tests.lessons.conftest import (
    THREE,
    chart,
    component,
    done,
    figure,
    formula,
    id_of,
    made_up,
    numbers,
    require_plain_code,
    said,
    send,
    so,
)
from tests.support.session import remembered
from ui import cached, live, toasts
from ui.lessons.beyond_linear import judges as beyond_judges
from ui.words import percent

PAGE = "pages/9_beyond_linear.py"
VIEWS = ["Stress", "Three judges", "Who fails", "Inside", "Taught otherwise"]


def no_worker():
    raise AssertionError("nothing is to be trained here")


@pytest.fixture(scope="module")
def results(dataset):
    """What the store holds where all networks are trained."""
    kinds = [("hidden", "plain"), ("convolutional", "plain"), ("softmax", "plain"), ("softmax", "shifted"),
             ("hidden", "shifted"), ("convolutional", "shifted"), ("convolutional", "shuffled")]  # fmt: skip
    return {Schooling(*which): made_up(Schooling(*which), dataset) for which in kinds}


@pytest.fixture
def bare(dataset, monkeypatch):
    """No network is trained."""
    registry, own = cached.registry(), Registry(dataset, {Place.KERAS: no_worker}, folder=None)

    def of(work):
        return own if isinstance(work, Schooling) else registry

    monkeypatch.setattr(live, "look_at", lambda work: of(work).look(work, "a"))
    monkeypatch.setattr(live, "start", lambda work: of(work).start(work, "a"))
    monkeypatch.setattr(live, "stop", lambda work: of(work).stop(work, "a"))
    return own


@pytest.fixture
def full(dataset, results, monkeypatch):
    """All networks are trained."""
    from ui.lessons.beyond_linear import judges as beyond_judges

    def find(work):
        return Job(Status.FINISHED, results[work]) if work in results else Job(Status.UNKNOWN)

    monkeypatch.setattr(beyond_judges, "find", find)
    return {work: work.network(arrays) for work, arrays in results.items()}


@pytest.fixture
def opened(mini_batch):
    """Open a page to a visitor who has opened the exam of its model."""

    def opened(app):
        remembered(app)["_exams_opened"] = [mini_batch.config]
        return app.run()

    return opened


@pytest.fixture
def linear(mini_batch):
    return of_checkpoint(mini_batch.checkpoint)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("store", ["bare", "full"])
def test_every_view_has_its_notices_formula_and_code(open_page, mini_batch, request, view, store):
    request.getfixturevalue(store)
    app = open_page(PAGE, view=view)
    assert not app.exception
    assert app.button_group(key="view").value == view
    assert formula(app)
    require_plain_code(app)
    assert "What to notice" in said(app)


def test_it_is_useful_before_any_network_is_trained(open_page, bare, linear, dataset):
    app = open_page(PAGE)
    first, *others = component(app, "scores")["judges"]
    right = judges.right(linear, NONE, dataset.test)
    assert first["accuracy"] == first["before"] == judges.right(linear, NONE, dataset.validation).mean()
    assert [other["accuracy"] for other in others] == [None, None]
    tiles = component(app, "stressed")
    assert tiles["labels"] == list(range(10))
    assert tiles["after"] == tiles["before"]
    for number, (answer,) in zip(tiles["numbers"], tiles["answers"], strict=True):
        assert answer["right"] == right[number]


def test_the_sliders_redraw_the_accuracy_and_the_digits(open_page, bare, linear, dataset, opened):
    app = opened(open_page(PAGE))
    app.slider(key="right").set_value(4)
    app.slider(key="down").set_value(3).run()
    case = Stress(right=4, down=3)
    accuracy = judges.right(linear, case, dataset.test).mean()
    assert component(app, "scores")["judges"][0]["accuracy"] == accuracy
    if not dataset.is_sample:
        assert accuracy == pytest.approx(0.06, abs=0.006)
        assert not done(app, "no more than 2 pixels to the side")
    tiles = component(app, "stressed")
    images = apply(case, dataset.test, np.array(tiles["numbers"]))
    answers = (images @ linear.parameters["weights"] + linear.parameters["bias"]).argmax(axis=1)
    assert [answer["digit"] for (answer,) in tiles["answers"]] == answers.tolist()
    assert tiles["after"] != tiles["before"]
    assert f"{round(accuracy * len(dataset.test)):,}".replace(",", r"\,") in formula(app)
    app.slider(key="right").set_value(2)
    assert done(app.slider(key="down").set_value(4).run(), "no more than 2 pixels to the side")


@pytest.mark.parametrize(
    "query",
    [
        {"thickness": 4},
        {"thickness": -2, "noise": 0.3},
        {"rotation": 45, "scale": 0.8},
        {"contrast": -0.5, "shuffled": 50},
    ],
)
def test_every_slider_is_in_the_address(open_page, bare, linear, dataset, query):
    case = Stress(**{name: value / 100 if name == "shuffled" else value for name, value in query.items()})
    app = open_page(PAGE, **query)
    assert component(app, "scores")["judges"][0]["accuracy"] == judges.right(linear, case, dataset.validation).mean()


def test_a_one_at_the_far_left_is_a_preset(open_page, bare, linear, dataset):
    app = open_page(PAGE)
    app.button(key="preset_A 1 at the far left").click().run()
    assert set(component(app, "stressed")["labels"]) == {1}
    part = dataset.validation
    right = judges.right(linear, Stress(right=-10), part)[part.labels == 1]
    assert f"Of the 1s among the validation digits it reads **{percent(right.mean())}**" in said(app)
    app.button(key="preset_As written").click().run()
    assert app.slider(key="right").value == 0
    assert component(app, "stressed")["labels"] == list(range(10))


def test_shuffled_pixels_change_nothing_for_what_was_taught_so(open_page, bare, linear, dataset):
    app = open_page(PAGE)
    app.button(key="preset_Shuffled, and taught so").click().run()
    first = component(app, "scores")["judges"][0]
    assert first["accuracy"] == pytest.approx(judges.right(linear, NONE, dataset.validation).mean(), abs=2e-4)
    assert "**done**" not in said(app)
    assert "so already" not in said(app)
    app.slider(key="shuffled").set_value(50).run()
    assert component(app, "scores")["judges"][0]["accuracy"] == pytest.approx(first["accuracy"], abs=2e-4)
    assert done(app, "Shuffle some of the pixels")
    app.slider(key="shuffled").set_value(100)
    app.toggle(key="taught").set_value(False).run()
    assert component(app, "scores")["judges"][0]["accuracy"] < 0.2


@pytest.mark.parametrize("judged_by", ["validation", "test"])
def test_all_three_are_put_under_stress(open_page, full, linear, dataset, opened, judged_by):
    """By the validation digits until the exam is open."""
    app = open_page(PAGE, rotation=30)
    if judged_by == "test":
        opened(app)
    case, part = Stress(rotation=30), getattr(dataset, judged_by)
    assert rf"\text{{{judged_by} accuracy}}" in formula(app)
    networks = [linear, full[Schooling("hidden")], full[Schooling("convolutional")]]
    shown = component(app, "scores")["judges"]
    for judge, network in zip(shown, networks, strict=True):
        right = judges.right(network, case, part)
        assert judge["accuracy"] == right.mean()
        assert judge["low"] < judge["accuracy"] < judge["high"]
    assert shown[0]["note"] == f"all {len(part):,} {judged_by} digits"
    if not dataset.is_sample:
        assert "1,000 of them" in shown[2]["note"]
    assert [answer["short"] for answer in component(app, "stressed")["answers"][0]] == ["S", "H", "C"]


def disputed(full, linear, dataset) -> int:
    """The first test digit that the three do not all answer alike."""
    images = dataset.test.intensities(np.arange(30))
    networks = [linear, full[Schooling("hidden")], full[Schooling("convolutional")]]
    given = np.array([network.logits(images).argmax(axis=1) for network in networks])
    return int(np.flatnonzero((given != given[0]).any(axis=0))[0])


def test_three_judges_on_the_same_digit(open_page, full, linear, dataset):
    app = open_page(PAGE, view="Three judges", digit=33, thickness=1)
    shown = component(app, "judges")
    assert (shown["label"], shown["changed"]) == (dataset.test.labels[33], True)
    image = apply(Stress(thickness=1), dataset.test, np.array([33]))
    for judge, network in zip(
        shown["judges"], [linear, full[Schooling("hidden")], full[Schooling("convolutional")]], strict=True
    ):
        np.testing.assert_allclose(judge["shares"], softmax(network.logits(image))[0], atol=2e-5)
    assert "**7,850** numbers" in said(app)
    assert "**101,770** numbers" in said(app)
    assert "**18,378** numbers" in said(app)
    assert "trained in 41 s" in said(app)
    part = dataset.validation
    share = judges.right(linear, NONE, part).mean()
    step = max(1, len(part) // 1000)
    every = f", the convolutional one every {step}th" if step > 1 else ""
    assert f"**{percent(share)}** right" in said(app)
    assert f"As written, on all validation digits{every}, with" in said(app)
    split = disputed(full, linear, dataset)
    app.slider(key="thickness").set_value(0).run()
    assert done(app.number_input(key="digit").set_value(split).run(), "Bring all three judges")


def test_a_digit_that_was_pressed_is_brought_before_the_judges_by_the_visitor(open_page, full, linear, dataset):
    split = disputed(full, linear, dataset)
    assert so(open_page(PAGE, view="Three judges", digit=split), "Bring all three judges")
    app = open_page(PAGE)
    assert done(send(app, id_of(app, "stressed"), "picked", split), "Bring all three judges")


def strokes_of(*lines):
    """Lines as the drawing page writes them into the address, and what a model is then given of them."""
    text = as_text.as_text({"objects": [{**THREE, "path": line} for line in lines]})
    ink = ink_from_strokes(as_text.as_drawing(as_text.lines_of(text), "black"), 280, 280)
    return text, read_drawing(ink).image


def test_a_drawing_stands_before_the_judges_and_is_looked_at_inside(open_page, full, linear):
    text, image = strokes_of(THREE["path"])
    app = open_page(PAGE, view="Three judges", whose="Your drawing", strokes=text)
    shown = component(app, "judges")
    assert (shown["label"], shown["heading"]) == (None, "Your drawing: as written")
    networks = [linear, full[Schooling("hidden")], full[Schooling("convolutional")]]
    for judge, network in zip(shown["judges"], networks, strict=True):
        np.testing.assert_allclose(judge["shares"], softmax(network.logits(image[np.newaxis]))[0], atol=2e-5)
        assert judge["said"].startswith("with ")
    assert so(app, "your own drawing")
    assert app.query_params["strokes"] == text
    app = open_page(PAGE, view="Three judges", whose="Your drawing", strokes=text, right=4)
    moved = np.roll(image.reshape(28, 28), 4, axis=1).reshape(1, 784)
    np.testing.assert_allclose(
        component(app, "judges")["judges"][0]["shares"], softmax(linear.logits(moved))[0], atol=2e-5
    )
    app = open_page(PAGE, view="Inside", network="Convolutional", whose="Your drawing", strokes=text)
    np.testing.assert_array_equal(numbers(component(app, "maps")["digit"]["ink"], np.uint8), np.rint(255 * image))


def test_what_was_drawn_on_the_drawing_page_is_there_on_this_one(drawn, full, image, linear):
    app = drawn().switch_page(PAGE)
    app.query_params["view"], app.query_params["whose"] = "Three judges", "Your drawing"
    shown = component(app.run(), "judges")
    np.testing.assert_allclose(shown["judges"][0]["shares"], softmax(linear.logits(image[np.newaxis]))[0], atol=2e-5)


def test_two_shapes_are_no_answer_here_either_and_without_a_drawing_one_is_asked_for(open_page, full):
    text, _ = strokes_of([["M", 70, 60], ["L", 70, 200]], [["M", 200, 60], ["L", 200, 200]])
    shown = component(open_page(PAGE, view="Three judges", whose="Your drawing", strokes=text), "judges")
    assert "it reads one digit at a time" in shown["heading"]
    assert {judge["counts"] for judge in shown["judges"]} == {False}
    assert all(judge["said"].endswith("no answer") for judge in shown["judges"])
    for view in ("Three judges", "Inside"):
        app = open_page(PAGE, view=view, whose="Your drawing")
        assert not app.exception
        assert "Draw one: there is none yet" in [link.proto.label for link in app.get("page_link")]


def test_taught_shuffled_the_hidden_layer_is_as_good_and_the_convolutional_one_another(open_page, full, dataset):
    app = open_page(PAGE, shuffled=100, taught=True)
    shown = component(app, "scores")["judges"]
    case = Stress(shuffled=1)
    hidden = taught_shuffled(full[Schooling("hidden")], 1.0)
    assert shown[1]["accuracy"] == judges.right(hidden, case, dataset.validation).mean()
    other = full[Schooling("convolutional", "shuffled")]
    assert shown[2]["accuracy"] == judges.right(other, case, dataset.validation).mean()
    app = open_page(PAGE, shuffled=50, taught=True)
    assert "anew" in component(app, "scores")["judges"][2]["note"]


def test_a_network_is_trained_only_when_asked_and_the_page_says_how_long(open_page, bare, monkeypatch):
    started = []
    monkeypatch.setattr(bare, "start", lambda work, visitor: started.append(work))
    app = open_page(PAGE, view="Three judges")
    assert not started
    assert "Takes about 15 s" in said(app)
    assert "Takes about 60 s" in said(app)
    app.button(key="train_convolutional_plain").click().run()
    assert started == [Schooling("convolutional")]


def test_progress_is_told_in_numbers(open_page, mini_batch, dataset, monkeypatch):
    checks = np.array([[100, 0.912]], np.float32)

    def find(work):
        job = Job(Status.RUNNING, {"checks": checks}, 30, 120, 9.0, seconds_left=27.0)
        return job if work.kind == "hidden" else Job(Status.UNKNOWN)

    monkeypatch.setattr(beyond_judges, "find", find)
    app = open_page(PAGE, view="Three judges")
    (progress,) = app.get("progress")
    assert progress.proto.text == "25 %, validation 91.2 %, about 27 s left"
    ((share, accuracy),) = chart(app, 0)["series"][0]["data"]
    assert share == pytest.approx(100 * 100 / Schooling("hidden").steps(dataset), abs=0.01)
    assert accuracy == pytest.approx(91.2, abs=0.01)
    assert any(button.label == "Pause" for button in app.button)


def test_a_failed_training_is_told_in_words(open_page, mini_batch, monkeypatch):
    monkeypatch.setattr(beyond_judges, "find", lambda work: Job(Status.FAILED, {}, message="No memory is left."))
    app = open_page(PAGE, view="Three judges")
    assert "No memory is left." in app.warning[0].value


def test_the_exams_own_mistakes_and_marks_wait_until_it_is_open(open_page, full, linear, dataset, results, opened):
    app = open_page(PAGE, view="Who fails", case="All fail")
    assert "sealed for the model chosen above" in said(app)
    assert "digits**" not in said(app)
    assert [link.proto.label for link in app.get("page_link")].count("To the exam →") == 1
    app = open_page(PAGE, view="Taught otherwise")
    assert "once the exam of the model chosen above is open" in said(app)
    (line,) = figure(app)["data"]
    assert line["name"] == "Softmax regression"
    part = dataset.validation
    assert f"{100 * judges.right(linear, NONE, part).mean():.1f}&nbsp;%" in said(app)
    assert "validation as written" in said(app)
    assert len(figure(opened(app))["data"]) == 6


def test_the_mistakes_that_one_makes_and_another_does_not(open_page, full, linear, dataset, results, opened):
    app = opened(open_page(PAGE, view="Who fails", case="Only softmax regression fails"))
    given = [judges.answers(linear, NONE, dataset.test)]
    given += [results[Schooling(kind)]["logits"].argmax(axis=1) for kind in ("hidden", "convolutional")]
    expected = judges.failing(given, dataset.test.labels, (True, False, False))
    shown = component(app, "answers")
    assert shown["numbers"] == expected[:27].tolist()
    assert f"**{len(expected):,}** digit" in said(app)
    app = opened(open_page(PAGE, view="Who fails", case="All fail"))
    assert component(app, "answers")["numbers"] == judges.failing(given, dataset.test.labels, (True,) * 3)[:27].tolist()
    first = component(app, "answers")["numbers"][0]
    assert component(app, "answers")["lines"][0][1] == " · ".join(
        f"{short}\u00a0{answers[first]}" for short, answers in zip("SHC", given, strict=True)
    )
    app.selectbox(key="case").set_value("Only convolutional fails").run()
    assert done(app, "Look at what only the convolutional")


def test_another_case_begins_on_its_first_page(open_page, full, linear, opened):
    app = opened(open_page(PAGE, view="Who fails", case="All fail", page=3))
    assert component(app, "answers")["numbers"]
    app.session_state["page"] = 10_000
    assert not app.run().exception
    assert app.session_state["page"] == 1


def test_units_and_filters_are_shown(open_page, full, dataset):
    app = open_page(PAGE, view="Inside", digit=5)
    (group,) = component(app, "maps")["groups"]
    assert (len(group["captions"]), group["side"], group["signed"]) == (128, 28, True)
    network = full[Schooling("hidden")]
    hidden = dataset.test.intensities([5])[0] @ network.parameters["hidden_weights"]
    silent = (hidden + network.parameters["hidden_bias"] <= 0).sum()
    assert sum(group["quiet"]) == silent
    digit = component(app, "maps")["digit"]
    np.testing.assert_array_equal(numbers(digit["ink"], np.uint8), dataset.test.images[5])
    assert digit["name"] == f"Test digit 5, a {dataset.test.labels[5]}"
    app = open_page(PAGE, view="Inside", network="Convolutional", digit=5)
    groups = component(app, "maps")["groups"]
    assert [(len(group["captions"]), group["side"]) for group in groups] == [(16, 5), (16, 24), (32, 8)]
    assert so(app, "through the filters")


def test_what_shifted_digits_cost_and_give(open_page, full, linear, dataset, results, opened):
    app = opened(open_page(PAGE, view="Taught otherwise"))
    table = next(each.value for each in app.markdown if "taught on digits" in each.value)
    assert f"{100 * judges.right(linear, NONE, dataset.test).mean():.1f}&nbsp;%" in table
    for work in (Schooling("hidden"), Schooling("convolutional", "shifted")):
        share = (results[work]["logits"].argmax(axis=1) == dataset.test.labels).mean()
        assert f"{100 * share:.1f}&nbsp;%" in table
    lines = figure(app)["data"]
    assert [line["line"]["dash"] for line in lines] == 3 * ["solid", "dash"]
    assert so(app, "Teach all three on shifted digits")
    assert "convolutional network reads" in said(app)


@pytest.mark.parametrize(
    ("query", "task"),
    [
        ({"view": "Taught otherwise"}, "Teach all three on shifted digits"),
        ({"view": "Inside", "network": "Convolutional"}, "through the filters"),
        ({"view": "Three judges"}, "Bring all three judges"),
    ],
)
def test_what_a_classmate_trains_meanwhile_is_not_the_visitors_doing(
    open_page, mini_batch, results, monkeypatch, query, task
):
    there = {}
    monkeypatch.setattr(
        beyond_judges,
        "find",
        lambda work: Job(Status.FINISHED, there[work]) if work in there else Job(Status.UNKNOWN),
    )
    app = open_page(PAGE, digit=8, **query)
    assert not so(app, task)
    there |= results
    assert not done(app.run(), task)
    assert so(app, task) or "judges" in task


def test_what_the_visitor_had_trained_is(open_page, mini_batch, results, monkeypatch):
    there = {}
    monkeypatch.setattr(
        beyond_judges,
        "find",
        lambda work: Job(Status.FINISHED, there[work]) if work in there else Job(Status.UNKNOWN),
    )
    monkeypatch.setattr(live, "start", lambda work: None)
    app = open_page(PAGE, view="Taught otherwise")
    app.button(key="train_all").click().run()
    there |= results
    assert done(app.run(), "Teach all three on shifted digits")


def test_before_the_others_are_taught_the_linear_model_is_moved_already(open_page, bare, linear, dataset, monkeypatch):
    started = []
    monkeypatch.setattr(bare, "start", lambda work, visitor: started.append((work.kind, work.diet)))
    app = open_page(PAGE, view="Taught otherwise")
    (line,) = figure(app)["data"]
    part = dataset.validation
    rows = np.arange(0, len(part), max(1, len(part) // 2000))
    for shift, share in list(zip(line["x"], line["y"], strict=True))[::8]:
        images = apply(Stress(right=shift), part, rows)
        right = linear.logits(images).argmax(axis=1) == part.labels[rows]
        assert share == pytest.approx(100 * right.mean(), abs=0.11)
    assert "about 155 s" in said(app) or "about 3 min" in said(app)
    app.button(key="train_all").click().run()
    assert len(started) == 5
    assert ("softmax", "plain") not in started


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nothing", "right": "999"},
        {"scale": "nan", "noise": "1e999"},
        {"of": "eleven", "rotation": "<b>"},
        {"view": "Three judges", "digit": "-3"},
        {"view": "Who fails", "case": "Nobody", "page": "99999"},
        {"view": "Inside", "network": ["Convolutional", "x"]},
        {"shuffled": "50.5", "taught": "perhaps"},
    ],
)
def test_garbage_gives_the_default(open_page, full, mini_batch, opened, query):
    app = open_page(PAGE, **query)
    if query.get("view") == "Who fails":  # until then nobody asks for a case
        opened(app)
    assert not app.exception
    assert "asked for something that does not exist" in said(app)


def test_while_the_model_is_trained_the_page_shows_how_it_comes_on(open_page, mini_batch, bare, monkeypatch):
    from ui import live

    def look(config):
        run = TrainingRun(config)
        return run.show(Job(Status.WAITING, run.begin()))

    monkeypatch.setattr(live, "look", look)
    app = open_page(PAGE)
    assert not app.exception
    assert "The stress begins when the training has ended." in said(app)
    assert component(app, "pictures")


@pytest.mark.parametrize("watchers", [0, 1])
def test_whoever_pauses_a_training_is_told_of_others_where_there_are_any(monkeypatch, watchers):
    """Its piece is still in a worker, so it is active, for a moment or for others."""
    told = []
    monkeypatch.setattr(live, "stop", lambda work: Job(Status.RUNNING, watchers=watchers))
    monkeypatch.setattr(toasts, "tell", told.append)
    beyond_judges._pause(Schooling("hidden"))
    assert len(told) == watchers
