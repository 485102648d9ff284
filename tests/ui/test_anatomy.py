"""What is told below a toy, whichever lesson it is in."""

from ui import anatomy


def test_only_the_tasks_of_the_view_that_is_shown_can_be_fulfilled_now():
    told = anatomy.Told("x", "words", (), anatomy.fulfilled(near=True, far=False))
    assert told.done == {"near"}
    tasks = {"One": {"near": "Come near.", "far": "Go far."}, "Two": {"near": "Come near, too."}}
    assert anatomy.tries_of_views(tasks, "One", told) == [
        ("*One*: Come near.", True),
        ("*One*: Go far.", False),
        ("*Two*: Come near, too.", False),
    ]
