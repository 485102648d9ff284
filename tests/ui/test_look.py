"""The look holds together: one set of colours, readable in both themes; the layers keep apart."""

import re
import subprocess
import sys
import tomllib

import pytest
from streamlit.watcher.folder_black_list import FolderBlackList

from tests.support import ROOT
from ui import palette
from ui.charts.style import mix
from ui.component import scripts

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
THEME = CONFIG["theme"]


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "colours"), [("light", palette.LIGHT), ("dark", palette.DARK)])
def test_charts_and_theme_have_the_same_colours(name, colours):
    theme = THEME[name]
    pairs = {
        "backgroundColor": colours.ground,
        "secondaryBackgroundColor": colours.raised,
        "borderColor": colours.border,
        "textColor": colours.ink,
        "grayTextColor": colours.muted,
        "primaryColor": colours.probability,
        "redColor": colours.for_,
        "blueColor": colours.against,
        "orangeColor": colours.train,
        "violetColor": colours.validation,
        "chartCategoricalColors": list(colours.digits),
    }
    assert {key: theme[key] for key in pairs} == pairs


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_text_can_be_read_and_marks_can_be_seen(colours):
    for text in (colours.ink, colours.muted):
        assert contrast(text, colours.ground) >= 4.5
        assert contrast(text, colours.raised) >= 4.5
    marks = (colours.probability, colours.for_, colours.against, colours.train, colours.validation, colours.test)
    for mark in (*marks, *colours.digits, *colours.judges):
        assert contrast(mark, colours.ground) >= 3


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_a_colour_means_one_thing(colours):
    """Orange was softmax regression in one chart and the training digits in another."""
    meanings = {colours.for_, colours.against, colours.train, colours.validation, colours.test, colours.ink}
    assert not meanings & {*colours.judges}
    assert len({*colours.judges}) == len(colours.judges)


def test_a_wrong_answer_has_not_the_colours_of_a_right_one_or_of_what_speaks_for_a_class():
    """Its bar stayed in the colour of right answers, and its name was in the red of ink that speaks for."""
    styles = {name: script.with_suffix(".css") for name, script in scripts().items()}
    rules = {
        name: [rule for rule in style.read_text("utf-8").split("}") if ".wrong" in rule.partition("{")[0]]
        for name, style in styles.items()
        if style.exists()
    }
    for name, found in rules.items():
        for rule in found:
            assert "--st-red-color" not in rule, name
            assert "--st-primary-color" not in rule, name
            # Words on hatching cannot be read: bars alone have it.
            selectors = rule.partition("{")[0].split("*/")[-1].split(",")
            assert "repeating-linear" not in rule or all(".bar" in each.split()[-1] for each in selectors), name
    for name in ("pipeline", "guess", "reading", "judges", "answers"):
        assert any(".bar" in rule.partition("{")[0] and "repeating-linear" in rule for rule in rules[name]), name


def test_no_files_are_watched_while_visitors_wait():
    assert CONFIG["server"]["fileWatcherType"] == "none"


def test_what_is_measured_and_tried_is_what_is_served():
    # No benchmark, and no browser's test, starts its server with another watcher, as an option or by the environment.
    starters = [*ROOT.glob("benchmarks/*.py"), *ROOT.glob("tests/browser/*.py")]
    assert any("streamlit" in path.read_text("utf-8") for path in starters)
    assert not [path for path in starters if re.search("watcher.?type", path.read_text("utf-8"), re.IGNORECASE)]


def test_a_change_in_the_core_leaves_its_registry_alone_and_one_in_a_page_is_shown_where_files_are_watched():
    # Streamlit would throw away every module it watches, and with the core's all that is being trained.
    unwatched = FolderBlackList(CONFIG["server"]["folderWatchBlacklist"])
    assert unwatched.is_blacklisted(str(ROOT / "mnist_core" / "runs.py"))
    assert not unwatched.is_blacklisted(str(ROOT / "ui" / "live.py"))
    assert not unwatched.is_blacklisted(str(ROOT / "pages" / "5_training.py"))


def test_an_unknown_theme_is_light():
    assert palette.palette(None) is palette.LIGHT
    assert palette.palette("dark") is palette.DARK


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#102030", "#ffffff", 1) == "#102030"
    assert mix("#102030", "#ffffff", 0) == "#ffffff"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_the_server_side_loads_no_tensorflow():
    code = "import sys, ui.cached, mnist_core.training.registry; assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("path", sorted(scripts().values()), ids=lambda path: path.stem)
def test_a_component_stays_small_since_its_code_travels_with_every_rerun(path):
    style = path.with_suffix(".css")
    assert path.stat().st_size + (style.stat().st_size if style.exists() else 0) < 30_000


@pytest.mark.parametrize("path", sorted(scripts().values()), ids=lambda path: path.stem)
def test_components_write_text_never_markup(path):
    code = path.read_text("utf-8")
    assert "innerHTML" not in code
    assert "insertAdjacentHTML" not in code
    assert "http" not in code.replace("http://www.w3.org/2000/svg", "")
