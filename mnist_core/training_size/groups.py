"""How a sweep over training sizes is cut into groups of models that are trained side by side.

Small sets are trained in terms of their examples: from a zero start every weight is a weighted sum of
training images, W = Aᵀ X, so the logits need only the products of the images with each other. That is
the same arithmetic in another order, and for few examples much less of it. Larger sets are trained in
terms of their pixels, in one pass over the rows for all of them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# The largest size of a group. Models in terms of examples are padded to their group's largest, so these lie close;
# beyond 512 examples the pixels are fewer. What is trained in one group is ready together, small sizes first.
BY_EXAMPLES = (100, 300, 512)
BY_PIXELS = (6_000, 55_000)
# A step in terms of examples takes about as long as one in terms of pixels on so many rows (measured).
ROWS_WORTH = 300
TILE = 2_500  # rows at a time: half as many are as fast, twice as many leave the cache

Tile = tuple[int, int, int]


@dataclass(frozen=True)
class Group:
    """Models trained together.

    Attributes
    ----------
    first : the place of its smallest size in the sweep
    sizes : ascending
    by_examples : whether a coefficient for each example is learned, rather than a weight for each pixel
    """

    first: int
    sizes: tuple[int, ...]
    by_examples: bool

    @property
    def places(self) -> slice:
        """Which of the sweep's models these are."""
        return slice(self.first, self.first + len(self.sizes))

    @property
    def cost(self) -> int:
        """What a step costs, in rows gone through."""
        return ROWS_WORTH if self.by_examples else sum(self.sizes)


def cut(sizes: Sequence[int]) -> tuple[Group, ...]:
    """Cut ascending sizes into groups."""
    ends = [bisect_right(sizes, limit) for limit in (*BY_EXAMPLES, *BY_PIXELS)]
    return tuple(
        Group(start, tuple(sizes[start:end]), by_examples=sizes[end - 1] <= BY_EXAMPLES[-1])
        for start, end in pairwise([0, *ends])
        if start < end
    )


def tiles(sizes: Sequence[int]) -> tuple[Tile, ...]:
    """Split the rows where a size ends, and what is long once more: (start, end, how many models use them).

    The last rows first, since they serve only the largest model and every earlier row serves it too.
    """
    found: list[Tile] = []
    for place, (start, end) in enumerate(pairwise([0, *sizes])):
        parts = -(-(end - start) // TILE)
        edges = [start + (end - start) * part // parts for part in range(parts + 1)]
        found += [(*edge, len(sizes) - place) for edge in pairwise(edges)]
    return tuple(reversed(found))
