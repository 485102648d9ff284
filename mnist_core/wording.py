"""How messages are worded, on pages and in terminals."""


def one_line(message: object) -> str:
    """Write any message in one line."""
    return " ".join(str(message).split())


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: 1 step, 2,501 steps."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
