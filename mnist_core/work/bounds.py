"""How much work one visitor, and all together, may have a server do: it is refused before it begins, in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mnist_core.work.work import Composite, Work

# What is counted together, by the names of the limits; and how a sentence calls it, one and several.
KINDS = {
    "runs": ("training run", "training runs"),
    "sweeps": ("sweep over training sizes", "sweeps over training sizes"),
    "grids": ("grid", "grids"),
    "networks": ("training of a network", "trainings of networks"),
    "jobs": ("computation", "computations"),
}


class Refused(ValueError):  # noqa: N818 (a refusal is no error of the program's)
    """Some work is not begun; the message is a sentence for whoever asked: what there is, and what is allowed."""


@dataclass(frozen=True)
class Bounds:
    """How much there may be.

    Attributes
    ----------
    steps : updates of one run; the training page offers as many
    digits : train digits that one run, or one sweep, looks at in all its steps: 20,000 steps on all 55,000
    runs_per_visitor : under way at a time; fifty can be pinned and started together
    sweeps_per_visitor, grids_per_visitor, networks_per_visitor : as above
    jobs_per_visitor : all else, such as who taught a run
    runs, sweeps, grids, networks, jobs : of all visitors
    """

    steps: int = 20_000
    digits: int = 1_100_000_000
    runs_per_visitor: int = 60
    sweeps_per_visitor: int = 40
    grids_per_visitor: int = 4
    networks_per_visitor: int = 6
    jobs_per_visitor: int = 20
    runs: int = 1_000
    sweeps: int = 400
    grids: int = 100
    networks: int = 40
    jobs: int = 400

    def require_small(self, work: Work[Any]) -> None:
        """Raise Refused where one run takes more steps, or looks at more digits, than one may."""
        for each in work.parts if isinstance(work, Composite) else (work,):
            steps, digits = each.effort.steps, each.effort.digits
            if steps > self.steps:
                raise Refused(f"This would take {steps:,} steps, and at most {self.steps:,} are allowed.")
            if digits > self.digits:
                raise Refused(
                    f"This would look at {digits:,} digits, steps times digits a step, and at most {self.digits:,} "
                    "are allowed: take fewer steps, fewer digits, or smaller batches."
                )

    def require_room(self, kind: str, of_visitor: Iterable[bool]) -> None:
        """Raise Refused where as much of a kind is under way as may be; for each, whether it is the visitor's own."""
        found = list(of_visitor)
        for there, most, who, what_to_do in (
            (sum(found), getattr(self, f"{kind}_per_visitor"), "You have", "wait until one is over, or pause one"),
            (len(found), getattr(self, kind), "All visitors together have", "try it again in a while"),
        ):
            if there >= most:
                name = KINDS[kind][there != 1]
                raise Refused(f"{who} {there:,} {name} under way, and at most {most:,} are allowed: {what_to_do}.")
