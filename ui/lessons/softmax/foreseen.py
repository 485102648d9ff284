"""What is to be foreseen of softmax: the share that a lead in evidence comes to."""

import numpy as np

from mnist_core.softmax.regression import softmax
from ui.foresee import Foreseen, Scale
from ui.lessons.softmax.setting import BY_HAND, DEFAULT


def question(view: str) -> Foreseen | None:
    """The share of the strongest of three classes, before the bars that show it; nothing before the other toys."""
    return _SHARE if view == "Evidence to shares" else None


_NAIVE = 100 * DEFAULT.evidence[-1] / sum(DEFAULT.evidence)
_SHARE = Foreseen(
    "share of three",
    "Three classes have collected evidence: {:g}, {:g} and {:g}. Softmax divides 100 % among them. How much does the "
    "last get?".format(*DEFAULT.evidence),
    Scale(0, 100, 1, " %", gap_unit=" points"),
    lambda: 100 * float(softmax(np.array(DEFAULT.evidence))[-1]),
    f"Why not {_NAIVE:.0f} %, which is what dividing by the sum of the three gives? Softmax divides powers of e, since "
    "evidence may be negative; and evidence near 0 then counts about 1.",
    BY_HAND,
)
