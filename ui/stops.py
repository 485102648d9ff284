"""The stops of the guided walk through all lessons, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stop:
    """A place on the walk, with something to do that the app notices.

    Attributes
    ----------
    name : in the address, `?walk=`
    title : what one sees there, in a few words
    sentence : what to do, and what for; markdown
    lesson : whose page it is on; "home" for the first
    task : how the lesson's own task begins that counts as done, less markdown's marks; "" where it is `changes`
    lit : the key of what is lit on the page
    address : what the page is to open on
    changes : the control whose change counts as done
    """

    name: str
    title: str
    sentence: str
    lesson: str
    task: str
    lit: str
    address: Mapping[str, str] = field(default_factory=dict)
    changes: str = ""


# Where the pages would open on the few digits that were learned by heart on the way.
RECIPE = "Mini-batch recipe"


STOPS = (
    Stop(
        "digit",
        "A digit of your own",
        "Press **Another digit** until you meet one that you like. Its 784 pixels go through the model before your "
        "eyes, from the top down.",
        "home",
        "",
        "pipeline",
        changes="digit",
    ),
    Stop(
        "pixels",
        "784 numbers",
        "You see a shape; the model gets a row of numbers. Switch **Shuffle the pixels** on, and feel what it misses.",
        "data",
        "Shuffle the pixels",
        "pixels",
        {"look": "One digit"},
    ),
    Stop(
        "apart",
        "Where two digits part",
        "Choose two digits below, then press a pixel that has ink in nearly all of one and in hardly any of the other. "
        "A weight will come to stand there.",
        "data",
        "In Typical digits",
        "typical",
        {"look": "Typical digits"},
    ),
    Stop(
        "shares",
        "Shares of one",
        "Drag one bar of evidence up until its share is above 0.9999. Watch the others: none ever comes to zero.",
        "softmax",
        "Give one class more than 0.9999",
        "shares",
    ),
    Stop(
        "price",
        "The price of an answer",
        "The shares stand as a tutorial printed them, and the truth is a 3. Choose another truth, one that makes the "
        "same answer cost more than 4.",
        "cross_entropy",
        "One prediction",
        "prediction",
    ),
    Stop(
        "downhill",
        "Downhill",
        "A slope and a learning rate are all that learning needs. Find the rate that reaches the minimum of y = x² in "
        "a single step.",
        "gradient_descent",
        "Reach the minimum of y = x²",
        "descent",
    ),
    Stop(
        "step",
        "One step, slowly",
        "One update of the real model on a few digits. Look at a later one, or at a smaller batch, until its loss is "
        "under 0.1: such digits have little left to teach.",
        "gradient_descent",
        "Find a batch that is read so well",
        "one_step",
        {"view": "One step, slowly"},
    ),
    Stop(
        "copies",
        "Learned by heart",
        "Train on five digits or fewer, and look at the ten pictures: they *are* those digits.",
        "training",
        "Train on 5 digits or fewer",
        "board",
    ),
    Stop(
        "mistakes",
        "What it mixes up",
        "Ten thousand digits that it never saw. Press the largest mistake in the table, and judge for yourself.",
        "exam",
        "Mix-ups: Open its commonest mistake",
        "confusion",
        {"view": "Mix-ups", "model": RECIPE},
    ),
    Stop(
        "templates",
        "Copies become templates",
        "Choose the few sizes, n = 1 to 10, and let the film play: see where the single strokes begin to blur.",
        "size",
        "Name every stroke",
        "film",
    ),
    Stop(
        "drawing",
        "Your own hand",
        "Draw a digit, and draw it better, until the model gives it more than 99 %. See on the right which pixels "
        "spoke.",
        "draw",
        "Draw a digit that it gives more than 99",
        "reading",
        {"model": RECIPE},
    ),
    Stop(
        "moved",
        "What a line cannot do",
        "Move all digits by a few pixels, at most two to the side and four up or down, until fewer than one in ten is "
        "read. The model knows places, not shapes.",
        "beyond",
        "Stress: Bring it below 10",
        "scores",
        {"model": RECIPE},
    ),
)
