"""Which one kind of support is on the screen: the walk, a prompt or a question.

Two kinds at once help less than one (Eckhardt 2012), so the stronger takes the
place of the weaker: a guided walk goes before prompts, which are what is to be
foreseen and the reasons that are asked for, and these before questions, a
lesson's own and the check of eight. What gives way waits where it was left off.
Each kind asks here before it is drawn, in the order of the page.

A teacher turns the prompts off for a visit with `?foresee=off` in a link, an
operator for all with the variable SEESOFTMAX_FORESEE=off.
"""

import os

from ui import address, state, walk

WALK, PROMPT, QUESTION = "walk", "prompt", "question"
# What has a place on a page, from the strongest to the weakest, and what kind of support it is.
FORESEE, BECAUSE, CHECK, EIGHT = "foresee", "because", "check", "eight"
_KINDS = {FORESEE: PROMPT, BECAUSE: PROMPT, CHECK: QUESTION, EIGHT: QUESTION}
COVERS = "covers"  # how FORESEE is shown where it covers what it asks for
OFF = "off"
VARIABLE = "SEESOFTMAX_FORESEE"


def begin() -> None:
    """With a run of a whole page: nothing is on the screen yet; read whether the link turns prompts off, or on."""
    state.put(_support={})
    wanted = address.asked("foresee", ("on", OFF))
    if wanted:
        state.put(_prompts=wanted)


def prompts_are_off() -> bool:
    """Whether this visitor, or the operator for everybody, has turned prompts off."""
    return bool(state.get("_prompts", os.environ.get(VARIABLE, "on")) == OFF)


def showing() -> str:
    """The kind of support that is on the screen now: "walk", "prompt", "question", or "" for none."""
    if walk.at() is not None:
        return WALK
    shown: dict[str, str] = state.get("_support", {})
    return next((kind for place, kind in _KINDS.items() if shown.get(place)), "")


def claim(place: str, wanted: str) -> str:
    """Ask for one of the places, `wanted` being how; returns that, or "" where something stronger is on the screen.

    To be asked in every run, with "" for nothing. Where only a part of the page is run again and the answer is
    another than it was, the whole page is run once more, for what stands outside that part.
    """
    shown: dict[str, str] = state.get("_support", {})
    places = list(_KINDS)
    stronger = any(shown.get(each) for each in places[: places.index(place)])
    off = _KINDS[place] == PROMPT and prompts_are_off()
    granted = "" if stronger or off or walk.at() is not None else wanted
    before = shown.get(place, granted)
    state.put(_support={**shown, place: granted})
    if before != granted:
        address.run_again()
    return granted


def covers() -> bool:
    """Whether what is to be foreseen covers the lesson just now."""
    return bool(state.get("_support", {}).get(FORESEE) == COVERS)
