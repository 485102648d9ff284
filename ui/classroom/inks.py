"""Digits side by side, ink on paper, with a few words below each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mnist_core.arrays import Bytes
from ui.component import mount, text
from ui.sent import Sent, whole


@dataclass(frozen=True)
class Picking:
    """How digits are picked: what a press does, in words; which place is picked; and what is done with a place."""

    press: str
    picked: int | None
    pick: Callable[[int], object]


def show(
    images: Bytes, names: Sequence[str], lines: Sequence[Sequence[str]], key: str, width: str = "5rem",
    picking: Picking | None = None,
) -> None:  # fmt: skip
    """Show images (n, 784) with ink from 0 to 255; `names` say to those who cannot see them what they are.

    The words are put on the page as plain text; `width` is the least that a digit takes.
    """
    data = {"values": text(images), "names": list(names), "lines": [list(each) for each in lines], "width": width}
    if picking is None:
        mount("inks", key, data)
    else:
        more = {"pick": picking.press, "picked": picking.picked}
        mount("inks", key, data | more, picked=Sent(whole(len(names)), picking.pick))
