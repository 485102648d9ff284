"""The theme, of which the browser is told with every run of a page or of a part of it: put together once."""

from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from mnist_core.once import once


@once
def put_together_once() -> None:
    """From now on, what is told of the theme is put together again only where the configuration has been read anew.

    Streamlit does so for each run, on the server's event loop, which a class shares: where twenty pupils look at their
    room, that was a quarter of the loop's time.
    """
    # Nothing public lies between the configuration and what is told of it.
    put_together = app_session._populate_theme_msg
    told: dict[str, tuple[Any, CustomThemeConfig]] = {}

    def tell(msg: CustomThemeConfig, section: str = "theme") -> None:
        options, known = told.get(section, (None, None))
        if known is None or options is not config._config_options:
            options, known = config._config_options, CustomThemeConfig()
            put_together(known, section)
            told[section] = options, known
        if known.ByteSize():  # a part of the message that nothing is told of is to be none
            msg.MergeFrom(known)

    app_session._populate_theme_msg = tell
