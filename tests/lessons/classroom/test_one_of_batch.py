"""What each digit of the last step did, on the teacher's page."""

import json

import numpy as np

from mnist_core.classroom import batch
from mnist_core.classroom.batch import latest_step
from mnist_core.classroom.one_of_batch import Effects, effects
from mnist_core.classroom.ours import Score
from tests.lessons.conftest import said
from ui.classroom import one_of_batch as view
from ui.rooms import classroom

VIEW = "One of the batch"


def test_the_costliest_digit_of_the_last_step_comes_first(a_room, teach, dataset):
    app = teach(a_room, VIEW)
    assert "has taken no step yet" in said(app)
    batch.begin(classroom(), a_room.teacher)
    assert "has taken no step yet" in said(app.run())
    part = dataset.validation
    for digit, member in enumerate(a_room.join(10)):
        number = int(np.flatnonzero(part.labels == digit)[0])
        (drawing,) = a_room.draw(member, part, [number], labels=[1 if digit == 5 else digit])
        batch.press(classroom(), member, drawing)
    batch.take(classroom(), a_room.teacher, 0.5)
    app = app.run()
    assert not app.exception
    number, weights, bias, step = latest_step(classroom(), a_room.teacher)
    found = effects(weights, bias, step, part)
    assert view.said(number, found) in said(app)
    (shown,) = [json.loads(each.proto.json) for each in app.get("bidi_component")
                if each.proto.id.endswith("-batch_effects")]  # fmt: skip
    order = np.argsort(found.gains, kind="stable")
    assert [lines[0] for lines in shown["lines"]] == [view.part(found.gains[k]) for k in order]
    assert [lines[2] for lines in shown["lines"]] == [a_room.pupils[k].name for k in order]


def test_what_is_printed_adds_up():
    found = Effects(Score(479, 5000), Score(2392, 5000), (Score(2400, 5000), Score(2300, 5000), Score(2392, 5000)))
    assert view.said(1, found) == (
        "Step 1, of 3 digits: before it the class’s model read 479 of 5,000, 9.6&nbsp;%, of the validation digits; "
        "after it **2,392 of 5,000, 47.8&nbsp;%**, 1,913 digits more."
    )
    assert [view.part(gain) for gain in found.gains] == ["cost 8", "gave 92", "changed nothing"]
