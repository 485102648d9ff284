"""Stress: what is done to the digits, against hand-worked pictures and scipy, and folded into the weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from mnist_core.beyond_linear import judges, stress
from mnist_core.beyond_linear.networks import SHAPES, Network, linear, of_bytes, of_checkpoint, taught_shuffled
from mnist_core.beyond_linear.stress import NONE, THICK_5, THIN_3, Stress, apply, fold, shuffle, thicken, warp
from mnist_core.data.dataset import DatasetRef, Part
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.step import Checkpoint, TrainingConfig, advance, initial_checkpoint

CROSS = ndimage.generate_binary_structure(2, 1)[None]
SQUARE_3, SQUARE_5 = np.ones((1, 3, 3), bool), np.ones((1, 5, 5), bool)
OCTAGON = SQUARE_5.copy()
OCTAGON[:, ::4, ::4] = False
FOOTPRINTS = {1: CROSS, 2: SQUARE_3, 3: OCTAGON, 4: SQUARE_5}
EVERY = slice(None)


@pytest.fixture(scope="module")
def digits():
    """Thirty digits of the sample, whose digest nobody asks for."""
    from mnist_core.data.sample import read_sample

    images, labels = read_sample()
    return Part(np.ascontiguousarray(images[::167]), labels[::167].astype(np.int64))


@pytest.fixture(scope="module")
def model():
    random = np.random.default_rng(1)
    return random.normal(size=(784, 10)).astype(np.float32), random.normal(size=10).astype(np.float32)


def dot(row, column, value=255):
    picture = np.zeros((28, 28), np.uint8)
    picture[row, column] = value
    return Part(picture.reshape(1, -1), np.array([1]))


def moved(stress, part):
    return apply(stress, part, EVERY)[0].reshape(28, 28)


def test_a_dot_goes_where_it_is_sent():
    assert np.argwhere(moved(Stress(right=4, down=3), dot(10, 10))).tolist() == [[13, 14]]
    assert np.argwhere(moved(Stress(right=-10), dot(10, 10))).tolist() == [[10, 0]]
    assert not moved(Stress(right=-11), dot(10, 10)).any()
    # A quarter turn clockwise takes what is above the middle to its right.
    assert np.argwhere(moved(Stress(rotation=90), dot(2, 13)) > 0.5).tolist() == [[13, 25]]
    assert np.argwhere(moved(Stress(rotation=180), dot(2, 13)) > 0.5).tolist() == [[25, 14]]


def test_half_a_pixel_is_shared_between_two():
    picture = moved(Stress(right=0.5), dot(10, 10))
    np.testing.assert_allclose(picture[10, 10:12], [0.5, 0.5], atol=1e-6)
    assert picture.sum() == pytest.approx(1, abs=1e-6)


def test_contrast_greys_and_turns_over():
    np.testing.assert_allclose(moved(Stress(contrast=0.5), dot(3, 3))[3, 3:5], [0.75, 0.25], atol=1e-6)
    np.testing.assert_allclose(moved(Stress(contrast=-1), dot(3, 3))[3, 3:5], [0, 1], atol=1e-6)


def test_a_dot_gets_thick_and_vanishes():
    part = dot(10, 10)
    for steps, count in ((1, 5), (2, 9), (3, 21), (4, 25)):
        assert np.count_nonzero(thicken(part.images, steps)) == count
        assert not thicken(part.images, -steps).any()


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_the_pen_is_scipys_grey_dilation_and_erosion(digits, steps):
    pictures = digits.images.reshape(-1, 28, 28)
    same = {"footprint": FOOTPRINTS[steps], "mode": "constant", "cval": 0}
    thick, thin = ndimage.grey_dilation(pictures, **same), ndimage.grey_erosion(pictures, **same)
    np.testing.assert_array_equal(thicken(digits.images, steps), thick.reshape(-1, 784))
    np.testing.assert_array_equal(thicken(digits.images, -steps), thin.reshape(-1, 784))


def test_a_few_digits_and_noisy_ones_in_any_slices_are_as_among_all(digits, model):
    stress = Stress(thickness=3, noise=0.3, right=2.5, rotation=20, contrast=0.8, shuffled=0.5)
    few, network = np.array([28, 3, 7]), linear(*model)
    np.testing.assert_array_equal(apply(stress, digits, few), apply(stress, digits, EVERY)[few])
    every = np.tile(np.arange(len(digits)), 3)  # more than one slice
    found = judges.logits(network, stress, digits, every)
    np.testing.assert_allclose(found, apply(stress, digits, every) @ model[0] + model[1], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(judges.logits(network, stress, digits, few), found[few], rtol=1e-5, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.5, 1.5), st.floats(-180, 180), st.floats(-14, 14), st.floats(-14, 14))
def test_the_matrix_is_scipys_affine_transform(digits, scale, rotation, right, down):
    angle = np.deg2rad(rotation)
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / scale
    middle = np.array([13.5, 13.5])
    offset = middle - back @ np.add(middle, [down, right])
    picture = digits.intensities([5])[0].astype(np.float64).reshape(28, 28)
    expected = ndimage.affine_transform(picture, back, offset, order=1, mode="grid-constant")
    found = apply(Stress(scale=scale, rotation=rotation, right=right, down=down), digits, [5])[0]
    np.testing.assert_allclose(found.reshape(28, 28), expected, atol=2e-5)


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        Stress,
        scale=st.floats(0.5, 1.5),
        rotation=st.floats(-180, 180),
        right=st.floats(-14, 14),
        down=st.floats(-14, 14),
        contrast=st.floats(-1, 1),
        shuffled=st.floats(0, 1),
    )
)
def test_moving_the_weights_is_moving_the_digits(digits, model, case):
    weights, bias = fold(case, *model)
    np.testing.assert_allclose(
        digits.intensities() @ weights + bias, apply(case, digits, EVERY) @ model[0] + model[1], atol=2e-3
    )


@pytest.mark.parametrize("kind", ["softmax", "hidden"])
def test_a_network_of_bytes_says_what_the_network_says_of_intensities(digits, kind):
    random = np.random.default_rng(3)
    shapes = SHAPES[kind].items()
    network = Network(kind, {name: random.normal(0, 0.1, size=shape) for name, shape in shapes})
    found = of_bytes(network).logits(digits.images.astype(np.float64))
    np.testing.assert_allclose(found, network.logits(digits.images / 255), rtol=1e-9, atol=1e-9)


def test_the_matrix_is_sparse_and_its_rows_lose_nothing_inside():
    matrix = warp(Stress(rotation=17, scale=1.1, right=2.3))
    assert matrix.nnz <= 4 * 784
    np.testing.assert_array_equal(warp(NONE).toarray(), np.eye(784))
    assert np.asarray(matrix.sum(axis=0)).max() <= 1 + 1e-6


def test_noise_is_normal_the_same_every_time_and_cut_off():
    grey = Part(np.full((2000, 784), 128, np.uint8), np.zeros(2000, np.int64))
    noisy = apply(Stress(noise=0.1), grey, EVERY)
    assert noisy.mean() == pytest.approx(128 / 255, abs=1e-3)
    assert noisy.std() == pytest.approx(0.1, abs=1e-3)
    np.testing.assert_array_equal(apply(Stress(noise=0.1), grey, [7, 3]), noisy[[7, 3]])
    loud = apply(Stress(noise=1), grey, EVERY)
    assert (loud.min(), loud.max()) == (0, 1)


def test_of_two_parts_the_same_places_have_the_same_noise():
    """So it is kept once, whichever part is examined."""
    grey = Part(np.full((2000, 784), 128, np.uint8), np.zeros(2000, np.int64))
    more = Part(np.full((stress.MOST + 50, 784), 128, np.uint8), np.zeros(stress.MOST + 50, np.int64))
    some = [0, 999, 1000, 1999]
    np.testing.assert_array_equal(*(apply(Stress(noise=0.3), part, some) for part in (grey, more)))


def test_shuffling_is_an_order_that_grows_with_its_share():
    np.testing.assert_array_equal(shuffle(0), np.arange(784))
    half, whole = shuffle(0.5), shuffle(1)
    for order in (half, whole):
        np.testing.assert_array_equal(np.sort(order), np.arange(784))
    assert (half != np.arange(784)).sum() <= 392
    assert (half != np.arange(784)).sum() > 380
    assert (whole != np.arange(784)).mean() > 0.98


def test_shuffled_in_training_and_exam_is_not_shuffled_at_all(digits, model):
    network = linear(*model)
    plain = judges.logits(network, NONE, digits, np.arange(len(digits)))
    other = judges.logits(taught_shuffled(network, 0.7), Stress(shuffled=0.7), digits, np.arange(len(digits)))
    np.testing.assert_allclose(other, plain, atol=1e-4)


@pytest.mark.parametrize("wrong", [{"thickness": 5}, {"scale": 0}, {"noise": -0.1}, {"right": 15}, {"shuffled": 2}])
def test_what_is_beyond_its_range_is_refused_with_its_value(wrong):
    ((name, value),) = wrong.items()
    with pytest.raises(ValueError, match=rf"{name} must be .* not {value}"):
        Stress(**wrong)


def test_what_is_no_matrix_cannot_be_folded(model):
    with pytest.raises(ValueError, match="cannot be folded"):
        fold(Stress(noise=0.1), *model)


@pytest.fixture(scope="module")
def mini(mnist):
    """Recipe mini-batch."""
    return advance(MINI_BATCH, mnist, initial_checkpoint(), MINI_BATCH.steps)


def accuracy(checkpoint: Checkpoint, case: Stress, part: Part) -> float:
    return float(judges.right(of_checkpoint(checkpoint), case, part).mean())


@pytest.mark.slow
def test_a_few_pixels_take_the_accuracy_from_92_percent_to_6(mnist, mini):
    assert accuracy(mini, NONE, mnist.test) == pytest.approx(0.92, abs=0.006)
    assert accuracy(mini, Stress(right=4, down=3), mnist.test) == pytest.approx(0.06, abs=0.006)


def test_another_pen_halves_it(mnist, mini):
    # How much depends on how far it was trained: see the slow test below.
    assert accuracy(mini, THICK_5, mnist.test) == pytest.approx(0.465, abs=0.03)
    assert accuracy(mini, THIN_3, mnist.test) == pytest.approx(0.524, abs=0.03)


def test_a_one_at_the_far_left_is_never_read(mnist, mini):
    right = judges.right(of_checkpoint(mini), Stress(right=-10), mnist.test)
    assert right[mnist.test.labels == 1].mean() < 0.001


@pytest.mark.slow
def test_trained_longer_it_reads_other_pens_worse(mnist):
    config = TrainingConfig(55_000, 0.5, 5_000, 100)
    longer = advance(config, mnist, initial_checkpoint(), config.steps)
    assert accuracy(longer, THICK_5, mnist.test) == pytest.approx(0.43, abs=0.035)
    assert accuracy(longer, THIN_3, mnist.test) == pytest.approx(0.41, abs=0.035)


def test_trained_and_examined_on_shuffled_pixels_it_is_as_good_to_within_two_images(mnist, mini, monkeypatch):
    order = shuffle(1.0)
    parts = {
        name: Part(np.ascontiguousarray(getattr(mnist, name).images[:, order]), getattr(mnist, name).labels)
        for name in ("train", "validation", "test")
    }
    other = type(mnist)(**parts, ref=DatasetRef("full", mnist.ref.path, "0" * 64), source="shuffled")
    taught = advance(MINI_BATCH, other, initial_checkpoint(), MINI_BATCH.steps)
    images = len(mnist.test)
    plain = accuracy(mini, NONE, mnist.test)
    assert abs(accuracy(taught, NONE, other.test) - plain) * images <= 2
    # So the page may shuffle the weights instead of training anew.
    assert np.abs(taught.weights - mini.weights[order]).max() < 1e-3
    instead = taught_shuffled(of_checkpoint(mini), 1.0)
    assert abs(judges.right(instead, Stress(shuffled=1), mnist.test).mean() - plain) * images <= 2
