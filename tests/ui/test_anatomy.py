"""What is told below a toy, whichever lesson it is in."""

from streamlit.testing.v1 import AppTest

from ui import anatomy


def test_only_the_tasks_of_the_view_that_is_shown_can_be_fulfilled_now():
    told = anatomy.Told("x", "words", (), anatomy.fulfilled(near=(3,), far=False, later=None))
    tasks = {
        "One": {"near": "Come near.", "far": "Go far.", "later": "Wait.", "x": "Another's."},
        "Two": {"near": "Come near, too."},
    }
    assert anatomy.tries_of_views(tasks, "One", told) == [
        ("*One*: Come near.", (3,)),
        ("*One*: Go far.", False),
        ("*One*: Wait.", None),
        ("*One*: Another's.", None),
        ("*Two*: Come near, too.", None),
    ]


def test_a_task_says_whether_it_is_done_or_was_so_already():
    def page():
        import streamlit as st

        from ui import anatomy

        far = st.checkbox("far")
        anatomy.notice_and_try(["Look."], [("Stay.", True), ("Go far.", far)])

    app = AppTest.from_function(page).run()
    assert app.markdown[0].value.startswith("#### What to notice\n\n- Look.\n\n#### Try this\n\n")
    assert "Stay. — so already" in app.markdown[0].value
    assert app.markdown[0].value.endswith("unchecked: Go far.")
    app.checkbox[0].check().run()
    assert app.markdown[0].value.endswith(":material/check_circle: Go far. — **done**")
