"""What is said of a class's own experiment, in markdown; no Streamlit, so that it can be tested alone."""

from collections.abc import Mapping

from mnist_core.classroom.experiment import Added, LeftOut, OnMnist, OnOurs, is_told_apart
from mnist_core.classroom.ours import Score
from mnist_core.wording import counted
from ui.words import hedged, percent

# Each button, and what it finds out.
BUTTONS = {
    "on_ours": "MNIST’s model on ours",
    "on_mnist": "Ours on MNIST",
    "added": "MNIST and ours",
    "left_out": "Leave one pupil out",
}
MEANINGS = {
    "on_ours": "How far does what was learned from strangers’ pens on paper carry over to our lines on a screen?",
    "on_mnist": "Can a class teach a machine, in minutes, to read strangers?",
    "added": "Do a few drawings of our own kind heal what many of another kind left wrong?",
    "left_out": "Does it read somebody whom it has never seen write?",
}


def marked(score: Score, digits: int = 1) -> str:
    """Write a score: how many of how many, and as a percentage."""
    return f"{score.right:,} of {score.count:,}, {percent(score.share, digits)}"


def between(score: Score) -> str:
    """Write a score's interval."""
    low, high = score.interval
    return f"{percent(low, 1)} to {percent(high, 1)}"


def on_ours(found: OnOurs) -> str:
    """Say what MNIST's model makes of ours."""
    read = [(score.share, digit) for digit, score in enumerate(found.by_digit) if score.count]
    worst = [str(digit) for share, digit in read if share == min(read)[0]]
    hardest = f"\n\nHardest: {', '.join(worst)}." if len(worst) < len(read) else ""
    return (
        f"Of our drawings it reads **{marked(found.all)}** as they are labelled. Plausible for more drawings like "
        f"these: {between(found.all)} (Wilson’s 95&nbsp;% interval; it takes each drawing for a hand of its own)."
        f"{hardest}"
    )


def on_mnist(found: OnMnist) -> str:
    """Say what a model of ours makes of MNIST's test digits."""
    lacking = f" Of {counted(10 - found.digits, 'digit')} it has seen none of ours." if found.digits < 10 else ""
    return (
        f"Trained on our {counted(found.trained_on, 'drawing')} alone, it reads **{marked(found.ours, 2)}**, of "
        f"MNIST’s test digits.{lacking}\n\nTrained on as many of MNIST’s own train digits: {marked(found.mnist, 2)}. "
        f"{_compared(found)}"
    )


def _compared(found: OnMnist) -> str:
    more = found.mnist.right - found.ours.right
    if not more:
        return "That is as many."
    return f"That is {counted(abs(more), 'digit')} {'more' if more > 0 else 'fewer'}."


def added(found: Added) -> str:
    """Say what ours add to MNIST's."""
    change = found.added.right - found.without.right
    less = f"{counted(abs(change), 'drawing')} {'more' if change > 0 else 'fewer'}" if change else "as many"
    return (
        f"With MNIST’s first {found.base} train digits alone: {marked(found.without)}, of our drawings. With those and "
        f"ours: **{marked(found.added)}**, {less}: {found.gained} became right, {found.lost} became wrong. "
        f"{_told_apart(found.gained, found.lost)}\n\nNo drawing is read by a model that has seen its pupil write: the "
        f"pupils are in {found.folds} groups, and each group is read with only the others’ drawings added."
    )


def left_out(found: LeftOut) -> str:
    """Say how pupils are read whom the model has never seen write, and what a random split says instead."""
    shares = [each.share for each in found.each]
    fewer = found.split.right - found.everyone.right
    return (
        f"Each of {counted(len(found.pupils), 'pupil')} read by a model of all others: **{marked(found.everyone)}**. "
        f"By pupil: mean {percent(found.mean, 1)}, standard deviation {100 * found.spread:.1f} points, from "
        f"{percent(min(shares), 1)} to {percent(max(shares), 1)}.\n\nThe same drawings, as many of each digit left out "
        f"each time but whoever drew them: {marked(found.split)}. {_why(fewer, found)}"
    )


def _why(fewer: int, found: LeftOut) -> str:
    told = is_told_apart(found.gained, found.lost)
    if fewer > 0:
        because = (
            f"Leaving pupils out costs {counted(fewer, 'drawing')}: in a random split the model has seen more by the "
            "same hand, and one’s own 7s are more alike than anybody else’s. Only the lower number says how it "
            "reads someone new."
        )
        return because if told else f"{because} {_told_apart(found.gained, found.lost)}"
    as_well = "just as well" if not fewer else f"better, by {counted(-fewer, 'drawing')}"
    return (
        f"Here it reads pupils who are left out {as_well}. Most often that is harder, since one’s own 7s are more "
        "alike than anybody else’s: it takes several drawings of a digit by each pupil to see it."
    )


def _told_apart(gained: int, lost: int) -> str:
    """Say whether a difference is more than chance, by what only one of two models has right."""
    if is_told_apart(gained, lost):
        return "That is more than chance would do (McNemar, 95&nbsp;%)."
    return "That is no more than chance might do (McNemar, 95&nbsp;%)."


def table(found: OnOurs) -> str:
    """Write the scores by label with their intervals, as a table."""
    rows = [
        f"| {digit} | {score.right} of {score.count} | {percent(score.share, 1)} | {between(score)} |"
        if score.count else f"| {digit} | none drawn | – | – |"
        for digit, score in enumerate(found.by_digit)
    ]  # fmt: skip
    head = ["| Label | Read rightly | Accuracy | Plausible, 95&nbsp;% |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def by_pupil(found: LeftOut, names: Mapping[int, str]) -> str:
    """Write how each pupil is read who was left out, the hardest to read first, as a table."""
    rows = sorted(zip(found.pupils, found.each, strict=True), key=lambda row: (row[1].share, row[0]))
    head = ["| Left out | Read rightly | Accuracy |", "|---|---|---|"]
    return "\n".join(
        [*head, *(f"| {names.get(pupil, 'a pupil who has left')} | {score.right} of {score.count} | "
                  f"{percent(score.share, 1)} |" for pupil, score in rows)]
    )  # fmt: skip


def lacks(which: str, drawings: int, pupils: int) -> str:
    """Say what a button waits for; "" where it can be pressed."""
    if not drawings:
        return "It takes a drawing on the wall."
    if which in ("added", "left_out") and pupils < 2:
        return "It takes drawings by two pupils: no drawing is read by a model that has seen its pupil write."
    return ""


def chart_of(what: str, scores: Mapping[str, Score]) -> str:
    """Say what a chart of scores shows, to those who cannot see it."""
    return f"{what}. " + ", ".join(f"{name}: {score.right} of {score.count}" for name, score in scores.items())


# What the percentage of each is of.
OF = {
    "on_ours": "of our drawings",
    "on_mnist": "of MNIST’s test digits",
    "added": "of our drawings, with ours added",
    "left_out": "of our drawings, by pupils left out",
}


def figure_of(which: str, score: Score) -> str:
    """Write a score's percentage, and what it is of, to be shown large."""
    return f"{hedged(score.share)} {OF[which]}"
