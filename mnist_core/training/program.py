"""The twenty lines that every tutorial has one paste: in our words of today's TensorFlow, and as TensorFlow 1 had them.

They are the recipe "full batch", written out plainly. A line of the one form stands for that of the same name in the
other; where the other needs none, it is empty there. Either form, put together in order, is a program that runs, and
a test runs both. The prediction is p and the truth y, as in the lessons.
"""

from dataclasses import dataclass
from string import Template

from mnist_core.data.dataset import VALIDATION_SIZE
from mnist_core.training.config import TrainingConfig


@dataclass(frozen=True)
class Line:
    """One line of the program.

    Attributes
    ----------
    name : of the line, in both forms
    stage : what of a digit's way through the model it computes or prepares, as pipeline.css lights it; "" for none
    lesson : the lesson that explains it
    today : as one writes it for TensorFlow 2; may be empty
    then : as one wrote it for TensorFlow 1, in one line or two; may be empty
    """

    name: str
    stage: str
    lesson: str
    today: str
    then: str


LINES = (
    Line("library", "", "training", "import tensorflow as tf", "import tensorflow as tf"),
    Line(
        "data", "pixels", "data", "train, test = tf.keras.datasets.mnist.load_data()",
        "from tensorflow.examples.tutorials.mnist import input_data\n"
        'mnist = input_data.read_data_sets("data/", one_hot=True)',
    ),
    Line(
        "pixels", "pixels", "data", "x = tf.reshape(train[0][$first:$last], [-1, 784]) / 255",
        "x = tf.placeholder(tf.float32, [None, 784])",
    ),
    Line(
        "labels", "label", "data", "y = tf.one_hot(train[1][$first:$last], 10)",
        "y = tf.placeholder(tf.float32, [None, 10])",
    ),
    Line("weights", "weights", "training", *["W = tf.Variable(tf.zeros([784, 10]))"] * 2),
    Line("bias", "bias", "softmax", *["b = tf.Variable(tf.zeros([10]))"] * 2),
    Line("model", "model", "softmax", "def model(x):", ""),
    Line("evidence", "evidence", "softmax", "    z = tf.matmul(x, W) + b", "z = tf.matmul(x, W) + b"),
    Line("shares", "shares", "softmax", "    return tf.nn.softmax(z)", "p = tf.nn.softmax(z)"),
    Line("descend", "model", "gradient_descent", "def descend():", ""),
    Line("tape", "model", "gradient_descent", "    with tf.GradientTape() as tape:", ""),
    Line(
        "nats", "loss", "cross_entropy", "        nats = -tf.reduce_sum(y * tf.math.log(model(x)), 1)",
        "nats = -tf.reduce_sum(y * tf.log(p), reduction_indices=[1])",
    ),
    Line("loss", "loss", "cross_entropy", "        loss = tf.reduce_mean(nats)", "loss = tf.reduce_mean(nats)"),
    Line(
        "slope", "slope", "gradient_descent", "    slope = tape.gradient(loss, [W, b])",
        "optimizer = tf.train.GradientDescentOptimizer($rate)",
    ),
    Line(
        "step_weights", "weights", "gradient_descent", "    W.assign_sub($rate * slope[0])",
        "descend = optimizer.minimize(loss)",
    ),
    Line("step_bias", "bias", "gradient_descent", "    b.assign_sub($rate * slope[1])", ""),
    Line("session", "", "training", "", "sess = tf.Session()"),
    Line("start", "weights", "training", "", "sess.run(tf.global_variables_initializer())"),
    Line(
        "batch", "pixels", "training", "",
        "batch = {x: mnist.train.images[:$size],\n         y: mnist.train.labels[:$size]}",
    ),
    Line(
        "loop", "weights", "training", "for step in range($steps): descend()",
        "for step in range($steps): sess.run(descend, feed_dict=batch)",
    ),
    Line(
        "exam", "model", "exam", "p = model(tf.reshape(test[0], [-1, 784]) / 255)",
        "exam = {x: mnist.test.images, y: mnist.test.labels}",
    ),
    Line(
        "right", "answer", "exam", "right = tf.argmax(p, 1) == test[1]",
        "right = tf.equal(tf.argmax(p, 1), tf.argmax(y, 1))",
    ),
    Line(
        "accuracy", "answer", "exam", "print(tf.reduce_mean(tf.cast(right, tf.float32)))",
        "accuracy = tf.reduce_mean(tf.cast(right, tf.float32))\nprint(sess.run(accuracy, feed_dict=exam))",
    ),
)  # fmt: skip


def written(text: str, config: TrainingConfig) -> str:
    """Fill the numbers of a recipe in a line of either form.

    Raises
    ------
    ValueError
        If the recipe trains on mini-batches, which these lines do not.
    """
    if config.batch_size is not None:
        raise ValueError(f"the program's steps look at all train examples, not at {config.batch_size} of them")
    size = config.train_size
    numbers = {"first": VALIDATION_SIZE, "last": VALIDATION_SIZE + size, "size": size}
    return Template(text).substitute(numbers, rate=f"{config.learning_rate:g}", steps=config.steps)


def today(config: TrainingConfig) -> str:
    """The whole program for TensorFlow 2."""
    return "\n".join(written(line.today, config) for line in LINES if line.today)


def then(config: TrainingConfig, *names: str) -> str:
    """The program for TensorFlow 1; of some names, only their lines."""
    wanted = [line for line in LINES if line.then and (not names or line.name in names)]
    return "\n".join(written(line.then, config) for line in wanted)


def of_lesson(lesson: str, config: TrainingConfig) -> list[str]:
    """Today's lines that a lesson explains, without those that only open a block."""
    found = [written(line.today, config).strip() for line in LINES if line.lesson == lesson]
    return [text for text in found if text and not text.endswith(":")]
