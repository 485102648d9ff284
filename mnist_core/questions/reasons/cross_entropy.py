"""Reasons for what the tasks of the lesson on cross-entropy show."""

import math

import numpy as np

from mnist_core.cross_entropy.information import (
    cost,
    divergence,
    literal,
    losses,
    maximum_first,
    on_the_logits,
    target,
    wrong_by,
)
from mnist_core.cross_entropy.predictions import TUTORIALS_J
from mnist_core.questions.answers import price
from mnist_core.questions.question import Because, Reason
from mnist_core.questions.small import SOME

_UNCERTAIN = target(3, smoothing=0.1)
_LEAD = wrong_by(120)


def _mean(shares: list[float]) -> float:
    """The mean loss of digits whose truth gets these shares."""
    return float(np.mean([price(share) for share in shares]))


BECAUSES = (
    Because(
        "cross_entropy", "One prediction", "One prediction costs next to nothing or more than four nats, because",
        (
            Reason("only the share of the truth counts",
                   lambda: math.isclose(cost(target(2), TUTORIALS_J), -math.log(TUTORIALS_J[2]))),
            Reason("the shares of the nine others are added up, too",
                   lambda: math.isclose(cost(target(2), TUTORIALS_J), -float(np.log(np.delete(TUTORIALS_J, 2)).sum()))),
            Reason("the loss grows evenly as the share falls",
                   lambda: math.isclose(price(0.01) - price(0.02), price(0.89) - price(0.9))),
        ),
        "Of the ten terms nine are zero; the tenth is −log of whatever share the truth has got.",
    ),
    Because(
        "cross_entropy", "find ten or more digits", "So many digits can cost next to nothing on average, because",
        (
            Reason("a mean gets smaller as the number of digits grows",
                   lambda: _mean([0.9] * 20) < 0.9 * _mean([0.9] * 10)),
            Reason("nearly all are read rightly, and surely so",
                   lambda: _mean([0.99] * 10) < 0.05 < _mean([0.99] * 8 + [0.5] * 2)),
            Reason("losses below zero make up for the others",
                   lambda: bool((losses(np.arange(10), np.tile(SOME, (10, 1))) < 0).any())),
        ),
        "No loss is below zero, so the mean is small only where nearly every single loss is.",
    ),
    Because(
        "cross_entropy", "smooth the label", "Of an uncertain label a price remains when the waste is gone, because",
        (
            Reason("softmax never gives a share of one",
                   lambda: cost(_UNCERTAIN, target(3, smoothing=1e-4)) < cost(_UNCERTAIN, _UNCERTAIN)),
            Reason("no prediction can be exactly as the label is", lambda: divergence(_UNCERTAIN, _UNCERTAIN) > 0),
            Reason("the label itself leaves something open",
                   lambda: min(cost(_UNCERTAIN, target(3, smoothing=s)) for s in np.linspace(1e-4, 1, 50))
                   >= cost(_UNCERTAIN, _UNCERTAIN) > 0),
        ),
        "That rest is the entropy of the label: the cheapest prediction is the label itself, and it still costs that.",
    ),
    Because(
        "cross_entropy", "the loss as written is infinite", "The loss as written is infinite there, and on the logits "
        "it is not, because",
        (
            Reason("float32 turns the share of the truth into 0",
                   lambda: literal(_LEAD).probability == maximum_first(_LEAD).probability == 0
                   and bool(np.isfinite(on_the_logits(_LEAD).loss))),
            Reason("the true loss is infinite there", lambda: math.isinf(np.logaddexp(0, float(_LEAD[1])))),
            Reason("the logits give another loss, which only comes close",
                   lambda: not math.isclose(on_the_logits(wrong_by(5)).loss, literal(wrong_by(5)).loss, rel_tol=1e-5)),
        ),
        "−log 0 is infinite; on the logits no share is formed, so none can become 0.",
    ),
)  # fmt: skip
