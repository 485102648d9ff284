"""The badges of animals in colours, in both themes."""

import pytest

from mnist_core.classroom.members import COLOURS, Member
from tests.ui.test_look import contrast
from ui.badge import _LETTER, HUES, badge
from ui.palette import DARK, LIGHT


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("theme", "palette"), [(0, LIGHT), (1, DARK)])
def test_a_badge_is_seen_on_the_ground_and_its_letter_on_it(colour, theme, palette):
    hue = HUES[colour][theme]
    assert contrast(hue, palette.ground) >= 4.5
    assert contrast(hue, palette.raised) >= 4.5
    assert contrast(hue, _LETTER[theme]) >= 4.5


def test_a_badge_has_its_colour_and_its_animals_letter():
    drawn = badge(Member(1, 1, animal=0, colour=4, is_simulated=False))
    assert HUES["blue"][0] in drawn
    assert ">A<" in drawn
