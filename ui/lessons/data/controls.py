"""The controls of the data lesson, all in the address: which toy, which example, how many, and what to show of them."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_core.arrays import Int64s
from mnist_core.data import browsing
from mnist_core.data.dataset import Dataset, Part
from ui import address, examples, marks, state

PARTS = ("train", "validation", "test")
LABELS = ("any", *(str(k) for k in range(10)))
# The toys, and what in an address belongs to one of them alone.
VIEWS = {
    "One digit": (),
    "Gallery": ("page",),
    "Three parts": ("train_size", "test_size"),
    "As a table": ("rows",),
    "Typical digits": ("statistic", "compare", "with"),
    "In space": ("projection", "point"),
}
PAGE_SIZE = 60
MOST_ROWS = 400


def view() -> str:
    """Let the visitor choose one of the toys; a link that names only a setting opens the toy that has it."""
    asked = [name for name, keys in VIEWS.items() if any(map(address.values, keys))]
    if state.get("look") is None and not address.values("look") and asked:
        marks.put_undrawn("look", asked[0], "One digit")
    found = st.segmented_control(
        "What to look at", list(VIEWS), default="One digit", key="look", required=True,
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    return found if found in VIEWS else "One digit"


def by_hand() -> tuple[str, ...]:
    """What the page reads from the address itself, for the toy that is shown."""
    return {"One digit": ("pixel",), "Typical digits": ("pixel",), "In space": ("point",)}.get(
        str(state.get("look")), ()
    )


def example(dataset: Dataset) -> tuple[Part, str, int, bool]:
    """Choose an example by number, at random or by label: its part, that part's name, its number, and if shuffled."""
    _open_on_the_chosen(dataset)
    with _row():
        name, part, label = _part_and_label(dataset)
        if state.get("number") is None and label is not None:
            marks.put_undrawn("number", browsing.following(part.labels, 0, label), 0)
        number = int(
            st.number_input(
                "Number", 0, len(part) - 1, 0, key="number", bind="query-params", persist_state="page",
                on_change=lambda: state.put(label="any"), width=150,
            )
        )  # fmt: skip
        last = len(part) - 1
        before = browsing.preceding(part.labels, (number or len(part)) - 1, label)
        after = browsing.following(part.labels, number + 1 if number < last else 0, label)
        st.button("Previous", on_click=lambda: state.put(number=before), key="previous_digit")
        st.button("Next", on_click=lambda: state.put(number=after), key="next_digit")
        st.button(
            "Random", on_click=lambda: state.put(number=browsing.by_chance(part.labels, label)), type="primary",
            key="random_digit",
        )  # fmt: skip
        return part, name, number, _shuffle()


def _open_on_the_chosen(dataset: Dataset) -> None:
    """Have the digit that goes along shown first to who comes from where it was chosen, with nothing else asked for.

    What was looked at here before gives way to another digit that was chosen elsewhere since.
    """
    found = examples.chosen(dataset.test)
    newer = found != state.get("_data_opened_on") and state.has("number")
    state.put(_data_opened_on=found)
    asked_for = [name for name in ("number", "split", "label") if state.get(name) is not None or address.values(name)]
    if found is not None and (newer or not asked_for):
        marks.put_undrawn("split", "test", "train")
        marks.put_undrawn("label", "any", "any")
        marks.put_undrawn("number", found, 0)


def page_of_many(dataset: Dataset) -> tuple[Part, str, Int64s, bool]:
    """Choose a page of the gallery: the part, its name, the examples' numbers, and if they are shuffled."""
    with _row():
        name, part, label = _part_and_label(dataset)
        count = browsing.pages(part.labels, label, PAGE_SIZE)
        place = int(
            st.number_input(
                f"Page, 1 to {count:,}", 1, count, 1, key="page", bind="query-params", persist_state="page", width=150
            )
        )
        st.button("Previous", on_click=lambda: state.put(page=place - 1), disabled=place == 1, key="previous_page")
        st.button("Next", on_click=lambda: state.put(page=place + 1), disabled=place == count, key="next_page")
        return part, name, browsing.page(part.labels, label, place, PAGE_SIZE), _shuffle()


def sizes(dataset: Dataset) -> tuple[int, int]:
    """Choose how many train and test examples to load: the tutorials' TRAIN_SIZE and TEST_SIZE."""
    sizes = {"train_size": len(dataset.train), "test_size": len(dataset.test)}
    if state.sizes_are_another_pages() and not any(map(address.values, sizes)):
        state.put(**state.get("_loaded", sizes))  # what lesson 5 trains on is not what this one loads
    train = st.number_input(
        "Train size", 1, len(dataset.train), len(dataset.train), 500, key="train_size", bind="query-params",
        persist_state="page", help="How many examples to learn from are loaded: the first ones.",
    )  # fmt: skip
    test = st.number_input(
        "Test size", 1, len(dataset.test), len(dataset.test), 500, key="test_size", bind="query-params",
        persist_state="page", help="How many examples to be measured on are loaded: the first ones.",
    )  # fmt: skip
    state.put(_loaded={"train_size": int(train), "test_size": int(test)})
    return int(train), int(test)


def rows() -> tuple[int, bool]:
    """Choose how many rows the table has, and whether its columns are shuffled."""
    with _row():
        count = st.slider(
            "Rows: the first N train images", 1, MOST_ROWS, MOST_ROWS, key="rows", bind="query-params",
            persist_state="page", width=360,
        )  # fmt: skip
        return int(count), _shuffle()


def typical() -> tuple[bool, int, int]:
    """Choose the mean or the variation of every digit, and two digits to compare."""
    with _row():
        statistic = st.segmented_control(
            "Of every digit", ("Mean", "Variation"), default="Mean", key="statistic", required=True,
            bind="query-params", persist_state="page", label_visibility="collapsed",
        )  # fmt: skip
        first = _digit("Mean of", "compare", 4)
        second = _digit("minus mean of", "with", 9)
    return statistic == "Variation", first, second


def _part_and_label(dataset: Dataset) -> tuple[str, Part, int | None]:
    def another_part() -> None:
        state.put(label="any")
        _go_to(number=0)

    def another_label() -> None:
        part, label = getattr(dataset, str(state.get("split"))), _label(state.get("label"))
        _go_to(number=browsing.following(part.labels, int(state.get("number", 0)), label))

    name = st.segmented_control(
        "Part", PARTS, default="train", key="split", required=True, bind="query-params", persist_state="page",
        on_change=another_part, label_visibility="collapsed",
    )  # fmt: skip
    label = st.selectbox(
        "Label", LABELS, key="label", bind="query-params", persist_state="page", width=90, on_change=another_label
    )
    name = name if name in PARTS else "train"
    return name, getattr(dataset, name), _label(label)


def _go_to(number: int) -> None:
    """Set the example's number and the gallery's page, one of which is on the page just now."""
    if state.get("look") == "Gallery":
        state.put(page=1)
        marks.put_undrawn("number", number, 0)
    else:
        state.put(number=number)
        marks.put_undrawn("page", 1, 1)


def _label(text: object) -> int | None:
    return int(str(text)) if text in LABELS[1:] else None


def _digit(label: str, key: str, default: int) -> int:
    return int(
        st.selectbox(label, range(10), index=default, key=key, bind="query-params", persist_state="page", width=130)
        or 0
    )


def _shuffle() -> bool:
    return st.toggle(
        "Shuffle the pixels", key="shuffled", bind="query-params", persist_state="page",
        help="One fixed shuffling, the same for every image.",
    )  # fmt: skip


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")
