"""The tables of the classroom. Whoever changes one raises VERSION and brings older databases along in `database`."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

VERSION = 2  # 2 added what is foreseen, the guesses, and what projectors show
PREFIX = "classroom_"  # a database may hold other things

metadata = MetaData()


def _number() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: Table, name: str, **options: Any) -> Column[int]:
    """A column that names a row of another table, and goes with it."""
    return Column(name, ForeignKey(table.c.id, ondelete="CASCADE"), nullable=False, **options)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


# In SQLite, a number that was given once is not given again (`sqlite_autoincrement`): a token or a page that outlives
# its room must not find another.

versions = Table(
    f"{PREFIX}version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

rooms = Table(
    f"{PREFIX}rooms",
    metadata,
    _number(),
    Column("code", String(6), nullable=False, unique=True),
    Column("opened_at", Float, nullable=False),  # seconds since 1970, as all times here
    Column("expires_at", Float, nullable=False, index=True),
    Column("ended_at", Float),
    Column("revision", Integer, nullable=False),
    _flag("led"),
    _flag("paused"),
    _flag("names_shown"),
    Column("lesson", String(40)),  # that all are locked to
    Column("query", String(2_000), nullable=False, default=""),
    Column("called", SmallInteger),  # the digit that all are to draw
    sqlite_autoincrement=True,
)

# Of a teacher's or a projector's devices; a link becomes a key when it is followed.
keys = Table(
    f"{PREFIX}keys",
    metadata,
    _number(),
    _of(rooms, "room_id", index=True),
    Column("role", String(10), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("link_until", Float),
    sqlite_autoincrement=True,
)

members = Table(
    f"{PREFIX}members",
    metadata,
    _number(),
    _of(rooms, "room_id", index=True),
    Column("digest", String(64), nullable=False),
    Column("animal", SmallInteger, nullable=False),
    Column("colour", SmallInteger, nullable=False),
    _flag("simulated"),
    _flag("removed"),
    Column("joined_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    UniqueConstraint("room_id", "animal", "colour"),
    sqlite_autoincrement=True,
)

drawings = Table(
    f"{PREFIX}drawings",
    metadata,
    _number(),
    _of(rooms, "room_id"),
    _of(members, "member_id"),
    Column("sent_as", String(40), nullable=False),
    Column("sent_at", Float, nullable=False),
    Column("label", SmallInteger, nullable=False),
    Column("answer", SmallInteger, nullable=False),
    Column("share", Float, nullable=False),  # of the label, as the model has it
    Column("strokes", String(1_400), nullable=False),  # as `drawing.as_text` writes them
    Column("pixels", LargeBinary, nullable=False),  # 784 bytes, or none once it is withdrawn
    _flag("hidden"),
    _flag("withdrawn"),
    _flag("starred"),
    Column("place", SmallInteger),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("member_id", "sent_as"),
    sqlite_autoincrement=True,
)
# What a watcher asks, what the limit asks, and which are hardest.
Index(f"{PREFIX}drawings_by_revision", drawings.c.room_id, drawings.c.revision)
Index(f"{PREFIX}drawings_by_time", drawings.c.member_id, drawings.c.sent_at)
Index(f"{PREFIX}drawings_by_share", drawings.c.room_id, drawings.c.share)

rounds = Table(
    f"{PREFIX}rounds",
    metadata,
    _number(),
    _of(rooms, "room_id", index=True),
    Column("question", String(60), nullable=False),
    Column("choices", SmallInteger, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    sqlite_autoincrement=True,
)

votes = Table(
    f"{PREFIX}votes",
    metadata,
    _of(rounds, "round_id", primary_key=True),
    Column("turn", SmallInteger, primary_key=True, autoincrement=False),
    _of(members, "member_id", primary_key=True, index=True),
    Column("choice", SmallInteger, nullable=False),
)

runs = Table(
    f"{PREFIX}runs",
    metadata,
    _number(),
    _of(rooms, "room_id", index=True),
    Column("seed", Integer, nullable=False),
    sqlite_autoincrement=True,
)

steps = Table(
    f"{PREFIX}steps",
    metadata,
    _of(runs, "run_id", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rate", Float, nullable=False),
)

presses = Table(
    f"{PREFIX}presses",
    metadata,
    _of(runs, "run_id", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the step
    _of(members, "member_id", primary_key=True, index=True),
    _of(drawings, "drawing_id", index=True),
)

# What a lesson's page asked before it showed the answer; asked about another model, it is another question.
foreseen = Table(
    f"{PREFIX}foreseen",
    metadata,
    _number(),
    _of(rooms, "room_id"),
    Column("digest", String(64), nullable=False),
    Column("lesson", String(40), nullable=False),
    Column("asked", String(2_000), nullable=False),  # as `guesses` writes it
    _flag("shown"),
    Column("put_up", Integer, nullable=False, default=0),  # the room's revision when the teacher chose it, 0 for never
    UniqueConstraint("room_id", "digest"),
    sqlite_autoincrement=True,
)

guesses = Table(
    f"{PREFIX}guesses",
    metadata,
    _of(foreseen, "foreseen_id", primary_key=True),
    _of(members, "member_id", primary_key=True, index=True),
    Column("value", Float, nullable=False),
)

# One for each room: what its projectors are to show, and what one of them last said it shows.
stages = Table(
    f"{PREFIX}stages",
    metadata,
    _of(rooms, "room_id", primary_key=True, autoincrement=False),
    Column("wanted", SmallInteger),
    Column("drawing", Integer),
    Column("since", Integer, nullable=False, default=0),  # the room's revision when the teacher chose
    Column("shown", SmallInteger),
    Column("shown_at", Float, nullable=False, default=0.0),
)
