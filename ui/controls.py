"""The one list of each lesson's controls: what the address carries, and what a teacher's link may fix or hide.

A test compares it with what every view of every page draws, so that it cannot drift.
"""

from dataclasses import dataclass

# Kinds. A toy is set in a picture, and read from the address by hand; a mark is but where one looks: it travels in a
# link, and may always be moved.
NUMBER, SLIDER, CHOICE, SEVERAL, SWITCH, TOY, MARK = "number", "slider", "choice", "several", "switch", "toy", "mark"


@dataclass(frozen=True)
class Control:
    """A control of a lesson.

    Attributes
    ----------
    key : its widget's, and its name in the address
    name : for people
    kind : of the above
    views : which show it; none where all do
    also : the keys of the widgets that turn it as well, up to a "*", and nothing that may be free
    toys : keys of the pictures that it is set in by pointing
    names : what else in the address belongs to it
    """

    key: str
    name: str
    kind: str
    views: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    toys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def can_be_fixed(self) -> bool:
        """Whether it is more than where one looks."""
        return self.kind != MARK

    def is_turned_by(self, key: str | None) -> bool:
        """Whether a widget of this key turns it and nothing else."""
        return key is not None and any(
            key.startswith(each[:-1]) if each.endswith("*") else key == each for each in (self.key, *self.also)
        )


@dataclass(frozen=True)
class Lesson:
    """What there is to set in a lesson.

    Attributes
    ----------
    views : the controls that choose what is shown, by key, each with all that there is; the first is the default
    controls : all others
    """

    views: dict[str, tuple[str, ...]]
    controls: tuple[Control, ...]

    @property
    def fixable(self) -> dict[str, Control]:
        """The controls that a link may fix or hide, by their keys."""
        return {each.key: each for each in self.controls if each.can_be_fixed}

    @property
    def names(self) -> set[str]:
        """All that the lesson's controls are called in an address."""
        return {*self.views, *(name for each in self.controls for name in (each.key, *each.names))}

    @property
    def tokens(self) -> dict[str, tuple[str, str]]:
        """All views by what stands for them in an address, each with the key of its control and its name."""
        return {token(view): (key, view) for key, views in self.views.items() for view in views}


def token(view: str) -> str:
    """What stands for a view in a list of an address, which has commas between."""
    return view.replace(",", "")


NEXT_DIGIT = ("another_digit", "a_mistake", "a_disputed_digit")
MODEL = Control("model", "Model", CHOICE, toys=("open_model",))
ONE, GALLERY, PARTS, TABLE, TYPICAL, SPACE = (
    "One digit", "Gallery", "Three parts", "As a table", "Typical digits", "In space",
)  # fmt: skip
SHARES, ORIGIN, MAXIMUM = "Evidence to shares", "Where evidence comes from", "Why subtract the maximum"
PREDICTION, BATCH, CODE, FLOAT = "One prediction", "A batch of digits", "As a code", "In float32"
CURVE, LOSS, STEP = "On a curve", "On the real loss", "One step, slowly"
RACE, GRID, FILES, THEN = "Side by side", "Grid", "Take it away", "Then and now"
SEALED, GUESS, HAND, LUCK, MIX_UPS, ANY, SURE, NO_DIGIT, PAPER = (
    "Sealed", "Guess first", "By hand", "Luck", "Mix-ups", "Any digit", "How sure", "Not a digit", "On paper",
)  # fmt: skip
STRESS, JUDGES, FAILS, INSIDE, TAUGHT = "Stress", "Three judges", "Who fails", "Inside", "Taught otherwise"

LESSONS = {
    "data": Lesson(
        {"look": (ONE, GALLERY, PARTS, TABLE, TYPICAL, SPACE)},
        (
            Control("split", "Part", CHOICE, (ONE, GALLERY)),
            Control("label", "Label", CHOICE, (ONE, GALLERY)),
            Control("number", "Number", NUMBER, (ONE,), also=("previous_digit", "next_digit", "random_digit")),
            Control("page", "Page", NUMBER, (GALLERY,), also=("previous_page", "next_page")),
            Control("shuffled", "Shuffle the pixels", SWITCH, (ONE, GALLERY, TABLE)),
            Control("train_size", "Train size", NUMBER, (PARTS,)),
            Control("test_size", "Test size", NUMBER, (PARTS,)),
            Control("rows", "Rows", SLIDER, (TABLE,)),
            Control("statistic", "Of every digit", CHOICE, (TYPICAL,)),
            Control("compare", "Mean of", CHOICE, (TYPICAL,)),
            Control("with", "minus mean of", CHOICE, (TYPICAL,)),
            Control("projection", "Projection", CHOICE, (SPACE,)),
            Control("pixel", "The marked pixel", MARK, (ONE, TYPICAL)),
            Control("point", "The marked point", MARK, (SPACE,)),
        ),
    ),
    "softmax": Lesson(
        {"part": (SHARES, ORIGIN, MAXIMUM)},
        (
            Control(
                "z", "Evidence, temperature and constant", TOY, also=("classes", "preset *"), toys=("shares",),
                names=("temperature", "add", "raised"),
            ),
            Control("weights", "Weights", CHOICE, (ORIGIN,)),
            Control("digit", "Test digit", NUMBER, (ORIGIN,), also=NEXT_DIGIT),
            Control("class", "Class", NUMBER, (ORIGIN,)),
            Control("offset", "Add to every class", SLIDER, (MAXIMUM,)),
        ),
    ),
    "cross_entropy": Lesson(
        {"view": (PREDICTION, BATCH, CODE, FLOAT)},
        (
            Control("truth", "The truth", CHOICE, (PREDICTION, CODE)),
            Control(
                "p", "The prediction", TOY, (PREDICTION, CODE), toys=("prediction",),
                also=("The tutorials' j", "Confident and *", "Uniform", "Unsure and wrong", "chosen"),
            ),
            Control("batch", "Digits in the batch", CHOICE, (BATCH,)),
            Control("order", "Shown", CHOICE, (BATCH,)),
            Control("first", "From test digit", NUMBER, (BATCH,), also=("another_batch",)),
            Control("smoothing", "Label smoothing", SLIDER, (CODE,)),
            Control("wrong", "Labelled by mistake", SLIDER, (CODE,)),
            Control("gap", "Lead of the wrong class", SLIDER, (FLOAT,)),
        ),
    ),
    "gradient_descent": Lesson(
        {"view": (CURVE, LOSS, STEP)},
        (
            Control("curve", "Curve", CHOICE, (CURVE,)),
            Control("start", "Start", SLIDER, (CURVE,)),
            Control("start_y", "Start, y", SLIDER, (CURVE,)),
            Control("rate", "Learning rate", SLIDER, (CURVE,)),
            Control("moves", "Steps", SLIDER, (CURVE,)),
            Control("rates", "Learning rates", SEVERAL, (LOSS,)),
            Control("batch", "Beside it, a mini-batch of", CHOICE, (LOSS,)),
            Control("after", "After so many updates", SLIDER, (STEP,)),
            Control("digits", "Digits in the batch", CHOICE, (STEP,)),
            Control("step_rate", "Learning rate", CHOICE, (STEP,)),
            Control("step_of", "Whose step", CHOICE, (STEP,)),
            Control("digit", "Test digit", NUMBER, (STEP,)),
            Control("meant", "Meant as a", NUMBER, (STEP,)),
            Control("step", "The step that is shown", MARK, (CURVE,)),
            Control("stage", "The stage that is shown", MARK, (STEP,)),
        ),
    ),
    "training": Lesson(
        {"view": (RACE, GRID, FILES, THEN)},
        (
            Control("train_size", "Train size", NUMBER, also=("train_size slider",)),
            Control("learning_rate", "Learning rate", NUMBER, also=("learning_rate slider",)),
            Control("steps", "Steps", NUMBER),
            Control("test_size", "Test size", NUMBER),
            Control("full_batch", "Full batch", SWITCH),
            Control("weight_decay", "Weight decay", SLIDER),
            Control("batch_size", "Batch size", NUMBER),
            Control("seed", "Seed", NUMBER),
            Control("over", "Drawn over", CHOICE, (RACE,)),
            Control("part", "Digits measured on", CHOICE, (RACE,)),
            Control("down", "Learning rate by", CHOICE, (GRID,)),
            Control("measure", "Shown", CHOICE, (GRID,)),
            Control(
                "pin", "The pinned runs", TOY, (RACE,),
                also=("pin_this_run", "unpin_all", "race *", "unpin-*"),
            ),
        ),
    ),
    "exam": Lesson(
        {"view": (SEALED, GUESS, HAND, LUCK, MIX_UPS, ANY, SURE, NO_DIGIT, PAPER)},
        (
            MODEL,
            Control("of", "How many does it read rightly, of", CHOICE, (GUESS,)),
            Control("digit", "Test digit", NUMBER, (GUESS, ANY), also=NEXT_DIGIT),
            Control("first", "The first of four test digits", NUMBER, (HAND,)),
            Control("n", "Test digits, n", SLIDER, (LUCK,)),
            Control("draw", "Draw of the others", NUMBER, (LUCK,)),
            Control("show", "Show", CHOICE, (MIX_UPS,)),
            Control("label", "Label", CHOICE, (MIX_UPS,)),
            Control("answer", "Answer", CHOICE, (MIX_UPS,)),
            Control("page", "Page", NUMBER, (MIX_UPS,)),
            Control("bins", "Bins of confidence", SLIDER, (SURE,)),
            Control("picture", "Picture", CHOICE, (NO_DIGIT,)),
            Control("letter", "Letter", CHOICE, (NO_DIGIT,)),
            Control("variant", "Which one", NUMBER, (NO_DIGIT,)),
            Control("ink", "Share of inked pixels", SLIDER, (NO_DIGIT,)),
            Control("pair", "Which two", CHOICE, (PAPER,)),
            Control("sheet", "Sheet", NUMBER, (PAPER,)),
        ),
    ),
    "size": Lesson(
        {},
        (
            Control("sizes", "Training sizes, from 1 to", CHOICE),
            Control("updates", "Steps for each model", CHOICE),
            Control("examples", "Which examples", CHOICE),
            Control("scale", "Colour scale", CHOICE),
            Control("guess", "Guess the curve first", SWITCH),
            Control("luck", "Show the luck of the draw", SWITCH),
            Control("size", "The size that is shown", MARK),
            Control("speed", "How fast it plays", MARK),
            Control("loop", "Whether it begins again", MARK),
        ),
    ),
    "draw": Lesson(
        {
            "why": ("Evidence", "Teachers", "Flip it", "Teach it", "Time"),
            "experiment": ("The silence test", "Be the optimiser", "What it cannot see"),
            "from": ("Draw", "Pick a digit", "Upload"),
        },
        (
            MODEL,
            Control(
                "strokes", "The drawing", TOY,
                also=("undo", "clear", "begin-*", "trace", "keys"), toys=("canvas-", "by_keys"),
            ),
            Control("pen", "Pen width", SLIDER, ("Draw",)),
            Control("traced", "Validation digit to trace", NUMBER, ("Draw",)),
            Control("digit", "Test digit", NUMBER, ("Pick a digit",), also=NEXT_DIGIT),
            Control("stages", "Steps on the way to the model", SEVERAL),
            Control("logit", "Class", CHOICE, ("Teachers",)),
            Control("taught_by", "With whom", CHOICE, ("Teachers",)),
            Control("truth", "Label taught", CHOICE, ("Teach it",)),
            Control("fades", "What fades", CHOICE, ("The silence test",)),
            Control("noise", "Which noise", NUMBER, ("The silence test",)),
            Control("mending", "How it is mended", CHOICE, ("Be the optimiser",)),
            Control("looks_like", "Looks like", CHOICE, ("What it cannot see",)),
            Control("closest", "How close", NUMBER, ("What it cannot see",)),
            Control("against", "The rival that is shown", MARK, ("Evidence",)),
            Control("basis", "What votes are counted from", MARK, ("Evidence",)),
            Control("checkpoint", "The step that is shown", MARK, ("Time",)),
            Control("how_far", "How far it is taught", MARK, ("Teach it",)),
            Control("ink_left", "How much ink is left", MARK, ("The silence test",)),
        ),
    ),
    "beyond": Lesson(
        {"view": (STRESS, JUDGES, FAILS, INSIDE, TAUGHT)},
        (
            MODEL,
            Control("right", "Right, pixels", SLIDER, (STRESS, JUDGES)),
            Control("down", "Down, pixels", SLIDER, (STRESS, JUDGES)),
            Control("scale", "Size", SLIDER, (STRESS, JUDGES)),
            Control("rotation", "Turn, degrees", SLIDER, (STRESS, JUDGES)),
            Control("thickness", "Pen", SLIDER, (STRESS, JUDGES)),
            Control("contrast", "Contrast", SLIDER, (STRESS, JUDGES)),
            Control("noise", "Noise", SLIDER, (STRESS, JUDGES)),
            Control("shuffled", "Pixels shuffled, %", SLIDER, (STRESS, JUDGES)),
            Control("taught", "Shuffle the training digits too", SWITCH, (STRESS, JUDGES)),
            Control("of", "Show", CHOICE, (STRESS,)),
            Control("whose", "Whose digit", CHOICE, (JUDGES, INSIDE)),
            Control("digit", "Test digit", NUMBER, (JUDGES, INSIDE), also=NEXT_DIGIT),
            Control("case", "Which mistakes", CHOICE, (FAILS,)),
            Control("page", "Page", NUMBER, (FAILS,)),
            Control("network", "Network", CHOICE, (INSIDE,)),
        ),
    ),
}  # fmt: skip


def lesson(page: str) -> Lesson | None:
    """What there is to set on a page; None on those that are no lesson."""
    return LESSONS.get(page)


def foreign(page: str) -> set[str]:
    """The names of other lessons' controls that no control of this page has."""
    return {name for each in LESSONS.values() for name in each.names} - (
        LESSONS[page].names if page in LESSONS else set()
    )
