"""Lesson: how much data is enough? The same model on ever more examples, as an animation."""

import streamlit as st

from mnist_core.softmax.plain import softmax
from mnist_core.training_size import frames as size_frames
from mnist_core.training_size import plain
from ui import anatomy, live, page
from ui.lessons.training_size import controls as size_controls
from ui.lessons.training_size import film as size_film
from ui.lessons.training_size import views as size_views
from ui.lessons.training_size import words

dataset = page.open_page(
    "size",
    "Few examples are copied, many become templates",
    "The same model, trained from zero on the first n digits, for many n. Watch its ten pictures: at n = 1 they *are* "
    "the example; then they blur into templates.",
)


def lesson() -> None:
    """The film of the ten pictures, and what is told of it."""
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=240):
            choice = size_controls.choose(dataset)
            size_views.train(choice)
            frames = size_film.frames_of(choice.sweep, dataset)
            size_views.take_along(choice, frames)
        with st.container(key="animation"):
            size_film.show_film(choice, dataset)

    complete, told = size_views.all_done((choice.sweep,)), size_film.is_told(choice)
    anatomy.notice_and_try(
        words.notices(frames, complete, told),
        size_views.tries(choice, complete, len(dataset.train)),
    )
    anatomy.formula_and_code(
        anatomy.Told(
            words.formula(frames, len(frames) - 1, told),
            "From a zero start the weights are nothing but a sum of the examples' ink: each has a coefficient for "
            "every class, and a step changes them by how wrong the model is about that example. All sizes are trained "
            "side by side.",
            (size_frames.train_few, size_frames.plateau),
            plain=(softmax, plain.learn),
        )
    )
    if told:
        anatomy.take_away(
            "With few examples a model copies; with many it has to find what they share. Past some size more of the "
            "same brings next to nothing: then it is the model that is too simple, not the data that are too few."
        )


live.part(lesson)
page.close_page("size", by_hand=size_film.BY_HAND)
