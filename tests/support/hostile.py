"""What strangers write into an address, and send as what a component says: for each alone, and for whole pages."""

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
# What JSON can say and no component does, for most of them at least.
FORGED = (
    None, "x", "", "7", [], [1], {}, {"a": 1}, float("nan"), float("inf"), -1, 10**9, 10**30, 10**400, 1.5, [1] * 10,
    [-1, -1], [10, 10], [1.5, 2], [None, None], [[1], [2]], "\ud800", {"raw": "x"},
    {"raw": {"objects": [1, None, {"path": []}]}},
    {"z": [1, 2], "temperature": {}, "seq": "x"}, {"shares": [[1]] * 10, "serial": 1}, {"shares": "x", "serial": None},
)  # fmt: skip
