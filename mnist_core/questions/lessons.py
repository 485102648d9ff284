"""The questions of the lessons, in their order; eight of them are those of the check before and after."""

from mnist_core.gradient_descent.curves import PARABOLA
from mnist_core.questions import answers
from mnist_core.questions.question import Distractor, Question

QUESTIONS = (
    Question(
        "flat", "data",
        "An image of 28 × 28 pixels is written as a row of 784 numbers. How far from a pixel's number is that of the "
        "pixel just below it?",
        lambda _: f"{answers.places_to_the_pixel_below()} places",
        (
            Distractor("1 place", "One place on is the pixel beside it: the rows lie end to end."),
            Distractor("784 places", "That is the whole image: 784 places on, the next image begins."),
        ),
        "A row of the picture has 28 pixels, so the one below comes 28 places later. The model is not told.",
        1, in_check=True,
    ),
    Question(
        "lessons", "data",
        "From how many of these digits may the model learn?",
        lambda dataset: f"{len(dataset.train):,}",
        (
            Distractor("All of them", "Then nothing is left to measure it by: it would know the exam by heart."),
            Distractor("The test digits alone", "They are the final exam: a mark for memory says nothing."),
        ),
        "It learns from the train digits alone; validation is the practice exam, and test the final one.",
        2,
    ),
    Question(
        "one more unit", "softmax",
        "A class gets one more unit of evidence. What happens to its odds against all the others together?",
        lambda _: f"They are multiplied by {answers.factor_of_one_unit():.2f}",
        (
            Distractor("They grow by 1", "Evidence adds up, but shares are made of its powers: sums become products."),
            Distractor("They are doubled", "That would be powers of 2. Softmax takes powers of e."),
        ),
        "The class's power grows from eᶻ to e · eᶻ, and the other powers stay.",
        0, in_check=True,
    ),
    Question(
        "a constant", "softmax",
        "Every class gets 5 more units of evidence. What happens to the shares?",
        lambda _: answers.change_by_a_constant(5),
        (
            Distractor("The largest grows", "That happens where evidence is multiplied. Here all get the same more."),
            Distractor("All of them grow", "They add up to one, so they cannot all grow."),
        ),
        "All powers are multiplied by the same number, which the division takes out again.",
        1,
    ),
    Question(
        "half the share", "cross_entropy",
        "The truth gets half the share that it got before. What happens to the loss?",
        lambda _: f"It grows by {answers.price(0.2) - answers.price(0.4):.2f} nats",
        (
            Distractor("It doubles", "That would be one divided by the share. The loss is its logarithm."),
            Distractor("It grows by 0.50 nats", "That would be one minus the share. The loss has no such ceiling."),
        ),
        "Halving adds the logarithm of 2, wherever one begins: from 0.8 to 0.4 as from 0.02 to 0.01.",
        2, in_check=True,
    ),
    Question(
        "a shrug", "cross_entropy",
        "A model that knows nothing gives all ten digits a share of 0.1. What does each answer cost?",
        lambda _: f"{answers.price(0.1):.2f} nats",
        (
            Distractor("0.90 nats", "That is what the share lacks to one. The loss is −log of the share."),
            Distractor("Nothing", "Not to know is no right answer: only a share of one costs nothing."),
        ),
        "−log 0.1: every training that starts from zero starts at this loss.",
        0,
    ),
    Question(
        "one step", "gradient_descent",
        "On y = x², with which learning rate does the first step land on the minimum, wherever it begins?",
        lambda _: f"{PARABOLA.one_step_rate:g}",
        (
            Distractor("1", "The slope is 2x: one whole slope leads to the other side, just as high."),
            Distractor("0.1", "A small rate is safe, not quick: each step goes a fifth of what is left."),
            Distractor("None", "There is one: the step is rate × 2x, and x is what has to be covered."),
        ),
        "The step is rate × 2x; to cover x itself, the rate has to be one half.",
        1, in_check=True,
    ),
    Question(
        "smaller steps", "gradient_descent",
        "On y = x² at a rate of 0.1: how long is the second step, compared with the first?",
        lambda _: f"{answers.ratio_of_steps(0.1):.1f} of it",
        (
            Distractor("Just as long", "The rate stays, but the slope that it multiplies shrinks."),
            Distractor("0.1 of it", "The rate is no share of the step before: it multiplies the slope."),
        ),
        "After a step of 0.1 × 2x, 0.8 of the way is left, with 0.8 of the slope.",
        2,
    ),
    Question(
        "how many numbers", "training",
        "How many numbers does training change in softmax regression on these digits?",
        lambda _: f"{answers.numbers_trained():,}",
        (
            Distractor("784", "That is one for each pixel. Every class has weights of its own."),
            Distractor("7,840", "These are the weights; each class has a bias, too."),
            Distractor("31,400", "So many bytes they take, four each."),
        ),
        "784 weights and one bias for each of ten classes. The trained model is nothing else.",
        2, in_check=True,
    ),
    Question(
        "an epoch", "training",
        "Mini-batches of 100: how many steps until every train digit has been looked at once?",
        lambda dataset: f"{answers.steps_in_an_epoch(dataset):,}",
        (
            Distractor("1", "That is the full batch: all of them in every step."),
            Distractor("100", "That is how many digits a step looks at."),
        ),
        "The train digits, 100 at a time. That round is called an epoch.",
        1,
    ),
    Question(
        "four answers", "exam",
        "Four answers are right, wrong, right, right. What is the accuracy?",
        lambda _: f"{answers.marked((True, False, True, True)):g}",
        (
            Distractor("3", "That counts the right ones. Accuracy is their share of all."),
            Distractor("0.25", "That is the share of the wrong ones."),
        ),
        "True counts 1 and False 0, and the mean of the four is the accuracy.",
        0, in_check=True,
    ),
    Question(
        "plausible", "exam",
        "A model reads 92 of 100 test digits rightly. What do you know of its true accuracy?",
        lambda _: answers.plausible(92, 100),
        (
            Distractor("It is 92 %", "A mark is a measurement: another 100 digits would have given another."),
            Distractor(answers.plausible(9_200, 10_000), "So narrow it is for 10,000 digits, not for 100."),
        ),
        "95 of 100 such intervals hold the truth; for a tenth of the width it takes a hundred times the digits.",
        2,
    ),
    Question(
        "one example", "size",
        "A model is trained on a single digit. How many of 100 others does it read rightly?",
        lambda dataset: f"About {answers.of_hundred_after_one_example(dataset):.0f}",
        (
            Distractor("About 1", "It answers every digit with the one that it knows, and a tenth of them are that."),
            Distractor("About 50", "That takes some twenty examples: one shows nothing of the other nine digits."),
        ),
        "It gives its one class to everything, and is right as often as that class comes up.",
        0, in_check=True,
    ),
    Question(
        "its own ten", "size",
        "A model is trained on ten digits and then asked about these very ten. How many does it read rightly?",
        lambda dataset: f"{answers.of_ten_learned(dataset)} of them",
        (
            Distractor("About 4 of them", "So many of ten new digits. These it has learned by heart."),
            Distractor("1 of them", "So it is before the first step: then all ten classes tie."),
        ),
        "Few examples can be learned by heart: that is why it is never measured on what it has learned from.",
        1,
    ),
    Question(
        "no ink", "draw",
        "A blank sheet is read. What is the evidence of the ten classes then?",
        lambda _: answers.decides_without_ink(),
        (
            Distractor("Zero for every class", "So it is before training. Trained, each class begins with its bias."),
            Distractor("The mean of its weights", "Weights count only where there is ink to multiply them."),
        ),
        "Ink times weight is zero everywhere, so only the biases are left.",
        1,
    ),
    Question(
        "a reading", "draw",
        "How many products of ink and weight is one reading made of?",
        lambda _: f"{answers.products_of_a_reading():,}",
        (
            Distractor("784", "That is the evidence of one class; there are ten."),
            Distractor("About four million", "So many numbers are in a full batch of digits; a reading looks at one."),
        ),
        "One for each pixel and class: that is why it takes a few microseconds.",
        2,
    ),
    Question(
        "shuffled", "beyond",
        "All 784 pixels change places, alike in every image of training and exam. What becomes of the linear model's "
        "accuracy?",
        lambda _: answers.change_by_shuffling(),
        (
            Distractor("It falls to one in ten", "So would yours: you see shapes. The model has never seen any."),
            Distractor("It falls a little", "It would if neighbours helped it. Every pixel is weighed by itself."),
        ),
        "Each weight moves along with its pixel, and every sum stays the same.",
        2, in_check=True,
    ),
    Question(
        "two layers", "beyond",
        "Two layers of weights without the max between them: how much can they learn?",
        lambda _: f"{answers.two_layers_without_max()}: as much as one layer",
        (
            Distractor("Twice as much as one", "Two matrices in a row can be multiplied into one beforehand."),
            Distractor("Shapes, as convolutions do", "Without the max there is still one sum over the pixels."),
        ),
        "(xA)B = x(AB). What cuts off below zero is what makes a second layer worth having.",
        0,
    ),
)  # fmt: skip
EIGHT = tuple(question for question in QUESTIONS if question.in_check)


def asked(key: str) -> Question | None:
    """The question that a room calls so; None where there is none."""
    return next((question for question in QUESTIONS if question.key == key), None)
