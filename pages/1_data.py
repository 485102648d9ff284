"""Lesson: what the model is given; pictures to us, numbers to it."""

import streamlit as st

from mnist_core.data import browsing, neighbours
from mnist_core.data import portraits as statistics
from mnist_core.data import space as projection
from mnist_core.data.archives import PIXELS
from mnist_core.softmax.regression import one_hot
from ui import anatomy, marks, page, show
from ui.lessons.data import charts
from ui.lessons.data import controls as data_controls
from ui.lessons.data import space as data_space
from ui.lessons.data import views as data_views
from ui.lessons.data import words as data_words
from ui.lessons.data.words import Told

dataset = page.open_page(
    "data",
    "To the model, a digit is 784 numbers in a row",
    "MNIST is 70,000 handwritten digits, each of 28&nbsp;×&nbsp;28&nbsp;=&nbsp;784 pixels with ink from 0 to 1. "
    "You see a picture; the model gets the numbers, and a label.",
)
train, test = dataset.train, dataset.test


def one_digit() -> Told:
    part, name, number, shuffled = data_controls.example(dataset)
    pixel = marks.read("pixel", PIXELS, data_views.PIXEL)
    data_views.pixels(part, name, number, pixel=pixel, shuffled=shuffled)
    x = statistics.vector(part, number, shuffled=shuffled)
    formula = data_words.vector(pixel, float(x[pixel]), int(part.labels[number]))
    return Told(
        data_words.ONE_DIGIT, formula, (statistics.vector, statistics.shuffle_pixels, one_hot), shuffled=shuffled
    )


def gallery() -> Told:
    part, name, numbers, shuffled = data_controls.page_of_many(dataset)
    data_views.gallery(part, name, numbers, shuffled=shuffled)
    formula = data_words.page(len(numbers), numbers[0], numbers[-1])
    return Told(data_words.GALLERY, formula, (browsing.page, browsing.numbers_of), shuffled=shuffled)


def three_parts() -> Told:
    controls, picture = st.columns([0.3, 0.7], gap="large")
    with controls:
        sizes = data_controls.sizes(dataset)
        st.markdown(data_words.shapes(statistics.tensor_shapes(*sizes)))
    counts = statistics.class_balance(train.labels, sizes[0]), statistics.class_balance(test.labels, sizes[1])
    colours = show.colours()
    with picture:
        parts = {name: len(getattr(dataset, name)) for name in data_controls.PARTS}
        loaded = parts | {"train": sizes[0], "test": sizes[1]}
        show.moving(charts.three_parts(parts, loaded, colours), "parts", height=64)
        for column, text in zip(st.columns(3), data_words.parts(parts), strict=True):
            column.markdown(text)
        show.moving(charts.balance("Train", counts[0], colours.train, colours), "train_balance", height=150)
        show.moving(charts.balance("Test", counts[1], colours.test, colours), "test_balance", height=150)
    functions = (statistics.tensor_shapes, statistics.class_balance)
    return Told(
        data_words.THREE_PARTS, data_words.tensors(*sizes), functions, missing=statistics.misses_some(counts[0])
    )


def as_a_table() -> Told:
    count, shuffled = data_controls.rows()
    data_views.rows(train, count, shuffled=shuffled)
    formula = data_words.table(count)
    return Told(data_words.AS_A_TABLE, formula, (statistics.shuffle_pixels, one_hot), shuffled=shuffled)


def typical_digits() -> Told:
    variation, first, second = data_controls.typical()
    pixel = marks.read("pixel", PIXELS, data_views.PIXEL)
    data_views.typical(train, variation=variation, first=first, second=second, pixel=pixel)
    found = statistics.portraits(train)
    formula = data_words.means(found, first, second, pixel)
    return Told(
        data_words.TYPICAL,
        formula,
        (statistics.portraits, statistics.Portraits),
        apart=found.apart(first, second, pixel),
    )


def in_space() -> Told:
    name = data_space.which_projection()
    point = marks.read("point", projection.POINTS, 0)
    found = data_space.tsne(dataset) if name == "t-SNE" else projection.principal_axes(train)
    if found is not None:
        data_space.space(train, found, dimensions=3 if "3" in name else 2, point=point)
    near = projection.close_ones(train)
    functions = (projection.tsne if name == "t-SNE" else projection.pca, neighbours.nearest)
    return Told(
        data_words.IN_SPACE,
        data_words.distance(near, point),
        functions,
        outlier=neighbours.is_outlier(near, train.labels, point),
    )


toys = (one_digit, gallery, three_parts, as_a_table, typical_digits, in_space)
views = dict(zip(data_controls.VIEWS, toys, strict=True))
told = views[data_controls.view()]()
anatomy.notice_and_try(
    told.words.notices,
    [
        ("Shuffle the pixels and try to read the digit. The model can: a later lesson shows it.", told.shuffled),
        ("In *Three parts*, load so few train digits that one of the ten is missing.", told.missing),
        (
            "In *Typical digits*, choose two digits and press a pixel that over 90&nbsp;% of one ink, and under "
            "10&nbsp;% of the other.",
            told.apart,
        ),
        ("In *In space*, press a point whose eight nearest neighbours are all other digits.", told.outlier),
    ],
)
anatomy.formula_and_code(told.formula, told.words.formula, *told.functions)
anatomy.take_away(
    "An image is a row of 784 numbers, a label a row of ten. The model learns from the train rows only; the validation "
    "rows are its practice exam, the test rows its final exam, and a practice exam must not be the final exam."
)
page.close_page("data", by_hand=data_controls.by_hand())
