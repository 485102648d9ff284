"""Make a link for a class: at the foot of every lesson, what stays, what is fixed and hidden, a task; address and QR.

What it takes is drawn only for who asks: on every other run of a page there is but a line.
"""

from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from ui import address, controls, lesson_link, live, state, walk
from ui.controls import Lesson
from ui.lesson_link import LONGEST_TASK, NAMES, SECTIONS, Link

KEY = "make_link"
_OF = "_link_of"  # the address that the link was made from
_LARGE = "_link_large"
HERE = ("localhost", "127.0.0.1", "::1")


def offer(page: str) -> None:
    """Offer to make a link to a lesson as it is set now; not to who has followed one."""
    lesson = controls.lesson(page)
    if lesson is None or lesson_link.now() is not None:
        return

    def form() -> None:
        with st.expander("Make a link for a class", key=KEY, on_change="rerun") as shown:
            if not shown.open:
                return
            left, right = st.columns([0.6, 0.4], gap="large")
            with left:
                link = _choose(page, lesson)
            with right:
                _show(_address(lesson, link), link)
        state.put(**{_OF: _query()})

    live.again(form, None)


def begin() -> None:
    """With a run of a whole page, which makes the link anew."""
    if state.get(_OF) is not None:
        state.put(**{_OF: None})


def follow() -> None:
    """Make the link anew where a part of the page has run by itself and has changed the address."""
    if state.get(_OF) is not None and state.get(KEY) and state.get(_OF) != _query():
        address.run_again()


def _query() -> dict[str, list[str]]:
    """What the address has of the page itself."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name not in (*NAMES, walk.NAME)}


def _choose(page: str, lesson: Lesson) -> Link:
    st.caption("The link opens this lesson as it is set now. With a task, or anything fixed or left out, it says so.")
    views: list[str] = []
    for key, all_ in lesson.views.items():
        label = "Views that stay" if len(lesson.views) == 1 else f"Views that stay: {all_[0]} …"
        views += _several(label, list(all_), list(all_), f"link {key} {page}") or all_
    fix = _controls("Fixed as they are now", lesson, f"link fix {page}", "All may be turned")
    hidden = _controls("Hidden, and fixed", lesson, f"link hidden {page}", "All are seen")
    here = [key for key, each in lesson.fixable.items() if not each.views or set(each.views) & set(views)]
    stay = [key for key in here if key not in hidden]
    shown = _several("Below the toy", list(SECTIONS.values()), list(SECTIONS.values()), f"link sections {page}")
    task = st.text_input(
        "A task, in plain text", max_chars=LONGEST_TASK, key=f"link task {page}",
        placeholder="What to find out, or to bring about",
    )  # fmt: skip
    return Link(
        tuple(each for all_ in lesson.views.values() if not set(all_) <= set(views) for each in all_ if each in views),
        tuple(stay) if len(stay) < len(here) else None,
        tuple(section for section, name in SECTIONS.items() if name not in shown),
        tuple(key for key in fix if key in stay),
        lesson_link.plain(task or ""),
    )


def _several(label: str, choices: list[str], default: list[str], key: str) -> list[str]:
    return list(st.pills(label, choices, selection_mode="multi", default=default, key=key, wrap=True))


def _controls(label: str, lesson: Lesson, key: str, placeholder: str) -> list[str]:
    """Let some of the controls be chosen, always of all: what is chosen would be lost where the choices change."""

    def name(key: str) -> str:
        own = lesson.fixable[key]
        alike = [each for each in lesson.fixable.values() if each.name == own.name]
        return own.name if len(alike) == 1 or not own.views else f"{own.name} ({own.views[0]})"

    return list(st.multiselect(label, list(lesson.fixable), format_func=name, key=key, placeholder=placeholder))


def _address(lesson: Lesson, link: Link) -> str:
    """The address of the page as it is set now, with the link."""
    query = _query()
    for key, all_ in lesson.views.items():
        stay = [view for view in all_ if view in link.views]
        if stay and query.get(key, all_)[0] not in stay:
            query[key] = stay[:1]
    texts = {name: text for name, text in link.texts().items() if text}
    written = urlencode({**query, **texts}, doseq=True, safe=",")
    return f"{address.here()}?{written}" if written else address.here()


def _show(link_address: str, link: Link) -> None:
    """The address to copy, and its code for a projector."""
    code = qr(link_address)
    if code is None:
        st.caption("This address is too long for a QR code; to copy it works all the same.")
    else:
        st.html(picture(code, "link_code"))
        st.button("Show large", key="show_link_large", on_click=_enlarge)
        if state.get(_LARGE):  # and not only in the run of the press: another may come by itself
            _show_large(code, link_address, link.task)
    st.code(link_address, language=None, wrap_lines=True)
    if urlsplit(address.here()).hostname in HERE:
        st.caption("This address works on this machine only: open the app by the machine's name in your network.")


def _enlarge() -> None:
    state.put(**{_LARGE: True})


def _end() -> None:
    state.put(**{_LARGE: False})


@st.dialog("Set by your teacher", width="large", on_dismiss=_end)
def _show_large(code: segno.QRCode, link_address: str, task: str) -> None:
    if task:
        st.text(task)
    st.html(picture(code, "link_code large"))
    st.text(link_address)


def qr(text: str) -> segno.QRCode | None:
    """The QR code of a text; None where it is too long for any."""
    try:
        return segno.make_qr(text, error="l")
    except segno.DataOverflowError:
        return None


def picture(code: segno.QRCode, style: str, alt: str = "The link as a QR code") -> str:
    """A code as an image: black on white in either theme, with its quiet zone, as cameras want it."""
    source = code.svg_data_uri(dark="#000", light="#fff", border=4, scale=8)
    return f'<img class="{style}" alt="{alt}" src="{source}">'
