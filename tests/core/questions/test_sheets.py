"""The sheets: one a lesson, whose times add up and whose key is the lesson's own."""

import pytest

from mnist_core.questions.lessons import QUESTIONS, asked
from mnist_core.questions.sheets import LENGTHS, SHEETS, sheet
from mnist_core.questions.sheets import asked as printed


def test_every_lesson_has_one_sheet():
    assert [each.lesson for each in SHEETS] == list(dict.fromkeys(each.lesson for each in QUESTIONS))


@pytest.mark.parametrize("each", SHEETS, ids=lambda each: each.lesson)
def test_times_add_up_and_the_longer_lesson_has_all_of_the_shorter(each):
    for minutes in LENGTHS:
        assert sum(part for part, _ in each.timing(minutes)) == minutes
        assert each.timing(minutes)[0] == (5, "Open play.")
    short, middle, long = ({text for _, text in each.timing(minutes)} for minutes in LENGTHS)
    assert short < middle < long
    assert sheet(each.lesson) is each


def test_the_key_is_computed_and_every_wrong_answer_has_its_reason(sample):
    for question in QUESTIONS:
        found = printed(question, sample)
        assert found.choices[found.right] == question.right(sample)
        assert {text for text, _ in found.wrong} == set(found.choices) - {question.right(sample)}
        assert all(why for _, why in found.wrong)


def test_a_question_is_found_by_what_a_room_calls_it():
    assert all(asked(each.key) is each for each in QUESTIONS)
    assert len({each.key for each in QUESTIONS}) == len(QUESTIONS)
    assert asked("none_such") is None
