"""Looking through the drawings on the teacher's page: what is listed is withdrawn by hand only."""

import json

import numpy as np
import pytest

from mnist_core.classroom import inspection
from mnist_core.classroom.inspection import Balance, Doubtful, Pair
from mnist_core.classroom.ours import ours_of
from tests.lessons.conftest import id_of, press, said, send
from ui.classroom import inspection_words as words
from ui.rooms import classroom

pytestmark = pytest.mark.slow

VIEW = "Look through them"


@pytest.fixture
def drawn(a_room, dataset):
    """Five pupils; one has sent a drawing twice, another has labelled one wrongly."""
    a_room.join(5)
    for place, member in enumerate(a_room.pupils[:4]):
        a_room.draw(member, dataset.validation, range(40 * place, 40 * place + 40))
    a_room.twice = [*a_room.draw(a_room.pupils[0], dataset.validation, [0])]
    one = int((dataset.validation.labels[200:] == 1).argmax()) + 200
    (a_room.wrong,) = a_room.draw(a_room.pupils[1], dataset.validation, [one], labels=[0])
    return a_room


def rows(app, key):
    (found,) = [each.proto for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}")]
    return json.loads(found.json)


def test_what_is_listed_is_withdrawn_only_by_hand(drawn, teach, dataset):
    app = teach(drawn, VIEW)
    assert not app.exception
    assert words.balance(inspection.balance(ours_of(classroom(), drawn.teacher))) in said(app)
    assert f"| {drawn.pupils[4].name} | 0 |" in said(app)
    app = press(app, "Look through our drawings").run()
    found = inspection.inspect(ours_of(classroom(), drawn.teacher))
    assert rows(app, "pairs")["lines"][0] == ["0.00 apart", "one hand"]
    listed = [each.drawing for each in found.doubtful]
    assert drawn.wrong in listed
    assert rows(app, "doubts")["lines"] == [list(words.doubtful(each)) for each in found.doubtful][:24]
    assert len(ours_of(classroom(), drawn.teacher)) == 162
    assert not [button for button in app.button if button.label == "Withdraw it"]
    app = send(app, id_of(app, "doubts"), "picked", listed.index(drawn.wrong))
    assert f"Drawing {drawn.wrong}, labelled 0, by {drawn.pupils[1].name}." in said(app)
    app = press(app, "Withdraw it").run()
    assert not app.exception
    assert drawn.wrong not in ours_of(classroom(), drawn.teacher).ids
    assert f"Drawing {drawn.wrong}" not in str(rows(app, "doubts")["names"])
    assert "Since then 1 is gone: press again." in said(app)


def test_what_is_printed_of_counts_holds():
    counts = np.array([3, 0, 5, 5, 1, 1, 1, 1, 1, 0])
    found = Balance(counts, {7: 12, 8: 4, 9: 2})
    assert words.balance(found) == "18 drawings. Most are of 2: 5. Of 1, 9 there is none yet."
    assert words.balance(Balance(np.full(10, 2), {})) == "20 drawings, as many of each digit."
    assert words.balance(Balance(counts + 1, {})) == "28 drawings. Most are of 2: 6; fewest of 1: 1."
    table = words.by_pupil(found, {7: "red otter", 8: "blue bee", 5: "grey owl"}).splitlines()[2:]
    assert table == ["| red otter | 12 |", "| blue bee | 4 |", "| grey owl | 0 |", "| pupils who have left | 2 |"]
    assert words.pair(Pair(1, 2, 0.4), False) == ("0.40 apart", "two hands")
    assert words.doubtful(Doubtful(1, 7, 0.0301, 8)) == ("labelled 7: 3.0 %", "read as an 8")
    assert words.doubtful(Doubtful(1, 7, 0.0, 1))[0] == "labelled 7: < 0.1 %"
