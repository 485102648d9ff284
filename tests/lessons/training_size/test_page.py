"""The lesson on the training size: what it feeds its animation is what the core computed."""

import json
import weakref
import zlib
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest

from mnist_core.data.loader import default_loader
from mnist_core.training.registry import default_registry
from mnist_core.training_size.film import limits
from mnist_core.training_size.frames import Frames, first_frames, plateau, ready, validated
from mnist_core.training_size.sweep import ALL, FEW, LUCKY, MANY, Sweep
from mnist_core.work.work import Job, Status
from tests.lessons.conftest import (
    SECONDS,
    brought,
    component,
    done,
    formula,
    id_of,
    press,
    require_plain_code,
    said,
    send,
    so,
)
from tests.support.session import remembered
from ui.lessons.training_size import film

PAGE = "pages/7_training_size.py"


def trained(sweep) -> Frames:
    """Train a sweep by the pages' own jobs; by validation, as it is told before the first exam is open."""
    return validated(examined(sweep), default_loader().get().validation)


def examined(sweep) -> Frames:
    """The same by the test digits."""
    default_registry().start(sweep, "a test")
    job = default_registry().wait(sweep, SECONDS)
    assert job.status is Status.FINISHED
    return ready(sweep, job.arrays)


@pytest.fixture(scope="module")
def many(dataset):
    """The sweep that the page begins by itself, as far as the data go."""
    most = len(dataset.train)
    return Sweep(MANY if most > MANY[-1] else (*(size for size in MANY if size < most), most))


@pytest.fixture(scope="module")
def frames(many):
    return trained(many)


def bytes_of(packed, kind):
    return np.frombuffer(zlib.decompress(b64decode(packed)), kind)


def test_the_animation_gets_the_weights_that_the_core_computed(open_page, many, frames):
    app = open_page(PAGE)
    assert not app.exception
    film = component(app, "size")
    assert (film["sizes"], film["ready"], film["active"]) == (list(many.sizes), len(many.sizes), False)
    np.testing.assert_allclose(film["limits"], limits(frames.weights, shared=False))
    fed = brought(app)
    assert set(fed) == {*film["reels"], film["examples"]}
    packed = [bytes_of(fed[name], np.int8) for name in film["reels"]]
    values = np.concatenate(packed).reshape(len(frames), 10, 784) / 127
    found = values.transpose(0, 2, 1) * np.array(film["peaks"])[:, None, None]
    for k, peak in enumerate(film["peaks"]):
        np.testing.assert_allclose(found[k], frames.weights[k], atol=0.51 * peak / 127)
    np.testing.assert_allclose(film["accuracy"], frames.accuracy)
    np.testing.assert_allclose(film["train"], frames.train_accuracy)
    assert f"All **{len(many.sizes)}** models ready" in said(app)
    assert sum(map(len, fed.values())) < 180_000


def test_what_the_window_has_is_named_by_one_element_and_what_it_lacks_is_brought_again(open_page, frames):
    app = open_page(PAGE)
    first = brought(app)
    assert not brought(app.run())
    (each,) = [each for each in app.get("bidi_component") if each.proto.component_name.endswith("bring")]
    assert set(json.loads(each.proto.json)["names"]) == set(first)
    lacks = sorted(first)[-1]
    app = send(app, each.proto.id, "lacks", [lacks, "what nobody brings", None])
    assert brought(app) == {lacks: first[lacks]}
    assert not brought(app.run())


def test_a_model_is_measured_once_however_many_get_ready_after_it(dataset, many, frames, monkeypatch):
    seen = []

    def accuracies(weights, bias, part):
        seen.append(len(weights))
        return np.zeros(len(weights))

    monkeypatch.setattr(film, "accuracies", accuracies)
    sweep = replace(many, steps=many.steps + 1)  # which nobody has seen
    state = sweep.begin()
    for group in sweep.groups:
        for name in ("weights", "bias", "train_accuracy", "test_accuracy"):
            state[name][group.places] = 0
        found = film._validated(sweep, dataset, ready(sweep, state))
        assert len(found.accuracy) == len(found)
        assert found.part == "validation"
    assert sum(seen) == len(sweep.sizes)


def test_what_is_kept_of_models_is_not_all_that_there_was_when_it_was_asked_for(dataset, many):
    """Every state of a sweep on its way has arrays of its own, 1.4 MB."""
    sweep = replace(many, steps=many.steps + 2)  # which nobody has seen
    found = first_frames.__wrapped__(dataset, sweep)
    gone = weakref.ref(found)
    film._validated(sweep, dataset, found)
    film._scales(sweep, dataset, len(found), film._Uncompared(found))
    for reel in film._reels(sweep, len(found)):
        film._packed(sweep, dataset, reel, film._Uncompared(found))
    del found
    assert gone() is None


def test_the_examples_that_join_are_the_next_ones(open_page, dataset, frames):
    app = open_page(PAGE)
    film = component(app, "size")
    pictures = bytes_of(brought(app)[film["examples"]], np.uint8).reshape(-1, 784)
    start = 0
    for size, joined in zip(film["sizes"], film["joined"], strict=True):
        assert (joined["from"], joined["to"]) == (start + 1, size)
        shown = slice(max(start, size - 9), size)
        assert joined["labels"] == dataset.train.labels[shown].tolist()
        at = joined["place"]
        assert np.array_equal(pictures[at : at + len(joined["labels"])], dataset.train.images[shown])
        assert joined["counts"] == np.bincount(dataset.train.labels[start:size], minlength=10).tolist()
        start = size


def test_before_a_worker_has_anything_there_are_ten_frames(open_page, dataset, many, monkeypatch):
    from ui import live

    unknown = Job(Status.UNKNOWN)
    monkeypatch.setattr(live, "look_at", lambda work: unknown)
    started = []
    monkeypatch.setattr(live, "start", lambda work: started.append(work) or unknown)
    app = open_page(PAGE)
    assert not app.exception
    film = component(app, "size")
    first = validated(first_frames(dataset, many), dataset.validation)
    assert (film["ready"], film["accuracy"]) == (10, first.accuracy.tolist())
    assert started == [many]
    assert f"**10** of {len(many.sizes)} models ready" in said(app)


def test_what_failed_says_why_and_is_not_tried_again_unasked(open_page, many, monkeypatch):
    from ui import live

    monkeypatch.setattr(live, "look_at", lambda work: Job(Status.FAILED, {}, message="The workers died."))
    started = []
    monkeypatch.setattr(live, "start", started.append)
    app = open_page(PAGE, luck="true")
    assert app.warning[0].value == "The workers died."
    assert not started
    press(app, "Train all of them").run()
    assert started == [many]


def test_what_takes_long_is_asked_for_with_its_time(open_page, dataset, frames):
    if dataset.is_sample:
        pytest.skip("the sample has no 55,000 digits")
    app = open_page(PAGE, sizes="55,000")
    assert "28 models, 1,000 steps each: about 32 s." in said(app)
    assert component(app, "size")["ready"] == 10
    assert component(app, "size")["sizes"] == list(ALL)
    press(app, "Train all of them").run()
    assert default_registry().find(Sweep(ALL)).active
    press(app, "Pause").run()
    assert default_registry().wait(Sweep(ALL), SECONDS).status is Status.STOPPED
    assert not done(app, "Use all")


def test_few_sizes_few_steps_another_draw(open_page, dataset, frames):
    sweep = Sweep(FEW, steps=100, draw=3)
    expected = trained(sweep)
    app = open_page(PAGE, sizes="10", updates=100, examples="n at random, draw 3", scale="One for all n", guess="false")
    film = component(app, "size")
    np.testing.assert_allclose(film["accuracy"], expected.accuracy)
    chosen = np.random.default_rng(3).permutation(len(dataset.train))[:10]
    assert [joined["labels"] for joined in film["joined"]] == [[label] for label in dataset.train.labels[chosen]]
    assert (film["shared"], film["guess"]) == (True, False)
    assert not so(app, "Name every stroke")  # nothing of it has been looked at
    assert so(app, "Begin with other examples")
    assert f"= {expected.accuracy[-1]:.4f}" in formula(app)
    require_plain_code(app)


def test_to_name_every_stroke_takes_looking_at_each(open_page, frames):
    trained(Sweep(FEW))
    app = open_page(PAGE)
    assert component(app, "size")["watch"] is False
    app.button_group(key="sizes").set_value(10).run()
    assert component(app, "size")["watch"] is True
    assert not done(app, "Name every stroke")
    app = send(app, id_of(app, "film"), "watched", True)
    assert not app.exception
    assert done(app, "Name every stroke")
    assert component(app, "size")["watch"] is False


def test_what_the_last_examples_bring_is_said_in_the_numbers_of_the_run(open_page, many, frames):
    place = max(k for k, size in enumerate(many.sizes) if size <= many.sizes[-1] // 5)
    gain = 100 * (frames.accuracy[-1] - frames.accuracy[place])
    text = said(open_page(PAGE, guess="false"))
    assert gain > 1
    assert (
        f"From {many.sizes[place]:,} to {many.sizes[-1]:,} examples the validation accuracy gains {gain:.1f} points: "
        "it is still rising" in text
    )


def test_the_test_digits_are_sealed_here_too_until_the_first_exam_is_open(open_page, many, frames, full_batch):
    app = open_page(PAGE, guess="false")
    assert component(app, "size")["part"] == "validation"
    assert "test accuracy" not in said(app)
    remembered(app)["_exams_opened"] = [full_batch.config]
    film = component(app.run(), "size")
    assert film["part"] == "test"
    np.testing.assert_allclose(film["accuracy"], examined(many).accuracy)
    assert "the test accuracy gains" in said(app)
    assert f"= {film['accuracy'][-1]:.4f}" in formula(app)


def test_the_curve_is_not_given_away_before_it_is_guessed(open_page, many, frames):
    """The formula and a sentence told the end of the curve under the wish to guess it."""
    app = open_page(PAGE, covered=True)
    last = f"{frames.accuracy[-1]:.4f}"
    assert last not in formula(app)
    assert "the validation accuracy" not in said(app)
    assert component(app, "size")["told"] is False
    app = send(app, id_of(app, "film"), "told", True)
    assert not app.exception
    assert last in formula(app)
    assert "the validation accuracy gains" in said(app)
    assert component(app, "size")["told"] is True
    assert last in formula(open_page(PAGE, guess="false"))


@pytest.mark.slow
def test_no_accuracy_is_sent_told_or_taken_along_before_the_curve_is_seen(open_page, many, frames):
    few_steps = replace(many, steps=100)
    for draw in range(9):
        trained(replace(few_steps, sizes=LUCKY, draw=draw))
    trained(few_steps)
    app = open_page(PAGE, covered=True, luck="true", updates=100)
    film = component(app, "size")
    assert (film["accuracy"], film["train"], film["band"]) == (None, None, None)
    assert "the accuracy differs" not in said(app)
    assert "9 of 9 sets of examples trained" in said(app)
    assert not app.get("download_button")
    assert not so(app, "Show the luck")
    app = send(app, id_of(app, "film"), "told", True)
    film = component(app, "size")
    assert len(film["accuracy"]) == len(film["train"]) == len(many.sizes)
    assert film["band"]
    assert "the accuracy differs" in said(app)
    app.session_state["take_film"] = True  # the two are drawn only where they are asked for
    assert len(app.run().get("download_button")) == 2


def test_who_wants_to_guess_is_asked_though_a_teachers_link_asks_nothing(open_page, many, frames):
    assert component(open_page(PAGE, guess="true"), "size")["accuracy"] is None


def test_the_plateau_is_named_once_it_is_reached():
    from ui.lessons.training_size.words import data_stops_helping

    accuracy = np.array([0.1, 0.4, 0.7, 0.9, 0.906, 0.909])
    frames = Frames((1, 10, 100, 5_000, 10_000, 55_000), np.zeros(6), np.zeros(6), accuracy, accuracy)
    assert plateau(frames.sizes, accuracy) == 5_000
    said = data_stops_helping(frames)
    assert "From n = 5,000 on it stays within a point of its best" in said
    assert "From 10,000 to 55,000 examples the test accuracy gains 0.3 points" in said


@pytest.mark.long
@pytest.mark.parametrize("shown", [0, 3])
def test_the_luck_of_the_draw_counts_every_draw_once_and_the_order_of_the_file(open_page, many, shown):
    """With a draw shown it counted that twice, left out the file's order, and said that it was in."""
    few_steps = replace(many, steps=100)
    accuracies = np.array([trained(replace(few_steps, sizes=LUCKY, draw=draw)).accuracy for draw in range(9)])
    trained(replace(few_steps, draw=shown))
    example = f"n at random, draw {shown}" if shown else "the first n of the file"
    app = open_page(PAGE, luck="true", updates=100, examples=example)
    band = component(app, "size")["band"]
    assert band["sizes"] == list(LUCKY)
    np.testing.assert_allclose(band["low"], accuracies.min(axis=0))
    np.testing.assert_allclose(band["high"], accuracies.max(axis=0))
    assert band["name"] == "9 sets of examples, lowest to highest"
    width = 100 * np.ptp(accuracies, axis=0)
    told = "Over 8 draws and the file's order, the accuracy differs by"
    assert f"{told} {width[9]:.0f} points at 10&nbsp;examples, by {width[-1]:.1f} at 1,000" in said(app)
    assert so(app, "Show the luck")


@pytest.mark.slow
def test_the_luck_of_the_draw_is_as_large_as_was_measured(mnist):
    """17 points at 10 examples, 1.7 at 1,000."""
    accuracies = np.array([examined(Sweep(LUCKY, draw=draw)).accuracy for draw in range(9)])
    assert (100 * np.ptp(accuracies, axis=0)[[9, -1]]).round(1).tolist() == [pytest.approx(17, abs=0.5), 1.7]


@pytest.mark.parametrize(("asked", "place"), [("1", 0), ("4", 3), ("12", 9), ("55000", None)])
def test_the_address_opens_at_a_size(open_page, many, frames, asked, place):
    film = component(open_page(PAGE, size=asked, speed="4", loop="off"), "size")
    assert film["at"] == (len(many.sizes) - 1 if place is None else place)
    assert (film["speed"], film["loop"]) == ("4", False)


@pytest.mark.parametrize(
    "query",
    [
        {"size": "0"},
        {"size": "-3"},
        {"size": "55001"},
        {"size": "²"},
        {"size": ["1", "2"]},
        {"speed": "1000"},
        {"loop": "<b>"},
        {"sizes": "1e9"},
        {"updates": "nan", "examples": "draw 99"},
        {"scale": "x" * 5_000, "guess": "maybe"},
    ],
)
def test_garbage_gives_the_default(open_page, frames, query):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert "asked for something that does not exist" in said(app)
    film = component(app, "size")
    assert (film["at"], film["speed"], film["loop"], film["shared"]) == (None, "1", True, False)
