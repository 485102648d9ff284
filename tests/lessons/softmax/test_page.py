"""The softmax page: its figures, its presets and tries, the address, and where its evidence comes from."""

import random
import re
import string

import numpy as np
import pytest

from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import divide_up, sides
from mnist_core.softmax.regression import softmax
from tests.lessons.conftest import (
    chart,
    component,
    done,
    formula,
    id_of,
    numbers,
    press,
    require_plain_code,
    said,
    send,
)
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.softmax import words as softmax_words
from ui.lessons.softmax.setting import DEFAULT, PRESETS, WHOSE, Setting, read_setting

PAGE = "pages/2_softmax.py"
ORIGIN, PRECISION = "Where evidence comes from", "Why subtract the maximum"
SEVEN = {
    "type": "Path",
    "path": [["M", 70, 60], ["L", 210, 60], ["L", 130, 230]],
    "strokeWidth": 20,
    "stroke": "#22262b",
    "fill": None,
}


def state(app):
    return component(app, "shares")["state"]


def test_the_tutorials_example_is_what_one_sees_first(open_page):
    app = open_page(PAGE)
    assert state(app) == {"z": [0.1, 0.005, 2.0], "temperature": 1.0, "add": 0.0, "raised": None}
    assert r"\frac{e^{2}}{e^{0.1} + e^{0.005} + e^{2}}" in formula(app)
    assert r"\frac{7.389}{9.499} = 0.7779" in formula(app)
    assert "smallest share is $0.1058$, the largest $0.7779$" in said(app)
    for label, share in enumerate([0.1163, 0.1058, 0.7779]):
        raised = open_page(PAGE, raised=label)
        assert f"= {share:.4f}" in formula(raised)
    assert not app.exception


def test_four_zeros_are_four_quarters(open_page):
    app = press(open_page(PAGE), "Four zeros").run()
    assert state(app)["z"] == [0, 0, 0, 0]
    assert r"\frac{1.000}{4.000} = 0.2500" in formula(app)
    assert "smallest share is $0.2500$, the largest $0.2500$" in said(app)
    assert app.query_params["z"] == "0,0,0,0"


@pytest.mark.parametrize(("temperature", "factor"), [(1, "2.718"), (2, "1.649")])
def test_one_more_unit_multiplies_the_odds_by_e(open_page, temperature, factor):
    app = open_page(PAGE, z="0,1.5,3", raised=1, temperature=temperature)
    before, after = divide_up([0, 0.5, 3], temperature).odds[1], divide_up([0, 1.5, 3], temperature).odds[1]
    assert f"{before:.4f}" in formula(app)
    assert f"{after:.4f}" in formula(app)
    assert rf"\times {factor}" in formula(app)
    assert ("e = 2.718" in said(app)) == (temperature == 1)


def test_adding_a_constant_changes_powers_and_no_share(open_page):
    app = open_page(PAGE, add=3)
    assert r"e^{5}" in formula(app)
    assert "= 0.7779" in formula(app)
    assert component(app, "shares")["state"]["add"] == 3


def test_no_share_is_shown_as_zero_or_one(open_page):
    app = open_page(PAGE, z="30,-30", temperature=0.1)
    shares = divide_up([30, -30], 0.1)
    assert f"{shares.rest[0]:.1e}"[:3] in said(app)
    assert r"$1 - 2.7 \cdot 10^{-261}$" in said(app)
    assert r"$2.7 \cdot 10^{-261}$" in said(app)


def test_two_classes_come_with_the_logistic_curve_and_three_with_the_triangle(open_page):
    app = press(open_page(PAGE), "Two classes").run()
    curve = np.array(component(app, "shares")["curve"])
    np.testing.assert_allclose(curve[:, 1], 1 / (1 + np.exp(-curve[:, 0])), atol=5e-5)
    assert r"\frac{1}{1 + e^{-(1.5)}} = 0.8176" in formula(app)
    shown = component(open_page(PAGE), "shares")
    assert np.shape(shown["corners"]) == (3, 2)
    assert shown["path"][0] == pytest.approx(shown["corners"][2], abs=1e-4)
    assert "curve" not in shown
    assert not {"curve", "corners"} & component(open_page(PAGE, z="1,2,3,4"), "shares").keys()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_everything_and_is_in_the_address(open_page, name):
    app = press(open_page(PAGE, z="1,2", temperature=3, add=2, raised=1), name).run()
    assert state(app) == {"z": list(PRESETS[name]), "temperature": 1.0, "add": 0.0, "raised": None}
    again = open_page(PAGE, **app.query_params)
    assert state(again) == state(app)


def test_the_presets_are_what_they_are_called():
    seven = softmax(np.array(PRESETS["A confident seven"]))
    assert seven.argmax() == 7
    assert seven.max() > 0.99
    assert "mini-batch recipe, after step 1,000" in WHOSE["A confident seven"]
    tie = np.sort(softmax(np.array(PRESETS["A tie"])))
    assert tie[-1] == tie[-2] > 0.4


def test_the_confident_seven_is_that_of_the_next_tab(open_page, mini_batch, dataset):
    """It came from another model: +9.33 in the one tab, +10.27 in the next, for the same digit."""
    if dataset.is_sample:
        pytest.skip("the sample has other digits")
    shown = component(open_page(PAGE, part=ORIGIN, digit=0, **{"class": 7}), "terms")["evidence"]
    np.testing.assert_allclose(PRESETS["A confident seven"], shown, atol=0.02)
    assert "Mini-batch recipe, step 1,000 of 1,000" in said(open_page(PAGE, part=ORIGIN))


@pytest.mark.parametrize("count", [2, 4, 10])
def test_classes_are_added_without_evidence_and_taken_from_the_end(open_page, count):
    app = open_page(PAGE)
    app.number_input(key="classes").set_value(count).run()
    assert state(app)["z"] == ([0.1, 0.005, 2.0] + [0.0] * 10)[:count]


def test_the_digit_that_was_drawn_is_offered_and_read_by_the_model(open_page, mini_batch):
    app = open_page(PAGE)
    assert "The digit I drew" not in [button.label for button in app.button]
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [SEVEN]}, "data": None}}
    app.run()
    app = press(app, "The digit I drew").run()
    assert len(state(app)["z"]) == 10
    assert int(np.argmax(state(app)["z"])) == 7
    assert not app.exception


@pytest.mark.parametrize("raw", [{"objects": "no list"}, {"objects": [{"path": 3}]}, [], "x"])
def test_a_drawing_that_cannot_be_read_is_not_offered(open_page, mini_batch, raw):
    app = open_page(PAGE)
    app.session_state["canvas-0"] = {"drawing": {"raw": raw, "data": None}}
    app.run()
    assert not app.exception
    assert "The digit I drew" not in [button.label for button in app.button]


def move(app, **changes):
    """Have the browser tell that the bars and dials have come to rest like this."""
    return send(app, id_of(app, "shares"), "commit", {**state(app), **changes, "seq": 1})


SURE, RAISED, FLAT, LOST = "more than 0.9999", "Press +1", "by temperature alone", "answer *nan*"


def test_every_try_can_be_done_and_none_is_by_a_link(open_page):
    first = open_page(PAGE)
    for task, told, query in [
        (SURE, {"z": [10, 0, 0]}, {"z": "10,0"}),
        (RAISED, {"raised": 0, "z": [1.1, 0.005, 2]}, {"raised": 0}),
        (FLAT, {"temperature": 100}, {"temperature": 100}),
    ]:
        assert not done(first, task)
        assert done(move(open_page(PAGE), **told), task), task
        linked = open_page(PAGE, **query)
        assert "so already" in said(linked)
        assert not done(linked, task), task
    assert not done(open_page(PAGE, part=PRECISION, offset=100), LOST)
    app = open_page(PAGE, part=PRECISION)
    assert done(app.slider(key="offset").set_value(100).run(), LOST)


def test_after_a_link_that_has_done_it_another_class_counts(open_page):
    app = open_page(PAGE, raised=0, z="1,2")
    assert not done(app, RAISED)
    assert done(move(app, raised=1, z=[1, 3]), RAISED)


@pytest.mark.parametrize("name", PRESETS)
def test_by_temperature_alone_from_every_preset_and_no_preset_does_a_task(open_page, name):
    app = press(open_page(PAGE), name).run()
    assert not any(done(app, task) for task in (SURE, RAISED, FLAT, LOST))
    if len(set(state(app)["z"])) == 1:  # where nothing differs there is nothing to bring together
        app = move(app, z=[2, 0, 0, 0])
    app = move(app, temperature=100)
    assert done(app, FLAT)
    assert state(app)["temperature"] == 100


def test_a_preset_begins_anew_even_where_it_does_what_a_task_asks(open_page, monkeypatch):
    monkeypatch.setitem(PRESETS, "Two classes", (20.0, 0.0))  # as the digit that one drew may be
    app = press(open_page(PAGE), "Two classes").run()
    assert not done(app, SURE)
    assert done(move(app, z=[0, 20]), SURE)


def test_untrained_nothing_is_a_mistake(open_page, mini_batch):
    """All classes tie: it offered every digit but the 0s as one that it gets wrong."""
    (button,) = [b for b in open_page(PAGE, part=ORIGIN).button if b.label == "One it gets wrong"]
    assert not button.disabled
    (button,) = [b for b in open_page(PAGE, part=ORIGIN, weights="Untrained").button if b.label == "One it gets wrong"]
    assert button.disabled


def test_what_dividing_without_e_would_give_is_told(open_page):
    assert "class 1 a share of −0.50" in said(open_page(PAGE, z="3,-1"))
    assert "adds up to 0" in said(open_page(PAGE, z="1,-1"))
    assert "less than nothing" in said(open_page(PAGE))


def test_equal_evidence_or_cold_or_too_little_heat_is_no_flattening():
    alike = Setting((0.0, 0.0), 10.0)
    assert not softmax_words.flattened(alike, divide_up(alike.evidence, 10))
    warm = Setting((0.0, 3.0), 2.0)
    assert not softmax_words.flattened(warm, divide_up(warm.evidence, 2))
    cold = Setting((0.0, 1.0), 0.5)
    assert not softmax_words.flattened(cold, divide_up(cold.evidence, 0.5))


def test_an_untrained_model_gives_every_class_a_tenth(open_page, mini_batch):
    app = open_page(PAGE, part=ORIGIN, weights="Untrained")
    assert component(app, "terms")["probabilities"] == pytest.approx([0.1] * 10)
    assert "a share of 0.1" in said(app)
    assert component(app, "network")["probabilities"] == pytest.approx([1 / 3] * 3)


def test_the_784_terms_and_the_bias_are_the_evidence(open_page, mini_batch, dataset):
    app = open_page(PAGE, part=ORIGIN, digit=3, **{"class": 4})
    shown = component(app, "terms")
    model, image = mini_batch.checkpoint, dataset.test.intensities([3])[0]
    assert shown["label"] == 4
    *parts, evidence = shown["parts"]
    assert f"{sum(parts):.2f}" == f"{evidence:.2f}" == f"{shown['evidence'][4]:.2f}"
    np.testing.assert_allclose(shown["evidence"], image @ model.weights + model.bias, atol=1e-4)
    np.testing.assert_allclose(shown["probabilities"], softmax(image @ model.weights + model.bias), atol=1e-5)
    running = numbers(shown["running"], np.float32).reshape(29, 10)
    np.testing.assert_allclose(running[[0, -1]], [model.bias, shown["evidence"]], atol=1e-4)
    np.testing.assert_allclose(running[14], image[: 14 * 28] @ model.weights[: 14 * 28] + model.bias, atol=1e-4)
    assert f"The label says {dataset.test.labels[3]}" in said(app)


def test_network_equations_and_product_are_fed_the_same_real_numbers(open_page, mini_batch, dataset):
    app = open_page(PAGE, part=ORIGIN, digit=5)
    small = component(app, "network")
    by_hand = np.array(small["inputs"]) @ np.array(small["weights"]) + small["bias"]
    np.testing.assert_allclose(by_hand, small["evidence"], atol=0.005)
    np.testing.assert_allclose(softmax(np.array(small["evidence"])), small["probabilities"])
    evidence = component(app, "terms")["evidence"]
    assert small["evidence"] == [round(z, 2) for z in sorted(evidence, reverse=True)[:3]]


@pytest.mark.parametrize(("offset", "shown"), [(87, False), (88, True), (-104, False), (-105, True)])
def test_as_written_it_breaks_in_float32_beyond_its_ends_and_the_stable_form_does_not(open_page, offset, shown):
    app = open_page(PAGE, part=PRECISION, z="1,0.5,2", offset=offset - 1)
    naive, stable = [each.value for each in app.markdown if "| class |" in each.value]
    assert (":red[**nan**]" in naive) == shown
    rows = [line.split("|") for line in stable.splitlines()[2:5]]
    np.testing.assert_allclose([float(row[4]) for row in rows], softmax(np.array([1, 0.5, 2])), rtol=1e-3)
    assert not app.exception


def test_the_chart_marks_what_is_lost(open_page):
    app = open_page(PAGE, part=PRECISION, z="0,4", offset=86)
    held, lost = chart(app, 0)["series"][1]["data"]
    assert held["symbol"] == "circle"
    assert lost["symbol"] != "circle"


def test_the_code_shown_is_what_ran(open_page):
    app = open_page(PAGE)
    assert "def divide_up" in app.code[-1].value
    require_plain_code(app)
    app = open_page(PAGE, part=PRECISION)
    assert "def naive_float32" in app.code[-1].value
    require_plain_code(app)


GARBAGE = [
    {"z": "1"},
    {"z": "1,nan"},
    {"z": "inf,1"},
    {"z": "1,31"},
    {"z": "1,2,3,4,5,6,7,8,9,10,11"},
    {"z": "9" * 10_000},
    {"z": "<b>,1"},
    {"z": ["1,2", "3,4"]},
    {"temperature": "0"},
    {"temperature": "-1"},
    {"temperature": "1,2"},
    {"add": "1e9"},
    {"raised": "3"},
    {"raised": "-1"},
    {"raised": "²"},
    {"part": "no such tab"},
]


@pytest.mark.parametrize("query", GARBAGE, ids=str)
def test_garbage_in_the_address_gives_the_default_and_a_quiet_note(open_page, query):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert state(app) == {"z": [0.1, 0.005, 2.0], "temperature": 1.0, "add": 0.0, "raised": None}
    assert not set(query) & set(app.query_params)
    assert "asked for something that does not exist" in said(app)


def test_hundreds_of_senseless_addresses_are_read_without_an_exception():
    chance = random.Random(2)
    for _ in range(2_000):
        asked = {
            name: "".join(chance.choices("0123456789,.-+e naif" + string.printable, k=chance.randrange(40)))
            for name in softmax_setting.BY_HAND
        }
        found, wrong = read_setting(asked)
        assert 2 <= len(found.evidence) <= 10
        assert all(abs(z) <= 30 for z in found.evidence)
        assert 0.1 <= found.temperature <= 100
        assert set(wrong) <= set(asked)


def test_what_the_browser_sends_is_checked_like_an_address(monkeypatch):
    written = {}
    monkeypatch.setattr(softmax_setting, "put", lambda setting: written.update(setting=setting))
    monkeypatch.setattr(softmax_setting.state, "put", lambda **values: written.update(values))
    for z in (None, "1,2", [1], [1, None], [1, "x"], [1, 99]):
        sent = {"z": z, "temperature": 1, "add": 0}
        softmax_setting.take_over(softmax_setting.read_commit(sent))
        assert "setting" not in written
    sent = {"z": [1, 2.5], "temperature": 2, "add": -1, "raised": None, "seq": 4}
    softmax_setting.take_over(softmax_setting.read_commit(sent))
    assert written == {"setting": Setting((1.0, 2.5), 2.0, -1.0, None), "_shares_seq": 4}
    assert Setting() == DEFAULT


def test_the_code_is_sent_only_to_who_opens_it(open_page):
    app = open_page(PAGE)
    assert len(app.code) == 2
    app.session_state["code"] = False
    assert len(app.run().code) == 0


@pytest.mark.parametrize(
    ("view", "own", "others"),
    [("Evidence to shares", "Temperature divides", ("no ink", "overflows")),
     (ORIGIN, "no ink", ("Temperature divides", "overflows", "One more unit")),
     (PRECISION, "overflows", ("Temperature divides", "no ink", "One more unit"))],
)  # fmt: skip
def test_what_is_told_below_a_toy_belongs_to_it(open_page, mini_batch, view, own, others):
    app = open_page(PAGE, part=view)
    told = said(app)
    assert own in told
    assert not [other for other in others if other in told]


def test_below_where_evidence_comes_from_stands_its_own_sum(open_page, mini_batch, dataset):
    app = open_page(PAGE, **{"part": ORIGIN, "class": 3, "digit": 5})
    model = mini_batch.checkpoint
    found = account(model.weights, model.bias, dataset.test.intensities([5])[0])
    speaks_for, speaks_against = sides(found, 3)
    parts = np.array([speaks_for, speaks_against, found.bias[3], found.evidence[3]])
    printed = np.sign(parts) * [float(number) for number in re.findall(r"\d+\.\d\d", formula(app))]
    # They are printed so that they add up, which may move one by its last digit.
    np.testing.assert_allclose(printed, parts, rtol=0, atol=0.0101)
    assert round(100 * printed[:3].sum()) == round(100 * printed[3])
    assert "W_{j,3}" in formula(app)
    assert "def account(" in app.code[-1].value
    assert "def divide_up(" not in app.code[-1].value
    require_plain_code(app)
