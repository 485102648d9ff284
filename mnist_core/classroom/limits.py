"""What a classroom allows, and how it says no."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mnist_core.settings import limits_from

LONGEST_ECHO = 12  # characters of what a visitor sent that a sentence repeats
LARGEST_ECHO = 1_000_000_000
LARGEST_ID = 2**31 - 1  # what PostgreSQL's INTEGER holds
# For each window: its seconds, and how many of one source and of all together are let pass in it.
Windows = tuple[tuple[float, int, int], ...]
ANIMALS_AND_COLOURS = 320  # how many pairs `members` has to give


class Refused(Exception):  # noqa: N818 (a refusal is no error of the program's)
    """What was asked for is not allowed; the message is a sentence for whoever asked: what, the value, what is allowed.

    It is plain text and at no time markup, so it is shown by `st.text`.
    """


@dataclass(frozen=True)
class Limits:
    """How much of everything there may be.

    Attributes
    ----------
    rooms : open or ended but not yet deleted, on this server
    visitors_per_room : who have joined and were not removed; at most 320, for each is another animal or colour
    devices_per_room : that hold a key of the teacher's or the projector's, or a link to get one
    drawings_per_minute : of one visitor
    drawings_per_room : withdrawn ones too
    strokes_per_drawing, points_per_drawing : as sent, before any point is left out
    rounds_per_room, runs_per_room, steps_per_run : questions asked, models begun, and steps of each; as many questions
        of the lessons may be guessed at, of which one about another model is another
    hours : after which a room is deleted with all that is in it, counted from its opening
    hours_after_end : after which an ended room is, if that is sooner
    link_minutes : that a link to a second device holds
    wrong_codes : how many codes that belong to no room may be tried
    refused_drawings : how many drawings may be sent by one visitor that are refused
    """

    rooms: int = 100
    visitors_per_room: int = 60
    devices_per_room: int = 8
    drawings_per_minute: int = 12
    drawings_per_room: int = 3_000
    strokes_per_drawing: int = 40
    points_per_drawing: int = 1_000
    rounds_per_room: int = 100
    runs_per_room: int = 20
    steps_per_run: int = 500
    hours: float = 24.0
    hours_after_end: float = 1.0
    link_minutes: float = 10.0
    # A day of 300 tries an hour, of 16⁶ codes, finds a single room with 0.04 % and one of a hundred with 4 %. A school
    # behind one address makes a few typing errors in the minute in which a class joins.
    wrong_codes: Windows = ((60.0, 20, 60), (3_600.0, 200, 300))
    # To find out that a scribble is one takes up to a third of a second.
    refused_drawings: Windows = ((60.0, 10, 2_000),)

    def __post_init__(self) -> None:
        """Raise ValueError where there would be more visitors than animals in colours."""
        if not 1 <= self.visitors_per_room <= ANIMALS_AND_COLOURS:
            raise ValueError(f"a room holds 1 to {ANIMALS_AND_COLOURS} visitors, not {self.visitors_per_room}")


def read_limits(environment: Mapping[str, str]) -> Limits:
    """Read the limits, of which each that is one number may be set, such as by SEESOFTMAX_MAX_VISITORS_PER_ROOM.

    Raises
    ------
    ValueError
        If one is set to what is no such number, or none that there may be.
    """
    return limits_from(environment, Limits(), most={"visitors_per_room": ANIMALS_AND_COLOURS})


def shown(value: object) -> str:
    """Name what a visitor sent in a few plain characters, so that a sentence can hold it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return str(value) if abs(value) < LARGEST_ECHO else "a number of many digits"
    if not isinstance(value, str):
        return "a list" if isinstance(value, list | tuple) else "an object"
    plain = re.sub(r"[^A-Za-z0-9 .-]", "", value[:LONGEST_ECHO])
    return f"“{plain}{'…' if len(value) > LONGEST_ECHO else ''}”"


def whole(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number within its range.

    Raises
    ------
    Refused
        If it is anything else, true and 1.0 included.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(f"{name} must be a whole number from {least:,} to {most:,}, not {shown(value)}.")
    return value


def identity(name: str, value: object) -> int:
    """Return a number by which the database knows something; Refused for anything else."""
    return whole(name, value, 1, LARGEST_ID)


def room_for(name: str, there: int, most: int) -> None:
    """Raise Refused where there are as many of something as there may be."""
    if there >= most:
        raise Refused(f"There are {there:,} {name} already, and at most {most:,} are allowed.")
