"""A teacher's link to a lesson: which views and controls stay, what is hidden, what is fixed, and a task.

It is in the address, so that a reload and a copy keep it: `only=`, `hide=`, `fix=` and `task=`, beside the values of
the controls. For the visit it is kept by its page, which is so again when one comes back, until one leaves it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException

from ui import address, controls, holding, state
from ui.controls import Lesson

ONLY, HIDE, FIX, TASK = NAMES = ("only", "hide", "fix", "task")
NOTICE, TRIES, FORMULA, CODE = "notice", "tries", "formula", "code"
# What may be hidden below the toy; its results never.
SECTIONS = {NOTICE: "What to notice", TRIES: "Try this", FORMULA: "Formula", CODE: "Code"}
NONE = "none"  # in `only`: no control stays
LONGEST_TASK = 200  # characters
_LINKS, _LEFT, _KEPT = "_lesson_links", "_lesson_links_left", "_kept_by_the_class"


@dataclass(frozen=True)
class Link:
    """What a link asks for.

    Attributes
    ----------
    views : the names of the views that stay; of a control that has none of them all do
    stay : the keys of the controls that stay; None where all do
    hide : the sections that are hidden
    fix : the keys of the controls that cannot be turned
    task : plain text
    """

    views: tuple[str, ...] = ()
    stay: tuple[str, ...] | None = None
    hide: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    task: str = ""

    def texts(self) -> dict[str, str]:
        """How the address has it; "" for what it does not ask for."""
        stay = () if self.stay is None else self.stay or (NONE,)
        only = ",".join([*map(controls.token, self.views), *stay])
        return {ONLY: only, HIDE: ",".join(self.hide), FIX: ",".join(self.fix), TASK: self.task}

    def given(self) -> dict[str, list[str]]:
        """How the address has what it asks for, as a page reads it."""
        return {name: [text] for name, text in self.texts().items() if text}


def read(lesson: Lesson, texts: dict[str, list[str]]) -> tuple[Link, bool]:
    """What an address asks for of a lesson, and whether all of it makes sense; what does not is left out."""
    lists = {name: _listed(texts.get(name, [])) for name in (ONLY, HIDE, FIX)}
    views = [lesson.tokens[each][1] for each in lists[ONLY] if each in lesson.tokens]
    stay = [each for each in lists[ONLY] if each in lesson.fixable]
    task = plain(texts[TASK][0]) if len(texts.get(TASK, [])) == 1 else ""
    link = Link(
        tuple(views),
        tuple(stay) if stay or NONE in lists[ONLY] else None,
        tuple(each for each in lists[HIDE] if each in SECTIONS),
        tuple(each for each in lists[FIX] if each in lesson.fixable),
        task if len(task) <= LONGEST_TASK else "",
    )
    meant = link.given()
    makes_sense = meant.keys() == texts.keys() and all(
        len(values) == 1 and sorted(plain(values[0]).split(",")) == sorted(meant[name][0].split(","))
        for name, values in texts.items()
    )
    return link, makes_sense


def _listed(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values[0].split(","))) if len(values) == 1 else []


def plain(text: str) -> str:
    """A text in one line, without what cannot be seen and what turns its direction."""
    seen = (each if unicodedata.category(each) not in ("Cc", "Cf") or each == "\u200d" else " " for each in text)
    return " ".join("".join(seen).split())


def hides(section: str) -> bool:
    """Whether a section below the toy is hidden on the page that is open."""
    link = now()
    return link is not None and section in link.hide


def now() -> Link | None:
    """The link that holds on the page that is open."""
    kept = state.get(_LINKS)
    return kept[state.page()][0] if kept and state.page() in kept else None


def begin(page: str) -> None:
    """With a run of a whole page: take up the link that its address is, or again the one that it was opened with."""
    lesson, kept = controls.lesson(page), state.get(_LINKS, {})
    texts = {name: values for name in NAMES if (values := list(st.query_params.get_all(name)))}
    if lesson is None or not (texts or kept):
        if state.held() is not None:
            state.hold(None)
        return
    if _told(texts) in state.get(_LEFT, ()):  # a run that was asked for before the browser had heard of it
        _put(dict.fromkeys(texts, ""))
        texts = {}
    if page not in kept:
        kept = {**kept, **_taken_up(page, lesson, texts)}
        state.put(**{_LINKS: kept})
    link, held = kept.get(page, (None, None))
    state.hold(held)
    if link is not None and held is not None:
        holding.begin()
        if _told(texts) != _told(link.given()) and not state.take("linked_again", False):
            _open_again(link, held)


def _taken_up(page: str, lesson: Lesson, texts: dict[str, list[str]]) -> dict[str, tuple[Link, holding.Holding]]:
    """The link that the address is, with what it holds, by its page; none where it asks for nothing."""
    link, makes_sense = read(lesson, texts)
    if not makes_sense:
        _put({**dict.fromkeys(texts, ""), **link.given()})
        state.set_aside("dropped", True)
        texts.clear()
        texts.update(link.given())
    if not texts:
        return {}
    asked = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
    held = _holding(lesson, link, asked)
    first = {key: stay[0] for key, stay in held.views.items() if asked.get(key, lesson.views[key])[0] not in stay}
    if first:
        _put(first)
        address.run_again()  # controls read the address as it was when a run began
    return {page: (link, held)}


def _open_again(link: Link, held: holding.Holding) -> None:
    """Have the address say what it said when the link was opened, as who comes back to its page finds it."""
    state.forget([name for name in held.texts if name not in held.values])
    _put({**dict.fromkeys(NAMES, ""), **link.given(), **held.texts})
    state.set_aside("linked_again", True)
    address.run_again()


def _put(texts: Mapping[str, str | Sequence[str]]) -> None:
    for name, text in texts.items():
        with suppress(StreamlitAPIException):  # the page that was left may still hold the name in the address
            if text:
                st.query_params[name] = text
            elif name in st.query_params:
                del st.query_params[name]


def _holding(lesson: Lesson, link: Link, asked: dict[str, list[str]]) -> holding.Holding:
    """What is held of a lesson, as the address has it now."""
    fixed = tuple(lesson.fixable[key] for key in link.fix)  # which are seen, so they stay
    stay = lesson.fixable if link.stay is None else (*link.stay, *link.fix)
    hidden = tuple(each for key, each in lesson.fixable.items() if key not in stay)
    names = [name for each in (*fixed, *hidden) for name in (each.key, *each.names)]
    views = {key: stay for key, all_ in lesson.views.items() if (stay := tuple(v for v in all_ if v in link.views))}
    return holding.Holding({name: list(asked.get(name, [])) for name in names}, views, {}, fixed, hidden)


def banner() -> bool:
    """Say at the head of a page that a teacher has set it, with the task and the way out; whether there is a task."""
    link, held = now(), state.held()
    if link is None or not isinstance(held, holding.Holding):
        return False
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="lesson_link", gap="small"):
        st.markdown("**Set by your teacher**", width="content")
        st.text(link.task or _said(held), width="stretch")  # never as markup: whoever makes a link writes it
        if not state.get(_KEPT, False):
            tip = "Shows this page as it is for all."
            st.button("Leave", on_click=leave, key="leave link", type="tertiary", help=tip)
    st.html(f"<style>{_style(held)}</style>")
    return bool(link.task)


def _said(held: holding.Holding) -> str:
    names = ", ".join(dict.fromkeys(each.name for each in held.fixed))
    return f"Fixed: {names}." if names else "Some of this page is left out."


def leave() -> None:
    """Let the page be what it is for everybody, with its controls as they stand."""
    kept = dict(state.get(_LINKS, {}))
    link, _ = kept.pop(state.page(), (None, None))
    if link is None or state.get(_KEPT, False):
        return
    state.hold(None)
    state.put(**{_LINKS: kept, _LEFT: {*state.get(_LEFT, ()), _told(link.given())}})
    _put(dict.fromkeys(NAMES, ""))


def keep(on: bool) -> None:
    """Note whether the visitor's class is kept on the page that is open by a link, which nobody then leaves alone."""
    if state.get(_KEPT, False) != on:
        state.put(**{_KEPT: on})


def forget(page: str) -> None:
    """Let a page take up another link than the one that it was opened with: a class is taken to it."""
    kept = {name: each for name, each in state.get(_LINKS, {}).items() if name != page}
    state.put(**{_LINKS: kept, _LEFT: set()})
    if page == state.page():
        state.hold(None)


def _told(texts: dict[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((name, tuple(values)) for name, values in texts.items()))


def _style(held: holding.Holding) -> str:
    """What is drawn in one piece: of a row of views those that stay, and pictures that are no longer to be set."""
    lesson = controls.LESSONS[state.page()]
    gone = [
        f".st-key-{key} :is([role=tab], [role=radio], button):nth-of-type({place})"
        for key, stay in held.views.items()
        for place, view in enumerate(lesson.views[key], 1)
        if view not in stay
    ]
    stay = [f".st-key-{key} :is([role=radio], button)" for key in held.views]
    still = [f'[class*="st-key-{toy}"]' for each in (*held.fixed, *held.hidden) for toy in each.toys]
    # What is fixed is to be read as well as what is not.
    words = ":is(label *, input, [data-testid=stSliderThumbValue], [data-testid=stButtonGroup] button *)"
    keys = [key.replace(" ", "-") for each in held.fixed for key in (each.key, *each.also) if _is_key(key)]
    rules = (
        (stay, "flex: none; width: auto; max-width: none"),  # not the share of a row of all
        (gone, "display: none !important"),
        (still, "pointer-events: none"),
        ([f"{each} [data-testid=stPopoverButton]" for each in still], "opacity: 0.5"),
        (
            [f".st-key-{key} {words}" for key in keys],
            "color: light-dark(#22262b, #e6e3db) !important; -webkit-text-fill-color: currentColor; opacity: 1",
        ),
    )
    return " ".join(f"{', '.join(where)} {{{what}}}" for where, what in rules if where)


def _is_key(name: str) -> bool:
    """Whether this can stand for a widget in a style; labels of buttons need none."""
    return name.replace(" ", "").replace("_", "").isalnum()
