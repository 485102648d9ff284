"""The lesson on cross-entropy: the tutorials' figures, the address, the batch, the parts, float32."""

import math
import random

import numpy as np
import pytest

from mnist_core.cross_entropy import information, predictions
from mnist_core.softmax.regression import cross_entropy, evidence
from tests.lessons.conftest import chart, component, done, formula, id_of, require_plain_code, said, send, so
from ui.lessons.cross_entropy.words import read_probabilities, write_probabilities

PAGE = "pages/3_cross_entropy.py"
BATCH, CODE, FLOAT32 = "A batch of digits", "As a code", "In float32"
J = [300, 300, 100, 9000, 100, 100, 25, 25, 25, 25]


def test_the_tutorials_figures_stand_on_the_page(open_page):
    app = open_page(PAGE)
    text = said(app)
    assert "−log 0.01 = 4.6 and −log 0.99 = 0.01." in text
    assert "One tutorial prints 0.1" in text
    assert "0.10536 if the truth is a 3: nine zeros and one term" in text
    assert "it costs 4.60517" in text
    assert "0.1053 and 4.6051" in text


def test_j_costs_a_tenth_if_the_truth_is_a_three(open_page):
    app = open_page(PAGE)
    shown = component(app, "prediction")
    assert shown["units"] == J
    assert shown["truth"] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    terms = information.terms(np.array(shown["truth"]), np.array(shown["units"]) / 10_000)
    assert terms.tolist() == [0, 0, 0, pytest.approx(0.10536, abs=1e-5), 0, 0, 0, 0, 0, 0]
    assert r"9 \cdot 0 - \log 0.9 = 0.10536\ \text{nats} = 0.1520\ \text{bits}" in formula(app)
    assert "0.9 - 1 = -0.1" in formula(app)
    assert not done(app, "keep the tutorials' j")


def test_j_costs_more_than_four_if_the_truth_is_a_two(open_page):
    app = open_page(PAGE, truth=2)
    assert component(app, "prediction")["truth"][2] == 1
    assert r"- \log 0.01 = 4.60517\ \text{nats} = 6.6439\ \text{bits}" in formula(app)
    # That was the link's doing; another truth is the visitor's.
    assert so(app, "keep the tutorials' j")
    assert done(app.button_group(key="truth").set_value(7).run(), "keep the tutorials' j")
    # Another prediction does not count.
    assert not so(open_page(PAGE, truth=2, p="1,1,.01,9,1,1,1,1,1,1"), "keep the tutorials' j")


def test_the_presets_set_the_prediction_and_the_address(open_page):
    app = open_page(PAGE)
    labels = [button.label for button in app.button if button.key in predictions.PRESETS]
    assert labels == [
        "The tutorials' j: 0.11",
        "Confident and right: 0.09",
        "Uniform: 2.30",
        "Unsure and wrong: 1.61",
        "Confident and wrong: 4.61",
    ]
    app.button(key="Uniform").click().run()
    assert component(app, "prediction")["units"] == [1000] * 10
    assert app.query_params["p"] == "-".join(["0.1"] * 10)
    assert "2.30259" in formula(app)
    app.button(key="The tutorials' j").click().run()
    assert component(app, "prediction")["units"] == J
    assert "p" not in app.query_params


def test_the_address_holds_the_prediction(open_page):
    app = open_page(PAGE, p="1-1-1-1-1-1-1-1-1-11", truth=9)
    assert component(app, "prediction")["units"] == [500] * 9 + [5500]
    assert f"{-math.log(0.55):.5f}" in formula(app)
    assert app.query_params["p"] == "1-1-1-1-1-1-1-1-1-11"


def _garbage() -> list[str]:
    dice = random.Random(3)
    letters = "0123456789.-,e+ naif<>%\"'\\/;\x00é"
    made = ["".join(dice.choice(letters) for _ in range(dice.randrange(1, 60))) for _ in range(200)]
    nine, zeros = "-".join(["1"] * 9), "-".join(["0"] * 10)
    return [*made, nine, zeros, nine + "-nan", nine + "--1", nine + "-inf", nine + "-1e9", nine + "-1-1", nine + "-."]


@pytest.mark.parametrize("text", _garbage())
def test_what_is_no_prediction_is_none(text):
    assert read_probabilities(text) is None


@pytest.mark.parametrize("make", predictions.PRESETS.values())
def test_what_is_written_is_read_again(make):
    assert read_probabilities(write_probabilities(make(4))).tolist() == make(4).tolist()


@pytest.mark.parametrize(
    "query",
    [{"p": "-".join(["nan"] * 10)}, {"p": "1" * 10_000}, {"p": "<b>"}, {"truth": "x"}, {"truth": "12"}, {"view": "?"},
     {"view": CODE, "smoothing": "7"}, {"view": CODE, "wrong": "-1"}, {"view": FLOAT32, "gap": "inf"},
     {"view": FLOAT32, "gap": "1e9"}, {"view": BATCH, "batch": "3"}, {"view": BATCH, "first": "-2"},
     {"view": BATCH, "first": "99999999999999999999"}],
)  # fmt: skip
def test_a_bad_address_gives_the_default(open_page, mini_batch, query):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert "p" not in app.query_params
    if "view" not in query or query["view"] == "?":
        assert component(app, "prediction")["units"] == J
        assert component(app, "prediction")["label"] == 3


def test_a_repeated_prediction_is_none(open_page):
    app = open_page(PAGE)
    app.query_params["p"] = ["0.1-" * 9 + "0.1", "0.1-" * 9 + "0.1"]
    app.run()
    assert not app.exception
    assert component(app, "prediction")["units"] == J


@pytest.mark.parametrize("order", ["As they come", "Costliest first"])
def test_a_batch_costs_the_mean_of_its_digits(open_page, mini_batch, dataset, order):
    app = open_page(PAGE, view=BATCH, batch=50, first=7, order=order)
    shown = component(app, "losses")
    rows, model = np.arange(7, 57), mini_batch.checkpoint
    logits = evidence(dataset.test.intensities(rows), model.weights, model.bias)
    assert shown["mean"] == pytest.approx(cross_entropy(dataset.test.labels[rows], logits), abs=1e-6)
    assert np.mean(shown["losses"]) == pytest.approx(shown["mean"], abs=1e-5)
    expected = information.losses(dataset.test.labels[rows], logits)
    if order == "Costliest first":
        expected = np.sort(expected)[::-1]
    np.testing.assert_allclose(shown["losses"], expected, atol=1e-4)
    assert f"= {shown['mean']:.4f}" in formula(app)
    assert sum(shown["wrong"]) == sum("taken for" in story for story in shown["stories"])
    assert "make up" in said(app)


def test_a_batch_begins_again_after_the_last_digit(open_page, mini_batch, dataset):
    last = len(dataset.test) - 1
    shown = component(open_page(PAGE, view=BATCH, batch=10, first=last), "losses")
    assert shown["stories"][0].startswith(f"Test digit {last:,}:")
    assert shown["stories"][1].startswith("Test digit 0:")


def test_a_cheap_batch_is_noticed_and_another_is_another(open_page, mini_batch, dataset):
    model = mini_batch.checkpoint
    losses = information.losses(dataset.test.labels, evidence(dataset.test.intensities(), model.weights, model.bias))
    means = np.convolve(losses, np.full(10, 0.1), "valid")
    app = open_page(PAGE, view=BATCH, batch=10, first=int(means.argmax()))
    assert not done(app, "A batch:")
    assert so(open_page(PAGE, view=BATCH, batch=10, first=int(means.argmin())), "A batch:")
    assert done(app.number_input(key="first").set_value(int(means.argmin())).run(), "A batch:")
    (another,) = [button for button in app.button if button.label == "Another batch"]
    firsts = {another.click().run().number_input(key="first").value for _ in range(4)}
    assert len(firsts) > 1


def test_the_price_falls_into_entropy_and_waste(open_page):
    app = open_page(PAGE, view=CODE, smoothing=0.2, wrong=0.1, truth=3)
    shown = component(app, "prediction")
    truth, prediction = np.array(shown["truth"]), np.array(shown["units"]) / 10_000
    assert truth[3] == pytest.approx(0.9 * 0.8 + 0.02)
    assert truth[5] == pytest.approx(0.1 * 0.8 + 0.02)
    price, least = (
        round(information.in_bits(v), 3) for v in (information.cost(truth, prediction), information.entropy(truth))
    )
    assert rf"{price:.3f} = {least:.3f} + {price - least:.3f}\ \text{{bits}}" in formula(app)
    assert not done(app, "As a code:")


def test_with_a_certain_label_all_is_waste(open_page):
    app = open_page(PAGE, view=CODE, p="0-0-0-1-0-0-0-0-0-0")
    assert r"0.001 = 0.000 + 0.001\ \text{bits}" in formula(app)
    assert not done(app, "As a code:")


def test_the_waste_vanishes_where_the_prediction_is_the_truth(open_page):
    app = open_page(PAGE, view=CODE, smoothing=0.5, p="1-1-1-11-1-1-1-1-1-1")
    assert r"+ 0.000\ \text{bits}" in formula(app)
    assert so(app, "As a code:")


def test_a_preset_does_not_smooth_and_drag_for_the_visitor(open_page):
    """With a label smoothed by a tenth, "Confident and right" is the truth itself."""
    app = open_page(PAGE, view=CODE)
    app.slider(key="smoothing").set_value(0.1).run()
    app = app.button(key="Confident and right").click().run()
    assert r"+ 0.000\ \text{bits}" in formula(app)
    assert not done(app, "As a code:")
    dragged = [0.011, 0.009, 0.01, 0.91, *[0.01] * 6]
    assert done(send(app, id_of(app, "prediction"), "moved", {"shares": dragged, "serial": 1}), "As a code:")


@pytest.mark.parametrize(
    ("gap", "written", "first"),
    [(40, "**40.000**: right.", "**40.000**: right."), (88, "**88.000**: right.", "**88.000**: right."),
     (100, "**inf**", "**99.983**: the share"), (120, "**inf**", "**inf**")],
)  # fmt: skip
def test_the_literal_forms_give_inf_and_the_stable_one_does_not(open_page, gap, written, first):
    app = open_page(PAGE, view=FLOAT32, gap=gap)
    verdicts = [each.value for each in app.markdown if each.value.startswith(("**inf", "**4", "**8", "**9", "**1"))]
    assert verdicts[0].startswith(written)
    assert verdicts[1].startswith(first)
    assert verdicts[2] == f"**{gap:.3f}**: right."
    assert so(app, "In float32:") == (gap > 88)
    assert rf"= {gap}" in formula(app)


def test_the_chart_ends_each_way_where_it_gives_inf(open_page):
    shown = chart(open_page(PAGE, view=FLOAT32), 0)
    ends = {s["name"]: max(x for x, y in s["data"] if y is not None) for s in shown["series"]}
    assert ends == {"as written": 88, "maximum first": 103, "on the logits": 150}


@pytest.mark.parametrize("view", ["One prediction", BATCH, CODE, FLOAT32])
def test_the_code_shown_is_the_code_that_ran(open_page, mini_batch, view):
    app = open_page(PAGE, view=view)
    assert not app.exception
    wanted = {"One prediction": "terms", BATCH: "losses", CODE: "code_lengths", FLOAT32: "literal"}[view]
    assert f"def {wanted}(" in app.code[-1].value
    require_plain_code(app)


@pytest.mark.parametrize(
    ("view", "own"),
    [("One prediction", "The tutorials' j costs"), (BATCH, "a few that are read wrongly"),
     (CODE, "Waste is zero only"), (FLOAT32, "On the logits the loss is right")],
)  # fmt: skip
def test_what_is_told_below_a_toy_belongs_to_it(open_page, mini_batch, view, own):
    told = said(open_page(PAGE, view=view))
    notices = ("The tutorials' j costs", "a few that are read wrongly", "Waste is zero only", "On the logits the loss")
    assert own in told
    assert sum(notice in told for notice in notices) == 1


def test_the_truth_is_kept_while_another_toy_is_shown(open_page, mini_batch):
    app = open_page(PAGE, truth=7)
    for view in (FLOAT32, CODE):
        app.session_state["view"] = view
        app.run()
    assert component(app, "prediction")["label"] == 7


def test_the_dials_are_kept_when_the_truth_changes(open_page):
    app = open_page(PAGE, view=CODE, smoothing=0.1, wrong=0.2, truth=3)
    assert app.slider(key="wrong").label == "Labelled 5 by mistake"
    app.get("button_group")[0].set_value(4).run()
    assert app.slider(key="wrong").label == "Labelled 9 by mistake"
    assert (app.slider(key="smoothing").value, app.slider(key="wrong").value) == (0.1, 0.2)


@pytest.mark.parametrize(
    "moved",
    [None, 7, {}, {"shares": "x", "serial": 1}, {"shares": [1] * 9, "serial": 1}, {"shares": [None] * 10, "serial": 1},
     {"shares": [[1]] * 10, "serial": 1}, {"shares": [-1] * 10, "serial": 1}, {"shares": [float("inf")] * 10}],
)  # fmt: skip
def test_a_forged_move_changes_nothing(open_page, moved):
    app = open_page(PAGE)
    before = component(app, "prediction")
    send(app, id_of(app, "prediction"), "moved", moved)
    assert not app.exception
    assert component(app, "prediction") == before
    assert "p" not in app.query_params
