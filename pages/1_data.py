"""Lesson: what the model is given; pictures to us, numbers to it."""

from ui import anatomy, page
from ui.lessons.data import controls as data_controls
from ui.lessons.data.toys import TOYS

dataset = page.open_page(
    "data",
    "To the model, a digit is 784 numbers in a row",
    "MNIST is 70,000 handwritten digits, each of 28&nbsp;×&nbsp;28&nbsp;=&nbsp;784 pixels with ink from 0 to 1. "
    "You see a picture; the model gets the numbers, and a label.",
)
told = TOYS[data_controls.view()](dataset)
anatomy.notice_and_try(
    told.notices,
    [
        (
            "Shuffle the pixels and try to read the digit. The model can: a later lesson shows it.",
            "shuffled" in told.done,
        ),
        ("In *Three parts*, load so few train digits that one of the ten is missing.", "missing" in told.done),
        (
            "In *Typical digits*, choose two digits and press a pixel that over 90&nbsp;% of one ink, and under "
            "10&nbsp;% of the other.",
            "apart" in told.done,
        ),
        (
            "Find two *typical digits* whose difference, with the bias, tells them apart in over 99&nbsp;%.",
            "plain" in told.done,
        ),
        ("In *In space*, press a point whose eight nearest neighbours are all other digits.", "outlier" in told.done),
    ],
)
anatomy.formula_and_code(told)
anatomy.take_away(
    "An image is a row of 784 numbers, a label a row of ten. The model learns from the train rows only; the validation "
    "rows are its practice exam, the test rows its final exam, and a practice exam must not be the final exam."
)
page.close_page("data", by_hand=data_controls.by_hand())
