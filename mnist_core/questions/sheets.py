"""A sheet for each lesson to teach it by: aim, open play, two questions, timing, and what a teacher says.

What is right, and what comes of wrong answers, is not written here: it is that of the lesson's own questions, computed
from the data that the app runs on. The tasks of the open play are the lesson's own, word for word; a test compares.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_core.questions.lessons import QUESTIONS
from mnist_core.questions.question import Question

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

LENGTHS = (20, 45, 90)  # minutes


@dataclass(frozen=True)
class Sheet:
    """What a lesson's sheet says.

    Attributes
    ----------
    lesson : its name in the list of lessons
    aim : what pupils can do afterwards, in a sentence
    play : tasks of the lesson's own "Try this", for five minutes without a word from the teacher
    toy : what is shown on the projector, by the lesson's toy
    pairs : what two pupils do with one device
    together : what the class does in its room, where there is time
    notes : for the teacher alone: what to say, and what to look out for
    """

    lesson: str
    aim: str
    play: tuple[str, ...]
    toy: str
    pairs: str
    together: str
    notes: tuple[str, ...]

    @property
    def questions(self) -> tuple[Question, Question]:
        """The lesson's two questions, in its order."""
        first, second = (each for each in QUESTIONS if each.lesson == self.lesson)
        return first, second

    def timing(self, minutes: int) -> tuple[tuple[int, str], ...]:
        """How so many minutes are spent, one of LENGTHS: each part's minutes, and what it is."""
        play, close = (5, "Open play."), "What is to be remembered, in one sentence of a pupil's."
        first = "Question 1: vote, talk, vote again."
        if minutes == 20:
            return play, (7, first), (5, f"On the projector: {self.toy}"), (3, close)
        second = "Question 2: vote, talk, vote again."
        both = (8, first), (10, f"On the projector: {self.toy}")
        if minutes == 45:
            return play, *both, (10, f"In pairs: {self.pairs}"), (8, second), (4, close)
        return (
            play, *both, (15, f"In pairs: {self.pairs}"), (8, second), (25, f"Together: {self.together}"),
            (12, "Pairs show what they found; the class says why."), (7, close),
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as it is printed, with its key.

    Attributes
    ----------
    text, choices : what is asked, and all answers
    right : the right one's place
    why : why it is right
    wrong : each wrong answer that is to be expected, and what leads to it
    """

    text: str
    choices: tuple[str, ...]
    right: int
    why: str
    wrong: tuple[tuple[str, str], ...]


def asked(question: Question, dataset: "Dataset") -> Asked:
    """A question with its key, computed from the data."""
    wrong = tuple((each.text, each.misconception) for each in question.distractors)
    return Asked(question.text, question.choices(dataset), question.place, question.explanation, wrong)


_WALL = "call a digit, all draw it; read the class's confusion matrix, and discuss three starred drawings."
_STEPS = "the class is the batch: everybody presents a digit, and ten steps at rate 0.5 are taken."

SHEETS = (
    Sheet(
        "data",
        "Say what the model is given: 784 numbers and a label, and why some digits are kept from it.",
        (
            "Shuffle the pixels and try to read the digit. The model can: a later lesson shows it.",
            "In *Three parts*, load so few train digits that one of the ten is missing.",
        ),
        "one digit as a picture, then as its row of numbers; press one pixel, then the one below it.",
        "find two typical digits and one pixel that tells them apart.",
        _WALL,
        (
            "Do not say “image” for the row of numbers: the model is not told which pixels are neighbours.",
            "Somebody will ask whose digits these are: employees of the US Census Bureau and students there "
            "wrote them.",
        ),
    ),
    Sheet(
        "softmax",
        "Turn evidence into shares by hand for two classes, and say why their differences alone count.",
        (
            "Give one class more than 0.9999. It is still not one.",
            "Press +1 at a class and find the factor e in its odds.",
        ),
        "raise one bar by one unit; the class foretells the odds before they are shown.",
        "set evidence so that three classes get the same share, in two different ways.",
        "star the drawings that it is least sure of; the class says which shares it would give, then sees the model's.",
        (
            "“Shares” first, “probabilities” later: they add up to one, and that is all softmax promises.",
            "Who says that all shares grow has not yet seen that they are shares of one whole.",
        ),
    ),
    Sheet(
        "cross_entropy",
        "Say what an answer costs, from the share that it gave the truth.",
        (
            "One prediction: keep the tutorials' j and choose a truth that makes it cost more than 4.",
            "A batch: find ten or more digits that cost less than 0.05 on average.",
        ),
        "drag the truth's share from 0.8 to 0.4 to 0.2; the price grows by the same each time.",
        "find a prediction that is right and costs more than another that is wrong.",
        _WALL,
        (
            "Let them guess the price of a shrug before it is shown. Who says 0.9 has taken what is missing to one.",
            "Being wrong is cheap where one was unsure. That is the point, not a flaw.",
        ),
    ),
    Sheet(
        "gradient_descent",
        "Take a step of gradient descent by hand on a curve, and say what the learning rate does.",
        ("Reach the minimum of y = x² in a single step.", "Make it diverge on y = x²."),
        "on y = x² at rates of 0.1, 0.5 and 1.1; the class foretells where the ball goes.",
        "on the long valley, get to the bottom within 30 steps, and write down the rate.",
        _STEPS,
        (
            "Ask for the second step, too: the rate is the same, and yet it is shorter. Why?",
            "“It stops at the bottom” is not a rule that it follows: there the slope is zero.",
        ),
    ),
    Sheet(
        "training",
        "Say what training changes, how often, and how one sees that it goes well.",
        (
            "Train on 5 digits or fewer: the pictures *are* those digits.",
            "Make the training diverge at a learning rate of 5 or less.",
        ),
        "train the mini-batch recipe, and look at step 1, 10 and 100: the class says what the pictures show.",
        "pin two runs that differ in one knob only, and say which is better and by how much.",
        _STEPS,
        (
            "“It learns” is short for: 7,850 numbers are changed a little, again and again.",
            "Where the pictures look like one digit, ask how many digits it was trained on.",
        ),
    ),
    Sheet(
        "exam",
        "Read an accuracy with its luck, and say why the exam is opened once.",
        (
            "Find a lucky exam: the first n digits on which it looks two points too good.",
            "Open its commonest mistake.",
        ),
        "open the exam after everybody has written down a guess; then show the luck of 100 digits.",
        "read one digit on paper with a pencil, by the printed table, and type its sum.",
        _WALL,
        (
            "Do not open it before the guess: it is sealed for the class's sake, not for the model's.",
            "Ask who would like to go on tuning until it says 93 %, and why that would be no exam.",
        ),
    ),
    Sheet(
        "size",
        "Say what more examples bring, and why the model must not be measured on those that it has seen.",
        (
            "Begin with other examples: other pictures at 10, nearly the same at the end.",
            "Show the luck of the draw: where does it matter which examples you got?",
        ),
        "draw the curve as a class, by show of hands at 1, 10, 100 and 1,000; then show it.",
        "at n = 10, name for each picture the digit that was copied.",
        _STEPS,
        (
            "The axis doubles: a straight line on it is an ever slower gain.",
            "At “100 % right” on ten digits, stop and ask: on which ten?",
        ),
    ),
    Sheet(
        "draw",
        "Say from the votes of the pixels why a drawing was read as it was.",
        (
            "Draw a digit that it gives more than 99&nbsp;%.",
            "Draw something that leaves every class under 50&nbsp;%.",
        ),
        "the crossed 7, with the votes of its pixels; the class says what speaks against a 7.",
        "draw a digit that your neighbour reads and the model does not.",
        _WALL,
        (
            "When it fails a pupil's digit, say so: its training digits were others' hands, not a better hand.",
            "A scribble gets an answer, too. It was never taught to say that something is no digit.",
        ),
    ),
    Sheet(
        "beyond",
        "Say what a sum over pixels cannot do, and what a layer more changes.",
        (
            "Bring it below 10&nbsp;% with a move of no more than 2 pixels to the side and 4 up or down.",
            "Shuffle some of the pixels, not all, and lose nothing.",
        ),
        "move the digits by two pixels; the class foretells the accuracy of all three judges.",
        "find a digit that the judges do not agree on, and say whose answer you would have given.",
        "everybody puts a drawing of their own before the three judges, and tells those that they disagree on.",
        (
            "The convolutional network is no smarter: it is made so that a moved digit looks the same to it.",
            "Shuffling alike in training and exam changes nothing for a sum. Let them say why before you do.",
        ),
    ),
)  # fmt: skip


def sheet(lesson: str) -> Sheet:
    """The sheet of a lesson."""
    return next(each for each in SHEETS if each.lesson == lesson)
