"""A model on paper: digits to read with a pencil, one of them to be checked here, and the sheet to print."""

from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam import on_paper, plain
from mnist_core.exam.exam import Exam
from mnist_core.exam.on_paper import PaperModel, PaperSheet
from mnist_core.exam.squares import squares
from mnist_core.training.run import Snapshot
from ui import state
from ui.anatomy import Told, fulfilled
from ui.component import mount
from ui.lessons.exam import paper_words
from ui.lessons.exam.views import KEPT
from ui.sent import Sent, whole

PAIRS = {paper_words.pair(*each): each for each in on_paper.PAIRS}
FIRST = paper_words.pair(3, 8)


def by_pencil(exam: Exam, dataset: Dataset, _run: Snapshot) -> Told:
    """Two digits on squared paper, a table of whole numbers, and eight test digits to read with it."""
    part = dataset.test
    row = st.container(horizontal=True, gap="medium")
    controls, picture = row.container(width=304), row.container(key="squared_paper")
    with controls, st.container(horizontal=True, gap="small"):
        name = st.selectbox("Which two", list(PAIRS), list(PAIRS).index(FIRST), key="pair", width=120, **KEPT)
        model = on_paper.paper_model(dataset, *PAIRS.get(name, PAIRS[FIRST]))
        place = _place(on_paper.sheet_count(part, model.first, model.second))
    marked = on_paper.mark_of(model, part)
    with controls:
        st.markdown(paper_words.figures(model, marked, on_paper.of_the_two(exam, model.first, model.second)))
    sheet = on_paper.sheet_of(model, part, place)
    what = (dataset.digest, model.first, model.second, place)
    added: int | None = state.kept_for("added", what)
    with picture:
        data = sheet_data(model, sheet) | paper_words.printed(model, marked, place, part)
        read = whole(len(sheet.numbers))
        mount("on_paper", "on_paper", data, added=Sent(read, lambda k: state.keep_for("added", what, k)))
    return Told(
        paper_words.formula(model, None if added is None else sheet.black[added]),
        "Softmax regression for two digits: only the difference of their evidence counts, so one table does. A full "
        f"square is 1, a bare one 0, so there is nothing to multiply. {paper_words.rounding(model)}",
        (squares, on_paper.learn, on_paper.rounded, on_paper.best_start),
        done=fulfilled(added=added is not None),
        plain=(plain.newton_step, plain.learn_for_paper, plain.read_on_paper),
    )


def _place(count: int) -> int:
    """Choose one of so many sheets; returns its place from 0 on."""
    if state.get("sheet", 1) > count:  # of two digits that are rarer
        state.put(sheet=1)
    return int(st.number_input(f"Sheet, 1 to {count:,}", 1, count, 1, key="sheet", width=150, **KEPT)) - 1


def sheet_data(model: PaperModel, sheet: PaperSheet) -> dict[str, Any]:
    """The table and the digits, with the sum of every row and of all: what the key says."""
    rows, sums = model.row_sums(sheet.black), model.sums(sheet.black)
    answers = model.answers(sheet.black)
    return {
        "first": model.first,
        "second": model.second,
        "weights": model.weights.tolist(),
        "start": model.start,
        "digits": [
            {
                "number": int(sheet.numbers[k]),
                "label": int(sheet.labels[k]),
                "black": sheet.black[k].astype(int).tolist(),
                "rows": rows[k].tolist(),
                "sum": int(sums[k]),
                "answer": int(answers[k]),
            }
            for k in range(len(sheet.numbers))
        ],
    }
