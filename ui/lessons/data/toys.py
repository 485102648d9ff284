"""The six toys of the lesson on the data, each with what is told below it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from mnist_core.data import browsing, first_model, neighbours, plain
from mnist_core.data import portraits as statistics
from mnist_core.data import space as projection
from mnist_core.data.archives import PIXELS
from mnist_core.data.dataset import Dataset
from mnist_core.questions.answers import share_without_ink
from mnist_core.softmax.regression import one_hot
from ui import marks, show
from ui.anatomy import Told, fulfilled
from ui.lessons.data import charts
from ui.lessons.data import controls as data_controls
from ui.lessons.data import space as data_space
from ui.lessons.data import views as data_views
from ui.lessons.data import words as data_words
from ui.lessons.data.words import Words

PLAIN = 0.99  # of the digits of two classes: where the means read more rightly, the two are plainly apart


def one_digit(dataset: Dataset) -> Told:
    """One digit, pixel by pixel."""
    part, name, number, shuffled = data_controls.example(dataset)
    pixel = marks.read("pixel", PIXELS, data_views.PIXEL)
    data_views.pixels(part, name, number, pixel=pixel, shuffled=shuffled)
    x = statistics.vector(part, number, shuffled=shuffled)
    formula = data_words.vector(pixel, float(x[pixel]), int(part.labels[number]))
    functions = (statistics.vector, statistics.shuffle_pixels, one_hot)
    paper = data_words.paper(share_without_ink(dataset.train), float((x == 0).mean()))
    first, *others = data_words.ONE_DIGIT.notices
    told = replace(data_words.ONE_DIGIT, notices=(first, paper, *others))
    return _told(told, formula, functions, (plain.as_rows,), shuffled=shuffled)


def gallery(dataset: Dataset) -> Told:
    """A page of many digits."""
    part, name, numbers, shuffled = data_controls.page_of_many(dataset)
    data_views.gallery(part, name, numbers, shuffled=shuffled)
    formula = data_words.page(len(numbers), numbers[0], numbers[-1])
    return _told(data_words.GALLERY, formula, (browsing.page, browsing.numbers_of), (), shuffled=shuffled)


def three_parts(dataset: Dataset) -> Told:
    """The three parts, and how many of each class are loaded."""
    controls, picture = st.columns([0.3, 0.7], gap="large")
    with controls:
        sizes = data_controls.sizes(dataset)
        st.markdown(data_words.shapes(statistics.tensor_shapes(*sizes)))
    counts = (
        statistics.class_balance(dataset.train.labels, sizes[0]),
        statistics.class_balance(dataset.test.labels, sizes[1]),
    )
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
    return _told(
        data_words.THREE_PARTS,
        data_words.tensors(*sizes),
        functions,
        (plain.load,),
        missing=statistics.misses_some(counts[0]),
    )


def as_a_table(dataset: Dataset) -> Told:
    """Digits as rows of a table."""
    count, shuffled = data_controls.rows()
    data_views.rows(dataset.train, count, shuffled=shuffled)
    formula = data_words.table(count)
    functions = (statistics.shuffle_pixels, one_hot)
    return _told(data_words.AS_A_TABLE, formula, functions, (plain.as_rows,), shuffled=shuffled)


def typical_digits(dataset: Dataset) -> Told:
    """The mean of each class, how its pixels vary, and two classes compared."""
    variation, first, second = data_controls.typical()
    pixel = marks.read("pixel", PIXELS, data_views.PIXEL)
    data_views.typical(dataset.train, variation=variation, first=first, second=second, pixel=pixel)
    found, two, ten = statistics.portraits(dataset.train), (first, second), tuple(range(10))
    of_two, of_ten = (first_model.by_means(dataset.train, dataset.validation, digits) for digits in (two, ten))
    first_of_all = data_words.first_model(two, of_two, of_ten)
    return _told(
        replace(data_words.TYPICAL, notices=(first_of_all, *data_words.TYPICAL.notices)),
        data_words.means(found, first, second, pixel),
        (statistics.portraits, first_model.by_means, first_model.bias_of),
        (plain.typical,),
        apart=found.apart(first, second, pixel) and (first, second, pixel),
        told=first != second and of_two.biased > PLAIN * of_two.count and (first, second),
    )


def in_space(dataset: Dataset) -> Told:
    """Digits as points of a space."""
    name = data_space.which_projection()
    point = marks.read("point", projection.POINTS, 0)
    found = data_space.tsne(dataset) if name == "t-SNE" else projection.principal_axes(dataset.train)
    if found is not None:
        data_space.space(dataset.train, found, dimensions=3 if "3" in name else 2, point=point)
    near = projection.close_ones(dataset.train)
    is_tsne = name == "t-SNE"
    functions = (projection.tsne if is_tsne else projection.pca, neighbours.nearest)
    layout = (plain.pick, plain.affinities, plain.uphill) if is_tsne else (plain.project,)
    return _told(
        data_words.IN_SPACE,
        data_words.distance(near, point),
        functions,
        (*layout, plain.closest),
        outlier=neighbours.is_outlier(near, dataset.train.labels, point) and (point,),
    )


TOYS = dict(
    zip(data_controls.VIEWS, (one_digit, gallery, three_parts, as_a_table, typical_digits, in_space), strict=True)
)


def _told(
    words: Words,
    formula: str,
    code: tuple[Callable[..., Any], ...],
    plainly: tuple[Callable[..., Any], ...],
    **tasks: object,
) -> Told:
    """A toy's words with its formula and its code, and the tasks that it may have fulfilled."""
    return Told(formula, words.formula, code, fulfilled(**tasks), words.notices, plainly)
