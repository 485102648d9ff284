"""What the data lesson says, with its live numbers; no Streamlit, so that it can be tested alone."""

from dataclasses import dataclass
from itertools import pairwise

from mnist_core.data.first_model import MeansMark, threshold
from mnist_core.data.neighbours import Neighbours
from mnist_core.data.portraits import Portraits, pixel_place
from mnist_core.data.space import Projection
from ui.printed import fitting
from ui.words import grouped, percent, term


@dataclass(frozen=True)
class Words:
    """What goes with a toy: things to notice, and a sentence on the formula."""

    notices: tuple[str, ...]
    formula: str


ONE_DIGIT = Words(
    (
        "Point anywhere: the same pixel is marked in the picture, among the numbers and in the vector.",
        "The pixel just below another comes 28 places later in the vector.",
        "Every image is flattened alike, but nothing tells the model which pixels are neighbours.",
    ),
    "The image is a vector x of 784 numbers, the label a vector y of ten numbers with a single one among them.",
)
GALLERY = Words(
    (
        "Press a digit to open it; choose a label to compare how many hands write it.",
        "Every digit was scaled and centred alike: no 1 stands near an edge.",
        "Some could be read two ways, even by you. No model reaches 100&nbsp;%.",
    ),
    "A page is a slice of the part: as many rows of 784 numbers, and as many labels.",
)
THREE_PARTS = Words(
    (
        "The shapes follow the sizes; 784 and 10 stay.",
        "The digits are not equally many: there are more 1s than 5s.",
        "With few digits loaded, chance decides which classes the model ever meets.",
    ),
    "One row for each example: its ink in X, its one-hot label in Y.",
)
AS_A_TABLE = Words(
    (
        "This is all the classifier sees: rows of numbers, and for each a label.",
        "The stripes are the rows of pixels laid end to end: ink in the middle of each, none at its ends.",
        "Shuffled, the broad stripes fall apart into thin lines. For the model nothing is lost: every column is still "
        "one pixel, with ink in it as often as before.",
    ),
    "The table X holds one image in each row, the table Y its label.",
)
TYPICAL = Words(
    (
        "A mean is sharp where all agree: compare the 0 with the 4.",
        "The variation is the standard deviation of every pixel: it draws the outlines, where hands differ.",
        "Red in the difference is ink that speaks for the first digit, blue for the second: a first model already, "
        "and nothing was trained for it.",
        "Without the bias, the digit with the bolder mean gets too many answers: more ink is more evidence.",
    ),
    "The mean image of a class averages every pixel over the class's examples. As weights, the difference of two tells "
    "these digits apart: more than 0 means the first. With the bias it has to be more than it is halfway between the "
    "two means; of all ten, the nearest mean is then the answer.",
)
IN_SPACE = Words(
    (
        "Each image is one point of a space with 784 directions; what you see is its shadow. PCA casts it along the "
        f"first {term('principal direction', 'principal directions')}.",
        "The same digits gather, yet 4, 7 and 9 overlap: in the shadow more than in the space itself.",
        "Red frames mark neighbours of another digit: the hard cases.",
    ),
    "Neighbours are found in all 784 dimensions, not in the picture: by the distance between two rows of numbers.",
)

TRIES = {
    "shuffled": "Shuffle the pixels and try to read the digit. The model can: a later lesson shows it.",
    "missing": "In *Three parts*, load so few train digits that one of the ten is missing.",
    "apart": "In *Typical digits*, find two digits and a pixel that has ink in over 90&nbsp;% of one and in under "
    "10&nbsp;% of the other.",
    "told": "Find two *typical digits* whose difference, with the bias, tells them apart in over 99&nbsp;%.",
    "outlier": "Under *In space*, press a point whose eight nearest neighbours are all other digits.",
}


def paper(of_all: float, here: float) -> str:
    """Say how many numbers are 0, as shares of one: over all train digits, and in the one that is shown."""
    return f"Most numbers are 0, no ink at all: over all train digits {100 * of_all:.0f} of 100, here {100 * here:.0f}."


def vector(pixel: int, ink: float, label: int) -> str:
    """An example as a vector of numbers and a one-hot label, in LaTeX."""
    row, column = pixel_place(pixel)
    ones = ",".join("1" if k == label else "0" for k in range(10))
    return (
        rf"x = (x_0, x_1, \dots, x_{{783}}), \qquad "
        rf"x_{{28 \cdot {row} + {column}}} = x_{{{pixel}}} = {ink:.2f}, \qquad y = ({ones})"
    )


def page(count: int, first: int, last: int) -> str:
    """A page of examples as rows, in LaTeX."""
    return rf"X \in [0, 1]^{{{count} \times 784}}, \qquad \text{{rows }} x^{{({first})}} \text{{ to }} x^{{({last})}}"


def tensors(train: int, test: int) -> str:
    """The arrays that loading gives, in LaTeX."""
    parts = (("train", train), ("test", test))
    return r", \qquad ".join(
        rf"X_{{\text{{{name}}}}} \in [0, 1]^{{{grouped(size)} \times 784}}, \quad "
        rf"Y_{{\text{{{name}}}}} \in \{{0, 1\}}^{{{grouped(size)} \times 10}}"
        for name, size in parts
    )


def table(count: int) -> str:
    """The table of images and that of labels, in LaTeX."""
    return rf"X \in [0, 1]^{{{count} \times 784}}, \qquad Y \in \{{0, 1\}}^{{{count} \times 10}}"


def means(found: Portraits, first: int, second: int, pixel: int) -> str:
    """Two classes' means at a pixel, their difference as printed of them, and the rule it makes, in LaTeX."""
    means = [float(found.mean[k, pixel]) for k in (first, second)]
    a, b = fitting(lambda one, other: one - other, means, 2, 2)  # their difference is the one that the picture tells
    halfway = threshold(found, first, second)
    return (
        r"\mu_k = \frac{1}{n_k} \sum_{y^{(i)} = k} x^{(i)}, \qquad "
        rf"\mu_{{{first},\,{pixel}}} - \mu_{{{second},\,{pixel}}} = {a} - {b} = {means[0] - means[1]:+.2f} \\[0.6em] "
        rf"(\mu_{{{first}}} - \mu_{{{second}}}) \cdot x > \tfrac12 \left(|\mu_{{{first}}}|^2 - "
        rf"|\mu_{{{second}}}|^2\right) = {halfway:.2f} \;\Rightarrow\; \text{{answer}} = {first}"
    )


def first_model(two: tuple[int, int], of_two: MeansMark, of_ten: MeansMark) -> str:
    """Say how far the means get as weights, for two digits and for all ten, in markdown."""
    a, b = two
    pair = (
        f"this difference tells {a} from {b} in {_share(of_two.plain, of_two.count)} of their {of_two.count:,} "
        f"validation digits, in **{_share(of_two.biased, of_two.count)}** with a bias; all ten means"
        if a != b
        else "choose two digits to tell apart by the difference of their means. All ten means"
    )
    return (
        f"**A first model, untrained.** As weights, {pair} read {_share(of_ten.plain, of_ten.count)} of all "
        f"{of_ten.count:,}, and **{_share(of_ten.biased, of_ten.count)}** with a bias. Lesson 5 says how much further "
        "training gets."
    )


def _share(right: int, count: int) -> str:
    return percent(right / count, 1)


def distance(found: Neighbours, point: int) -> str:
    """How far the point's nearest neighbour is, in LaTeX."""
    other, far = found.numbers[point, 0], found.distances[point, 0]
    return (
        rf"\left\| x^{{({point})}} - x^{{({other})}} \right\| = "
        rf"\sqrt{{\textstyle\sum_{{j=0}}^{{783}} \left(x_j^{{({point})}} - x_j^{{({other})}}\right)^2}} = {far:.2f}"
    )


def variance_kept(found: Projection, dimensions: int) -> str:
    """Say how much of the images' variance a projection keeps."""
    if not len(found.kept):
        return "t-SNE keeps neighbours together; distances between groups mean nothing, and no variance can be stated"
    # What each adds to the rounded sum so far: so the sums hold, and two directions are the same beside a third.
    sums = [0, *(round(1_000 * each) for each in found.kept[:dimensions].cumsum().tolist())]
    terms = " + ".join(f"{(after - before) / 10:.1f}" for before, after in pairwise(sums))
    return f"{dimensions} of 784 directions keep {terms} = {sums[-1] / 10:.1f} % of the variance"


def shapes(found: dict[str, tuple[int, int]]) -> str:
    """The arrays and their shapes, as a table in markdown."""
    lines = [f"| {name} | `[{rows}, {columns}]` |" for name, (rows, columns) in found.items()]
    return "\n".join(["| what you get | shape |", "|:--|--:|", *lines])


def parts(sizes: dict[str, int]) -> tuple[str, str, str]:
    """What each part of the data is for, in markdown."""
    return (
        f":orange[■] **Train: {sizes['train']:,}.** The lessons: the model learns from these and nothing else.",
        f":violet[■] **Validation: {sizes['validation']:,}.** The practice exam: look all you like while you tune.",
        f":green[■] **Test: {sizes['test']:,}.** The final exam: never practised on, or its mark means nothing.",
    )
