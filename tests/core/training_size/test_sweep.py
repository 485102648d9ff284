"""Sweeps over training sizes: the numbers of separate runs, however the work is cut, and what disk may return."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_core.softmax import regression as softmax
from mnist_core.softmax.regression import one_hot
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import make_registry
from mnist_core.training.step import train
from mnist_core.training_size import side_by_side
from mnist_core.training_size.frames import first_frames, plateau, ready, validated
from mnist_core.training_size.groups import TILE, cut, tiles
from mnist_core.training_size.sweep import ALL, FEW, LUCKY, MANY, Sweep
from mnist_core.work.work import Status
from tests.support.hands import Workshop, fits

# lesson.md, "Weights": full batch, learning rate 0.1, 1,000 updates.
MEASURED = {
    1: 0.1028, 2: 0.1315, 3: 0.1802, 5: 0.3259, 10: 0.4195, 20: 0.5384, 50: 0.6165, 100: 0.7350, 200: 0.7629,
    500: 0.8450, 1_000: 0.8633, 2_000: 0.8867, 5_000: 0.9016, 10_000: 0.9068, 20_000: 0.9103, 55_000: 0.9105,
}  # fmt: skip
# Every kind of group, sizes that end within a tile and at its end, and one alone.
SOME = Sweep((1, 2, 7, 100, 101, 300, 512, 513, 1_200, 3_999), steps=60)


def all_of(sweep, dataset, seconds=60.0):
    """Do all the pieces, and return the last state and how many there were."""
    arrays, pieces = sweep.begin(), 0
    done = -1
    while True:
        piece = sweep.advance(dataset, arrays, seconds)
        arrays, pieces = piece.arrays, pieces + 1
        assert piece.done > done
        done = piece.done
        if piece.done == piece.total:
            return arrays, pieces


@pytest.fixture(scope="module")
def some(sample):
    return all_of(SOME, sample)[0]


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("sizes", (0, 1), "1 to 55,000"),
        ("sizes", (1, 55_001), "1 to 55,000"),
        ("sizes", (1, 2.5), "1 to 55,000"),
        ("sizes", (), "1 to 40 numbers"),
        ("sizes", (1, 2, 2), "larger than the one before"),
        ("sizes", (3, 2), "larger than the one before"),
        ("sizes", tuple(range(1, 42)), "1 to 40 numbers"),
        ("learning_rate", 0, "above 0 and at most 0.5"),
        ("learning_rate", 0.6, "above 0 and at most 0.5"),
        ("learning_rate", float("nan"), "above 0 and at most 0.5"),
        ("learning_rate", True, "above 0 and at most 0.5"),
        ("steps", 0, "1 to 10,000"),
        ("steps", 10_001, "1 to 10,000"),
        ("draw", -1, "0 to 9,999"),
        ("draw", None, "0 to 9,999"),
    ],
)
def test_refusals_name_the_field_the_value_and_the_range(field, value, allowed):
    with pytest.raises(ValueError, match=rf"^{field} must be .*{allowed}"):
        Sweep(**{field: value})


def test_equal_sweeps_have_one_key_and_others_another():
    key = Sweep().key("d")
    assert key == Sweep(tuple(np.array(MANY)), np.float64(0.1), np.int64(1_000)).key("d")
    others = [Sweep(FEW), Sweep(steps=999), Sweep(draw=1), Sweep(learning_rate=0.2)]
    assert len({key, Sweep().key("e"), *(other.key("d") for other in others)}) == 6
    assert key.replace("-", "").isalnum()


def test_the_presets_are_what_the_lesson_says():
    assert tuple(range(1, 11)) == FEW
    assert len(MANY) == 24
    assert (MANY[0], MANY[-1], ALL[-1]) == (1, 5_500, 55_000)
    assert set(FEW) < set(LUCKY) < set(MANY) < set(ALL)


@pytest.mark.parametrize("sizes", [FEW, MANY, ALL, SOME.sizes, (55_000,), (513,), (3,)])
def test_groups_hold_every_size_once_and_tiles_every_row_for_every_model_that_reaches_it(sizes):
    groups = cut(sizes)
    assert [size for group in groups for size in group.sizes] == list(sizes)
    assert [place for group in groups for place in range(len(sizes))[group.places]] == list(range(len(sizes)))
    for group in groups:
        assert group.by_examples == (group.sizes[-1] <= 512)
        pieces = tiles(group.sizes)
        assert all(0 < end - start <= TILE for start, end, _ in pieces)
        for place, size in enumerate(reversed(group.sizes)):
            rows = [row for start, end, count in pieces if count > place for row in range(start, end)]
            assert sorted(rows) == list(range(size))


@pytest.mark.parametrize("place", range(len(SOME.sizes)))
def test_the_weights_are_those_of_separate_runs(some, sample, place):
    *_, checkpoint = train(TrainingConfig(SOME.sizes[place], SOME.learning_rate, SOME.steps, test_size=500), sample)
    frames = ready(SOME, some)
    np.testing.assert_allclose(frames.weights[place], checkpoint.weights, atol=1e-5)
    np.testing.assert_allclose(frames.bias[place], checkpoint.bias, atol=1e-5)


@pytest.mark.parametrize("sweep", [replace(SOME, sizes=(3, 20), draw=4), replace(SOME, sizes=(600,), draw=2, steps=30)])
def test_another_draw_is_a_plain_loop_over_other_examples(sample, sweep):
    frames = ready(sweep, all_of(sweep, sample)[0])
    chosen = np.random.default_rng(sweep.draw).permutation(len(sample.train))
    for k, size in enumerate(sweep.sizes):
        images, truth = sample.train.intensities(chosen[:size]), one_hot(sample.train.labels[chosen[:size]])
        weights, bias = np.zeros((784, 10), np.float32), np.zeros(10, np.float32)
        for _ in range(sweep.steps):
            slope = softmax.gradient(images, truth, weights, bias)
            weights, bias = weights - sweep.learning_rate * slope[0], bias - sweep.learning_rate * slope[1]
        np.testing.assert_allclose(frames.weights[k], weights, atol=1e-5)
        np.testing.assert_allclose(frames.bias[k], bias, atol=1e-5)
        right = softmax.accuracy(sample.train.labels[chosen[:size]], softmax.evidence(images, weights, bias))
        assert frames.train_accuracy[k] == pytest.approx(right, abs=1.1 / size)  # near ties of weights 1e-5 apart
        right = softmax.accuracy(sample.test.labels, softmax.evidence(sample.test.intensities(), weights, bias))
        assert frames.accuracy[k] == pytest.approx(right, abs=1.1 / len(sample.test))


def test_cutting_the_work_into_pieces_changes_nothing(some, sample):
    arrays, pieces = all_of(SOME, sample, seconds=0.0)
    assert pieces > len(SOME.groups)
    assert all(np.array_equal(arrays[name], some[name]) for name in some)


def test_small_sizes_are_ready_first_and_stay_as_they_are(some, sample):
    arrays, counts = SOME.begin(), []
    assert len(ready(SOME, {})) == len(ready(SOME, arrays)) == 0
    while not fits(SOME, arrays):
        arrays = SOME.advance(sample, arrays, 60).arrays
        frames = ready(SOME, arrays)
        counts.append(len(frames))
        assert frames.sizes == SOME.sizes[: len(frames)]
        assert np.array_equal(frames.weights, some["weights"][: len(frames)])
    assert counts == [4, 6, 7, 10]


def test_what_float32_cannot_tell_apart_is_told_by_float64():
    """Two classes whose evidence differs by a thousandth in exact numbers, and not at all beside 32,768 in float32."""
    import tensorflow as tf

    rows = np.array([[0, 255], [255, 255]], np.uint8)
    models = np.zeros((20, 2), np.float32)
    models[[1, 2], 1] = 32_768  # both of model 0; the bias tells them apart
    models[[13, 14], 0] = 1
    bias = np.zeros(20, np.float32)
    bias[2] = 1e-3
    found = side_by_side.right(tf.constant(rows), tf.constant([2, 3], tf.int32), tf.constant(models), tf.constant(bias))
    # Model 0 answers 2 to both; model 1 answers 0 where all tie, and 3 where 3 and 4 do: the smaller class.
    assert found.tolist() == [[True, False], [False, True]]


def test_the_first_frames_need_no_worker_and_are_the_same(sample):
    sweep = Sweep((1, 2, 5, 9, 10, 40), steps=80, draw=3)
    first, frames = first_frames(sample, sweep), ready(sweep, all_of(sweep, sample)[0])
    assert first.sizes == (1, 2, 5, 9, 10)
    np.testing.assert_allclose(first.weights, frames.weights[:5], atol=1e-5)
    np.testing.assert_allclose(first.bias, frames.bias[:5], atol=1e-5)
    assert (np.abs(first.train_accuracy - frames.train_accuracy[:5]) <= 1.1 / np.array(first.sizes)).all()
    np.testing.assert_allclose(first.accuracy, frames.accuracy[:5], atol=0.0021)
    assert len(first_frames(sample, Sweep((20, 30)))) == 0


def test_the_frames_are_measured_on_other_digits_too(sample):
    frames = first_frames(sample, Sweep(FEW))
    found = validated(frames, sample.validation)
    assert (found.part, found.sizes) == ("validation", frames.sizes)
    logits = sample.validation.intensities() @ frames.weights[-1] + frames.bias[-1]
    assert found.accuracy[-1] == pytest.approx((logits.argmax(axis=1) == sample.validation.labels).mean(), abs=0.003)
    assert len(validated(first_frames(sample, Sweep((20, 30))), sample.validation)) == 0


def test_a_single_example_is_its_own_picture(sample):
    frames = first_frames(sample, Sweep(FEW))
    label = sample.train.labels[0]
    picture, ink = frames.weights[0, :, label], sample.train.intensities([0])[0]
    assert np.corrcoef(picture, ink)[0, 1] == pytest.approx(1, abs=1e-6)
    others = np.delete(frames.weights[0], label, axis=1)
    np.testing.assert_allclose(others, np.repeat(-picture[:, np.newaxis] / 9, 9, axis=1), atol=1e-6)


def test_more_sizes_than_the_data_have_are_refused(sample):
    sweep = Sweep((10, 4_001))
    with pytest.raises(ValueError, match="the largest of sizes must be a whole number from 1 to 4,000, not 4001"):
        sweep.advance(sample, sweep.begin(), 1)


def test_the_rows_of_a_draw_are_kept_and_hold_a_one_for_the_bias(sample):
    rows = side_by_side.rows_of(sample, 5, 30)
    assert side_by_side.rows_of(sample, 5, 30) is rows
    assert rows.rows.shape[1] % 16 == 0
    matrix = rows.rows.numpy()
    assert (matrix[:, len(rows.pixels)] == 1).all()
    assert not matrix[:, len(rows.pixels) + 1 :].any()


@pytest.mark.parametrize(
    "damage",
    [
        lambda arrays: arrays.pop("bias"),
        lambda arrays: arrays.update(more=np.zeros(3)),
        lambda arrays: arrays.update(group=np.array(0)),
        lambda arrays: arrays.update(step=np.array(1)),
        lambda arrays: arrays.update(weights=arrays["weights"][1:]),
        lambda arrays: arrays.update(weights=arrays["weights"].astype(np.float64)),
        lambda arrays: arrays.update(weights=arrays["weights"] + np.float32("nan")),
        lambda arrays: arrays.update(test_accuracy=arrays["test_accuracy"] + 1),
        lambda arrays: arrays.update(train_accuracy=arrays["train_accuracy"] * np.nan),
    ],
)
def test_only_the_whole_result_is_accepted(some, damage):
    arrays = dict(some)
    assert fits(SOME, arrays)
    damage(arrays)
    assert not fits(SOME, arrays)


def test_stopped_it_goes_on_and_a_damaged_file_is_computed_again(sample, some, tmp_path, monkeypatch):
    monkeypatch.setattr(type(sample.ref), "open", lambda ref: sample)
    monkeypatch.setattr("mnist_core.work.registry.SHORTEST_PIECE", 0.0)
    monkeypatch.setattr("mnist_core.work.registry.PIECE_SECONDS", 0.0)
    workshop = Workshop()
    shared = make_registry(sample, executor=workshop, folder=tmp_path)
    shared.start(SOME, "a")
    for _ in range(5):
        workshop.hand.step()
    shared.stop(SOME, "a")
    workshop.finish()
    stopped = shared.find(SOME)
    assert stopped.status is Status.STOPPED
    assert 0 < stopped.done < stopped.total
    shared.start(SOME, "a")
    workshop.finish()
    job = shared.wait(SOME, 1)
    assert job.status is Status.FINISHED
    assert all(np.array_equal(job.arrays[name], some[name]) for name in some)
    shared.close()  # waits until it is written
    (file,) = tmp_path.glob("jobs/*.npz")
    again = make_registry(sample, executor=workshop, folder=tmp_path)
    assert again.find(SOME).known
    file.write_bytes(file.read_bytes()[:-1000])
    assert make_registry(sample, executor=workshop, folder=tmp_path).find(SOME) is None


def test_the_plateau_is_where_it_stays_near_its_best():
    sizes = (1, 10, 100, 1_000, 10_000)
    assert plateau(sizes, np.array([0.1, 0.4, 0.7, 0.9, 0.905])) == 1_000
    assert plateau(sizes, np.array([0.1, 0.4, 0.9, 0.7, 0.9])) == 10_000
    assert plateau(sizes, np.array([0.5, 0.5, 0.5, 0.5, 0.5])) == 1


@pytest.fixture(scope="module")
def up_to_5000(mnist):
    sweep = Sweep(tuple(size for size in MEASURED if size <= 5_000))
    return ready(sweep, all_of(sweep, mnist)[0])


@pytest.mark.slow
@pytest.mark.parametrize("size", [size for size in MEASURED if size <= 5_000])
def test_the_accuracies_are_the_measured_ones(up_to_5000, size):
    place = up_to_5000.sizes.index(size)
    assert up_to_5000.accuracy[place] == pytest.approx(MEASURED[size], abs=0.002)


@pytest.mark.long
def test_the_accuracies_of_the_large_sets_are_the_measured_ones_and_stop_rising(mnist):
    sweep = Sweep(tuple(MEASURED))
    frames = ready(sweep, all_of(sweep, mnist)[0])
    assert len(frames) == len(MEASURED)
    np.testing.assert_allclose(frames.accuracy, list(MEASURED.values()), atol=0.002)
    assert plateau(frames.sizes, frames.accuracy) == 5_000
