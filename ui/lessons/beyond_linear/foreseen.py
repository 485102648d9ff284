"""What is to be foreseen beyond the line: what a small move does to its accuracy."""

from functools import partial

from mnist_core.beyond_linear import judges, networks
from mnist_core.beyond_linear.stress import NONE, Stress
from mnist_core.data.dataset import Dataset
from mnist_core.training.run import Snapshot
from ui import judged
from ui.foresee import Foreseen, Scale
from ui.marks import put_undrawn

PIXELS = 4


def question(view: str, run: Snapshot, dataset: Dataset) -> Foreseen | None:
    """How many are read after a move of a few pixels, before the sliders that show it; nothing before other views."""
    if view != "Stress":
        return None
    network, part = networks.of_checkpoint(run.checkpoint), judged.part(dataset, run.config)

    def read(stress: Stress) -> float:
        return 100 * float(judges.right(network, stress, part).mean())

    return Foreseen(
        "a move",
        f"As they were written, it reads {read(NONE):.0f} of 100 {judged.by(run.config)} digits. Now every digit moves "
        f"{PIXELS} pixels to the right, of 28. How many does it read then?",
        Scale(0, 100, 1, " of 100", gap_unit=""),
        lambda: read(Stress(right=PIXELS)),
        "Why so few, though you would hardly notice the move? A weight belongs to a place. The ink has left the places "
        "whose weights know it, and meets those of other strokes.",
        ("right", "down", "scale", "rotation", "thickness", "contrast", "noise", "shuffled", "taught", "of"),
        show=partial(put_undrawn, "right", PIXELS, 0),
    )
