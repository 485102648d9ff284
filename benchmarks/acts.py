"""What one visitor may do on any page: turn a control to another value, draw, or open another page."""

import json
import random
from collections.abc import Iterator

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitor import Visitor
from mnist_core.drawing.beginnings import as_drawing

PAGES = (
    "", "data", "softmax", "cross_entropy", "gradient_descent", "training", "exam", "training_size", "draw_a_digit",
    "beyond_linear",
)  # fmt: skip
WATCHED = (
    ("training?steps=20000&train_size=16000&test_size=10000&learning_rate=0.123", "Start"),
    ("training_size?luck=true&guess=false", ""),
    ("beyond_linear?view=Three+judges", "Train it"),
)
PLAIN = "?foresee=off"  # nothing is asked first: what is measured is what it uncovers
PATIENCE = 180.0  # seconds


def options(visitor: Visitor, chance: random.Random) -> Iterator[tuple[str, WidgetState]]:
    """Give, for each control on the page, its kind and another state of it."""
    for element in visitor.elements():
        kind = element.WhichOneof("type")
        control = getattr(element, kind or "empty")
        if getattr(control, "disabled", False):
            continue
        state = WidgetState(id=getattr(control, "id", ""))
        if kind == "slider" and not control.options:
            steps = round((control.max - control.min) / control.step)
            state.double_array_value.data.append(control.min + control.step * chance.randint(0, steps))
        elif kind == "number_input":
            # A number that one would enter, not one between the ends of a range that spans decades.
            state.double_value = min(
                max(control.min, control.default + control.step * chance.randint(-3, 3)), control.max
            )
        elif kind == "button_group":
            state.string_array_value.data.append(chance.choice(control.options).content)
        elif kind == "selectbox":
            state.string_value = chance.choice(control.options)
        elif kind == "checkbox":
            state.bool_value = not control.default
        elif kind == "bidi_component" and control.component_name.endswith("canvas"):
            lines = [[(chance.uniform(60, 220), chance.uniform(60, 220)) for _ in range(9)] for _ in range(2)]
            state.json_value = json.dumps({"drawing": as_drawing(lines, 20, "#1d2939")})
        else:
            continue
        yield ("draw" if kind == "bidi_component" else "act"), state


def act(visitor: Visitor, page: str, chance: random.Random) -> tuple[str, str]:
    """Do one thing; give the page where it was done and what it was."""
    found = list(options(visitor, chance))
    if not found or chance.random() < 0.2:
        page = chance.choice(PAGES)
        visitor.open(page, timeout=PATIENCE)
        return page, f"open /{page}"
    kind, state = chance.choice(found)
    visitor.change(state, timeout=PATIENCE)
    return page, f"{kind} on /{page}"
