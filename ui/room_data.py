"""Where the rooms of this server are kept; loads no database, so that any page can ask."""

import os

import streamlit as st

from mnist_core.classroom.place import VARIABLE, file

CONNECTION = "classroom"  # in the secrets


def url() -> str | None:
    """The database that the variable names, else that file; None where the secrets name one."""
    named = os.environ.get(VARIABLE)
    return named if named is not None or _in_secrets() else f"sqlite:///{file()}"


def may_hold_rooms() -> bool:
    """Whether there may be rooms by now, be it from before this server was started."""
    return VARIABLE in os.environ or _in_secrets() or file().exists()


def _in_secrets() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and CONNECTION in st.secrets.get("connections", {})
