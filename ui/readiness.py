"""What whoever first asks for it would wait for, and a class with them: made ready while nobody asks."""

from ui import cached


def make_ready() -> None:
    """Reckon what all visitors share, where the data are there: each is kept, and costs nothing from then on.

    What is made ready also fills from the start the room that it will take, instead of letting memory grow for a while.

    Alone it takes a second and a half. Beside sixty visitors the first who asked what a model makes of letters waited
    four seconds, and those who acted meanwhile one or two.
    """
    # In their own time: with SciPy, they would hold up the server's start.
    from mnist_core.beyond_linear import stress
    from mnist_core.data import portraits, space
    from mnist_core.exam import not_digits

    dataset = cached.dataset_at_once()
    if dataset is None:
        return
    portraits.portraits(dataset.train)
    space.principal_axes(dataset.train)
    space.close_ones(dataset.train)
    for kind in ("letter", "shuffled"):
        not_digits.crowd(kind, 0.0, dataset.test)
    stress.make_ready(dataset.validation)
