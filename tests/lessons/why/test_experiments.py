"""Below the drawing, and who taught it: what is shown is what the core computes, in the browser's own numbers."""

import numpy as np
import pytest

from mnist_core.exam.evaluation import answers
from mnist_core.exam.not_digits import noise
from mnist_core.softmax.regression import predict
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import default_registry
from mnist_core.why import optimiser
from mnist_core.why.retraining import Retraining
from mnist_core.why.teachers import Teachers
from mnist_core.why.unseen import closest_class
from mnist_core.wording import a_digit
from mnist_core.work.work import Status
from tests.lessons.conftest import (
    DRAW,
    SECONDS,
    chart,
    component,
    figure,
    formula,
    id_of,
    logits_of,
    numbers,
    press,
    said,
    send,
    timeline,
)
from tests.support.session import remembered
from ui.lessons.why import optimiser as why_optimiser
from ui.lessons.why import words as why_words
from ui.words import hedged, signed


@pytest.mark.parametrize(
    "query",
    [
        {"checkpoint": "99"},
        {"truth": "10", "why": "Teach it"},
        {"experiment": "x"},
        {"how_far": "-1", "why": "Teach it"},
        {"ink_left": "nan"},
        {"noise": "1e9", "fades": "Noise"},
        {"logit": "a", "why": "Teachers"},
        {"mending": "?", "experiment": "Be the optimiser"},
    ],
)
def test_more_garbage_does_no_harm(open_page, mini_batch, query):
    assert not open_page(DRAW, **query).exception


def test_silence_is_what_the_biases_say(drawn, mini_batch, image):
    app = drawn()
    bias = mini_batch.checkpoint.bias.astype(float)
    alone = np.exp(bias) / np.exp(bias).sum()
    assert f"only the biases vote: for **{bias.argmax()}** with {100 * alone.max():.1f} %" in said(app)
    assert not app.get("plotly_chart"), "plotly's script is not for those who have not come to it"
    assert f"class 3 {signed(bias[3])}" in component(app, "sight")["alt"]
    remembered(app)["_achieved"] = {"saw biases": None}
    (bars,) = figure(app.run())["data"]
    np.testing.assert_allclose(bars["y"], bias, atol=5e-4)
    assert (
        bars["hovertext"][3] == f"Bias of class 3: {signed(bias[3], 3)}<br>On a blank sheet it gets {hedged(alone[3])}"
    )
    shares = numbers(timeline(app, "fading")["shares"], np.float32).reshape(-1, 10)
    np.testing.assert_allclose(shares[0], alone, atol=1e-5)
    model = mini_batch.checkpoint
    np.testing.assert_allclose(shares[20], predict(model.weights, model.bias, image / 2), atol=1e-4)
    np.testing.assert_allclose(shares[-1], predict(model.weights, model.bias, image), atol=1e-4)


def test_what_is_said_of_a_blank_sheet_is_what_its_curves_show(open_page, mini_batch):
    shown = timeline(open_page(DRAW), "fading")
    probabilities = numbers(shown["shares"], np.float32).reshape(-1, 10)
    np.testing.assert_array_equal(probabilities, np.tile(probabilities[0], (len(probabilities), 1)))
    answer = probabilities[0].argmax()
    assert f"only the biases vote, for {answer} with {100 * probabilities[0, answer]:.1f} %" in shown["told"]


@pytest.mark.parametrize("inked", [True, False])
def test_before_anything_is_learned_the_curves_are_said_to_tie(inked):
    told = why_words.fading(np.full((3, 10), 0.1), np.array([0.0, 0.5, 1.0]), [], inked)
    assert "All ten classes tie" in told


def test_noise_fades_too(drawn, mini_batch):
    shown = timeline(drawn(fades="Noise", noise=3), "fading")
    np.testing.assert_array_equal(numbers(shown["pixels"], np.uint8), (noise(0.3, 3) * 255).astype(np.uint8))


@pytest.mark.slow
@pytest.mark.parametrize("judged_by", ["validation", "test"])
def test_mean_images_are_painted_scored_and_descended_from(drawn, mini_batch, dataset, judged_by):
    """By the validation digits, until the exam of the model beside them is open."""
    part, history = getattr(dataset, judged_by), getattr(mini_batch.history, f"{judged_by}_accuracy")
    app = drawn(experiment="Be the optimiser")
    remembered(app)["_exams_opened"] = [mini_batch.config] if judged_by == "test" else []
    app.run()
    blank = component(app, "painter")
    assert not numbers(blank["templates"], np.int8).any()
    assert "Nothing painted" in blank["said"]
    shown = component(press(app, "Mean images").run(), "painter")
    means = optimiser.mean_templates(dataset.train)
    np.testing.assert_array_equal(numbers(shown["templates"], np.int8), means.reshape(-1))
    assert shown["revision"] == blank["revision"] + 1
    weights, bias = optimiser.model_of(means, optimiser.Mending.NONE)
    mine = (answers(weights, bias, part) == part.labels).mean()
    assert shown["marks"][0] == {"name": "you", "value": pytest.approx(mine), "mine": True}
    assert shown["marks"][-1]["value"] == history[-1]
    # Why it loses, and what mends it step by step: each does better, and the last is the mark of the mended means.
    scores = []
    for name, mending in why_optimiser.MENDINGS.items():
        shown = component(app.button_group(key="mending").set_value(name).run(), "painter")
        found = optimiser.score(means.tobytes(), mending, part)
        top = int(found.answered.argmax())
        assert f"{top}" in shown["why"]
        assert f"{100 * found.answered[top]:.1f} % of all answers" in shown["why"]
        assert f"{100 * (part.labels == top).mean():.1f} % of the {judged_by} digits are {top}s" in shown["why"]
        assert shown["answered"] == found.answered.tolist()
        scores.append(shown["marks"][0]["value"])
    assert scores == sorted(scores)
    assert shown["marks"][2] == {"name": "… mended", "value": scores[-1], "mine": False}
    if judged_by == "validation":  # the other time it is known already
        press(app, "Let gradient descent go on from here").run()
    work = optimiser.Descent(means.tobytes(), optimiser.Mending.NEAREST)
    job = default_registry().wait(work, SECONDS)
    assert job.status is Status.FINISHED
    app.run()
    mine, nothing = chart(app, 0)["series"]
    np.testing.assert_allclose(mine["data"], 100 * job.arrays[f"{judged_by}_accuracy"], atol=0.006)
    np.testing.assert_allclose(nothing["data"], 100 * history, atol=0.006)
    press(app, "Put what it learned on the easel").run()
    np.testing.assert_array_equal(
        numbers(component(app, "painter")["templates"], np.int8).reshape(10, 784),
        optimiser.paint_of(job.arrays["weights"]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_who_taught_it_sums_to_the_evidence(drawn, mini_batch, train, dataset, image, decay):
    config = TrainingConfig(400, 0.5, steps=40, batch_size=50, test_size=100, weight_decay=decay)
    run = train(config)
    app = drawn(why="Teachers")
    remembered(app)["_started"] = [config]
    app.run().button_group(key="model").set_value("Your last run").run()
    press(app, "Repeat the run and keep account").run()
    assert default_registry().wait(Teachers(config, 40), SECONDS).status is Status.FINISHED
    shown = component(app.run(), "teachers")
    k = int(logits_of(run, image).argmax())
    assert "400 digits taught it" in shown["told"]
    assert ("biases" in shown["for"]) is (r"\sum_i B_i" in formula(app)) is (decay > 0)
    total = shown["sum"].rpartition("= ")[2].replace("−", "-")
    assert float(total) == pytest.approx(logits_of(run, image)[k], abs=2e-3)
    parts = [float(part) for part in shown["sum"].split(" (")[0].replace("−", "-").split()]
    assert sum(parts) == pytest.approx(float(total), abs=1e-9)
    assert len(shown["for"]["numbers"]) == len(shown["against"]["numbers"]) == 10
    assert shown["for"]["shares"] == sorted(shown["for"]["shares"], reverse=True)
    np.testing.assert_array_equal(
        numbers(shown["for"]["values"], np.uint8).reshape(-1, 784), dataset.train.images[shown["for"]["numbers"]]
    )
    # Without the ten loudest: what the split claims is lost, and what is.
    app.button_group(key="taught_by").set_value("Without them").run()
    assert component(app, "teachers")["missed"] is None
    press(app, "Train again without these 10").run()
    work = Retraining(config, 40, tuple(sorted(shown["for"]["numbers"])))
    again = default_registry().wait(work, SECONDS)
    assert again.status is Status.FINISHED
    missed = component(app.run(), "teachers")["missed"]
    rows = [[cell.replace("−", "-") for cell in row[1:]] for row in missed["rows"]]
    before, left, true = (round(1000 * float(row[0])) for row in rows)
    assert before == round(1000 * float(total))
    assert [round(1000 * float(row[1])) for row in rows[1:]] == [before - left, before - true]
    assert (before - left) / 1000 == pytest.approx(parts[0], abs=1e-9)
    weights = again.arrays["weights"].astype(np.float64)
    logits = image.astype(np.float32).astype(np.float64) @ weights + again.arrays["bias"]
    assert true / 1000 == pytest.approx(logits[k], abs=6e-4)
    assert rows[2][2] == hedged(np.exp(logits[k]) / np.exp(logits).sum())
    assert missed["verdict"].startswith(f"{100 * (before - true) / (before - left):.0f} % of what they gave is lost")
    assert missed["verdict"].endswith(f"the others give {(true - left) / 1000:.3f} more.")


def test_what_it_cannot_see_is_another_digit_with_the_same_shares_and_numbers(drawn, mini_batch, dataset, image):
    app = drawn(experiment="What it cannot see", looks_like=8, closest=2)
    shown = component(app, "unseen")
    model = mini_batch.checkpoint
    seen = image.astype(np.float32).astype(np.float64)
    first, _, like = numbers(shown["ink"], np.uint8).reshape(3, 784)
    np.testing.assert_array_equal(first, np.round(255 * seen))
    number = int(shown["names"][2].split()[2].rstrip(",").replace(",", ""))
    assert dataset.train.labels[number] == 8
    np.testing.assert_array_equal(like, dataset.train.images[number])
    shares = numbers(shown["shares"], np.float64).reshape(-1, 10)
    expected = predict(model.weights.astype(np.float64), model.bias.astype(np.float64), seen)
    assert np.abs(shares[:-1] - expected).max() <= 1e-6
    np.testing.assert_allclose(shares[-1], predict(model.weights, model.bias, like / 255), atol=1e-4)
    assert shown["names"][2].endswith("an 8, read as 8")
    coordinates = numbers(shown["coordinates"], np.float64).reshape(len(shares), 9)
    np.testing.assert_allclose(coordinates[:-1], np.tile(coordinates[0], (len(shares) - 1, 1)), atol=1e-9)
    assert "Its ten shares are yours within 10⁻" in said(app)
    assert len(numbers(shown["basis"], np.int8)) == 9 * 784
    # Given to the model, it changes nothing of the answer.
    before = component(app, "reading")["probabilities"]
    send(app, id_of(app, "unseen"), "apply", shown["changed"])
    assert "pixels changed." in said(app)
    np.testing.assert_allclose(component(app, "reading")["probabilities"], before, atol=1e-6)


def test_a_blank_sheet_has_its_lookalikes_too(open_page, mini_batch, dataset):
    app = open_page(DRAW, experiment="What it cannot see")
    shown = component(app, "unseen")
    assert shown["names"][0] == "your sheet"
    bias = mini_batch.checkpoint.bias.astype(float)
    assert (
        f", {a_digit(closest_class(mini_batch.checkpoint, dataset.train, np.zeros(784)))}, read as "
        in shown["names"][2]
    )
    shares = numbers(shown["shares"], np.float64).reshape(-1, 10)
    np.testing.assert_allclose(shares[-2], np.exp(bias) / np.exp(bias).sum(), atol=1e-6)
