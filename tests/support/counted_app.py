"""The app with one more address, which counts what its process keeps: served in the place of app.py."""

import gc
from collections import Counter
from types import FunctionType

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.support import ROOT
from ui import serving, tidying

OURS = ("ui.", "mnist_core.", "pages.", "__main__")
# What Streamlit has for each tab.
OF_A_SESSION = ("AppSession", "SessionState", "ScriptRunner", "MemoryFragmentStorage", "StarletteSessionClient")


def kept(_: Request) -> JSONResponse:
    """Count what is in memory, once sessions whose time is over are forgotten: ours by class, and Streamlit's."""
    held = tidying.held()
    tidying.tidy(held + 1, held)  # as is done from time to time where somebody has left
    gc.unfreeze()  # so that what nobody collects is seen, too
    found = Counter(name for each in gc.get_objects() if (name := _name(each)))
    gc.freeze()  # all who are there, as a page does that imports something
    return JSONResponse({"held": held, "kept": dict(found)})


def _name(each: object) -> str:
    kind = type(each)
    made_in, name = (
        (each.__module__, each.__qualname__) if kind is FunctionType else (kind.__module__, kind.__qualname__)
    )
    if not isinstance(made_in, str):  # some of C's say nothing
        return ""
    if made_in.startswith(OURS):
        return f"{made_in}.{name}"
    return name if made_in.startswith("streamlit.") and name in OF_A_SESSION else ""


app = st.App(
    str(ROOT / "app.py"),
    lifespan=serving.lifespan,
    middleware=serving.middleware(),
    routes=[*serving.routes(), Route("/kept", kept)],
)
