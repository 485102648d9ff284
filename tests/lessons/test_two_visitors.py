"""Two visitors of one server: whatever one sends, the other's page says what it said, and no text becomes markup."""

import re

import pytest

from tests.lessons.conftest import DRAW, THREE, id_of, send
from tests.support.hostile import FORGED
from tests.support.session import remembered

MARKS = (
    "<script>zq1</script>", "![zq2](javascript:alert)", ":material/zq3:", "$zq4$", "`zq5`", "**zq6**", "<b>zq7</b>",
)  # fmt: skip
AS_TEXT = {"text", "code"}  # and a control's own value; all other kinds are read as markup
DESCENT, EXAM = "pages/4_gradient_descent.py", "pages/6_exam.py"


def sent(app):
    """All that a browser was sent of the page, by kind, in the order of the page."""
    found = [(each.type, getattr(each, "proto", None)) for each in app.main]
    return [(kind, proto.SerializeToString(deterministic=True)) for kind, proto in found if proto is not None]


@pytest.mark.parametrize("mark", MARKS)
def test_the_task_of_a_link_and_the_name_of_a_file_are_shown_as_text(open_page, mini_batch, mark):
    app = open_page(DESCENT, task=mark)
    assert not app.exception
    assert any(mark in each.value for each in app.text)
    assert {kind for kind, proto in sent(app) if mark.encode() in proto} <= AS_TEXT
    app = open_page(EXAM, session={"open_model": True})
    app.file_uploader[0].set_value((f"{mark}.json", b"{}", "")).run()
    assert any(mark in each.value for each in app.text)
    assert {kind for kind, proto in sent(app) if mark.encode() in proto} <= AS_TEXT | {"file_uploader"}


@pytest.mark.parametrize("file", [DRAW, EXAM, DESCENT])
def test_what_one_sends_leaves_the_others_page_as_it_was(open_page, mini_batch, file):
    other = open_page(file).run()
    before = sent(other)
    mark = "".join(MARKS)
    drawing = {"objects": [{**THREE, "stroke": mark}, {"type": "Image", "src": mark}], "background": mark}
    one = open_page(file, task=mark, digit=mark, strokes="augydq_gyjG", unknown=mark, model=mark)
    one.session_state["open_model"] = True
    one.run()
    if file == DRAW:
        canvas = id_of(one, remembered(one)["_paper"].key)
        send(one, canvas, "drawing", {"raw": drawing, "data": mark}, lasting=True)
    for value in FORGED[::4]:
        send(one, id_of(one, "browser"), "member", value)
    for uploader in one.file_uploader:
        uploader.set_value((mark, b"\x80\x04.", "")).run()
    assert not one.exception
    assert not other.run().exception
    assert sent(other) == before
    newcomer = open_page(file)
    assert not [proto for _, proto in sent(newcomer) if re.search(rb"zq[1-7]", proto)]
