"""The query of a lesson's address, pasted by a teacher: whether that lesson's page takes it."""

from urllib.parse import parse_qsl, urlsplit

from ui import address, controls, lesson_link
from ui.controls import Control, Lesson

_MOST = 60  # names; all controls of a lesson and a link's own are fewer


def of_link(pasted: str) -> str:
    """The query of a pasted address, or of what is behind its ?; "" where there is none."""
    text = pasted.strip()
    try:
        query = urlsplit(text).query if "?" in text else text
    except ValueError:
        return ""
    return query.partition("#")[0]


def is_query(name: str, query: str) -> bool:
    """Whether a lesson's page takes an address query: every name is of one of its controls, or of a teacher's link.

    A view must be one of the lesson's, a switch true or false, a number a number; what else a value may be only the
    page itself can tell, and it shows its default instead.
    """
    lesson = controls.lesson(name)
    if lesson is None:
        return False
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=_MOST)
    except ValueError:
        return False
    texts: dict[str, list[str]] = {}
    for key, value in pairs:
        texts.setdefault(key, []).append(value)
    asked = {key: texts.pop(key) for key in lesson_link.NAMES if key in texts}
    makes_sense = not asked or lesson_link.read(lesson, asked)[1]
    return makes_sense and all(_takes(lesson, key, values) for key, values in texts.items())


def _takes(lesson: Lesson, key: str, values: list[str]) -> bool:
    if any(len(value) > address.LONGER.get(key, address.LONGEST) for value in values):
        return False
    if key in lesson.views:
        return len(values) == 1 and values[0] in lesson.views[key]
    found = [each for each in lesson.controls if key == each.key or key in each.names]
    return any(_may_be(each, values) for each in found)


def _may_be(control: Control, values: list[str]) -> bool:
    if control.kind in (controls.SEVERAL, controls.TOY):
        return True
    (value, *others) = values
    if control.kind == controls.SWITCH:
        return not others and value.lower() in ("true", "false")
    return not others and (control.kind != controls.NUMBER or _is_number(value))


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
