"""How errors are told."""


def one_line(message: object) -> str:
    """Write any message in one line."""
    return " ".join(str(message).split())
