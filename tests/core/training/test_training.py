import os
import pickle  # noqa: TID251 - our own bytes, the way they go between processes
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnist_core.softmax import regression as softmax
from mnist_core.training import graphs, plain, smoothness, tensors
from mnist_core.training import step as training
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.schedule import batches, record_steps
from mnist_core.training.step import Checkpoint, Diverged, advance, initial_checkpoint, measure, train
from tests.support import ROOT

SMALL = TrainingConfig(train_size=60, learning_rate=0.5, steps=230)
SMALL_BATCHES = replace(SMALL, batch_size=7, seed=3)
DECAYING, DECAYING_BATCHES = (replace(config, weight_decay=0.1) for config in (SMALL, SMALL_BATCHES))

# What another order of adding up may move a step by, in float32: evidence of some 10 by 10 · 2⁻²³, a share by a
# quarter of that, and a weight by half of a share, a pixel being at most 1.
ROUNDING = 1e-6

# What one tutorial prints for train image 0 after recipe "full batch".
PRINTED_ROW = """2.12480136e-05 1.16469264e-05 8.96317810e-02 1.92015115e-02 8.20863759e-04
1.25168199e-05 3.85381973e-05 8.53746116e-01 6.91888575e-03 2.95970142e-02"""


@pytest.fixture(scope="module")
def full_batch(mnist):
    return advance(FULL_BATCH, mnist, initial_checkpoint(), FULL_BATCH.steps)


def some_checkpoint(step=0):
    rng = np.random.default_rng(5)
    return Checkpoint(step, rng.normal(0, 0.1, (784, 10)), rng.normal(0, 0.1, 10))


def same(one, other):
    return (
        one.step == other.step and np.array_equal(one.weights, other.weights) and np.array_equal(one.bias, other.bias)
    )


class TestConfig:
    @pytest.mark.parametrize(
        ("field", "value", "allowed"),
        [
            ("train_size", 0, "1 to 55,000"),
            ("train_size", 55_001, "1 to 55,000"),
            ("train_size", 10.0, "1 to 55,000"),
            ("train_size", True, "1 to 55,000"),
            ("train_size", "10", "1 to 55,000"),
            ("train_size", None, "1 to 55,000"),
            ("learning_rate", 0, "above 0 and at most 100"),
            ("learning_rate", -0.1, "above 0 and at most 100"),
            ("learning_rate", 101, "above 0 and at most 100"),
            ("learning_rate", float("nan"), "above 0 and at most 100"),
            ("learning_rate", float("inf"), "above 0 and at most 100"),
            ("learning_rate", True, "above 0 and at most 100"),
            ("learning_rate", "0.1", "above 0 and at most 100"),
            ("steps", 0, "1 to 100,000"),
            ("steps", 100_001, "1 to 100,000"),
            ("steps", np.True_, "1 to 100,000"),
            ("batch_size", 0, "1 to 5,500"),
            ("batch_size", 5501, "1 to 5,500"),
            ("batch_size", 2.5, "1 to 5,500"),
            ("test_size", 0, "1 to 10,000"),
            ("test_size", 10_001, "1 to 10,000"),
            ("seed", -1, "0 to 2,147,483,647"),
            ("seed", 2**31, "0 to 2,147,483,647"),
            ("seed", None, "0 to 2,147,483,647"),
            ("weight_decay", -1e-9, "from 0 to 1"),
            ("weight_decay", 1.001, "from 0 to 1"),
            ("weight_decay", float("nan"), "from 0 to 1"),
            ("weight_decay", True, "from 0 to 1"),
            ("weight_decay", "0.1", "from 0 to 1"),
        ],
    )
    def test_refusals_name_the_field_the_value_and_the_range(self, field, value, allowed):
        with pytest.raises(ValueError, match=rf"^{field} must be .*{allowed}, not ") as refusal:
            TrainingConfig(**{field: value})
        assert repr(value) in str(refusal.value)

    def test_numbers_of_numpy_become_plain(self):
        config = TrainingConfig(np.int64(10), np.float32(0.5), np.int16(5), np.uint8(2), np.int32(7), np.int64(1))
        assert config == TrainingConfig(10, 0.5, 5, 2, 7, 1)
        assert [type(value) for value in vars(config).values()] == [int, float, int, int, int, int, float]

    def test_presets_are_the_two_recipes(self):
        assert TrainingConfig(5500, 0.1, 2501, None, 10_000, 0) == FULL_BATCH
        assert TrainingConfig(55_000, 0.5, 1000, 100, 10_000, 0) == MINI_BATCH

    def test_check_refuses_more_than_the_dataset_holds(self, mnist):
        part = mnist.test
        small = replace(mnist, train=replace(part, images=part.images[:400], labels=part.labels[:400]))
        TrainingConfig(train_size=400).check(small)
        with pytest.raises(ValueError, match="train_size must be a whole number from 1 to 400, not 401"):
            TrainingConfig(train_size=401).check(small)
        with pytest.raises(ValueError, match="train_size"):
            advance(FULL_BATCH, small, initial_checkpoint(), 1)
        small = replace(mnist, test=replace(part, images=part.images[:50], labels=part.labels[:50]))
        with pytest.raises(ValueError, match="test_size must be a whole number from 1 to 50, not 10000"):
            measure(FULL_BATCH, small, initial_checkpoint())

    def test_key_depends_on_every_field_and_the_data(self):
        changes = [{"train_size": 61}, {"learning_rate": 0.4}, {"steps": 9}, {"batch_size": 8}, {"test_size": 5}]
        others = [replace(SMALL_BATCHES, **change) for change in [*changes, {"seed": 4}, {"weight_decay": 0.01}]]
        keys = {SMALL_BATCHES.key("a"), SMALL_BATCHES.key("b"), *(config.key("a") for config in others)}
        assert len(keys) == 9
        assert SMALL_BATCHES.key("a") == replace(SMALL_BATCHES).key("a")

    def test_key_is_stable(self):
        # If this fails, stored runs are lost: raise KEY_VERSION only when they are really others.
        assert FULL_BATCH.key("digest") == "c97f239ec179fb8c2d28b736d9918f1ace64fe731894106b28dd1d106c05a99a"
        assert replace(FULL_BATCH, weight_decay=-0.0).key("digest") == FULL_BATCH.key("digest")

    def test_key_forgets_the_seed_where_it_has_no_effect(self):
        assert replace(SMALL, seed=1).key("a") == SMALL.key("a")
        assert replace(SMALL_BATCHES, seed=1).key("a") != SMALL_BATCHES.key("a")


class TestCheckpoint:
    def test_starts_from_zero(self):
        start = initial_checkpoint()
        assert (start.step, start.weights.shape, start.bias.shape) == (0, (784, 10), (10,))
        assert start.weights.dtype == start.bias.dtype == np.float32
        assert not start.weights.any()
        assert not start.bias.any()

    def test_is_read_only_also_after_pickling(self, mnist):
        reached = advance(SMALL, mnist, initial_checkpoint(), 1)
        for checkpoint in (initial_checkpoint(), reached, pickle.loads(pickle.dumps(reached))):
            for array in (checkpoint.weights, checkpoint.bias):
                with pytest.raises(ValueError, match="read-only"):
                    array[0] = 1
        assert same(pickle.loads(pickle.dumps(reached)), reached)

    def test_keeps_a_copy(self):
        weights = np.zeros((784, 10), np.float32)
        checkpoint = Checkpoint(0, weights, np.zeros(10))
        weights[0] = 1
        assert not checkpoint.weights.any()

    def test_refuses_other_shapes(self):
        with pytest.raises(ValueError, match=r"weights must have the shape \(784, 10\), not \(10, 784\)"):
            Checkpoint(0, np.zeros((10, 784)), np.zeros(10))
        with pytest.raises(ValueError, match=r"bias must have the shape \(10,\), not \(10, 1\)"):
            Checkpoint(0, np.zeros((784, 10)), np.zeros((10, 1)))


class TestSchedule:
    def test_records_are_dense_at_first(self):
        assert record_steps(250) == [0, 1, 2, 5, 10, 20, 50, 100, 200, 250]
        assert record_steps(200) == [0, 1, 2, 5, 10, 20, 50, 100, 200]
        assert record_steps(1) == [0, 1]
        assert record_steps(30, every=7) == [0, 1, 2, 5, 7, 10, 14, 20, 21, 28, 30]
        assert len(record_steps(FULL_BATCH.steps)) == 33

    @given(st.integers(1, 40), st.data())
    def test_each_epoch_shows_every_example_once(self, train_size, data):
        config = TrainingConfig(train_size, batch_size=data.draw(st.integers(1, train_size)), seed=9)
        order = batches(config, 0, 3 * train_size).reshape(-1)  # whole epochs: batch_size times three
        for epoch, seen in enumerate(order.reshape(-1, train_size)):
            np.testing.assert_array_equal(np.sort(seen), np.arange(train_size))
            np.testing.assert_array_equal(seen, np.random.default_rng([9, epoch]).permutation(train_size))

    @given(st.integers(0, 50), st.integers(0, 50))
    def test_batches_depend_on_nothing_but_the_step(self, start, more):
        whole = batches(SMALL_BATCHES, 0, 101)
        np.testing.assert_array_equal(batches(SMALL_BATCHES, start, start + more + 1), whole[start : start + more + 1])

    def test_seeds_shuffle_differently(self):
        assert not np.array_equal(batches(SMALL_BATCHES, 0, 8), batches(replace(SMALL_BATCHES, seed=4), 0, 8))


class TestAdvance:
    @pytest.mark.parametrize("config", [SMALL, replace(SMALL, train_size=1), replace(SMALL, train_size=2)])
    def test_a_step_goes_down_the_gradient_that_numpy_finds(self, mnist, config):
        start = some_checkpoint()
        images, labels = mnist.train.intensities(slice(config.train_size)), mnist.train.labels[: config.train_size]
        slope = softmax.gradient(images, softmax.one_hot(labels), start.weights, start.bias)
        reached = advance(config, mnist, start, 1)
        np.testing.assert_allclose(reached.weights, start.weights - 0.5 * slope[0], atol=ROUNDING)
        np.testing.assert_allclose(reached.bias, start.bias - 0.5 * slope[1], atol=ROUNDING)

    def test_mini_batches_go_down_their_own_gradients(self, mnist):
        expected = some_checkpoint(step=7)
        reached = advance(SMALL_BATCHES, mnist, expected, 3)
        weights, bias = expected.weights, expected.bias
        for chosen in batches(SMALL_BATCHES, 7, 10):
            truth = softmax.one_hot(mnist.train.labels[chosen])
            slope = softmax.gradient(mnist.train.intensities(chosen), truth, weights, bias)
            weights, bias = weights - 0.5 * slope[0], bias - 0.5 * slope[1]
        assert reached.step == 10
        np.testing.assert_allclose(reached.weights, weights, atol=3 * ROUNDING)
        np.testing.assert_allclose(reached.bias, bias, atol=3 * ROUNDING)

    def test_numpy_and_the_step_agree_with_gradient_tape(self, mnist):
        tf = tensors.tensorflow()
        start = some_checkpoint()
        images, truth = mnist.train.intensities(slice(500)), softmax.one_hot(mnist.train.labels[:500])
        with tf.GradientTape() as tape:
            weights, bias = tf.Variable(start.weights), tf.Variable(start.bias)
            logits = images @ weights + bias
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(truth, logits))
        slope = [part.numpy() for part in tape.gradient(loss, [weights, bias])]
        for ours, theirs in zip(softmax.gradient(images, truth, start.weights, start.bias), slope, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=ROUNDING)
        reached = advance(replace(SMALL, train_size=500), mnist, start, 1)
        np.testing.assert_allclose(reached.weights, start.weights - 0.5 * slope[0], atol=ROUNDING)
        np.testing.assert_allclose(reached.bias, start.bias - 0.5 * slope[1], atol=ROUNDING)
        assert softmax.cross_entropy(truth, logits.numpy()) == pytest.approx(float(loss), rel=1e-5)

    @pytest.mark.parametrize(
        "config", [SMALL, SMALL_BATCHES, replace(FULL_BATCH, train_size=1203), DECAYING, DECAYING_BATCHES]
    )
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(cuts=st.sets(st.integers(1, 129), max_size=6))
    def test_pieces_equal_one_go_bit_for_bit(self, mnist, config, cuts):
        checkpoint = initial_checkpoint()
        for cut in [*sorted(cuts), 130]:
            checkpoint = advance(config, mnist, checkpoint, cut - checkpoint.step)
        assert same(checkpoint, advance(config, mnist, initial_checkpoint(), 130))

    def test_pixels_without_ink_keep_their_weights(self, mnist):
        dead = ~mnist.train.images[:60].any(axis=0)
        assert dead.sum() > 100
        for config in (SMALL, SMALL_BATCHES):
            assert not advance(config, mnist, initial_checkpoint(), 30).weights[dead].any()
            start = some_checkpoint()
            np.testing.assert_array_equal(advance(config, mnist, start, 30).weights[dead], start.weights[dead])

    def test_no_steps_and_negative_steps(self, mnist):
        start = some_checkpoint(4)
        assert same(advance(SMALL, mnist, start, 0), start)
        with pytest.raises(ValueError, match="steps must be 0 or more, not -1"):
            advance(SMALL, mnist, start, -1)

    def test_nothing_is_traced_twice(self, mnist):
        for config in (SMALL, SMALL_BATCHES, replace(SMALL, train_size=1), replace(SMALL_BATCHES, batch_size=1)):
            for rate, steps in ((0.1, 1), (0.25, 3), (np.float64(0.5), 30)):
                config = replace(config, learning_rate=rate, test_size=steps)
                measure(config, mnist, advance(config, mnist, initial_checkpoint(), steps))
        for graph in (
            graphs.full_batch(False),
            graphs.mini_batches(False),
            graphs.evaluation("uint8"),
            graphs.evaluation("float32"),
        ):
            assert graph.experimental_get_tracing_count() == 1

    def test_going_from_record_to_record_reaches_the_same_weights(self, mnist):
        assert same(advance(SMALL, mnist, initial_checkpoint(), 230), [*train(SMALL, mnist)][-1])

    @pytest.mark.parametrize("config", [SMALL, SMALL_BATCHES, DECAYING])
    def test_the_plain_lines_end_where_training_ends(self, mnist, config):
        end = advance(config, mnist, initial_checkpoint(), config.steps)
        images, labels = mnist.train.intensities(slice(60)), mnist.train.labels[:60]
        order = batches(config, 0, config.steps)
        found = plain.train(images, labels, config.learning_rate, order, config.weight_decay)
        np.testing.assert_allclose(found[0], end.weights, atol=2e-5)
        np.testing.assert_allclose(found[1], end.bias, atol=2e-5)


class TestWeightDecay:
    def test_numpy_and_the_step_agree_with_gradient_tape(self, mnist):
        tf = tensors.tensorflow()
        start, decay = some_checkpoint(), 0.03
        images, truth = mnist.train.intensities(slice(60)), softmax.one_hot(mnist.train.labels[:60])
        with tf.GradientTape() as tape:
            weights, bias = tf.Variable(start.weights), tf.Variable(start.bias)
            losses = tf.nn.softmax_cross_entropy_with_logits(truth, images @ weights + bias)
            minimised = tf.reduce_mean(losses) + decay * tf.nn.l2_loss(weights)
        slope = [part.numpy() for part in tape.gradient(minimised, [weights, bias])]
        ours = softmax.gradient(images, truth, start.weights, start.bias, decay)
        assert ours[0].dtype == np.float32
        for mine, theirs in zip(ours, slope, strict=True):
            np.testing.assert_allclose(mine, theirs, atol=ROUNDING)
        reached = advance(replace(SMALL, weight_decay=decay), mnist, start, 1)
        np.testing.assert_allclose(reached.weights, start.weights - 0.5 * slope[0], atol=ROUNDING)
        np.testing.assert_allclose(reached.bias, start.bias - 0.5 * slope[1], atol=ROUNDING)
        added = float(minimised) - float(tf.reduce_mean(losses))
        assert smoothness.penalty(start.weights, decay) == pytest.approx(added, rel=1e-4)

    @pytest.mark.parametrize("config", [DECAYING, DECAYING_BATCHES, replace(DECAYING_BATCHES, weight_decay=1e-4)])
    def test_a_run_is_the_one_that_numpy_makes(self, mnist, config):
        weights, bias = np.zeros((784, 10)), np.zeros(10)
        for chosen in batches(config, 0, 100):
            truth = softmax.one_hot(mnist.train.labels[chosen])
            images = mnist.train.intensities(chosen).astype(np.float64)
            slope = softmax.gradient(images, truth, weights, bias, config.weight_decay)
            weights, bias = weights - 0.5 * slope[0], bias - 0.5 * slope[1]
        reached = advance(config, mnist, initial_checkpoint(), 100)
        np.testing.assert_allclose(reached.weights, weights, atol=1e-5)
        np.testing.assert_allclose(reached.bias, bias, atol=1e-5)

    def test_pixels_without_ink_only_fade(self, mnist):
        dead = ~mnist.train.images[:60].any(axis=0)
        for config in (DECAYING, DECAYING_BATCHES):
            start = some_checkpoint()
            reached = advance(config, mnist, start, 30)
            np.testing.assert_allclose(reached.weights[dead], 0.95**30 * start.weights[dead], rtol=1e-5)
            assert not advance(config, mnist, initial_checkpoint(), 30).weights[dead].any()

    @pytest.mark.parametrize(
        ("graph", "body"),
        [
            (graphs.full_batch, 2),
            (graphs.mini_batches, 2),
            (graphs.full_batch_account, 1),
            (graphs.mini_batches_account, 1),
        ],
    )
    def test_without_it_nothing_more_is_computed(self, graph, body):
        def found(decays):
            concrete = graph(decays).get_concrete_function()
            kinds = [node.op for each in concrete.graph.as_graph_def().library.function for node in each.node_def]
            return len(concrete.inputs), kinds.count("Mul")

        (inputs, products), (more_inputs, more_products) = found(False), found(True)
        assert products == body
        assert more_inputs > inputs
        assert more_products > products

    @pytest.mark.parametrize("size", [1, 60])
    def test_decay_beyond_all_reason_diverges_in_numbers_that_are_some(self, mnist, size):
        with pytest.raises(Diverged) as stop:
            advance(TrainingConfig(size, 100.0, 100, weight_decay=1.0), mnist, initial_checkpoint(), 100)
        assert np.isfinite(stop.value.loss)
        assert np.isfinite(stop.value.checkpoint.weights).all()


class TestMeasure:
    @pytest.mark.parametrize("config", [replace(SMALL, test_size=123), replace(SMALL_BATCHES, train_size=1500)])
    def test_agrees_with_numpy(self, mnist, config):
        checkpoint = some_checkpoint()
        found = measure(config, mnist, checkpoint)
        expected = []
        for part, size in ((mnist.train, config.train_size), (mnist.validation, 5000), (mnist.test, config.test_size)):
            images = part.intensities(slice(size)).astype(np.float64)  # near ties are settled so
            logits = softmax.evidence(images, checkpoint.weights, checkpoint.bias)
            labels = part.labels[:size]
            expected += [softmax.cross_entropy(labels, logits), softmax.accuracy(labels, logits)]
        train_loss, train_accuracy, validation_loss, validation_accuracy, _, test_accuracy = expected
        assert found.train_loss == pytest.approx(train_loss, rel=1e-5)
        assert found.validation_loss == pytest.approx(validation_loss, rel=1e-5)
        assert found.train_accuracy == train_accuracy
        assert found.validation_accuracy == validation_accuracy
        assert found.test_accuracy == test_accuracy

    def test_prepared_examples_are_dropped_beyond_the_capacity(self):
        tf = tensors.tensorflow()
        prepared = []

        def prepare(name):
            prepared.append(name)
            return tensors.Examples(tf.zeros((10, 4), tf.uint8), tf.zeros(10, tf.int32), np.arange(4))

        cache = tensors.ExamplesCache(capacity=100)
        for name in "aabacb":  # c drops b, the least recently used
            cache.get((name,), lambda name=name: prepare(name))
        assert prepared == ["a", "b", "c", "b"]
        assert cache.nbytes == 80


class TestDivergence:
    @pytest.mark.parametrize("rate", [10, 30, 100])
    def test_a_rate_too_high_says_so_in_plain_words(self, mnist, rate):
        config = replace(FULL_BATCH, learning_rate=rate)
        with pytest.raises(Diverged, match=f"at a learning rate of {rate} ") as stop:
            advance(config, mnist, initial_checkpoint(), 100)
        assert stop.value.step in (1, 2, 5)
        assert stop.value.learning_rate == rate
        assert stop.value.checkpoint.step == stop.value.step
        assert np.all(np.isfinite(stop.value.checkpoint.weights))
        assert stop.value.loss == measure(config, mnist, stop.value.checkpoint).train_loss > training.LOSS_LIMIT

    @pytest.mark.parametrize("config", [replace(FULL_BATCH, learning_rate=10), replace(MINI_BATCH, learning_rate=20)])
    @pytest.mark.parametrize("piece", [1, 3, 4])
    def test_pieces_agree_on_it(self, mnist, config, piece):
        with pytest.raises(Diverged) as whole:
            advance(config, mnist, initial_checkpoint(), 100)
        checkpoint = initial_checkpoint()
        with pytest.raises(Diverged) as stop:  # noqa: PT012 - it may come from any of the pieces
            for _ in range(100):
                checkpoint = advance(config, mnist, checkpoint, piece)
        assert str(stop.value) == str(whole.value)
        assert same(stop.value.checkpoint, whole.value.checkpoint)

    @pytest.mark.parametrize("rate", [0.5, 1])
    def test_healthy_rates_are_left_alone(self, mnist, rate):
        for config in (replace(FULL_BATCH, learning_rate=rate), replace(MINI_BATCH, learning_rate=rate)):
            assert advance(config, mnist, initial_checkpoint(), 100).step == 100
        assert advance(replace(MINI_BATCH, batch_size=1), mnist, initial_checkpoint(), 100).step == 100

    def test_weights_that_overflow_end_the_run_before_they_are_returned(self, mnist):
        huge = Checkpoint(0, np.full((784, 10), 3e38), np.zeros(10))
        with pytest.raises(Diverged) as stop:
            advance(SMALL, mnist, huge, 1)
        assert same(stop.value.checkpoint, huge)

    def test_survives_the_way_between_processes(self):
        sent = Diverged(5, 10.0, 48.0, some_checkpoint(5))
        received = pickle.loads(pickle.dumps(sent))
        assert str(received) == str(sent)
        assert (received.step, received.learning_rate, received.loss) == (5, 10.0, 48.0)
        assert same(received.checkpoint, sent.checkpoint)


@pytest.mark.slow
class TestRecipes:
    def test_full_batch_reaches_the_tutorials_figures(self, mnist, full_batch):
        measurement = measure(FULL_BATCH, mnist, full_batch)
        assert full_batch.step == 2501
        assert measurement.test_accuracy == pytest.approx(0.9067, abs=0.0002)
        assert measurement.train_loss == pytest.approx(0.2393, abs=0.0002)

    def test_few_test_examples_flatter_the_model(self, mnist, full_batch):
        assert measure(replace(FULL_BATCH, test_size=100), mnist, full_batch).test_accuracy == pytest.approx(
            0.94, abs=0.011
        )

    def test_full_batch_gives_the_printed_probabilities(self, mnist, full_batch):
        rows = softmax.predict(full_batch.weights, full_batch.bias, mnist.train.intensities([0, 2]))
        np.testing.assert_allclose(rows[0], [float(share) for share in PRINTED_ROW.split()], rtol=1e-3)
        assert rows.argmax(axis=1).tolist() == [7, 9]
        assert mnist.train.labels[[0, 2]].tolist() == [7, 4]

    @pytest.mark.parametrize("seed", [0, 1, 2, 3])
    def test_mini_batches_reach_about_92_percent(self, mnist, seed):
        config = replace(MINI_BATCH, seed=seed)
        reached = advance(config, mnist, initial_checkpoint(), config.steps)
        assert 0.91 <= measure(config, mnist, reached).test_accuracy <= 0.925

    @pytest.mark.parametrize(("train_size", "expected"), [(1, 0.1028), (10, 0.4195), (100, 0.7350), (1000, 0.8633)])
    def test_accuracy_grows_with_the_training_size(self, mnist, train_size, expected):
        config = TrainingConfig(train_size, 0.1, 1000)
        reached = advance(config, mnist, initial_checkpoint(), config.steps)
        assert measure(config, mnist, reached).test_accuracy == pytest.approx(expected, abs=0.0002)


def test_importing_does_not_import_tensorflow():
    code = "import sys, mnist_core.training.step; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.slow
def test_tensorflow_comes_without_keras_which_is_there_for_whoever_asks():
    code = """
import os, sys, threading
from mnist_core.training.tensors import tensorflow
stderr = os.readlink("/proc/self/fd/2")
both = [threading.Thread(target=tensorflow) for _ in range(2)]
for each in both:
    each.start()
for each in both:
    each.join()
assert os.readlink("/proc/self/fd/2") == stderr
assert "keras" not in sys.modules
assert "TF_USE_LEGACY_KERAS" not in os.environ
from tensorflow.keras import layers
import keras
model = tensorflow().keras.Sequential([keras.Input((784,)), layers.Dense(10)])
assert isinstance(model, keras.Sequential)
"""
    plain = {name: value for name, value in os.environ.items() if name != "TF_USE_LEGACY_KERAS"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=plain)
