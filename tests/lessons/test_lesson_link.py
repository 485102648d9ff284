"""A teacher's link: every control goes round in it, what it fixes or hides is held, nonsense is dropped with a word."""

import json
from urllib.parse import parse_qs

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mnist_core.classroom import rooms
from mnist_core.training.comparison import encode
from mnist_core.training.config import TrainingConfig
from mnist_core.training.registry import default_registry
from mnist_core.training_size.sweep import FEW, Sweep
from tests.lessons.conftest import DRAW, SECONDS, component, id_of, press, said, send
from tests.lessons.test_address import VIEWS
from tests.lessons.test_controls import FILES, LATE, LINE, MORE, drawn
from tests.support.hostile import DROPPED, NOTE, WORDS
from tests.support.session import remembered
from ui import controls, lesson_link, link_maker
from ui.controls import TOY
from ui.lesson_link import FIX, HIDE, NAMES, ONLY, TASK, Link
from ui.rooms import classroom

DESCENT, SOFTMAX, CROSS = FILES["gradient_descent"], FILES["softmax"], FILES["cross_entropy"]
DATA, EXAM, TRAINING = FILES["data"], FILES["exam"], FILES["training"]
BANNER = "Set by your teacher"


def another(proto):
    """What the browser sends when a control is set to something else than its default."""
    match type(proto).__name__:
        case "NumberInput":
            step = proto.step or 1
            up = proto.default + step
            sent = {"double_value": up if not proto.has_max or up <= proto.max else proto.default - step}
        case "Slider" if proto.options:
            (default,) = proto.default
            place = int(default) + 1 if default + 1 < len(proto.options) else int(default) - 1
            sent = {"string_array_value": {"data": [proto.options[place]]}}
        case "Slider":
            (default,) = proto.default
            up = round(default + proto.step, 10)
            sent = {"double_array_value": {"data": [up if up <= proto.max else round(default - proto.step, 10)]}}
        case "Selectbox":
            place = (proto.default + 1) % len(proto.options) if proto.HasField("default") else 3
            sent = {"string_value": proto.options[place]}
        case "ButtonGroup":
            names = [each.content for each in proto.options]
            first = list(proto.default)
            others = [name for place, name in enumerate(names) if place not in first] or names[:1]
            sent = {"string_array_value": {"data": others[:1]}}
        case "Checkbox":
            sent = {"bool_value": not proto.default}
        case "Pagination":
            sent = {"int_value": proto.default % proto.num_pages + 1}
    return WidgetState(id=proto.id, **sent)


def sent_by_force(app, *states):
    """Run the page as if a browser, or a program in its place, had sent this, be a control disabled or not drawn."""
    found = app._tree.get_widget_states()
    ids = [each.id for each in states]
    kept = [each for each in found.widgets if each.id not in ids]
    del found.widgets[:]
    found.widgets.extend([*kept, *states])
    app._run(found)
    assert not app.exception
    return app


def turn(app, proto):
    """Set a control to something else, and the address, as a browser does with both."""
    state = another(proto)
    sent = getattr(state, state.WhichOneof("value"))
    texts = [str(each) for each in (sent.data if hasattr(sent, "data") else [sent])]
    whole = [text.removesuffix(".0") if "double" in state.WhichOneof("value") else text for text in texts]
    app.query_params[proto.query_param_key] = whole if len(whole) > 1 else whole[0]
    return sent_by_force(app, state)


def made(app, page, **choices):
    """The query of the link that is made on a page by these choices of its maker."""
    app.session_state[link_maker.KEY] = True
    for name, value in choices.items():
        app.session_state[f"link {name} {page}"] = value
    app.run()
    assert not app.exception
    return parse_qs(app.code[-1].value.partition("?")[2])


def values(app, keys):
    return {key: app.session_state[key] for key in keys}


# Set to something else, they take others off the page: of another model, for one, the exam is sealed.
GATES = {"model", "show", "picture", "whose", "label", "answer"}


@pytest.mark.slow
@pytest.mark.parametrize("page", controls.LESSONS)
def test_every_control_goes_round_in_a_link_that_fixes_it_and_is_not_turned_by_force(
    open_page, full_batch, mini_batch, late, page
):
    """In every view all are set to something else; whoever follows the link made of it has the same, and keeps it."""
    lesson, moved = controls.LESSONS[page], set()
    for view in ({}, *VIEWS[FILES[page]], *MORE.get(page, [])):
        app = open_page(FILES[page], **view)
        keys = [key for key in lesson.fixable if key in drawn(app) and key not in view]
        for turned in filter(None, (set(keys) - GATES, *({key} for key in keys if key in GATES))):
            moved |= goes_round(open_page, page, view, [key for key in keys if key in turned])
    for view, keys in LATE.get(page, []):
        moved |= goes_round(open_page, page, view, [key for key in lesson.fixable if key in keys], late)
    assert moved >= {key for key, each in lesson.fixable.items() if each.kind != TOY}


def goes_round(open_page, page, view, keys, session=None):
    """Set these, and follow the link that fixes all that is shown then; returns which were set to something else."""
    app = open_page(FILES[page], session=session, **view)
    before = values(app, keys)
    for key in keys:
        if key in drawn(app):
            turn(app, drawn(app)[key])
    shown = [key for key in controls.LESSONS[page].fixable if key in drawn(app)]
    wanted = values(app, shown)
    query = made(app, page, fix=shown)
    assert query[FIX] == [",".join(shown)]
    fresh = open_page(FILES[page], session=session, **query)
    assert not fresh.exception
    assert NOTE not in said(fresh)
    assert BANNER in said(fresh)
    assert values(fresh, shown) == wanted
    protos = drawn(fresh)
    assert all(protos[key].disabled for key in shown)
    for key in shown:  # of which one could lead to another
        sent_by_force(fresh, another(protos[key]))
    sent_by_force(fresh, *(another(protos[key]) for key in shown))
    assert values(fresh, shown) == wanted
    address = {name: fresh.query_params[name] for name in fresh.query_params}
    reloaded = open_page(FILES[page], session=session, **address)
    assert values(reloaded, shown) == wanted
    return {key for key in keys if key in wanted and wanted[key] != before[key]}


@pytest.mark.slow
@pytest.mark.parametrize("page", controls.LESSONS)
@pytest.mark.parametrize("which", ["the first view", pytest.param("all others", marks=pytest.mark.long)])
def test_what_is_hidden_is_not_drawn_and_not_turned_by_force_and_its_result_stays(
    open_page, full_batch, mini_batch, late, page, which
):
    early = [(view, {}) for view in (*VIEWS[FILES[page]], *MORE.get(page, []))]
    others = [*early, *((view, late) for view, _ in LATE.get(page, []))]
    for view, session in [({}, {})] if which == "the first view" else others:
        is_hidden_and_held(open_page, page, view, session)


def shown(app):
    """The components on a page, but for what brings things to the window: that is less once they are there."""
    names = [each.proto.component_name for each in app.get("bidi_component")]
    return [name for name in names if not name.endswith("_bring")]


def is_hidden_and_held(open_page, page, view, session):
    app = open_page(FILES[page], session=session, **view)
    protos = {key: proto for key, proto in drawn(app).items() if key in controls.LESSONS[page].fixable}
    pictures = shown(app)
    wanted = values(app, protos)
    query = made(app, page, hidden=list(protos))
    fresh = open_page(FILES[page], session=session, **query)
    assert not fresh.exception
    assert not drawn(fresh).keys() & protos.keys()
    assert values(fresh, protos) == wanted
    sent_by_force(fresh, *map(another, protos.values()))
    assert values(fresh, protos) == wanted
    assert shown(fresh) == pictures


# What is read by hand: name, the value in the address, who sends another, and what that is.
TOYS = [
    (SOFTMAX, {"z": "1,2,3", "temperature": "2"}, "z", "shares", "commit",
     {"z": [1, 2], "temperature": 3, "add": 1, "raised": None, "seq": 1}),
    (CROSS, {"p": "-".join(["0.19", *["0.09"] * 9])}, "p", "prediction", "moved", {"shares": [0.1] * 10, "serial": 1}),
]  # fmt: skip


@pytest.mark.parametrize("how", ["fix", "hidden"])
@pytest.mark.parametrize(("file", "query", "key", "toy", "event", "value"), TOYS)
def test_a_held_toy_goes_round_and_ignores_what_is_sent(open_page, file, query, key, toy, event, value, how):
    page = next(name for name, each in FILES.items() if each == file)
    app = open_page(file, **made(open_page(file, **query), page, **{how: [key]}))
    shown = component(app, toy)
    assert {name: app.query_params[name] for name in query} == query
    send(app, id_of(app, toy), event, value)
    assert not app.exception
    assert {name: app.query_params[name] for name in query} == query
    held = {name: each for name, each in component(app, toy).items() if name not in ("seq", "serial")}
    assert held == {name: each for name, each in shown.items() if name not in ("seq", "serial")}
    for button in app.button:
        if button.label in ("Four zeros", "A tie") or button.label.startswith("Uniform"):
            assert button.disabled


def test_a_fixed_toy_stays_at_its_default_too(open_page):
    app = open_page(SOFTMAX, fix="z")
    send(app, id_of(app, "shares"), "commit", {"z": [1, 2], "temperature": 3, "add": 1, "raised": None, "seq": 1})
    assert not {"z", "temperature", "add"} & set(app.query_params)


def pinned(app):
    return app.query_params.get("pin", [])


def test_fixed_pins_go_round_and_none_is_pinned_or_let_go_by_force(open_page, full_batch):
    """Whoever follows the link has the same runs side by side, and keeps them; where there were none, none come."""
    runs = [encode(TrainingConfig(train_size=50, steps=60, learning_rate=rate)) for rate in (0.1, 0.5)]
    for codes, buttons in ((runs, 4), ([], 3)):  # to unpin each and all, and to pin; the two races, and to pin
        app = open_page(TRAINING, **made(open_page(TRAINING, pin=codes), "training", fix=["pin"]))
        assert NOTE not in said(app)
        assert pinned(app) == codes
        turns = controls.LESSONS["training"].fixable["pin"].is_turned_by
        held = [button.proto for button in app.button if turns(button.key)]
        assert len(held) == buttons
        assert all(proto.disabled for proto in held)
        for proto in held:
            sent_by_force(app, WidgetState(id=proto.id, trigger_value=True))
            assert pinned(app) == codes
        reloaded = open_page(TRAINING, **{name: app.query_params[name] for name in app.query_params})
        assert (pinned(reloaded), NOTE in said(reloaded)) == (codes, False)
        app.query_params["pin"] = encode(TrainingConfig(train_size=70, steps=60))  # into the address of an open page
        app.run()
        assert [button.proto.id for button in app.button if turns(button.key)] == [proto.id for proto in held]


# A place that is shown, for each mark; and the view that has it.
MARKS = [
    ("data", "pixel", "30", {}),
    ("data", "point", "5", {"look": controls.SPACE}),
    ("gradient_descent", "step", "7", {}),
    ("gradient_descent", "stage", "2", {"view": controls.STEP}),
    ("size", "size", "10", {"sizes": "10"}),
    ("size", "speed", "4", {"sizes": "10"}),
    ("size", "loop", "off", {"sizes": "10"}),
    ("draw", "against", "6", {"strokes": LINE}),
    ("draw", "basis", "centred", {"strokes": LINE}),
    ("draw", "checkpoint", "3", {"strokes": LINE, "why": "Time"}),
    ("draw", "how_far", "5", {"strokes": LINE, "why": "Teach it"}),
    ("draw", "ink_left", "4", {"strokes": LINE}),
]


def test_every_mark_is_among_these():
    marks = {(page, each.key) for page, lesson in controls.LESSONS.items() for each in lesson.controls
             if not each.can_be_fixed}  # fmt: skip
    assert {(page, key) for page, key, *_ in MARKS} == marks


ALIKE = {"speed", "loop", "basis", "ink_left"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "key", "value", "view"),
    # Of one picture's marks one, here: the long run has them all.
    [pytest.param(*each, marks=[pytest.mark.long] if each[1] in ALIKE else []) for each in MARKS],
)
def test_every_mark_goes_round_in_a_link(open_page, mini_batch, page, key, value, view):
    """Whoever follows the link is shown the same place, which is not that of who opens the page without it."""
    if page == "size":
        default_registry().start(Sweep(FEW, steps=1_000), "a test")
        default_registry().wait(Sweep(FEW, steps=1_000), SECONDS)
    app = open_page(FILES[page], **view, **{key: value})
    assert NOTE not in said(app)
    wanted, query = toys(app), made(app, page)
    assert query[key] == [value]
    fresh = open_page(FILES[page], **query)
    assert NOTE not in said(fresh)
    assert fresh.query_params[key] == value
    assert toys(fresh) == wanted
    assert toys(fresh) != toys(open_page(FILES[page], **view))


def toys(app):
    """What the page gives to its components."""
    return [each.proto.json for each in app.get("bidi_component")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "key"), [(page, key) for page, each in controls.LESSONS.items() for key in each.views]
)
def test_every_choice_of_a_view_goes_round_and_another_is_not_to_be_had_by_force(open_page, mini_batch, page, key):
    first, second, *_ = controls.LESSONS[page].views[key]
    app = open_page(FILES[page], **{key: second})
    query = made(app, page, **{key: [second]})
    fresh = open_page(FILES[page], **query)
    assert fresh.session_state[key] == second
    assert NOTE not in said(fresh)
    place = drawn(fresh).get(key)
    if place is None:
        (place,) = [each.proto.tab_container for each in fresh.main if getattr(each, "type", "") == "tab_container"]
        sent = WidgetState(id=place.id, string_value=first)
    else:
        sent = WidgetState(id=place.id, string_array_value={"data": [first]})
    sent_by_force(fresh, sent)
    assert fresh.session_state[key] == second
    fresh.query_params[key] = first
    assert fresh.run().session_state[key] == second


def test_marks_travel_in_a_link_and_may_be_moved(open_page):
    app = open_page(DATA, pixel="30")
    app = open_page(DATA, **made(app, "data", fix=["number"]))
    assert app.query_params["pixel"] == "30"
    send(app, id_of(app, "pixels"), "pixel", 31)
    assert app.query_params["pixel"] == "31"


def test_a_fixed_drawing_stays(open_page, mini_batch):
    line = "augydq_gyjG"
    app = open_page(DRAW, **made(open_page(DRAW, strokes=line), "draw", fix=["strokes"]))
    other = {"raw": {"objects": [{"type": "path", "path": [["M", 10, 10], ["L", 200, 200]], "strokeWidth": 20}]}}
    before = component(app, "reading")
    send(app, id_of(app, remembered(app)["_paper"].key), "drawing", other, lasting=True)
    assert not app.exception
    assert component(app, "reading") == before
    assert app.query_params["strokes"] == line
    assert all(button.disabled for button in app.button if button.label in ("Undo", "Clear", "open 4"))


def test_pages_own_buttons_and_pictures_do_not_turn_what_is_fixed(open_page, mini_batch):
    app = open_page(TRAINING, learning_rate="0.3", fix="learning_rate,steps")
    press(app, "Rate too high").run()
    assert (app.session_state["learning_rate"], app.session_state["steps"]) == (0.3, 2501)
    assert app.session_state["learning_rate slider"] == 0.3
    app = open_page(EXAM, view="Mix-ups", show="One cell", fix="label")
    send(app, id_of(app, "confusion"), "cell", [3, 4])
    assert (app.session_state["label"], app.session_state["answer"]) == (5, 4)


# Views.


def test_only_views_that_stay_can_be_shown(open_page, mini_batch):
    app = open_page(DATA, only="Gallery,Typical digits")
    assert app.session_state["look"] == "Gallery"
    assert NOTE not in said(app)
    proto = drawn(app)["look"]
    for name, shown in (("As a table", "Gallery"), ("Typical digits",) * 2, ("One digit", "Typical digits")):
        sent_by_force(app, WidgetState(id=proto.id, string_array_value={"data": [name]}))
        assert app.session_state["look"] == shown
    style = "".join(each.proto.body for each in app.get("html"))
    assert ".st-key-look" in style
    gallery = open_page(DATA, only="Gallery", look="Gallery")
    send(gallery, id_of(gallery, "gallery"), "opened", 7)
    assert gallery.session_state["look"] == "Gallery"


def test_a_view_with_a_comma_in_its_name_stays(open_page):
    app = open_page(DESCENT, only="One step slowly")
    assert app.session_state["view"] == "One step, slowly"
    assert NOTE not in said(app)


def test_a_link_is_made_to_a_view_that_stays(open_page):
    name = "link look data"
    app = open_page(DATA)
    app.session_state[link_maker.KEY] = True
    app.session_state[name] = ["In space", "Gallery"]
    app.run()
    query = parse_qs(app.code[-1].value.partition("?")[2])
    assert query == {"look": ["Gallery"], "only": ["Gallery,In space"]}


def test_what_is_chosen_for_a_link_stays_chosen_where_a_view_goes(open_page):
    app = open_page(DESCENT)
    made(app, "gradient_descent", fix=["rate"])
    for views in (["On a curve", "One step, slowly"], ["On a curve"]):
        app.session_state["link view gradient_descent"] = views
        app.run()
        app.run()
        assert app.session_state["link fix gradient_descent"] == ["rate"]
        assert "fix=rate" in app.code[-1].value


# Sections below the toy.


@pytest.mark.parametrize(
    ("section", "gone"), [("notice", "What to notice"), ("tries", "Try this"), ("formula", "The rule, and the first")]
)
def test_a_section_is_hidden(open_page, section, gone):
    assert gone in said(open_page(DESCENT))
    assert gone not in said(open_page(DESCENT, hide=section))


def test_hidden_code_is_not_sent_even_where_it_was_open(open_page):
    assert open_page(DESCENT).code
    app = open_page(DESCENT, hide="code,formula")
    assert not app.code
    assert "In symbols and in code" not in said(app)


# The task.


def test_a_task_is_shown_as_plain_text_and_takes_the_leads_place(open_page):
    task = "Find **the** <img src=x onerror=alert(1)> [border](http://example.org) $x^2$"
    app = open_page(DESCENT, task=task)
    assert [each.value for each in app.text] == [task]
    assert not any("onerror" in each.value or "example.org" in each.value for each in app.markdown)
    assert not any("onerror" in each.proto.body for each in app.get("html"))
    assert "The slope says which way is down" not in said(app)
    assert "The slope says which way is down" in said(open_page(DESCENT, fix="rate"))


def test_a_tasks_direction_cannot_be_turned(open_page):
    app = open_page(DESCENT, task="abc\u202edef\nghi")
    assert [each.value for each in app.text] == ["abc def ghi"]


# Nonsense.


@pytest.mark.parametrize("name", [ONLY, HIDE, FIX])
@pytest.mark.parametrize("value", [*WORDS, *DROPPED, "rate,nonsense" * 200, "none,,", "__class__", "digit;rate"])
def test_nonsense_in_a_list_is_dropped_with_a_word(open_page, name, value):
    app = open_page(DESCENT, **{name: value})
    assert not app.exception
    assert NOTE in said(app)
    assert app.session_state["rate"] == 0.1
    assert BANNER not in said(app) or (name, value) == (ONLY, "none,,")
    assert NOTE not in said(app.run())


def test_of_a_list_what_makes_sense_holds(open_page):
    app = open_page(DESCENT, fix="rate,nonsense", hide="code,everything")
    assert NOTE in said(app)
    assert (app.query_params["fix"], app.query_params["hide"]) == ("rate", "code")
    assert app.slider(key="rate").disabled


@pytest.mark.parametrize("value", ["", " ", "x" * 201, "9" * 10_000, ["a", "b"], "\u202e"])
def test_a_task_that_is_none_is_dropped_with_a_word(open_page, value):
    app = open_page(DESCENT, task=value)
    assert not app.exception
    assert NOTE in said(app)
    assert BANNER not in said(app)
    assert TASK not in app.query_params


@settings(max_examples=200)
@given(some.dictionaries(some.sampled_from(NAMES), some.lists(some.text(max_size=30), min_size=1, max_size=2)),
       some.sampled_from(list(controls.LESSONS)))  # fmt: skip
def test_whatever_is_scribbled_gives_a_link_of_what_is_declared(asked, page):
    lesson = controls.LESSONS[page]
    link, _ = lesson_link.read(lesson, asked)
    assert set(link.fix) <= lesson.fixable.keys()
    assert set(link.stay or ()) <= lesson.fixable.keys()
    assert set(link.hide) <= lesson_link.SECTIONS.keys()
    assert len(link.task) <= lesson_link.LONGEST_TASK
    assert lesson_link.read(lesson, link.given()) == (link, True)


@given(some.data())
def test_every_link_is_read_as_it_was_written(data):
    page = data.draw(some.sampled_from(list(controls.LESSONS)))
    lesson = controls.LESSONS[page]

    def of(choices):
        return tuple(data.draw(some.lists(some.sampled_from(list(choices)), unique=True))) if choices else ()

    stay = data.draw(some.one_of(some.none(), some.just(of(lesson.fixable))))
    views = [view for _, view in lesson.tokens.values()]
    link = Link(
        of(views), stay, of(lesson_link.SECTIONS), of(lesson.fixable), data.draw(some.sampled_from(["", "a, b"]))
    )
    assert lesson_link.read(lesson, link.given()) == (link, True)


# The way out, and back.


def test_leaving_gives_the_page_that_all_have_with_its_values(open_page):
    app = open_page(DESCENT, rate="0.3", fix="rate", only="On a curve,start", task="Look")
    assert not any(each.label.startswith("Steps") for each in app.slider)
    press(app, "Leave").run()
    assert not app.exception
    assert not set(NAMES) & set(app.query_params)
    assert BANNER not in said(app)
    assert app.slider(key="moves").value == 30
    app.slider(key="rate").set_value(0.7).run()
    assert app.session_state["rate"] == 0.7
    # The browser may have asked for another run before it had heard of that.
    app.query_params["fix"], app.query_params["only"], app.query_params["task"] = "rate", "On a curve,start", "Look"
    app.run()
    assert BANNER not in said(app)
    assert not app.slider(key="rate").disabled


def test_a_link_holds_where_its_address_is_taken_away_by_force_and_for_who_comes_back(open_page, full_batch):
    app = open_page(DESCENT, rate="0.3", fix="rate,digit", task="Look")
    del app.query_params["fix"]
    app.query_params["rate"] = "0.9"
    app.run()
    assert app.session_state["rate"] == 0.3
    del app.query_params["task"]
    app.run()
    assert app.slider(key="rate").disabled
    app.switch_page("pages/0_start.py").run()
    assert BANNER not in said(app)
    app.number_input(key="digit").set_value(55).run()
    assert app.session_state["digit"] == 55
    for name in list(app.query_params):
        del app.query_params[name]
    app.switch_page(DESCENT).run()
    assert not app.exception
    assert BANNER in said(app)
    assert app.session_state["rate"] == 0.3
    assert app.query_params["fix"] == "rate,digit"
    assert app.query_params["rate"] == "0.3"


def test_free_pages_know_nothing_of_links(open_page):
    app = open_page(DESCENT)
    assert app.session_state["_held"] is None if "_held" in app.session_state else True
    assert not app.multiselect
    assert not any(each.disabled for each in app.slider)


# The code.


def test_the_code_says_the_address_and_nothing_is_asked_of_the_network(open_page):
    app = open_page(DESCENT, rate="0.3")
    app.context["url"] = "http://school.example:8501/gradient_descent"
    made(app, "gradient_descent", fix=["rate"], task="Größer als 1 & kleiner?")
    address = app.code[-1].value
    assert address.startswith("http://school.example:8501/gradient_descent?rate=0.3&fix=rate&task=Gr%C3%B6")
    (picture,) = [each.proto.body for each in app.get("html") if 'class="link_code"' in each.proto.body]
    wanted = segno.make_qr(address, error="l")
    assert wanted.svg_data_uri(dark="#000", light="#fff", border=4, scale=8) in picture
    assert parse_qs(address.partition("?")[2])["task"] == ["Größer als 1 & kleiner?"]


NO_ADDRESSES = ("http://[", "http://℀/x", "javascript:alert(1)", "x" * 100_000)


@pytest.mark.parametrize("page", [DESCENT, "pages/12_teach.py", "pages/13_projector.py"])
def test_a_browser_that_names_no_address_of_the_page_is_shown_none(open_page, page):
    """Where it named what is none at all, the page was an error."""
    opened, key = rooms.open_room(classroom())
    kept = {"_kept teacher": f"{opened.code} {key}", "_kept projector": "", "make_link": True, "code": False}
    app = open_page(page, session=kept)
    for url in NO_ADDRESSES:
        app.context["url"] = url
        app.run()
        assert not app.exception, url
        written = [each.value for kind in ("text", "code") for each in app.get(kind)]
        links = [each.proto.url for each in app.get("link_button")]
        assert not [each for each in (*written, *links) if url in each], url
        told = [each.proto.json for each in app.get("bidi_component")]
        assert not [each for each in told if json.dumps(url, ensure_ascii=False)[1:-1] in each], url


def test_an_address_that_no_code_holds_is_still_there_to_be_copied():
    assert link_maker.qr("x" * 3_000) is None
    assert link_maker.qr("x" * 2_900).error == "L"


def test_nobody_who_follows_a_link_is_offered_to_make_one(open_page):
    assert any(each.label == "Make a link for a class" for each in open_page(DESCENT).expander)
    assert not any(each.label == "Make a link for a class" for each in open_page(DESCENT, fix="rate").expander)
