"""The badge of an animal in a colour: a head with two ears, drawn in that colour, with the animal's first letter."""

from html import escape

from mnist_core.classroom.members import ANIMALS, COLOURS, Member

# On light ground and on dark; the letter is in the ground's own colour.
HUES = {
    "red": ("#b3261e", "#ff8a80"),
    "orange": ("#a84a0c", "#ffab66"),
    "yellow": ("#7a6100", "#f2d34f"),
    "green": ("#1e7a34", "#6fd08c"),
    "blue": ("#1f5fb0", "#82b4ff"),
    "purple": ("#7a3fa3", "#cf9bef"),
    "brown": ("#6f4a2f", "#c9a183"),
    "grey": ("#5f6368", "#b4b9be"),
}
_LETTER = ("#fbfaf6", "#14171a")


def badge(member: Member, size: str = "2.2rem") -> str:
    """Draw a member's badge, as HTML of our own making; what it says stands beside it in words."""
    light, dark = HUES[COLOURS[member.colour]]
    hue, ground = f"light-dark({light}, {dark})", f"light-dark({_LETTER[0]}, {_LETTER[1]})"
    # Streamlit takes drawings in SVG out of HTML: three round boxes will do.
    ear = f"position: absolute; top: 0; width: 42%; height: 42%; border-radius: 50%; background: {hue}"
    head = (
        f"position: absolute; inset: 16% 6% 0; border-radius: 50%; background: {hue}; color: {ground}; display: grid; "
        f"place-items: center; font: 700 calc({size} * 0.5)/1 sans-serif"
    )
    first = escape(ANIMALS[member.animal][0].upper())
    return (
        f'<span aria-hidden="true" style="position: relative; display: inline-block; flex: none; width: {size}; '
        f'height: {size}"><span style="{ear}; left: 0"></span><span style="{ear}; right: 0"></span>'
        f'<span style="{head}">{first}</span></span>'
    )
