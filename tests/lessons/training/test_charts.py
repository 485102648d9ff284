"""The curves of runs side by side: every line is named in sight, whatever the names and however many."""

import numpy as np
import pytest

from ui.lessons.training import charts
from ui.palette import LIGHT


def legend_and_grid(names):
    lines = [charts.Line(name, 10, np.arange(3), np.full(3, 0.5)) for name in names]
    found = charts.losses("Validation loss, nats", lines, "step", LIGHT)
    return found["legend"], found["grid"]["top"]


LONG = "5,500 digits, rate 0.1, full batch, 2,501 steps"


@pytest.mark.parametrize(("names", "lines"), [(["rate 0.1"], 1), (["rate 0.1", "rate 0.5"], 1), ([LONG] * 2, 2)])
def test_a_legend_has_no_pages_and_its_lines_have_room_above_the_curves(names, lines):
    legend, top = legend_and_grid(names)
    assert legend["show"]
    assert legend.get("type") != "scroll"
    assert charts.legend_lines(names) == lines
    assert top >= legend["top"] + 25 * lines
    assert charts.height(names) - top == charts.height(["a"]) - legend_and_grid(["a"])[1]


def test_of_very_many_lines_the_table_tells_which_is_which():
    legend, _ = legend_and_grid([LONG] * 50)
    assert not legend["show"]
    assert charts.height([LONG] * 50) <= charts.HEIGHT
