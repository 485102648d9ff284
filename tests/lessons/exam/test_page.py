"""The exam page: every figure on it is the model's own, and the tasks notice when they are done."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

from mnist_core.exam.exam import exam_of, hardest, in_cell, surest_mistakes
from mnist_core.exam.not_digits import letter, noise
from mnist_core.exam.on_paper import mark_of, of_the_two, paper_model, sheet_count, sheet_of
from mnist_core.softmax.regression import predict
from mnist_core.training.run import Status, TrainingRun
from mnist_core.work.work import Job
from tests.lessons.conftest import (
    chart,
    component,
    done,
    figure,
    formula,
    id_of,
    press,
    require_plain_code,
    said,
    send,
    so,
    trace,
)
from tests.support.session import remembered

PAGE = "pages/6_exam.py"
FULL = "Full batch recipe"
VIEWS = ["Sealed", "Guess first", "By hand", "Luck", "Mix-ups", "Any digit", "How sure", "Not a digit", "On paper"]


@pytest.fixture(scope="module")
def full(full_batch, dataset):
    return exam_of(full_batch.checkpoint, dataset.test)


@pytest.fixture(scope="module")
def mini(mini_batch, dataset):
    return exam_of(mini_batch.checkpoint, dataset.test)


def percent(share, digits=2):
    return f"{100 * share:.{digits}f}&nbsp;%"


def series(options, name):
    (found,) = [each for each in options["series"] if each["name"] == name]
    return found["data"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_notices_formula_and_code(open_page, full_batch, mini_batch, view):
    app = open_page(PAGE, view=view)
    assert not app.exception
    assert app.button_group(key="view").value == view
    assert formula(app)
    require_plain_code(app)
    assert "What to notice" in said(app)


def test_by_hand_true_false_true_true_is_three_quarters(open_page, full_batch, full, dataset):
    app = open_page(PAGE, view="By hand", model=FULL)
    shown = component(app, "answers")
    start = shown["numbers"][0]
    lines = app.code[0].value
    assert "[True, False, True, True]" in lines
    assert ">>> right.mean()\n0.75\n" in lines
    assert f"{full.labels[start : start + 4].tolist()}" in lines
    assert f"{full.accuracy:.4f}" in lines
    assert "(1 + 0 + 1 + 1) = 0.75" in formula(app)
    np.testing.assert_allclose(shown["shares"], full.probabilities[start : start + 4], atol=1e-4)
    if not dataset.is_sample:
        assert start == 7
        assert full.accuracy == pytest.approx(0.9067, abs=0.0002)


def test_by_hand_for_other_digits(open_page, mini_batch, mini):
    app = open_page(PAGE, view="By hand", first=3)
    assert component(app, "answers")["numbers"] == [3, 4, 5, 6]
    assert component(app, "answers")["wrong"] == (~mini.right[3:7]).tolist()
    assert str(mini.right[3:7].tolist()) in app.code[0].value


def test_94_of_100_was_luck(open_page, full_batch, full, dataset):
    app = open_page(PAGE, view="Luck", model=FULL, n=100)
    text = said(app)
    for right in (full.right[:100], full.right):
        interval = stats.binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
        assert f"{right.sum():,} right, **{percent(right.mean())}**" in text
        assert f"{percent(interval.low, 1)} to {percent(interval.high, 1)}" in text
    if not dataset.is_sample:
        assert "**94.00&nbsp;%**" in text
        assert "**90.67&nbsp;%**" in text
        assert "87.5&nbsp;% to 97.2&nbsp;%" in text
        assert "90.1&nbsp;% to 91.2&nbsp;%" in text
        assert so(app, "Find a lucky exam")
        assert done(app.select_slider(key="n").set_value(50).run(), "Find a lucky exam")
        app.select_slider(key="n").set_value(100).run()
    growing, others = chart(app, 0), chart(app, 1)
    assert series(growing, "chosen") == [[100, 100 * full.right[:100].mean()]]
    assert series(growing, "accuracy")[-1] == [len(full), pytest.approx(100 * full.accuracy, abs=1e-3)]
    assert sum(bar["value"][1] for bar in series(others, "exams")) == 1_000
    reached = float(re.search(r"([\d.]+)&nbsp;% reach the mark", text)[1])
    expected = stats.hypergeom(len(full), full.right.sum(), 100).sf(full.right[:100].sum() - 1)
    assert reached == pytest.approx(100 * expected, abs=4)


def test_another_draw_is_another_thousand_exams(open_page, mini_batch):
    app = open_page(PAGE, view="Luck", n=50)
    before = series(chart(app, 1), "exams")
    assert series(chart(app.number_input(key="draw").increment().run(), 1), "exams") != before


def test_the_whole_exam_can_only_be_drawn_once(open_page, full_batch, mini_batch, dataset):
    app = open_page(PAGE, view="Luck", n=len(dataset.test))
    assert "only one exam to draw" in said(app)
    assert not so(app, "Find a lucky exam")


def test_the_confusion_matrix_and_its_margins_are_scikit_learns(open_page, full_batch, full):
    shown = component(open_page(PAGE, view="Mix-ups", model=FULL), "confusion")
    assert shown["counts"] == metrics.confusion_matrix(full.labels, full.answers).tolist()
    np.testing.assert_allclose(shown["recall"], metrics.recall_score(full.labels, full.answers, average=None))
    np.testing.assert_allclose(
        shown["precision"], metrics.precision_score(full.labels, full.answers, average=None, zero_division=np.nan)
    )
    assert shown["accuracy"] == full.accuracy


def test_a_cell_opens_its_digits_page_by_page(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Mix-ups", label=7, answer=7)
    expected = in_cell(mini, 7, 7)
    assert component(app, "answers")["numbers"] == expected[:18].tolist()
    assert component(app, "confusion")["chosen"] == [7, 7]
    assert f"{len(expected):,} digits" in said(app)
    app = open_page(PAGE, view="Mix-ups", label=7, answer=7, page=2)
    shown = component(app, "answers")
    assert shown["numbers"] == expected[18:36].tolist()
    first = expected[18]
    assert shown["lines"][0][0] == f"7 as {mini.answers[first]}"


def test_the_surest_mistakes_and_the_extremes(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Mix-ups", show="Surest mistakes")
    assert component(app, "answers")["numbers"] == surest_mistakes(mini)[:18].tolist()
    app = open_page(PAGE, view="Mix-ups", show="Hardest")
    assert component(app, "answers")["numbers"] == hardest(mini).tolist()
    app = open_page(PAGE, view="Mix-ups", show="Easiest")
    assert [line[0][0] for line in component(app, "answers")["lines"]] == list("0123456789")


def test_opening_the_commonest_mistake_is_noticed(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Mix-ups")
    assert not done(app, "Open its commonest mistake")
    matrix = metrics.confusion_matrix(mini.labels, mini.answers)
    label, answer = divmod(int((matrix - np.diag(np.diag(matrix))).argmax()), 10)
    app.selectbox(key="label").set_value(label).run()
    app.selectbox(key="answer").set_value(answer).run()
    assert done(app, "Open its commonest mistake")


def test_another_model_does_no_task(open_page, mini_batch, mini, full_batch):
    """A link opens the mini-batch recipe's commonest mistake; to go to another model and back pressed no cell."""
    matrix = metrics.confusion_matrix(mini.labels, mini.answers)
    label, answer = divmod(int((matrix - np.diag(np.diag(matrix))).argmax()), 10)
    app = open_page(PAGE, view="Mix-ups", label=label, answer=answer)
    remembered(app)["_exams_opened"] = [mini_batch.config, full_batch.config]
    assert so(app.run(), "Open its commonest mistake")
    for name in ("Full batch recipe", "Mini-batch recipe"):
        app.button_group(key="model").set_value(name).run()
        assert not done(app, "Open its commonest mistake")
    app.selectbox(key="label").set_value((label + 1) % 10).run()
    assert done(app.selectbox(key="label").set_value(label).run(), "Open its commonest mistake")


def test_any_digit_by_number(open_page, mini_batch, mini, dataset):
    app = open_page(PAGE, view="Any digit", digit=8)
    shown = component(app, "pipeline")
    np.testing.assert_allclose(shown["probabilities"], mini.probabilities[8], atol=1e-5)
    assert shown["answer"] == mini.answers[8]
    assert f"The label says {dataset.test.labels[8]}" in shown["note"]
    assert shown["label"] == dataset.test.labels[8]  # an answer that is another is marked as wrong in the browser
    press(app, "One it gets wrong").run()
    assert not mini.right[app.number_input(key="digit").value]


@pytest.mark.parametrize("bins", [5, 10, 25])
def test_the_reliability_diagram_is_scikit_learns(open_page, full_batch, full, bins):
    app = open_page(PAGE, view="How sure", model=FULL, bins=bins)
    accuracy, confidence = calibration_curve(full.right, full.confidence, n_bins=bins)
    spec = figure(app)
    means, right = trace(spec, "mean confidence, right"), trace(spec, "right, %")
    np.testing.assert_allclose(np.c_[means["x"], means["y"]], 100 * np.c_[confidence, accuracy], atol=1e-3)
    np.testing.assert_allclose([share for share in right["y"] if share is not None], 100 * accuracy, atol=1e-3)
    counts = [count for count in trace(spec, "answers")["y"] if count]
    # What one reads when pointing at a bar, and its whisker, is the bar's own.
    last = -1  # the surest answers: there are some
    n, k = counts[last], round(counts[last] * accuracy[last])
    low, high = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert f"{k:,} of {n:,} answers are right, {100 * k / n:.1f} %" in right["hovertext"][last]
    assert f"plausible: {100 * low:.1f} to {100 * high:.1f} %" in right["hovertext"][last]
    assert right["y"][last] - right["error_y"]["arrayminus"][last] == pytest.approx(100 * low, abs=0.01)
    assert right["y"][last] + right["error_y"]["array"][last] == pytest.approx(100 * high, abs=0.01)
    error = np.average(np.abs(accuracy - confidence), weights=counts)
    assert f"{100 * error:.1f} points off" in said(app)
    assert f"= {error:.4f}" in formula(app)


def test_calibrated_on_digits_and_sure_of_what_is_no_digit(open_page, mini_batch, dataset):
    model = mini_batch.checkpoint
    app = open_page(PAGE, view="Not a digit", letter="K", variant=2)
    shown = component(app, "pipeline")
    expected = predict(model.weights, model.bias, letter("K", 2))
    np.testing.assert_allclose(shown["probabilities"], expected, atol=1e-5)
    assert "No digit, yet it answers" in shown["note"]
    if not dataset.is_sample:
        assert expected.max() > 0.95
    assert so(app, "Find something that is no digit") == (expected.max() > 0.95)
    app = open_page(PAGE, view="Not a digit", picture="Noise", ink=0.4, variant=3)
    np.testing.assert_allclose(
        component(app, "pipeline")["probabilities"], predict(model.weights, model.bias, noise(0.4, 3)), atol=1e-5
    )
    assert "Of 200 such pictures" in said(app)
    assert sum(series(chart(app, 0), "these")) == pytest.approx(100, abs=0.1)
    assert not open_page(PAGE, view="Not a digit", picture="Shuffled").exception


def test_a_model_on_paper_is_the_cores_and_its_key_adds_up(open_page, mini_batch, mini, dataset):
    app = open_page(PAGE, view="On paper", pair="1 or 7", sheet=2)
    model = paper_model(dataset, 1, 7)
    shown, marked = component(app, "on_paper"), mark_of(model, dataset.test)
    assert "def newton_step(" in app.code[0].value
    assert (shown["weights"], shown["start"]) == (model.weights.tolist(), model.start)
    sheet = sheet_of(model, dataset.test, 1)
    assert [each["number"] for each in shown["digits"]] == sheet.numbers.tolist()
    for each, black in zip(shown["digits"], sheet.black.tolist(), strict=True):
        assert each["black"] == black
        assert each["sum"] == model.start + sum(each["rows"])
        assert sum(each["rows"]) == sum(w for w, ink in zip(shown["weights"], black, strict=True) if ink)
        assert (each["answer"], each["label"]) == (1 if each["sum"] > 0 else 7, dataset.test.labels[each["number"]])
    text = said(app)
    assert f"**{marked.right:,} of the {marked.count:,}** test digits labelled 1 or 7" in text
    assert f"**{marked.terms:.1f} numbers** to add" in text
    assert f"reads {percent(of_the_two(mini, 1, 7))} of the same digits" in text
    assert f"{marked.right:,} of all {marked.count:,} test digits" in shown["figures"]


def test_a_sum_that_is_right_is_noticed_and_written_out(open_page, mini_batch):
    app = open_page(PAGE, view="On paper")
    digit = component(app, "on_paper")["digits"][3]
    assert not done(app, "Add one digit up by hand")
    assert "s = b" in formula(app)
    send(app, id_of(app, "on_paper"), "added", 3)
    assert done(app, "Add one digit up by hand")
    terms, total = re.search(r"s = ([-+\d]+) = (-?\d+) ", formula(app)).groups()
    assert sum(map(int, re.findall(r"[-+]?\d+", terms))) == int(total) == digit["sum"]


def test_fewer_sheets_of_other_digits_begin_anew(open_page, mini_batch, dataset):
    last = sheet_count(dataset.test, 1, 7)
    app = open_page(PAGE, view="On paper", pair="1 or 7", sheet=last)
    assert app.number_input(key="sheet").value == last
    app.selectbox(key="pair").set_value("5 or 6").run()
    assert not app.exception
    assert component(app, "on_paper")["first"] == 5
    assert app.number_input(key="sheet").value <= sheet_count(dataset.test, 5, 6)


def test_a_blank_is_decided_by_the_biases(open_page, mini_batch):
    app = open_page(PAGE, view="Not a digit", picture="Blank")
    shown = component(app, "pipeline")
    bias = mini_batch.checkpoint.bias
    np.testing.assert_allclose(shown["evidence"], bias, atol=1e-6)
    assert f"only the biases vote, for {bias.argmax()} with" in shown["note"]
    assert not so(app, "Find something that is no digit")


def test_nothing_is_told_before_the_guess(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Guess first", covered=True)
    shown = component(app, "guess")
    assert shown["revealed"] is None
    assert shown["note"] == ""
    assert f"{100 * mini.accuracy:.2f}" not in said(app)
    assert "arg\\,max}_k" in formula(app)


def test_a_guess_is_answered_scored_and_kept(open_page, mini_batch, mini):
    number = int(surest_mistakes(mini)[0])
    app = open_page(PAGE, view="Guess first", covered=True, digit=number)
    assert not done(app, "Foresee a mistake")
    answer = int(mini.answers[number])
    remembered(app)["_guesses_answers"] = {(mini_batch.config, number): (answer, answer)}
    told = component(app.run(), "guess")["revealed"]
    assert (told["guess"], told["answer"], told["label"]) == (answer, answer, mini.labels[number])
    np.testing.assert_allclose(told["probabilities"], mini.probabilities[number], atol=1e-5)
    assert done(app, "Foresee a mistake")
    assert "**1 of 1** answers guessed" in said(app)
    app.number_input(key="digit").set_value(number - 1).run()
    assert component(app, "guess")["revealed"] is None
    assert "**1 of 1** answers guessed" in said(app)


def test_the_answer_can_be_had_without_a_guess_which_then_scores_nothing(open_page, mini_batch, mini):
    number = int(surest_mistakes(mini)[0])
    app = open_page(PAGE, view="Guess first", covered=True, digit=number)
    assert component(app, "guess")["revealed"] is None
    send(app, id_of(app, "guess"), "waive", True)
    shown = component(app, "guess")
    assert (shown["revealed"]["guess"], shown["revealed"]["answer"]) == (None, mini.answers[number])
    assert shown["note"].startswith(f"It answers {mini.answers[number]}")
    assert "Nothing guessed yet" in said(app)


def test_a_guess_says_of_how_many_digits_it_is(open_page, mini_batch, mini):
    """It asked of 10,000 unseen digits for the 5s alone."""
    assert (
        f"in % of these {len(mini):,} digits"
        in component(open_page(PAGE, view="Guess first", covered=True), "foresee")["question"]
    )
    fives = int((mini.labels == 5).sum())
    question = component(open_page(PAGE, view="Guess first", covered=True, of="the 5s alone"), "foresee")["question"]
    assert f"in % of these {fives:,} digits" in question


def test_the_accuracy_is_guessed_then_told_and_the_first_guess_counts(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Guess first", covered=True)
    assert component(app, "foresee")["told"] is None
    assert f"{100 * mini.accuracy:.2f}" not in said(app)
    send(app, id_of(app, "rate"), "guess", 80)
    told = component(app, "foresee")["told"]
    gap = round(100 * mini.accuracy, 2) - 80
    assert told["said"] == f"You said 80 %; it is {100 * mini.accuracy:.2f} %: {gap:.2f} points more than you thought."
    send(app, id_of(app, "rate"), "guess", 90)
    assert component(app, "foresee")["told"] == told
    fives = mini.right[mini.labels == 5].mean()
    app.selectbox(key="of").set_value("the 5s alone").run()
    assert component(app, "foresee")["told"] is None
    send(app, id_of(app, "rate"), "guess", 90)
    assert component(app, "foresee")["told"]["truth"] == pytest.approx(100 * fives)
    off = (abs(80 - 100 * mini.accuracy) + abs(90 - 100 * fives)) / 2
    assert f"**{off:.1f} points** off on average, in 2 guesses" in said(app)
    app.button_group(key="view").set_value("Luck").run()
    app.button_group(key="view").set_value("Guess first").run()
    assert component(app, "foresee")["told"]["guess"] == 90


@pytest.mark.parametrize("view", ["By hand", "Luck"])
def test_no_view_tells_the_mark_before_it_is_foreseen_and_a_guess_there_counts_everywhere(
    open_page, mini_batch, mini, view
):
    """It could be read in two views before one had guessed in the first."""
    marks = (f"{mini.accuracy:.4f}", percent(mini.accuracy), f"{mini.right.sum():,} right")
    app = open_page(PAGE, covered=True, view=view)
    assert not any(mark in everything(app) for mark in marks)
    assert not app.get("echarts_chart")
    app.button_group(key="view").set_value("Mix-ups").run()
    send(app, id_of(app, "foresee mix-up"), "waive", True)
    assert component(app, "confusion")["accuracy"] is None
    app.button_group(key="view").set_value(view).run()
    send(app, id_of(app, f"foresee accuracy of all test digits, {mini_batch.config}"), "guess", 80)
    assert component(app, "foresee")["told"]["truth"] == pytest.approx(100 * mini.accuracy)
    assert any(mark in everything(app) for mark in marks)
    app.button_group(key="view").set_value("Guess first").run()
    assert component(app, "foresee")["told"]["guess"] == 80
    assert "in 1 guess." in said(app)


def test_who_has_guessed_first_is_not_asked_again(open_page, mini_batch, mini):
    app = open_page(PAGE, covered=True, view="Guess first")
    send(app, id_of(app, "rate"), "guess", 80)
    app.button_group(key="view").set_value("Luck").run()
    assert not any("foresee" in each.proto.component_name for each in app.get("bidi_component"))
    assert percent(mini.accuracy) in said(app)


def test_the_accuracy_can_be_had_without_a_guess(open_page, mini_batch, mini):
    app = open_page(PAGE, view="Guess first", covered=True)
    assert "Guess before you know" in said(app)
    send(app, id_of(app, "rate"), "waive", True)
    assert f"It reads **{100 * mini.accuracy:.2f}&nbsp;%** of them" in said(app)
    assert "Guess before you know" not in said(app)


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nothing"},
        {"view": "Luck", "n": "7"},
        {"view": "Luck", "draw": "-1"},
        {"view": "Mix-ups", "label": "10", "answer": "x", "page": "99999"},
        {"view": "Mix-ups", "page": "-1", "show": "x" * 10_000},
        {"view": "On paper", "pair": "8 or 3", "sheet": "99999"},
        {"view": "By hand", "first": "1e99"},
        {"view": "Any digit", "digit": ["1", "2"]},
        {"view": "How sure", "bins": "1000"},
        {"view": "Not a digit", "picture": "<b>", "ink": "nan"},
        {"view": "Not a digit", "picture": "Letter", "letter": "Ω", "variant": "1e999"},
        {"view": "Guess first", "of": "the 10s alone"},
    ],
)
def test_garbage_gives_the_default(open_page, mini_batch, query):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert "asked for something that does not exist" in said(app)


def test_while_the_model_is_trained_the_page_shows_how_it_comes_on(open_page, mini_batch, monkeypatch):
    from ui import live

    def look(config):
        run = TrainingRun(config)
        return run.show(Job(Status.WAITING, run.begin()))

    monkeypatch.setattr(live, "look", look)
    app = open_page(PAGE, view="Luck", n=100)
    assert not app.exception
    assert "The exam begins when the training has ended." in said(app)
    assert component(app, "pictures")
    assert not app.get("echarts_chart")


def test_the_exam_is_sealed_until_it_is_opened_and_tells_none_of_its_marks(open_page, mini_batch, mini, dataset):
    app = open_page(PAGE, covered=True)
    practice = exam_of(mini_batch.checkpoint, dataset.validation)
    assert f"There this model reads {practice.right.sum():,}, **{percent(practice.accuracy)}**" in said(app)
    assert f"{100 * mini.accuracy:.2f}" not in said(app)
    assert "**Looked at so far:** nothing" in said(app)
    app.button(key="open_exam").click().run()
    assert component(app, "guess")["revealed"] is None
    app.button_group(key="view").set_value("Sealed").run()
    assert "- Mini-batch recipe\n\nThis run is among them" in said(app)
    assert "You have opened" not in said(app)


def test_each_exam_stays_sealed_until_its_own_seal_is_broken(open_page, mini_batch, full_batch, mini, full):
    app = open_page(PAGE, view="By hand")
    assert f"{mini.accuracy:.4f}" in everything(app)
    app.button_group(key="model").set_value(FULL).run()
    assert not app.exception
    assert app.button_group(key="view").value == "By hand"
    assert "its exam stays sealed until you open it" in said(app)
    assert f"{full.accuracy:.4f}" not in everything(app)
    app.button_group(key="view").set_value("Luck").run()  # nor does another question break it
    assert not app.get("echarts_chart")
    assert not app.get("plotly_chart")
    assert remembered(app)["_exams_opened"] == [mini_batch.config]
    press(app, "Open this exam, too").run()
    assert app.button_group(key="view").value == "Luck"
    assert "You have opened the exam for 2 runs." in said(app)
    app.button_group(key="view").set_value("Sealed").run()
    assert "- Mini-batch recipe\n- Full batch recipe" in said(app)
    assert "it can no longer choose for you" in said(app)
    app.button(key="open_exam").click().run()
    assert app.button_group(key="view").value == "Guess first"


def everything(app):
    return "\n".join([said(app), *(each.value for each in app.code)])


def test_the_same_model_measured_on_fewer_digits_has_the_same_exam(open_page, mini_batch):
    app = open_page(PAGE, view="Luck")
    remembered(app)["_started"] = [replace(mini_batch.config, test_size=10)]
    app.run()
    app.button_group(key="model").set_value("Your last run").run()
    assert "Sealed" not in said(app)
    assert "You have opened" not in said(app)
