"""Whatever the address asks for, every page opens: garbage gives the default, and a quiet word."""

import random
import string

import pytest

from tests.pages.conftest import said
from ui.lessons import LESSONS

NOTE = "asked for something that does not exist"
FILES = [None, *(lesson.file for lesson in LESSONS)]
HOSTILE = [
    "", "-3", "0", "x", "1e999", "-inf", "nan", "9" * 10_000, "x" * 10_000, "1,2", "1e3", "0x10", "½", "７", "%00",
    "<script>alert(1)</script>", "'; DROP TABLE", "../../etc/passwd", "None", "null", "[]", "{}", "true", "\u202e7",
]  # fmt: skip


def keys_of(app) -> list[str]:
    """The parameters that the page reads."""
    kinds = ("number_input", "toggle", "slider", "selectbox", "segmented_control", "radio", "select_slider", "pills")
    found = {each.key for kind in kinds for each in app.get(kind) if each.key}
    return sorted(found | {each.key for each in app.get("button_group") if each.key}) or ["digit"]


@pytest.mark.parametrize("file", FILES)
def test_garbage_in_the_address_never_raises(open_page, full_batch, mini_batch, file):
    generator = random.Random(str(file))
    keys = [*keys_of(open_page(file)), "unknown"]
    for value in [*HOSTILE, *("".join(generator.choices(string.printable, k=12)) for _ in range(6))]:
        app = open_page(file, **dict.fromkeys(generator.sample(keys, min(3, len(keys))), value))
        assert not app.exception, value[:60]


@pytest.mark.parametrize(
    ("file", "query", "noted"),
    [
        (None, {"digit": "-3"}, True),
        (None, {"digit": "9" * 10_000}, True),
        (None, {"digit": "5"}, False),
        (None, {"digit": "0"}, False),
        (None, {}, False),
        ("pages/5_training.py", {"train_size": "-3"}, True),
        ("pages/5_training.py", {"full_batch": "maybe"}, True),
        ("pages/5_training.py", {"full_batch": "false", "batch_size": "50", "learning_rate": "0.1"}, False),
        ("pages/8_draw_a_digit.py", {"model": "of the neighbour"}, True),
        ("pages/8_draw_a_digit.py", {"model": "Full batch recipe"}, False),
    ],
)
def test_a_quiet_note_tells_of_what_was_not_to_be_had(open_page, full_batch, mini_batch, file, query, noted):
    app = open_page(file, **query)
    assert (NOTE in said(app)) is noted
    assert NOTE not in said(app.run())


def test_a_repeated_parameter_gives_the_default_or_one_of_its_values(open_page, full_batch):
    app = open_page(None, digit=["3", "4"])
    assert not app.exception
