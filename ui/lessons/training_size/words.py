"""What the lesson on the training size says, with its numbers; no Streamlit, so that it can be tested alone."""

from mnist_core.training_size.frames import Frames, plateau
from mnist_core.training_size.sweep import Sweep
from mnist_core.work.work import Job, Status
from ui import words

WITHIN = 0.01

Spread = tuple[int, float, int, float]


def about(sweep: Sweep, seconds: float) -> str:
    """Say what is trained, and how long that takes."""
    return f"{len(sweep.sizes)} models, {sweep.steps:,} steps each: about {words.duration(max(1.0, seconds))}."


def status(sweep: Sweep, job: Job, ready: int) -> str:
    """Say how far a sweep is, in one line of markdown."""
    count = f"**{ready}** of {len(sweep.sizes)} models ready"
    if job.status is Status.FINISHED:
        spent = "known already" if job.known else f"trained in {_unbroken(job.seconds)}"
        return f"All **{len(sweep.sizes)}** models ready · {spent}"
    if job.status is Status.WAITING and not job.done:
        return f"{count} · getting a worker ready"
    if job.active and job.seconds_left is not None:
        return f"{count} · {_unbroken(job.seconds_left)} left"
    return count


def _unbroken(seconds: float) -> str:
    return words.duration(seconds).replace(" ", "&nbsp;")


def luck(sets: int, wanted: int, spread: Spread | None) -> str:
    """Say how far accuracies differ by which examples were drawn; `spread`: two sizes, each with its range.

    The sets of examples are the first ones of the file, and draws.
    """
    if spread is None or sets < wanted:
        return f"{sets} of {wanted} sets of examples trained."
    small, wide, large, narrow = spread
    beyond = f", by {100 * narrow:.1f} at {large:,}" if large > small else ""
    return (
        f"Over {sets - 1} draws and the file's order, the accuracy differs by {100 * wide:.0f} points at {small}&nbsp;"
        f"examples{beyond}."
    )


def notices(frames: Frames, complete: bool, told: bool) -> list[str]:
    """What to notice; the measured plateau once all models are ready, and nothing of a curve still to be guessed."""
    found = [
        "At n = 1 the picture *is* the one example, in red; the other nine show it in blue: ink that speaks against "
        "them. Up to ten you can name every stroke's owner.",
        "From 100 on single examples fade; what the digits of a class share stays, and what tells it apart.",
    ]
    if not told:
        return [*found, "How the accuracy grows is told here once you have guessed its curve."]
    found.append(
        "The train accuracy begins at 100&nbsp;% and falls, the accuracy on digits that it has not seen climbs to "
        "meet it: few examples can be learned by heart, many cannot."
    )
    if complete and len(frames) > 12:
        found.append(data_stops_helping(frames))
    return found


def data_stops_helping(frames: Frames) -> str:
    """The plateau in numbers: where the accuracy is within a point of its best, and what the last examples brought."""
    bend = plateau(frames.sizes, frames.accuracy, WITHIN)
    last, best = frames.sizes[-1], float(frames.accuracy[-1])
    place = max(k for k, size in enumerate(frames.sizes) if size <= last // 5)
    gain = best - float(frames.accuracy[place])
    few = frames.sizes[place]
    numbers = f"From {few:,} to {last:,} examples the {frames.part} accuracy gains {100 * gain:.1f} points"
    if gain > WITHIN:
        return f"{numbers}: it is still rising, but every doubling brings less."
    return (
        f"From n = {bend:,} on it stays within a point of its best. {numbers}: ten straight cuts through pixel space "
        "can do no more, however many examples they see."
    )


def scale(shared: bool) -> str:
    """Say what the colours mean."""
    if shared:
        return "Colours: one scale for all n, so that faint means small weights."
    return "Colours: each n its own scale, full at its largest weights."


def formula(frames: Frames, place: int, told: bool) -> str:
    """A model's weights as a sum of its examples, with an accuracy unless that is to be guessed, in LaTeX."""
    size = frames.sizes[place]
    accuracy = f"{frames.accuracy[place]:.4f}" if told else r"\text{?}"
    return (
        r"\begin{gathered} W_n = \sum_{i=1}^{n} x_i\,a_i^\top, \qquad "
        r"a_i \leftarrow a_i - \tfrac{\eta}{n}\,(p_i - y_i) \\ "
        rf"\mathrm{{accuracy}}(W_{{{words.grouped(size)}}}) = {accuracy} \end{{gathered}}"
    )
