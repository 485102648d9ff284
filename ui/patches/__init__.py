"""What Streamlit does otherwise than a class needs, each changed at its one place: nothing public lies there.

Each module says what, why, and what it was without. Who takes a newer Streamlit reads it there again; the tests of each
fail where it is no longer as it was.
"""

from ui.patches import batches, components, echoes, received, state_view, theme_message, told


def apply() -> None:
    """Change it, once per process, before a page is run."""
    received.ignore_what_cannot_be_read()
    told.let_runs_tell_all()
    echoes.take_none_for_presses()
    components.draw_with_less_work()
    theme_message.put_together_once()
    state_view.look_up_single_values()
    batches.hand_over_in_batches()
