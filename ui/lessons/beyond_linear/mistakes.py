"""The mistakes that one judge makes and another does not."""

from itertools import product

import streamlit as st

from mnist_core.arrays import Int64s, Integers
from mnist_core.beyond_linear import judges, networks
from mnist_core.beyond_linear.networks import Kind
from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.data.dataset import Dataset, Part
from mnist_core.training.run import Snapshot
from mnist_core.wording import a_digit
from ui import judged, navigation, state
from ui.anatomy import Told, fulfilled
from ui.component import ink_bytes, mount
from ui.contents import lesson
from ui.lessons.beyond_linear import judges as bench
from ui.lessons.beyond_linear import words as said
from ui.lessons.beyond_linear.controls import KEPT
from ui.lessons.beyond_linear.views import open_digit
from ui.sent import Sent, whole

PER_PAGE = 27
OTHERS: tuple[Kind, ...] = ("hidden", "convolutional")


def disagree(dataset: Dataset, run: Snapshot) -> Told:
    """Every combination of judges that fail and judges that do not, and the digits behind it."""
    found = [(judge.kind, judge.network) for judge in bench.panel(run) if judge.network is not None]
    if len(found) < 2:
        _ask_for_another()
        return Told(_case(), "Who fails where another does not.", (judges.failing,))
    kinds = [kind for kind, _ in found]
    if judged.by(run.config) != "test":
        st.markdown(said.SEALED)
        navigation.link(lesson("exam").file, "To the exam →")
        return Told(_case(), "Who fails where another does not.", (judges.failing,))
    given = [bench.all_answers(network, dataset) for _, network in found]
    cases = {
        said.pattern(kinds, who): who for who in product((True, False), repeat=len(found)) if any(who)
    }  # fmt: skip
    rows = {name: judges.failing(given, dataset.test.labels, who) for name, who in cases.items()}
    case, page = _choose(rows)
    st.caption(
        f"Below each digit its label, and the answers: {said.legend(kinds)}. Press one to see the judges' shares."
    )
    _gallery(dataset.test, rows[case][PER_PAGE * (page - 1) : PER_PAGE * page], kinds, given)
    return Told(
        said.failing_formula(kinds, cases[case], len(rows[case])),
        "Counted over all test digits, as written: the label *y* against each judge's answer.",
        (judges.failing,),
        done=fulfilled(last=cases[case] == (False, False, True) if len(found) == len(networks.KINDS) else None),
    )


def _case() -> str:
    """One judge fails where another does not, in LaTeX."""
    return rf"{said.answer('softmax')} \neq y = {said.answer('hidden')}"


def _ask_for_another() -> None:
    st.markdown("There is only one judge yet. Train another, and the class shares it.")
    for column, kind in zip(st.columns([0.3, 0.3, 0.4], gap="large"), OTHERS, strict=False):
        with column:
            bench.train_button(Schooling(kind), said.train(kind))


def _choose(rows: dict[str, Int64s]) -> tuple[str, int]:
    """Let the visitor choose a case, the most frequent first, and a page of its digits."""
    names = sorted(rows, key=lambda name: -len(rows[name]))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        case = st.selectbox("Which mistakes", names, key="case", width=380, label_visibility="collapsed", **KEPT)
        case = case if case in rows else names[0]
        st.markdown(f"**{len(rows[case]):,}** {'digit' if len(rows[case]) == 1 else 'digits'}")
        pages = max(1, -(-len(rows[case]) // PER_PAGE))
        if state.get("page", 1) > pages:  # another case, or another model, with fewer mistakes
            state.put(page=1)
        page = st.pagination(pages, key="page", max_visible_pages=7, **KEPT) if pages > 1 else 1
    return case, page


def _gallery(part: Part, rows: Int64s, kinds: list[Kind], given: list[Integers]) -> None:
    """Digits with what they are and what each judge says."""
    lines = [
        [a_digit(part.labels[n]), " · ".join(f"{said.SHORT[k]}\u00a0{a[n]}" for k, a in zip(kinds, given, strict=True))]
        for n in rows
    ]
    data = {"values": ink_bytes(part.intensities(rows)), "numbers": rows.tolist(), "lines": lines}
    mount("answers", "mistakes", data | {"columns": 9, "narrow": 4}, picked=Sent(whole(len(part)), open_digit))
