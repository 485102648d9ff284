"""The live board of a run: what stands still goes to the browser once, what moves as packets that watchers share."""

import io
import zlib

import numpy as np
from PIL import Image

from mnist_core.data.dataset import Dataset
from mnist_core.data.mosaic import Candidates
from mnist_core.once import once
from mnist_core.training.board import View, default_boards, mosaic_of
from mnist_core.training.run import Snapshot
from mnist_core.training.wire import write_message
from ui import judged, state
from ui.component import bring, mount, text
from ui.lessons.training import words as training_words
from ui.lessons.training.foreseen import AT_STEP
from ui.sent import Sent, whole

COLUMNS = 20  # digits in a row of the sheet, as board_pictures.js has it
SIDE = 28
SHADES = 16  # of ink, which the eye does not tell from 256, at half the bytes


def board(dataset: Dataset, run: Snapshot) -> None:
    """Put up the board; what it shows of a run is brought by `feed`, except what is said of it for who does not see."""
    config = run.config
    part = judged.by(config)
    candidates = mosaic_of(dataset, config, part)
    each = candidates.size / candidates.tiles
    sheet = f"{candidates.size} {part} digits of {dataset.digest[:12]}"
    bring("sheets", sheet, lambda: _sheet(candidates), most=4)
    mount(
        "board",
        "board",
        {
            "sheet": sheet,
            "played": state.times_played(),
            "at": state.kept_for(AT_STEP, config),
            "labels": text(candidates.labels.astype(np.uint8)),
            "numbers": text(candidates.numbers.astype(np.uint16)),
            "part": part,
            "says": training_words.stands(run, part, config.test_size if part == "test" else len(dataset.validation)),
            "stands": f"Each stands for {each:.3g} digits; in red, the error rate."
            if each > 1
            else f"Every {part} digit is here; in red, the error rate.",
        },
    )


def feed(run: Snapshot, dataset: Dataset) -> None:
    """Bring the board what is new of a run since this visitor was last sent something."""
    view = default_boards.view(run, dataset, judged.by(run.config))
    edition, count = state.records_sent()
    first = min(count, len(view.packets)) if edition == view.edition else 0
    state.remember_records_sent(view.edition, len(view.packets))
    mount("board_feed", "feed", message(run, view, first), ask=Sent(_read_ask, _asked))


def message(run: Snapshot, view: View, first: int) -> bytes:
    """Write the packets of the records from `first` on, and what is said of the run; with the first their layout."""
    note = training_words.note(run, is_open=view.part == "test")
    head = {
        "edition": view.edition,
        "first": first,
        "steps": run.config.steps,
        "seconds": run.seconds,
        "pace": training_words.pace(run),
        "note": note.text,
        "tone": note.tone,
        "marks": [{"step": each.step, "className": each.kind, "text": each.text} for each in training_words.marks(run)],
        **({} if first else {"layout": view.layout}),
    }
    return write_message(head, view.packets[first:], view.live)


def _read_ask(sent: object) -> int:
    """From which record on a browser lacks them; who asks for something else is sent all, and is at one again."""
    return whole(state.records_sent()[1])(sent) or 0


def _asked(first: int) -> None:
    """Note from which record on this browser lacks the run's records."""
    state.remember_records_sent(state.records_sent()[0], first)


@once
def _sheet(candidates: Candidates) -> str:
    """Lay the candidates' pictures out in rows, as a picture in base64.

    Four bits a pixel, packed by runs alone: no larger than zlib's best, which takes ten times as long.
    """
    count = len(candidates.numbers)
    rows = -(-count // COLUMNS)
    images = np.zeros((rows * COLUMNS, SIDE, SIDE), np.uint8)
    images[:count] = candidates.images.reshape(-1, SIDE, SIDE) // (256 // SHADES)
    sheet = images.reshape(rows, COLUMNS, SIDE, SIDE).swapaxes(1, 2).reshape(rows * SIDE, COLUMNS * SIDE)
    picture = Image.fromarray(sheet, "P")
    picture.putpalette([shade * 255 // (SHADES - 1) for shade in range(SHADES) for _ in "rgb"])
    stream = io.BytesIO()
    picture.save(stream, "PNG", bits=4, compress_type=zlib.Z_RLE)
    return text(np.frombuffer(stream.getvalue(), np.uint8))
