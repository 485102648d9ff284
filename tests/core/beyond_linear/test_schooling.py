"""Networks: their forward pass in NumPy by hand and against Keras, and their training in pieces."""

import numpy as np
import pytest

from mnist_core.beyond_linear import judges, schooling
from mnist_core.beyond_linear.networks import (
    KINDS,
    SHAPES,
    Network,
    by_vote,
    convolve,
    linear,
    pool,
    taught_shuffled,
    votes,
)
from mnist_core.beyond_linear.schooling import DIETS, EXAMINATION, SHIFTS, Schooling, lesson, moved_rows, shift_randomly
from mnist_core.beyond_linear.stress import NONE, Stress, apply
from mnist_core.exam import evaluation
from mnist_core.training.registry import default_registry
from mnist_core.work.work import Status
from tests.support.hands import fits


def random_network(kind):
    random = np.random.default_rng(3)
    return Network(
        kind, {name: random.normal(0, 0.1, shape).astype(np.float32) for name, shape in SHAPES[kind].items()}
    )


def test_a_filter_finds_its_picture():
    maps = np.zeros((1, 4, 4, 1), np.float32)
    maps[0, 1, 2, 0] = maps[0, 2, 3, 0] = 1
    diagonal = np.array([[1, 0], [0, 1]], np.float32).reshape(2, 2, 1, 1)
    found = convolve(maps, diagonal, np.array([-1], np.float32))[0, :, :, 0]
    np.testing.assert_array_equal(found, [[0, 0, 0], [0, 0, 1], [0, 0, 0]])


def test_a_convolution_is_the_sum_over_places_and_maps():
    random = np.random.default_rng(0)
    maps, filters = random.normal(size=(2, 7, 7, 3)), random.normal(size=(3, 3, 3, 2))
    found = convolve(maps, filters, np.array([0.5, -0.5]))
    by_hand = (maps[1, 2:5, 3:6] * filters[..., 1]).sum() - 0.5
    assert found.shape == (2, 5, 5, 2)
    assert found[1, 2, 3, 1] == pytest.approx(max(by_hand, 0))


def test_pooling_keeps_the_largest_of_four():
    maps = np.arange(16.0).reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(pool(maps)[0, :, :, 0], [[5, 7], [13, 15]])


def test_a_network_of_other_shapes_is_refused():
    with pytest.raises(ValueError, match="parameters of hidden must be"):
        Network("hidden", {"weights": np.zeros((784, 10), np.float32)})


def test_units_are_sorted_by_what_they_vote_for():
    network = random_network("hidden")
    order = by_vote(network)
    assert (np.diff(votes(network)[order]) >= 0).all()
    zeros = order[votes(network)[order] == 0]
    assert (np.diff(network.parameters["weights"].max(axis=1)[zeros]) <= 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_under_stress_every_network_says_what_it_says_of_the_stressed_digits(sample, kind):
    network, rows = random_network(kind), np.arange(0, 500, 7)
    for case in (Stress(rotation=20, right=3, contrast=0.4, shuffled=0.3), Stress(thickness=2, noise=0.2)):
        direct = network.logits(apply(case, sample.test, rows))
        np.testing.assert_allclose(judges.logits(network, case, sample.test, rows), direct, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", [NONE, Stress(right=1, contrast=0.5), Stress(noise=0.1)])
def test_what_float32_would_call_a_tie_is_settled(sample, kind, case):
    """Beside evidence of 2²⁴ what ink adds to class 1 is lost in float32; the answer would be class 0, the first."""
    parameters = {name: np.full(shape, 2.0**-8, np.float32) for name, shape in SHAPES[kind].items()}
    parameters["weights"] = parameters["weights"] * np.eye(10, dtype=np.float32)[1]
    parameters["bias"] = np.array([2**24, 2**24, *[0] * 8], np.float32)
    given = judges.logits(Network(kind, parameters), case, sample.test, np.arange(7))
    assert (given[:, 1] > given[:, 0]).all()


def test_a_linear_judge_answers_as_the_exam_does(sample):
    network = random_network("softmax")
    expected = evaluation.answers(network.parameters["weights"], network.parameters["bias"], sample.test)
    np.testing.assert_array_equal(judges.answers(network, NONE, sample.test), expected)


def test_the_hidden_layer_too_does_not_know_which_pixels_are_neighbours(sample):
    network, rows = random_network("hidden"), np.arange(50)
    shuffled = judges.logits(taught_shuffled(network, 1.0), Stress(shuffled=1.0), sample.test, rows)
    np.testing.assert_allclose(shuffled, judges.logits(network, NONE, sample.test, rows), atol=1e-4)
    assert taught_shuffled(random_network("convolutional"), 1.0) is None


def test_who_fails_where_another_does_not():
    labels = np.array([0, 1, 2, 3])
    given = [np.array([0, 9, 9, 9]), np.array([0, 1, 9, 3]), np.array([0, 1, 9, 9])]
    assert judges.failing(given, labels, (True, False, False)).tolist() == [1]
    assert judges.failing(given, labels, (True, True, True)).tolist() == [2]
    assert judges.failing(given, labels, (True, False, True)).tolist() == [3]
    assert judges.failing(given, labels, (False, True, False)).tolist() == []


def test_the_live_sample_is_spread_over_the_test_digits(sample):
    assert judges.asked(linear(np.zeros((784, 10)), np.zeros(10)), sample.test).tolist() == list(range(500))
    assert len(judges.asked(random_network("convolutional"), sample.test)) == 500


def test_a_shifted_lesson_moves_each_digit_by_whole_pixels(sample):
    images = sample.train.images[:200]
    shifted = shift_randomly(images, np.random.default_rng(0)).reshape(-1, 28, 28)
    places = set()
    for before, after in zip(images.reshape(-1, 28, 28), shifted, strict=True):
        wide = np.pad(before, 4)
        (place,) = {
            (down, right)
            for down in range(9)
            for right in range(9)
            if (wide[down : down + 28, right : right + 28] == after).all()
        } or {None}
        places.add(place)
    assert None not in places
    assert len(places) > 60


def test_what_each_diet_is_shown(sample):
    images = sample.train.images[:20]
    np.testing.assert_array_equal(lesson("plain", images, 0), sample.train.intensities(slice(20)))
    assert not np.array_equal(lesson("shifted", images, 0), lesson("shifted", images, 1))
    np.testing.assert_array_equal(lesson("shuffled", images, 0), lesson("shuffled", images, 1))
    np.testing.assert_array_equal(np.sort(lesson("shuffled", images, 0)), np.sort(lesson("plain", images, 0)))


def test_schooling_names_itself_and_refuses_nonsense():
    keys = {Schooling(kind, diet).key("ab" * 32) for kind in KINDS for diet in DIETS}
    assert len(keys) == 9
    with pytest.raises(ValueError, match="kind must be"):
        Schooling("transformer")


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_whole_result_is_accepted(kind):
    school, start = Schooling(kind), Schooling(kind).begin()
    whole = start | {"moved": np.zeros(len(SHIFTS), np.float32), "logits": np.zeros((500, 10), np.float32)}
    assert fits(school, whole)
    assert not fits(school, start)
    assert not fits(school, whole | {"weights": np.zeros((2, 10))})
    assert not fits(school, whole | {"weights": np.full(SHAPES[kind]["weights"], np.nan)})
    assert not fits(school, whole | {"moved": np.zeros(3)})
    assert not fits(school, whole | {"logits": np.zeros(500)})
    assert not fits(school, whole | {"checks": np.zeros((0, 3))})
    assert not fits(school, whole | {"bias": np.array(list("softmax123"))})


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["hidden", "convolutional"])
def test_in_pieces_or_in_one_go_and_numpy_says_what_keras_says(sample, kind, monkeypatch):
    monkeypatch.setitem(schooling.EPOCHS, kind, 1)
    monkeypatch.setattr(schooling, "BATCH", 500)
    school = Schooling(kind, "shifted")
    steps = school.steps(sample)
    once = school.advance(sample, school.begin(), 3_600).arrays
    pieces, done, total = school.begin(), 0, 1
    seen = []
    while done < total:
        piece = school.advance(sample, pieces, 0)
        pieces, done, total = piece.arrays, piece.done, piece.total
        seen.append(done)
    assert seen == list(range(1, steps + EXAMINATION + 1))
    assert total == steps + EXAMINATION
    for name in SHAPES[kind]:
        np.testing.assert_allclose(pieces[name], once[name], atol=1e-6)
    assert fits(school, pieces)
    assert not any(name.startswith("optimizer") for name in pieces)
    network = school.network(pieces)
    assert network is school.network(pieces)
    np.testing.assert_allclose(network.logits(sample.test.intensities()), pieces["logits"], atol=1e-4)
    learned = pieces["logits"].argmax(axis=1) == sample.test.labels
    assert learned.mean() > 0.2, "twice what chance gives, after eight updates"
    rows = moved_rows(sample.test)
    right = network.logits(apply(Stress(right=3), sample.test, rows)).argmax(axis=1) == sample.test.labels[rows]
    assert pieces["moved"][SHIFTS.index(3)] == pytest.approx(right.mean(), abs=1.1 / len(rows))


@pytest.mark.long
@pytest.mark.parametrize(("kind", "least"), [("hidden", 0.97), ("convolutional", 0.99)])
def test_on_full_mnist_the_hidden_layer_reads_97_percent_and_the_convolutional_network_99(mnist, kind, least):
    school, jobs = Schooling(kind), default_registry()
    jobs.start(school, "a test")
    job = jobs.wait(school, 1800)
    assert job.status is Status.FINISHED, job.message
    network = school.network(job.arrays)
    logits = network.logits(mnist.test.intensities())
    np.testing.assert_allclose(logits, job.arrays["logits"], atol=1e-4)
    assert (logits.argmax(axis=1) == mnist.test.labels).mean() >= least
