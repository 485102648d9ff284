"""A digit to be read, from the pen, from the exam or from a file; and its way to the model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from mnist_core.arrays import Float32s
from mnist_core.data.dataset import Dataset
from mnist_core.drawing.stages import Stage
from mnist_core.drawing.strokes import Sheet
from mnist_core.drawing.uploads import Upload, UploadError, read_upload
from mnist_core.softmax.regression import predict
from mnist_core.training.run import Snapshot
from ui import canvas, examples, state, words
from ui import paper as paper_of
from ui.component import ink_bytes, mount
from ui.drawings import Drawing
from ui.lessons.drawing import words as drawing_words
from ui.paper import Drawn

PEN, EXAM, FILE = "Draw", "Pick a digit", "Upload"
PAPER = 280
BLANK: Float32s = np.zeros((PAPER, PAPER), np.float32)


@dataclass(frozen=True)
class Digit:
    """What is to be read: what is on the sheet, how that is painted, and its label where it has one."""

    what: object
    paint: Callable[[], Drawn]
    label: int | None = None


def choose(dataset: Dataset, run: Snapshot) -> Digit:
    """Where the digit comes from, and the digit."""
    source = st.segmented_control(
        "Where the digit comes from", [PEN, EXAM, FILE], default=PEN, key="from", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    if source == EXAM:
        return _from_exam(dataset, run)
    if source == FILE:
        return _from_file()
    strokes = canvas.read()
    return Digit(strokes, lambda: paper_of.painted(strokes))


def by_hand() -> bool:
    """Whether the visitor drew what is read, or some of it, on the sheet."""
    return state.get("from", PEN) == PEN and paper_of.now().has_own_lines


def tools() -> None:
    """What stands under the sheet that one draws on, for the digit that was chosen: nothing under another's."""
    if state.get("from", PEN) == PEN:
        canvas.tools()


def beginnings(dataset: Dataset) -> None:
    """Drawings to begin with, where one draws."""
    if state.get("from", PEN) == PEN:
        canvas.beginnings(dataset.validation)


def _from_exam(dataset: Dataset, run: Snapshot) -> Digit:
    index = examples.choose(dataset.test, run.checkpoint)
    label = int(dataset.test.labels[index])
    ink = dataset.test.intensities([index]).reshape(28, 28)
    paper(Sheet(ink), f"Test digit {index:,}, labelled {label}")
    st.caption(f"Test digit {index:,}. Its label: {label}.")
    return Digit(ink.tobytes(), lambda: Drawn(Sheet(ink)), label)


def _from_file() -> Digit:
    file = st.file_uploader(
        "A picture of one digit: PNG, JPEG or WebP", type=["png", "jpg", "jpeg", "webp"], key="file",
        help="A screenshot, a scan, a photo of paper. It is read and forgotten; no file is kept.",
    )  # fmt: skip
    found = Upload(BLANK, ("What is found to be ink appears here.",))
    if file is not None:
        found = state.kept_for("upload", file.file_id) or _read(file.getvalue())
        state.keep_for("upload", file.file_id, found)
    paper(Sheet(found.ink), "The ink found in your picture")
    st.caption(" ".join(("This was found to be ink.", *found.notes) if found.ink.any() else found.notes))
    return Digit((FILE, file and file.file_id), lambda: Drawn(Sheet(found.ink), doubt=found.doubt))


def _read(data: bytes) -> Upload:
    """Find the ink of an upload and what is to be said of it; where it cannot be read, a blank sheet and why not."""
    try:
        return read_upload(data)
    except UploadError as error:
        return Upload(BLANK, (str(error),))


def paper(sheet: Sheet, alt: str) -> None:
    """Show ink that was not drawn here, on a sheet as large as the canvas."""
    small = Image.fromarray(sheet.ink).reduce(max(1, -(-max(sheet.ink.shape) // PAPER)))
    mount(
        "paper",
        "paper",
        {"ink": ink_bytes(np.asarray(small)), "width": small.width, "height": small.height, "alt": alt},
    )


def switches() -> list[str]:
    """Which steps are made on the way to the model."""
    names = list(drawing_words.SWITCHES)
    chosen = st.pills(
        "Steps on the way to the model", names, selection_mode="multi", default=names, key="stages",
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    return [drawing_words.SWITCHES[name] for name in chosen]


def reading(run: Snapshot, drawing: Drawing, label: int | None = None) -> None:
    """Show the digit's way to the model with the answer at each step; the last is marked where it is not its label."""
    model, final = run.checkpoint, drawing.account
    images = np.array([stage.image for stage in drawing.stages])
    probabilities = predict(model.weights, model.bias, images)
    answered = drawing.is_digit and not final.is_tie
    answers = [str(int(each.argmax())) if answered else "–" for each in probabilities]
    mount(
        "reading",
        "reading",
        {
            "images": ink_bytes(np.vstack([images, drawing.given])),
            "stages": [
                {
                    "name": drawing_words.NAMES[stage.step],
                    "done": stage.done,
                    "alt": drawing_words.picture(stage, answer),
                    "answer": answer,
                    "share": words.hedged(float(each.max())) if answered else "",
                    "differs": answer != answers[-1],
                    "frame": _frame(stage),
                }
                for stage, each, answer in zip(drawing.stages, probabilities, answers, strict=True)
            ],
            "heading": "what the model is given: 28 × 28 pixels",
            "alt": "Your digit as the model sees it",
            "answer": final.answer if answered else None,
            "wrong": answered and label is not None and final.answer != label,
            "note": words.answer(final, drawing.doubt),
            "probabilities": final.probabilities.tolist(),
            "shares": [words.hedged(float(each)) for each in final.probabilities],
        },
    )


def _frame(stage: Stage) -> list[float] | None:
    """The rectangle to be marked on a stage's picture: that of the ink, once it is known."""
    return [round(side, 2) for side in stage.frame] if stage.done and stage.step in ("crop", "box") else None
