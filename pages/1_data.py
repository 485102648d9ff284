"""Lesson: what the model is given; pictures to us, numbers to it."""

from ui import anatomy, foresee, live, page
from ui.lessons.data import controls as data_controls
from ui.lessons.data import foreseen as data_foreseen
from ui.lessons.data import words as data_words
from ui.lessons.data.toys import TOYS

dataset = page.open_page(
    "data",
    "To the model, a digit is 784 numbers in a row",
    "MNIST is 70,000 handwritten digits, each of 28&nbsp;×&nbsp;28&nbsp;=&nbsp;784 pixels with ink from 0 to 1. "
    "You see a picture; the model gets the numbers, and a label.",
)


def toys() -> None:
    """The view that is chosen, and what is told of it."""
    view = data_controls.view()
    told = TOYS[view](dataset) if foresee.ask(data_foreseen.question(view, dataset)) else anatomy.COVERED
    anatomy.notice_and_try(told.notices, [(task, told.done.get(name)) for name, task in data_words.TRIES.items()])
    anatomy.formula_and_code(told)


live.part(toys)
anatomy.take_away(
    "An image is a row of 784 numbers, a label a row of ten. The model learns from the train rows only; the validation "
    "rows are its practice exam, the test rows its final exam, and a practice exam must not be the final exam."
)
page.close_page("data", by_hand=data_controls.by_hand())
