"""Every colour that a chart needs, light and dark; `.streamlit/config.toml` holds the same for the rest.

One colour per quantity on every page: *for* is red and *against* is blue,
as in the tutorials' "cheat sheets", and zero is the page's own ground.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as CSS hex strings."""

    ground: str
    raised: str
    border: str
    ink: str
    muted: str
    grid: str
    probability: str
    for_: str
    against: str
    train: str
    validation: str
    test: str
    digits: tuple[str, ...]
    judges: tuple[str, ...]


# Each colour on light ground and on dark.
_COLOURS = {
    "ground": ("#fbfaf6", "#14171a"),
    "raised": ("#f1efe8", "#1d2226"),
    "border": ("#dedad0", "#333a40"),
    "ink": ("#22262b", "#e6e3db"),
    "muted": ("#686359", "#98a1a8"),
    "grid": ("#e6e2d8", "#2a3035"),
    "probability": ("#1f6f6b", "#5fc0b7"),
    "for_": ("#b93a2b", "#f0735f"),
    "against": ("#2c5fa8", "#6ea3f0"),
    "train": ("#a85b13", "#e0a15c"),
    "validation": ("#6d4a9c", "#b79be0"),
    "test": ("#1f6f6b", "#5fc0b7"),
}
_DIGITS = (
    ("#332288", "#8c86e8"),  # 0
    ("#0077bb", "#56b4e9"),  # 1
    ("#2b8c7e", "#5fc7b4"),  # 2
    ("#117733", "#62b877"),  # 3
    ("#7d7d25", "#b8b85a"),  # 4
    ("#b07d12", "#e6c15c"),  # 5
    ("#cc6677", "#e8909d"),  # 6
    ("#882255", "#d0688f"),  # 7
    ("#aa4499", "#cf86c6"),  # 8
    ("#686359", "#98a1a8"),  # 9
)
_JUDGES = (
    ("#46566b", "#9fb1c7"),  # softmax regression
    ("#a83279", "#e684bd"),  # a hidden layer
    ("#6b7a1e", "#b5c45a"),  # convolutions
)


LIGHT, DARK = (
    Palette(
        **{name: pair[theme] for name, pair in _COLOURS.items()},
        digits=tuple(pair[theme] for pair in _DIGITS),
        judges=tuple(pair[theme] for pair in _JUDGES),
    )
    for theme in (0, 1)
)


def palette(theme: str | None) -> Palette:
    """The colours of the theme named "light" or "dark"; light where it is not known yet."""
    return DARK if theme == "dark" else LIGHT
