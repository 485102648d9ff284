"""A link that gives a second device its key, once: traded, and taken out of the address, before anything is drawn."""

from mnist_core.classroom import keys
from mnist_core.classroom.codes import digest
from mnist_core.classroom.keys import Role
from ui import address, keeper, rooms, state

NAME = "link"
_FOLLOWED = "_followed_link"  # the hash of the token that this session has traded


def follow() -> Role | None:
    """Trade the link in the address, if there is one, for a key that this browser keeps from now on.

    Returns
    -------
    What it is the key of; None where there is no link, or it is refused: `rooms.say_refused` says why
    """
    tokens = address.values(NAME)
    if not tokens:
        return None
    address.write(NAME, None)
    # A run that was asked for before the browser had heard of the new address still brings the old one.
    if state.get(_FOLLOWED) == digest(tokens[0]):
        return None
    state.put(**{_FOLLOWED: digest(tokens[0])})
    traded = rooms.allowed(lambda: keys.follow_link(rooms.classroom(), tokens[0]))
    if traded is None:
        return None
    code, key, role = traded
    keeper.keep(role, f"{code} {key}")
    return role
