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


LIGHT = Palette(
    ground="#fbfaf6",
    raised="#f1efe8",
    border="#dedad0",
    ink="#22262b",
    muted="#686359",
    grid="#e6e2d8",
    probability="#1f6f6b",
    for_="#b93a2b",
    against="#2c5fa8",
    train="#a85b13",
    validation="#6d4a9c",
    test="#1f6f6b",
    digits=(
        "#332288",
        "#0077bb",
        "#2b8c7e",
        "#117733",
        "#7d7d25",
        "#b07d12",
        "#cc6677",
        "#882255",
        "#aa4499",
        "#686359",
    ),
)
DARK = Palette(
    ground="#14171a",
    raised="#1d2226",
    border="#333a40",
    ink="#e6e3db",
    muted="#98a1a8",
    grid="#2a3035",
    probability="#5fc0b7",
    for_="#f0735f",
    against="#6ea3f0",
    train="#e0a15c",
    validation="#b79be0",
    test="#5fc0b7",
    digits=(
        "#8c86e8",
        "#56b4e9",
        "#5fc7b4",
        "#62b877",
        "#b8b85a",
        "#e6c15c",
        "#e8909d",
        "#d0688f",
        "#cf86c6",
        "#98a1a8",
    ),
)


def palette(theme: str | None) -> Palette:
    """The colours of the theme named "light" or "dark"; light where it is not known yet."""
    return DARK if theme == "dark" else LIGHT
