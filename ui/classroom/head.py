"""The head of the teacher's page: the code to call out, how to join, and keys for other devices."""

from html import escape
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from mnist_core.classroom import keys
from mnist_core.classroom.keys import Role, Teacher
from mnist_core.wording import counted
from ui import address, link_maker, rooms, state
from ui.contents import JOIN, PROJECTOR, TEACH
from ui.room_link import NAME
from ui.rooms import Seen

_LINK = "_one_time_link"  # the role and the token that are on the screen
FOR: dict[str, Role] = {"A projector": "projector", "A second device of mine": "teacher"}
PAGES = {"projector": PROJECTOR, "teacher": TEACH}


def show(teacher: Teacher, seen: Seen, here: int) -> None:
    """Show the code large, how one joins, and what opens the projector and other devices."""
    join = address_of(JOIN.name)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="room_head"):
        with st.container(gap=None, width="content", key="room_code"):
            st.title(f"Room {seen.room.code}", anchor=False)
            st.text(join.rpartition("://")[2])
        code = link_maker.qr(f"{join}?room={seen.room.code}")
        if code is not None:
            st.html(link_maker.picture(code, "link_code room", "The way into the room as a QR code"), width="content")
        with st.container(gap="small", width="content", key="room_ways"):
            st.html(_count(seen, here))
            with st.container(horizontal=True, gap="small"):
                st.link_button("Open the projector", address_of(PROJECTOR.name))
                with st.popover("Another device", key="another_device"):
                    _offer(teacher)
    notes = []
    if any(each.is_simulated for each in seen.members):
        notes.append("**An example class**: the pupils marked “sim.” are simulated, to rehearse with.")
    if urlsplit(join).hostname in link_maker.HERE:
        notes.append("This address works on this machine only: open the app by the machine's name in your network.")
    if notes:
        st.caption(" ".join(notes))


def address_of(page: str) -> str:
    """The address of a page of the room, beside this one's."""
    scheme, place, path, _, _ = urlsplit(address.here())
    return urlunsplit((scheme, place, path.rpartition("/")[0] + f"/{page}", "", ""))


def _count(seen: Seen, here: int) -> str:
    joined = len(seen.members)
    away = f", {joined - here} away" if joined > here else ""
    return f'<p class="here"><b>{here}</b> here{escape(away)}</p>'


def _offer(teacher: Teacher) -> None:
    """Make a link that gives one other device a key, and show it until it is put away."""
    found = state.get(_LINK)
    if found is None or found[0] != teacher.room_id:
        st.markdown("A link that opens **once** and gives that device a key to this room. For:")
        for label, role in FOR.items():
            st.button(label, on_click=_make, args=(teacher, role), key=f"link for {role}")
        return
    _, role, token = found
    link = f"{address_of(PAGES[role].name)}?{NAME}={token}"
    minutes = rooms.classroom().limits.link_minutes
    st.markdown(
        f"For **{'a projector' if role == 'projector' else 'a second device of yours'}**: it opens once, within "
        f"{counted(round(minutes), 'minute')}. "
        + ("" if role == "projector" else "Whoever opens it can do all that you can: show it to nobody.")
    )
    code = link_maker.qr(link)
    if code is not None:
        st.html(link_maker.picture(code, "link_code", "The one-time link as a QR code"))
    st.code(link, language=None, wrap_lines=True)
    st.button("Put it away", on_click=put_away, key="put_link_away")


def _make(teacher: Teacher, role: Role) -> None:
    token = rooms.allowed(lambda: keys.make_link(rooms.classroom(), teacher, role))
    if token is not None:
        state.put(**{_LINK: (teacher.room_id, role, token)})


def put_away() -> None:
    """Show the one-time link no longer."""
    state.put(**{_LINK: None})
