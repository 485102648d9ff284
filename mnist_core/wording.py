"""How messages are worded, on pages and in terminals."""


def one_line(message: object) -> str:
    """Write any message in one line."""
    return " ".join(str(message).split())


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: 1 step, 2,501 steps."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def a_digit(digit: int) -> str:
    """Write a digit with its article: a 7, an 8."""
    return f"{'an' if digit == 8 else 'a'} {digit}"
