"""Rooms from opening to deletion, who may steer them, and who may not."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from mnist_core.classroom import batch, export, guesses, keys, members, rooms, rounds, schema, wall
from mnist_core.classroom.limits import Limits, Refused
from tests.core.classroom.people import A_SHARE, WIDE, a_class, message, model

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


def rows(room, table):
    with room.classroom.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_room_is_found_by_its_code_and_shows_how_it_is_set(room):
    rooms.call(room.classroom, room.teacher, 7)
    rooms.lead(room.classroom, room.teacher, True)
    rooms.lock(room.classroom, room.teacher, "softmax", "x=1")
    typed = f"{room.code[:3].lower()} {room.code[3:].lower()}"
    member, _, found = members.join(room.classroom, typed, "here")
    assert (found.called, found.is_led, found.lesson, found.query) == (7, True, "softmax", "x=1")
    assert (found.is_paused, found.names_shown, found.has_ended) == (False, False, False)
    assert found == rooms.room_of(room.classroom, member) == rooms.room_of(room.classroom, room.teacher)
    rooms.unlock(room.classroom, room.teacher)
    found = rooms.room_of(room.classroom, member)
    assert (found.lesson, found.query) == (None, "")


def test_every_change_raises_the_revision_by_one_and_nothing_else_does(room):
    before = rooms.revision(room.classroom, room.teacher)
    member = room.join()
    rooms.call(room.classroom, room.teacher, None)
    with pytest.raises(Refused):
        rooms.call(room.classroom, room.teacher, 10)
    wall.since(room.classroom, member)
    assert rooms.revision(room.classroom, member) == before + 2


def test_other_rooms_do_not_notice(engine):
    one, other = a_class(engine), a_class(engine)
    before = rooms.room_of(other.classroom, other.teacher)
    one.join()
    rooms.pause(one.classroom, one.teacher, True)
    assert rooms.room_of(other.classroom, other.teacher) == before


def test_a_room_is_locked_to_a_lesson_of_the_list_and_an_address_that_its_page_takes(room):
    for lesson in ("nowhere", ["softmax"], {}, None):
        with pytest.raises(Refused, match=r"There is no lesson .*: a room can be locked to softmax, draw\."):
            rooms.lock(room.classroom, room.teacher, lesson)
    for query in ("x=wrong", None, 3, "a" * 2_001, "é", "a\nb", "\0"):
        with pytest.raises(Refused, match="The lesson draw takes no such address"):
            rooms.lock(room.classroom, room.teacher, "draw", query)
    assert rooms.room_of(room.classroom, room.teacher).lesson is None


def test_the_key_is_stored_as_a_hash_only_and_opens_its_own_room_only(engine):
    one, other = a_class(engine), a_class(engine)
    with one.classroom.reading() as connection:
        for table in schema.metadata.sorted_tables:
            stored = str(connection.execute(select(table)).all())
            assert one.key not in stored
    for code, key in ((one.code, other.key), (other.code, one.key), (one.code, ""), (one.code, None), (None, one.key)):
        with pytest.raises(Refused, match="This code and this key belong to no room"):
            keys.teacher_of(one.classroom, code, key)
    assert keys.teacher_of(one.classroom, one.code, one.key) == one.teacher


def test_neither_words_nor_comparisons_tell_which_codes_there_are(room, monkeypatch):
    compared = []
    monkeypatch.setattr("hmac.compare_digest", lambda one, two: compared.append(two) or one == two)
    said = set()
    for code in (room.code, "BBBBBB", "nothing"):
        with pytest.raises(Refused) as refusal:
            keys.teacher_of(room.classroom, code, "a guess")
        said.add(str(refusal.value))
    assert len(said) == 1
    assert len(compared) == 3


def test_a_link_gives_one_key_once(room):
    link = keys.make_link(room.classroom, room.teacher)
    code, key, role = keys.follow_link(room.classroom, link)
    assert (code, role) == (room.code, "teacher")
    assert key not in (room.key, link)
    assert keys.teacher_of(room.classroom, code, key) == room.teacher
    for used in (link, "", None, link + "x", "1." + "a" * 43):
        with pytest.raises(Refused, match="This link is used up"):
            keys.follow_link(room.classroom, used)
    for wrong in (link, link.partition(".")[2]):
        with pytest.raises(Refused):
            keys.teacher_of(room.classroom, code, wrong)


def test_a_link_is_out_of_date_after_ten_minutes_and_makes_room_for_others(engine):
    room = a_class(engine, limits=replace(WIDE, devices_per_room=2))
    link = keys.make_link(room.classroom, room.teacher)
    with pytest.raises(Refused, match=r"There are 2 devices already, and at most 2 are allowed\."):
        keys.make_link(room.classroom, room.teacher)
    room.clock.now += 600
    with pytest.raises(Refused, match="out of date"):
        keys.follow_link(room.classroom, link)
    keys.follow_link(room.classroom, keys.make_link(room.classroom, room.teacher))


def test_a_projector_may_look_and_not_steer(room):
    _, key, role = keys.follow_link(room.classroom, keys.make_link(room.classroom, room.teacher, "projector"))
    assert role == "projector"
    projector = keys.projector_of(room.classroom, room.code, key)
    assert rooms.room_of(room.classroom, projector).code == room.code
    assert keys.projector_of(room.classroom, room.code, room.key) == projector  # the teacher's key serves, too
    with pytest.raises(Refused):
        keys.teacher_of(room.classroom, room.code, key)


def test_no_two_are_alike_and_all_animals_come_before_one_comes_again(engine):
    room = a_class(engine)
    there = [room.join() for _ in range(60)]
    assert len({(member.animal, member.colour) for member in there}) == 60
    assert len({member.name for member in there}) == 60
    assert set(Counter(member.animal for member in there).values()) == {1, 2}
    assert members.members_in(room.classroom, there[0]) == there
    with pytest.raises(Refused, match=r"There are 60 visitors in this room already, and at most 60 are allowed\."):
        room.join()


def test_the_names_are_what_the_limit_says():
    assert len(set(members.ANIMALS)) * len(set(members.COLOURS)) == 320
    with pytest.raises(Refused, match="All 320 animals"):
        members._unlike([(animal, colour) for animal in range(40) for colour in range(8)])


def test_a_member_is_known_by_its_token_alone(engine):
    room, other = a_class(engine), a_class(engine)
    member = room.join()
    stranger = other.join()
    assert members.member_of(room.classroom, room.tokens[0]) == member
    mixed = f"{member.id}.{other.tokens[0].partition('.')[2]}"
    for wrong in (mixed, room.tokens[0][:-1], f"{stranger.id}.", None, room.code, room.key):
        with pytest.raises(Refused, match="You are not in a room"):
            members.member_of(room.classroom, wrong)


def test_who_is_removed_is_gone_with_all_drawings_and_makes_room(engine):
    room = a_class(engine, limits=replace(WIDE, visitors_per_room=1))
    member = room.join()
    wall.add(room.classroom, member, message(), model)
    members.remove(room.classroom, room.teacher, member.id)
    with pytest.raises(Refused, match="You are not in a room"):
        members.member_of(room.classroom, room.tokens[0])
    for late in (
        lambda: wall.add(room.classroom, member, message("drawing-2"), model),
        lambda: rounds.vote(room.classroom, member, 1, 1, 0),
        lambda: batch.press(room.classroom, member, 1),
    ):
        with pytest.raises(Refused, match="You are not in a room"):
            late()
    (gone,) = wall.since(room.classroom, room.teacher)[1]
    assert gone.is_withdrawn
    newcomer = room.join()
    assert (newcomer.animal, newcomer.colour) != (member.animal, member.colour)
    for wrong in (member.id + 1_000, "1", None):
        with pytest.raises(Refused):
            members.remove(room.classroom, room.teacher, wrong)


def test_an_example_class_is_marked(room):
    simulated, token = members.simulate(room.classroom, room.teacher)
    assert simulated.is_simulated
    assert members.member_of(room.classroom, token) == simulated
    assert not room.join().is_simulated


def test_a_paused_room_takes_nothing_and_lets_late_joiners_in(room):
    member = room.join()
    rooms.pause(room.classroom, room.teacher, True)
    for refused in (
        lambda: wall.add(room.classroom, member, message(), model),
        lambda: rounds.vote(room.classroom, member, 1, 1, 0),
        lambda: batch.press(room.classroom, member, 1),
    ):
        with pytest.raises(Refused, match="The teacher has paused this room"):
            refused()
    late, _, found = members.join(room.classroom, room.code, "here")
    assert found.is_paused
    rooms.pause(room.classroom, room.teacher, False)
    wall.add(room.classroom, late, message(), model)


def test_an_ended_room_is_over_for_all_and_kept_an_hour_for_the_teacher(room):
    member = room.join()
    wall.add(room.classroom, member, message(), model)
    rooms.end(room.classroom, room.teacher)
    for over in (
        lambda: members.member_of(room.classroom, room.tokens[0]),
        lambda: members.join(room.classroom, room.code, "here"),
        lambda: wall.since(room.classroom, member),
        lambda: wall.confusion(room.classroom, member),
        lambda: wall.add(room.classroom, member, message("drawing-2"), model),
        lambda: rooms.room_of(room.classroom, member),
        lambda: rooms.call(room.classroom, room.teacher, 3),
        lambda: keys.make_link(room.classroom, room.teacher),
    ):
        with pytest.raises(Refused, match="This room has ended"):
            over()
    assert rooms.room_of(room.classroom, room.teacher).has_ended
    assert export.as_json(room.classroom, room.teacher) != "[]"
    room.clock.now += 3_600
    with pytest.raises(Refused, match="This code and this key belong to no room"):
        keys.teacher_of(room.classroom, room.code, room.key)
    with pytest.raises(Refused, match="There is no such room"):
        export.as_json(room.classroom, room.teacher)


def test_no_room_is_kept_longer_than_a_day_however_late_it_ends(room):
    opened = rooms.room_of(room.classroom, room.teacher).opened_at
    room.clock.now += 23.5 * 3_600
    rooms.end(room.classroom, room.teacher)
    assert rooms.room_of(room.classroom, room.teacher).expires_at == opened + 24 * 3_600


def test_after_a_day_everything_is_deleted(engine):
    room = a_class(engine)
    member = room.join()
    drawing = wall.add(room.classroom, member, message(), model)
    question = rounds.ask(room.classroom, room.teacher, "a_question", 3)
    rounds.vote(room.classroom, member, question, 1, 2)
    batch.begin(room.classroom, room.teacher)
    batch.press(room.classroom, member, drawing)
    batch.take(room.classroom, room.teacher, 0.5)
    keys.make_link(room.classroom, room.teacher)
    guesses.guess(room.classroom, member, A_SHARE, 40)
    room.clock.now += 24 * 3_600 - 1
    assert rooms.delete_expired(room.classroom) == 0
    assert rooms.revision(room.classroom, member) > 0
    room.clock.now += 1
    # Gone for everybody at once, and then from the disk.
    assert rooms.revision(room.classroom, member) == 0
    for gone in (
        lambda: members.join(room.classroom, room.code, "here"),
        lambda: members.member_of(room.classroom, room.tokens[0]),
        lambda: wall.since(room.classroom, member),
        lambda: rooms.call(room.classroom, room.teacher, 3),
    ):
        with pytest.raises(Refused):
            gone()
    assert rooms.delete_expired(room.classroom) == 1
    tables = [table for table in schema.metadata.sorted_tables if table is not schema.versions]
    assert len(tables) == 12
    assert [rows(room, table) for table in tables] == [0] * 12


def test_nothing_of_what_was_deleted_is_left_on_the_disk(sqlite_url, tmp_path):
    room = a_class(create_engine(sqlite_url))
    wall.add(room.classroom, room.join(), message(), model)
    stored = message()["strokes"].encode()

    def on_disk():
        return any(stored in path.read_bytes() for path in tmp_path.iterdir())

    assert on_disk()
    rooms.end(room.classroom, room.teacher)
    room.clock.now += 3_600
    assert rooms.delete_expired(room.classroom) == 1
    assert not on_disk()
    room.classroom.engine.dispose()


def test_a_number_is_not_given_again(room):
    member = room.join()
    room.clock.now += 25 * 3_600
    again, _ = rooms.open_room(room.classroom)
    assert again.id > room.teacher.room_id
    assert members.join(room.classroom, again.code, "here")[0].id > member.id


def test_there_are_so_many_rooms_and_no_more_until_one_is_over(engine):
    room = a_class(engine, limits=Limits(rooms=2))
    rooms.open_room(room.classroom)
    with pytest.raises(Refused, match=r"There are 2 rooms already, and at most 2 are allowed\."):
        rooms.open_room(room.classroom)
    rooms.end(room.classroom, room.teacher)
    room.clock.now += 3_600
    rooms.open_room(room.classroom)


def test_a_code_cannot_be_found_by_trying(room):
    said = Counter()
    for _ in range(50):
        with pytest.raises(Refused) as refusal:
            members.join(room.classroom, "BBBBBB", "a pupil")
        said[str(refusal.value)[:20]] += 1
    assert said == {"There is no room wit": 20, "20 wrong codes came ": 30}
    with pytest.raises(Refused, match="20 wrong codes came from here"):
        members.join(room.classroom, room.code, "a pupil")
    for _ in range(30):  # what cannot be a code tries nothing
        with pytest.raises(Refused, match="six letters"):
            members.join(room.classroom, "nothing", "another")
    members.join(room.classroom, room.code, "another")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json, json)
def test_nothing_that_is_sent_is_anything_but_refused(room, one, two):
    member = members.Member(10**6, room.teacher.room_id, 0, 0, is_simulated=False)
    for calls in (
        lambda: keys.teacher_of(room.classroom, one, two),
        lambda: keys.follow_link(room.classroom, one),
        lambda: members.member_of(room.classroom, one),
        lambda: members.join(room.classroom, one, "a source"),
        lambda: rooms.lock(room.classroom, room.teacher, one, two),
        lambda: rounds.vote(room.classroom, member, one, two, one),
        lambda: wall.hide(room.classroom, room.teacher, one),
        lambda: wall.withdraw(room.classroom, member, two),
        lambda: wall.order(room.classroom, room.teacher, [one, two]),
        lambda: batch.press(room.classroom, member, one),
        lambda: rounds.go_on(room.classroom, room.teacher, one, two),
        lambda: wall.add(room.classroom, member, one, model),
    ):
        with pytest.raises(Refused) as refusal:
            calls()
        assert len(str(refusal.value)) < 200
        assert not set("<>&*[]`#\n") & set(str(refusal.value))


def test_open_rooms_are_counted_and_no_others(engine):
    room = a_class(engine, limits=WIDE)
    rooms.open_room(room.classroom)
    assert rooms.count_open(room.classroom) == 2
    rooms.end(room.classroom, room.teacher)
    assert rooms.count_open(room.classroom) == 1
    room.clock.now += 3600 * WIDE.hours + 1
    assert rooms.count_open(room.classroom) == 0
