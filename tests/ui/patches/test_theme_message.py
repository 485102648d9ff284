"""What a browser is told of the theme is what Streamlit would tell it, and follows the configuration."""

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from ui.patches.theme_message import put_together_once

SECTIONS = ["theme", *(f"theme.{each}" for each in ("light", "dark", "sidebar", "light.sidebar", "dark.sidebar"))]


def parts(theme):
    return theme, theme.light, theme.dark, theme.sidebar, theme.light.sidebar, theme.dark.sidebar


def whole(put):
    """The message with the theme, each of its parts by this function."""
    message = NewSession()
    for section, part in zip(SECTIONS, parts(message.custom_theme), strict=True):
        put(part, section)
    return message


@pytest.fixture
def at_once(monkeypatch):
    """Streamlit's own, which is put back at the end."""
    theirs = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, "_populate_theme_msg", theirs)
    put_together_once.__wrapped__()
    return theirs


def test_it_is_streamlit_s_own_message_and_put_together_once(at_once, monkeypatch):
    expected = whole(at_once)
    assert expected.custom_theme.light.primary_color == config.get_option("theme.light.primaryColor")
    assert whole(app_session._populate_theme_msg) == expected
    monkeypatch.setattr(config, "get_options_for_section", None)
    assert whole(app_session._populate_theme_msg) == expected


def test_parts_that_nothing_is_told_of_are_none(at_once, monkeypatch):
    monkeypatch.setattr(config, "_config_options", {})
    monkeypatch.setattr(config, "get_options_for_section", lambda section: {"base": None, "primaryColor": None})
    message = whole(app_session._populate_theme_msg)
    assert message == whole(at_once)
    assert not message.custom_theme.HasField("light")


def test_a_configuration_that_is_read_anew_is_told(at_once, monkeypatch):
    whole(app_session._populate_theme_msg)
    monkeypatch.setattr(config, "_config_options", dict(config._config_options))
    monkeypatch.setattr(config, "get_options_for_section", lambda section: {"primaryColor": f"the colour of {section}"})
    message = whole(app_session._populate_theme_msg)
    assert message.custom_theme.light.primary_color == "the colour of theme.light"
