"""One training run of softmax regression on MNIST, from the data to its last number, with TensorFlow 2 and NumPy.

    python softmax.py [mnist.npz]

The digits come from the file or folder given, else from what MNIST_PATH names, else Keras downloads them. The model is
written to softmax.npz: weights (784, 10) and bias (10,).
"""

import os
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

# The run.
TRAIN_SIZE = 5500  # the first digits of the training part
LEARNING_RATE = 0.1
STEPS = 2501  # updates; the classic tutorials count from 0 and make one more than they say
BATCH_SIZE = None  # digits that one update looks at; None: all of them
TEST_SIZE = 10000  # the first digits of the test part
SEED = 0  # orders the mini-batches
WEIGHT_DECAY = 0.0  # of each weight an update takes this times the learning rate; the biases it leaves alone
# What SeeSoftmax measured after the last step; the loss is the cross-entropy alone, without what weight decay adds.
TRAIN_LOSS = 0.2393
TEST_ACCURACY = 0.9067

CLASSES = 10
LOSS_LIMIT = 10 * np.log(10)  # nats; a model that knows nothing has a loss of ln 10


def load():
    """The three parts as (images, labels): uint8 (n, 784) from 0 to 255, and digits from 0 to 9."""
    name = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MNIST_PATH")
    if name:
        path = Path(name).expanduser()
        path = path / "mnist.npz" if path.is_dir() else path
        wanted = "wanted is mnist.npz with the 60,000 and 10,000 digits, or a folder that holds it."
        try:
            with np.load(path, allow_pickle=False) as file:
                x_train, y_train, x_test, y_test = (file[key] for key in ("x_train", "y_train", "x_test", "y_test"))
        except Exception as error:  # what is no such file makes NumPy raise many kinds
            sys.exit(f"{path} cannot be read ({type(error).__name__}); {wanted}")
        if (x_train.shape, x_test.shape) != ((60000, 28, 28), (10000, 28, 28)):
            sys.exit(f"{path} is not MNIST; {wanted}")
    else:
        (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
    x_train, x_test = x_train.reshape(-1, 784), x_test.reshape(-1, 784)
    # The practice exam must not be the final one: the first 5,000 of the 60,000 are set apart for validation.
    return (x_train[5000:], y_train[5000:]), (x_train[:5000], y_train[:5000]), (x_test, y_test)


def to_intensities(images):
    """Bytes to shares of ink, 0 to 1."""
    return tf.cast(images, tf.float32) / 255


# In here everything lies on its side: weights (10, pixels), evidence (10, n). TensorFlow multiplies long rows faster.
def evidence(weights, bias, images):
    """Ink times weight, summed for each class, plus its bias."""
    return tf.matmul(weights, images, transpose_b=True) + bias


def softmax(logits):
    """Evidence to shares of one; without the maximum, exp would overflow."""
    exponentials = tf.exp(logits - tf.reduce_max(logits, 0, keepdims=True))
    return exponentials / tf.reduce_sum(exponentials, 0, keepdims=True)


def slope(weights, bias, images, truth):
    """Where the loss rises: ink times how wrong each share is, summed over the images."""
    surprise = softmax(evidence(weights, bias, images)) - truth
    return tf.matmul(surprise, images), tf.reduce_sum(surprise, 1, keepdims=True)


def faded(weights):
    """What weight decay leaves; subtracted, since 1 less so little would be rounded."""
    return weights - np.float32(LEARNING_RATE * WEIGHT_DECAY) * weights if WEIGHT_DECAY else weights


@tf.function
def step_on_all(weights, bias, images, labels, rate):
    """One update that looks at every digit."""
    truth = tf.one_hot(labels, CLASSES, axis=0)
    # Two halves, so that two processor cores work at a time. Sums in another order would be rounded otherwise.
    half = len(images) // 2
    first = slope(weights, bias, images[:half], truth[:, :half])
    second = slope(weights, bias, images[half:], truth[:, half:])
    return faded(weights) - rate * (first[0] + second[0]), bias - rate * (first[1] + second[1])


@tf.function
def step_on_batch(weights, bias, images, labels, rate):
    """One update that looks at a mini-batch of digits."""
    uphill = slope(weights, bias, to_intensities(images), tf.one_hot(labels, CLASSES, axis=0))
    return faded(weights) - rate * uphill[0], bias - rate * uphill[1]


def mini_batches():
    """The order of the digits: epoch after epoch, each shuffled anew, cut into batches across their borders."""
    epoch, waiting = 0, np.array([], np.int64)
    while True:
        while len(waiting) < BATCH_SIZE:
            order = np.random.default_rng([SEED, epoch]).permutation(TRAIN_SIZE)
            epoch, waiting = epoch + 1, np.concatenate([waiting, order])
        yield waiting[:BATCH_SIZE]
        waiting = waiting[BATCH_SIZE:]


def measure(weights, bias, images, labels):
    """The mean cross-entropy in nats, and the share of digits whose label has the most evidence."""
    loss = hits = 0.0
    for start in range(0, len(labels), 1000):
        some = slice(start, start + 1000)
        logits = tf.transpose(evidence(weights, bias, to_intensities(images[some])))
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels[some].astype(np.int32), logits)
        loss += float(tf.reduce_sum(losses))
        hits += float(np.sum(np.argmax(logits, axis=1) == labels[some]))
    return loss / len(labels), hits / len(labels)


def is_shown(step):
    """The first steps change the most."""
    return step in (0, 1, 2, 5, 10, 20, 50, STEPS) or step % 100 == 0


def main():
    """Train, print the log as the tutorials do, compare, and write the model."""
    train, _validation, test = load()
    images, labels = train[0][:TRAIN_SIZE], train[1][:TRAIN_SIZE]
    test_images, test_labels = test[0][:TEST_SIZE], test[1][:TEST_SIZE]

    # A pixel without ink in any training digit never moves its weights from zero, so it need not be computed.
    inked = np.flatnonzero(images.any(axis=0))
    weights, bias = tf.zeros([CLASSES, len(inked)]), tf.zeros([CLASSES, 1])
    small, everything = images[:, inked], to_intensities(images[:, inked])
    rate = tf.constant(np.float32(LEARNING_RATE)) / np.float32(BATCH_SIZE or TRAIN_SIZE)
    batches = mini_batches() if BATCH_SIZE else None

    for step in range(STEPS + 1):
        if step > 0 and batches:
            chosen = next(batches)
            weights, bias = step_on_batch(weights, bias, small[chosen], labels[chosen], rate)
        elif step > 0:
            weights, bias = step_on_all(weights, bias, everything, labels, rate)
        if is_shown(step):
            loss, _ = measure(weights, bias, small, labels)
            _, accuracy = measure(weights, bias, test_images[:, inked], test_labels)
            print(f"Training Step: {step:6,d}  Accuracy = {accuracy:.4f}  Loss = {loss:.4f}", flush=True)
            if loss > LOSS_LIMIT:
                print("The loss is above ten times that of knowing nothing: the steps leap over the minimum.")
                break

    print(f"SeeSoftmax measured             Accuracy = {TEST_ACCURACY:.4f}  Loss = {TRAIN_LOSS:.4f}")
    if abs(loss - TRAIN_LOSS) > 1e-3:
        print("That differs. Where a high rate makes the loss zigzag, the rounding of another processor grows.")
    full = np.zeros((784, CLASSES), np.float32)
    full[inked] = weights.numpy().T
    np.savez("softmax.npz", weights=full, bias=bias.numpy()[:, 0])


if __name__ == "__main__":
    main()
