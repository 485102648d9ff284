"""The charts of the data lesson: the three parts, and how many of each digit there are in what was loaded."""

from mnist_core.arrays import Int64s
from ui.charts.style import FONT, Options, mix
from ui.palette import Palette


def three_parts(sizes: dict[str, int], loaded: dict[str, int], colours: Palette) -> Options:
    """One bar of all examples, part after part; what is loaded of each is full in colour, the rest pale."""
    hues = {"train": colours.train, "validation": colours.validation, "test": colours.test}
    total = sum(sizes.values())
    series = []
    for name, size in sizes.items():
        for count, hue in ((loaded[name], hues[name]), (size - loaded[name], mix(hues[name], colours.ground, 0.25))):
            series.append(
                {"type": "bar", "stack": "all", "barWidth": 26, "color": hue, "data": [count], "silent": True}
            )
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 200,
        "title": _title(f"All {total:,} examples, and in full colour those that are loaded", colours),
        "grid": {"left": 0, "right": 0, "top": 28, "bottom": 0},
        "xAxis": {"type": "value", "max": total, "show": False},
        "yAxis": {"type": "category", "data": ["all"], "show": False},
        "series": series,
    }


def balance(name: str, counts: Int64s, colour: str, colours: Palette) -> Options:
    """Bars of how many examples (10,) there are of each digit among those of a part that are loaded."""
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 200,
        "title": _title(f"{name}: {counts.sum():,} loaded, by label", colours),
        "grid": {"left": 0, "right": 0, "top": 46, "bottom": 22},
        "xAxis": {
            "type": "category", "data": [str(k) for k in range(10)], "axisTick": {"show": False},
            "axisLabel": small | {"color": colours.ink, "fontSize": 13},
            "axisLine": {"lineStyle": {"color": colours.border}},
        },
        "yAxis": {"type": "value", "show": False, "min": 0},
        "series": [
            {
                "type": "bar", "data": counts.tolist(), "color": colour, "barCategoryGap": "30%", "silent": True,
                "label": small | {"show": True, "position": "top"},
            }
        ],
    }  # fmt: skip


def _title(text: str, colours: Palette) -> Options:
    style = {"color": colours.ink, "fontSize": 13, "fontFamily": FONT, "fontWeight": "bold"}
    return {"text": text, "textStyle": style, "left": 0, "top": 0, "padding": [3, 0]}
