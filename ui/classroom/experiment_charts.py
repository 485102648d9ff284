"""The charts of a class's own experiment: scores by label and by pupil, with their intervals."""

from collections.abc import Sequence

from mnist_core.classroom.experiment import LeftOut, OnOurs
from mnist_core.classroom.ours import Score
from ui.charts.style import Figure, Options, axis, figure, mix
from ui.palette import Palette


def by_digit(found: OnOurs, colours: Palette) -> Figure:
    """Bars of the accuracy on the drawings of each label, with 95 % intervals; none where nobody drew the digit."""
    there = [(digit, score) for digit, score in enumerate(found.by_digit) if score.count]
    bars = _bars([score for _, score in there], [str(digit) for digit, _ in there], colours)
    return _chart("Read rightly, in % by label", bars, colours, "label", [str(digit) for digit in range(10)])


def by_pupil(found: LeftOut, colours: Palette, names: Sequence[str] | None) -> Figure:
    """Bars of the accuracy on each pupil's drawings, the hardest to read first; without names where they are hidden."""
    order = sorted(range(len(found.each)), key=lambda place: (found.each[place].share, found.pupils[place]))
    places = [str(turn + 1) for turn in range(len(order))]
    bars = _bars([found.each[place] for place in order], places, colours)
    if names is not None:
        bars["hovertext"] = [f"{names[place]}<br>{text}" for place, text in zip(order, bars["hovertext"], strict=True)]
    return _chart("Read rightly, in % by pupil left out", bars, colours, "pupils, the hardest to read first", places)


def _bars(scores: Sequence[Score], places: Sequence[str], colours: Palette) -> Options:
    shares = [100 * each.share for each in scores]
    ends = [[100 * end for end in each.interval] for each in scores]
    return {
        "type": "bar",
        "x": list(places),
        "y": [round(share, 2) for share in shares],
        "marker": {"color": mix(colours.probability, colours.ground, 0.5)},
        "error_y": {
            "type": "data", "symmetric": False, "color": colours.probability, "thickness": 1.5, "width": 0,
            "array": [round(high - share, 2) for share, (_, high) in zip(shares, ends, strict=True)],
            "arrayminus": [round(share - low, 2) for share, (low, _) in zip(shares, ends, strict=True)],
        },
        "hoverinfo": "text",
        "hovertext": [f"{each.right} of {each.count}, {share:.1f} %<br>plausible: {low:.1f} to {high:.1f} %"
                      for each, share, (low, high) in zip(scores, shares, ends, strict=True)],
    }  # fmt: skip


def _chart(title: str, bars: Options, colours: Palette, counted: str, places: Sequence[str]) -> Figure:
    return figure(
        title, [bars], colours, 240,
        bargap=0.3,
        xaxis=axis(counted, colours, type="category", categoryorder="array", categoryarray=list(places),
                   range=[-0.5, len(places) - 0.5]),
        yaxis=axis("", colours, showgrid=True, range=[0, 100], dtick=25),
    )  # fmt: skip
