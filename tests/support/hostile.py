"""What strangers write into an address: for the address alone, and for whole pages."""

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
