"""Computing a thing once for everyone, even when thirty visitors ask for it in the same moment."""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")

# One classroom looks at one dataset; two leave room for the sample beside full MNIST.
KEPT = 2


class _Place:
    """Where a result will be, and who computes it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.filled = False
        self.result: Any = None


@overload
def once(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def once(*, size: int) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def once(function: Callable[..., Any] | None = None, *, size: int = KEPT) -> Callable[..., Any]:
    """Keep what a function returned for the last `size` arguments; whoever comes meanwhile waits instead of computing.

    The arguments must be hashable: parts of a dataset are, by identity. What
    is returned is shared, so arrays in it should be read-only. An error is not
    kept: whoever waited tries it in turn. A function must not call itself with
    the same arguments.
    """
    if function is None:
        return functools.partial(once, size=size)
    places: OrderedDict[Any, _Place] = OrderedDict()
    lock = threading.Lock()  # never held while computing: whoever asks for something else does not wait

    @functools.wraps(function)
    def shared(*args: Any, **kwargs: Any) -> Any:
        key = (args, tuple(sorted(kwargs.items())))
        with lock:
            place = places.setdefault(key, _Place())
            places.move_to_end(key)
            while len(places) > size:
                places.popitem(last=False)
        with place.lock:
            if not place.filled:
                place.result = function(*args, **kwargs)
                place.filled = True
            return place.result

    return shared
