"""What it costs and gives to be taught otherwise: on shifted digits, on shuffled pixels."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Floats
from mnist_core.beyond_linear import judges, schooling
from mnist_core.beyond_linear.networks import KINDS, of_checkpoint
from mnist_core.beyond_linear.schooling import SHIFTS, Schooling
from mnist_core.beyond_linear.stress import NONE
from mnist_core.data.dataset import Dataset, Part
from mnist_core.training.run import Snapshot
from mnist_core.work.work import Status
from ui import judged, show
from ui.anatomy import Told, fulfilled
from ui.lessons.beyond_linear import charts
from ui.lessons.beyond_linear import judges as bench
from ui.lessons.beyond_linear import words as said
from ui.tasks import Others
from ui.words import percent, term

FAR = 4  # pixels to the right that the table tells of
WORKS = [Schooling(kind, diet) for kind in KINDS for diet in schooling.DIETS[:2]]
OWN = Schooling("softmax", "plain")  # the run that the visitor has chosen stands for it
# The accuracy on all test digits as written, and that by shift on some of them.
Marks = dict[Schooling, tuple[float, Floats]]


def taught_otherwise(dataset: Dataset, run: Snapshot) -> Told:
    """Each judge taught on digits as written and on shifted ones: as written, and moved."""
    part, name = judged.part(dataset, run.config), judged.by(run.config)
    marks = _marks(part, run, own_alone=name != "test")
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        st.markdown(_table(marks, name))
        missing = [work for work in WORKS if work != OWN and bench.find(work).status is not Status.FINISHED]
        bench.train_all(missing, f"Train the other {len(missing)}")
    with right:
        lines = {
            said.line(work.kind, work.diet): (KINDS.index(work.kind), work.diet == "shifted", by_shift)
            for work, (_, by_shift) in marks.items()
        }
        show.still(charts.by_shift(SHIFTS, lines, show.colours()), "by_shift", said.by_shift(SHIFTS, lines))
        examined = len(schooling.moved_rows(part))
        sealed = "" if name == "test" else f" {said.SEALED_MARKS}"
        st.caption(f"On {examined:,} {name} digits. Solid: taught as written; dashed: shifted.{sealed}")
        if name == "test":
            _shuffled(dataset)
    return Told(
        r"x' = x\,M_{\Delta}, \qquad \Delta \sim \{-4, \dots, 4\}^2",
        "Every time a training digit is shown, it is moved by another whole number of pixels in both directions. The "
        f"networks learn with Adam from batches of 128, as many {term('epoch', 'epochs')} with the shifts as without. "
        "Softmax regression as written is the run chosen above; on shifted digits it learns as the networks do.",
        (schooling.shift_randomly,),
        # A classmate may train them all while one looks on.
        done=fulfilled(taught=not missing and (True if bench.has_schooled(WORKS) else Others(WORKS))),
    )


def _marks(part: Part, run: Snapshot, *, own_alone: bool) -> Marks:
    """What is known of each judge on each diet, or of the run alone: the networks are examined on test digits only."""
    own = of_checkpoint(run.checkpoint)
    by_shift = judges.by_shift(own, part, SHIFTS, schooling.examined_step(part))
    found: Marks = {OWN: (float(judges.right(own, NONE, part).mean()), by_shift)}
    for work in () if own_alone else WORKS[1:]:
        job = bench.find(work)
        if job.status is Status.FINISHED:
            plain = float(np.mean(job.arrays["logits"].argmax(axis=1) == part.labels))
            found[work] = plain, job.arrays["moved"]
    return found


def _table(marks: Marks, part: str) -> str:
    """Accuracies of each judge by what it was taught on, on the digits of a part, in markdown."""
    lines = [f"| taught on digits | {part} as written | moved {FAR} to the right |", "|---|--:|--:|"]
    for kind in KINDS:
        plain, shifted = (_pair(marks, Schooling(kind, diet)) for diet in schooling.DIETS[:2])
        lines.append(f"| {said.NAMES[kind]}, as written | {said.table_cells(plain)} |")
        lines.append(f"| … shifted | {said.table_cells(shifted, plain)} |")
    return "\n".join(lines)


def _pair(marks: Marks, work: Schooling) -> tuple[float, float] | None:
    """The accuracy as written, and that far to the right."""
    if work not in marks:
        return None
    plain, by_shift = marks[work]
    return plain, float(by_shift[SHIFTS.index(FAR)])


def _shuffled(dataset: Dataset) -> None:
    """What the convolutional network makes of shuffled pixels, in the exam, or how to find out."""
    work = Schooling("convolutional", "shuffled")
    job = bench.find(work)
    if job.status is Status.FINISHED:
        accuracy = float(np.mean(job.arrays["logits"].argmax(axis=1) == dataset.test.labels))
        st.markdown(
            f"Taught and examined on **shuffled pixels**, the convolutional network reads {percent(accuracy)}: without "
            "neighbours its filters find little. The other two read what they always did."
        )
    else:
        bench.train_button(work, "Teach convolutional shuffled pixels")
