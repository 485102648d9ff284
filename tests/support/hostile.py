"""What strangers write into an address, and send as what a component says: for each alone, and for whole pages."""

from hypothesis import strategies as some

NOTE = "asked for something that does not exist"
EMPTY = ("",)
# Of the right kind, but out of range or oddly written; a control for large numbers takes those that mean one.
NUMBERS = ("-3", "0", "1e3", "1,2", "0x10", "½", "７")
LARGE = ("0", "1e3", "７")
WORDS = (
    "x", "%00", "<script>alert(1)</script>", "'; DROP TABLE", "../../etc/passwd", "None", "null", "[]", "{}", "true",
    "\u202e7",
)  # fmt: skip
# No control is asked about these: the address drops them first.
DROPPED = ("1e999", "-inf", "nan", "9" * 10_000, "x" * 10_000)
HOSTILE = (*EMPTY, *NUMBERS, *WORDS, *DROPPED)
# What one reader of numbers takes and another does not, or what none expects: digits of other scripts, signs, blanks,
# what cannot be seen, separators doubled, the ends of what a float can be, and bytes that are no text.
TRAPS = (
    "1e400", "-1e400", "NaN", "-nan", "inf", "+Infinity", "1_000", "1_0", "1__0", "_1", "١٢", "２", "²", "½", "Ⅷ",
    "१०", "𝟙", "+5", "+-5", "-0", "-0.0", "- 5", "0x10", "0b1", "0o7", "1.0", "5.", ".5", "05", "1e0", "1E3", " 5",
    "5 ", "\t5\n", "\u00a05", "5\u2003", "5\0", "\0", "\x1b[1m", "\u202e5", "\u200b5", "\ufeff5", "5\u0301", "\ufffd",
    "--5", "1,,2", "1,2,", ",1", "1--2", "0.1-" * 10, "5;6", "1e-400", "4.9e-324", "1" * 290, "0." + "0" * 200 + "1",
    "True", "TRUE ", "ｔｒｕｅ", "bcdfß", "2000-01-01", "12:00", "0.30000000000000004", "-1e-5", str(2**53 + 1), "1e16",
    "1e19", "1e300", "1.7976931348623157e308", "a.", "aaaaaa..b", "a" + "_" * 200,
)  # fmt: skip
NO_TEXT = (b"\xff", b"5\xff", b"\xed\xa0\x80", b"\x00\x80")  # percent-encoded in an address, the third half a letter
REPEATED = (["1", "2"], ["1", "1"], ["", "1"], ["1", ""], ["nan", "1"], ["1"] * 99)
# What JSON can say and no component does, for most of them at least.
FORGED = (
    None, "x", "", "7", [], [1], {}, {"a": 1}, float("nan"), float("inf"), -1, 10**9, 10**30, 10**400, 1.5, [1] * 10,
    [-1, -1], [10, 10], [1.5, 2], [None, None], [[1], [2]], "\ud800", {"raw": "x"},
    {"raw": {"objects": [1, None, {"path": []}]}},
    {"z": [1, 2], "temperature": {}, "seq": "x"}, {"shares": [[1]] * 10, "serial": 1}, {"shares": "x", "serial": None},
)  # fmt: skip


def scribbles() -> some.SearchStrategy[str]:
    """Make up the value of a parameter: any text, any number, a trap, or several in a row between any separators."""
    number = (
        some.integers(-20, 1_100).map(str) | some.floats().map(str) | some.text("0123456789,.-+_eE naif", max_size=40)
    )
    one = some.sampled_from((*HOSTILE, *TRAPS)) | number | some.text(max_size=40)
    row = some.lists(some.sampled_from(TRAPS) | number, min_size=2, max_size=11)
    return one | some.sampled_from((",", "-", "_", ".", ",,", "--", ", ", "\0")).flatmap(lambda by: row.map(by.join))
