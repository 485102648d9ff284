"""The class as soft label on the teacher's page: votes of rounds, and sums that hold as printed."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import rounds, soft_labels
from mnist_core.classroom.soft_labels import SoftLabel, mean_of
from mnist_core.exam.exam import sit
from mnist_core.softmax.regression import predict
from tests.lessons.conftest import component, id_of, numbers, press, said, send
from ui.classroom import soft_labels_words as words
from ui.rooms import classroom

pytestmark = pytest.mark.slow

VIEW = "The class as soft label"


def test_the_twenty_have_the_largest_entropy_by_the_recipes_model(dataset, mini_batch):
    shares = sit(mini_batch.checkpoint.weights, mini_batch.checkpoint.bias, dataset.validation).probabilities
    entropies = stats.entropy(shares, axis=1)
    # Training in float32, each processor adds up in its own order.
    largest = np.sort(entropies)[::-1][:20]
    np.testing.assert_allclose(entropies[list(soft_labels.twenty(dataset))], largest, atol=0.005)


def vote(room, place, choices):
    number = rounds.ask(classroom(), room.teacher, soft_labels.question_of(place), 10)
    for pupil, choice in zip(room.pupils, choices, strict=True):
        rounds.vote(classroom(), pupil, number, 1, choice)
    return number


def test_a_digit_is_picked_asked_voted_on_and_shown(a_room, teach, dataset, mini_batch):
    a_room.join(4)
    app = teach(a_room, VIEW)
    assert not app.exception
    assert "Nobody’s vote is shown yet" in said(app)
    shown = component(app, "inks")
    assert shown["picked"] == 0
    assert shown["lines"] == [[f"{place}: no votes"] for place in range(1, 21)]
    app = send(app, id_of(app, "soft_twenty"), "picked", 4)
    assert "**Digit 5.**" in said(app)
    app = press(app, "Ask the class about digit 5").run()
    asked = rounds.current_round(classroom(), a_room.teacher)
    assert (asked.question, asked.choices) == ("soft_5", 10)
    assert "0 of 4 have voted." in said(app)
    for pupil, choice in zip(a_room.pupils, (4, 9, 9, 9), strict=True):
        rounds.vote(classroom(), pupil, asked.id, 1, choice)
    app = app.run()
    assert "4 of 4 have voted." in said(app)
    assert component(app, "inks")["lines"][4] == ["5: voting now"]
    assert "for 9" not in said(app)  # covered until they are shown
    app = press(app, "Show the votes").run()
    assert not app.exception
    number = soft_labels.twenty(dataset)[4]
    model = mini_batch.checkpoint
    image = dataset.validation.images[number] / 255
    label = SoftLabel((0, 0, 0, 0, 1, 0, 0, 0, 0, 3), predict(model.weights.astype(float), model.bias, image))
    assert words.one(5, label, int(dataset.validation.labels[number])) in said(app)
    assert words.means(mean_of([label])) in said(app)
    assert component(app, "inks")["lines"][4] == ["5: 4 votes"]


def test_who_votes_sees_the_digit_that_is_asked_about_and_no_answer(a_room, dataset):
    def page(asked):
        import streamlit as st

        from ui.classroom import soft_labels

        st.text(str(soft_labels.show_asked(asked)))

    def look(question):
        rounds.ask(classroom(), a_room.teacher, question, 10)
        asked = rounds.current_round(classroom(), a_room.teacher)
        app = AppTest.from_function(page, args=(asked,), default_timeout=600).run()
        assert not app.exception
        return app

    app = look("soft_5")
    assert said(app) == "True"
    image = dataset.validation.images[soft_labels.twenty(dataset)[4]]
    shown = component(app, "inks")
    np.testing.assert_array_equal(numbers(shown["values"], np.uint8), image)
    assert shown["lines"] == [["Which digit is it?"]]
    assert said(look("data_1")) == "False"


@pytest.mark.parametrize("sent", [20, -1, True, "4", None, 4.0, [4]])
def test_what_is_no_digit_of_the_twenty_is_not_picked(a_room, teach, mini_batch, sent):
    app = teach(a_room, VIEW)
    app = send(app, id_of(app, "soft_twenty"), "picked", sent)
    assert not app.exception
    assert "**Digit 1.**" in said(app)


def test_all_digits_with_votes_are_listed_and_averaged(a_room, teach, mini_batch):
    a_room.join(3)
    for place, choices in ((1, (8, 8, 8)), (2, (8, 1, 1))):
        vote(a_room, place, choices)
    vote(a_room, 3, (3, 3, 3))
    app = teach(a_room, VIEW)
    assert "Over 2 digits with votes" in said(app)
    rows = re.findall(r"^\| (\d+) \| \d \| ([^|]*) \|.*$", said(app), re.MULTILINE)
    assert rows == [("1", "3 votes: 3 for 8"), ("2", "3 votes: 2 for 1, 1 for 8")]
    app = press(app, "Ask the class about digit 1").run()
    assert "Over 3 digits with votes" in said(app)  # to ask another ends the round before


COUNTS = st.lists(st.integers(0, 40), min_size=10, max_size=10).filter(any).map(tuple)


@given(votes=COUNTS, logits=st.lists(st.floats(-20, 20), min_size=10, max_size=10))
def test_what_is_printed_adds_up(votes, logits):
    shares = np.exp(np.array(logits) - max(logits))
    label = SoftLabel(votes, shares / shares.sum())
    for text in (words.one(1, label, 0).split("\n\n")[1], words.formula(label).split("qquad")[1],
                 words.table({1: label}, [0]).splitlines()[-1].rpartition("vote")[2]):  # fmt: skip
        printed = [int(each.replace(".", "")) for each in re.findall(r"\d+\.\d{3}", text)]
        total = max(printed)
        assert sum(printed) == 2 * total
        assert total == round(1000 * (label.entropy + label.divergence))
    least, more = label.entropy, label.divergence
    nats, bits, whole, extra = re.findall(r"\d+\.\d+", words.means(mean_of([label])))
    assert f"{float(nats) / np.log(2):.2f}" == bits
    assert float(nats) + float(extra) == pytest.approx(float(whole))
    assert float(nats) == pytest.approx(least, abs=0.001)
    assert float(extra) == pytest.approx(more, abs=0.001)
