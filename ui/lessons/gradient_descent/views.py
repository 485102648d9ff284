"""The first toy of the lesson on gradient descent: a ball on a curve."""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from mnist_core.gradient_descent import curves
from mnist_core.gradient_descent.curves import Curve
from mnist_core.gradient_descent.descent import ARRIVED, Descent, descend
from mnist_core.once import once
from ui import address, questions, state
from ui.component import mount, text
from ui.lessons.gradient_descent import words
from ui.sent import Sent

START, RATE = -1.8, 0.1  # what the toy opens on


def descent() -> tuple[Descent, float]:
    """The controls of the first toy, and the descent that they ask for with its learning rate."""
    label = st.pills(
        "Curve",
        list(words.CURVES_BY_LABEL),
        default="y = x²",
        required=True,
        key="curve",
        wrap=True,
        bind="query-params",
    )
    curve = words.CURVES_BY_LABEL.get(label, curves.PARABOLA)
    start = [_slider("Start" if curve.dimensions == 1 else "Start, x", -2.0, 2.0, START, 0.05, "start")]
    if curve.dimensions == 2:
        start.append(_slider("Start, y", -1.5, 1.5, 1.2, 0.05, "start_y"))
    rate = _slider("Learning rate", 0.01, 1.2, RATE, 0.01, "rate")
    steps = int(st.slider("Steps", 1, 60, 30, 1, key="moves", bind="query-params"))
    if not questions.are_asked():
        st.caption(words.regimes(curve))
    return descend(curve, start, rate, steps), rate


def show_descent(descent: Descent, rate: float) -> None:
    """The ball on its curve; it moves in the browser, along a path that is computed here."""
    curve = descent.curve
    label = words.CURVE_NAMES[curve.name]
    mount(
        "descent",
        "descent",
        {
            "flat": curve.dimensions == 2,
            "window": curve.window,
            **_ground(curve),
            "minima": [[x, *rest] if rest else [x, float(curve.height(np.array([x])))] for x, *rest in curve.minima],
            "points": plain(descent.points),
            "heights": plain(descent.heights),
            "slopes": plain(descent.slopes),
            "events": list(descent.events),
            "names": {event: words.EVENT_NAMES[event] for event in descent.events},
            "sentences": {event: words.EVENT_SENTENCES[event] for event in descent.events},
            "opening": "Press Play, or make one step. A click in the picture starts there.",
            "verdict": words.verdict(descent),
            "rate": rate,
            "at": asked_number("step", len(descent.events)),
            "alt": words.alt(descent, label),
        },
        start=Sent(partial(_read_start, curve), _put_start),
    )


def asked_number(name: str, most: int) -> int:
    """A whole number from 0 to `most` that the address asks for by hand; 0 where it asks for none, or for nonsense."""

    def accept(text: str) -> int | None:
        number = address.whole_number(text)
        return None if number is None or number > max(most, 60) else min(number, most)

    return address.read(name, accept) or 0


def _read_start(curve: Curve, sent: object) -> list[float] | None:
    """A place in the picture of a curve."""
    if not isinstance(sent, list) or len(sent) != curve.dimensions:
        return None
    return sent if all(isinstance(each, int | float) and abs(each) < 100 for each in sent) else None


def _put_start(spot: list[float]) -> None:
    """Start where the visitor has clicked, on the sliders' grid."""
    limits = zip(("start", "start_y"), (2.0, 1.5), spot, strict=False)
    state.put(**{key: round(round(min(max(each, -most), most) / 0.05) * 0.05, 2) for key, most, each in limits})


@once(size=8)
def _ground(curve: Curve) -> dict[str, object]:
    if curve.dimensions == 2:
        return {"contours": plain(curves.contours(curve))}
    return {"outline": text(curves.outline(curve).astype(np.float32))}  # 362 numbers are as long to read as all else


def plain(values: Any) -> list[Any]:
    """Numbers with six digits, which no picture shows."""
    return [[float(f"{each:.6g}") for each in row] if np.ndim(row) else float(f"{row:.6g}") for row in values]


def _slider(label: str, low: float, high: float, value: float, step: float, key: str) -> float:
    return float(st.slider(label, low, high, value, step, key=key, bind="query-params"))


def through_the_valley(descent: Descent) -> bool:
    """Whether it got to the bottom of the valley, not having begun there, within 30 steps."""
    return descent.curve is curves.VALLEY and descent.arrival is not None and 0 < descent.arrival <= 30


def wrong_minimum(descent: Descent) -> bool:
    """Whether it began on the side of the lower of two minima and came to rest in the higher one."""
    lower, higher = curves.TWO_MINIMA.minima
    begins, ends = descent.points[0, 0], descent.points[-1, 0]
    return descent.curve is curves.TWO_MINIMA and begins * lower[0] > 0 and abs(ends - higher[0]) <= ARRIVED
