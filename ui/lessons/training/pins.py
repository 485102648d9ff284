"""The runs that a visitor has pinned: in the address, so that they survive a reload and travel with a link."""

from collections.abc import Iterable

from mnist_core.data.dataset import Dataset
from mnist_core.training.comparison import decode, encode
from mnist_core.training.config import TrainingConfig
from ui import address, state
from ui.lessons.training import knobs

NAME = "pin"  # once for each run
MOST = 50  # keeps the address within what browsers and proxies take
_KEPT = "_pins"


def read(dataset: Dataset) -> list[TrainingConfig]:
    """The pinned runs in the order of pinning: the address's, or those of before where a page link has dropped them."""
    codes = dict.fromkeys(address.values(NAME) or state.get(_KEPT, []))
    read = [config for code in codes if (config := decode(code, dataset)) is not None]
    found = [config for config in read if knobs.can_be_set(config)][:MOST]
    _write(found)
    return found


def pin(configs: Iterable[TrainingConfig]) -> None:
    """Pin runs beside those that are pinned; to be a callback."""
    _put([*address.values(NAME), *map(encode, configs)])


def unpin(config: TrainingConfig) -> None:
    """Let one run go; to be a callback."""
    _put([code for code in address.values(NAME) if code != encode(config)])


def clear() -> None:
    """Let all runs go; to be a callback."""
    _put([])


def _write(configs: list[TrainingConfig]) -> None:
    _put([encode(config) for config in configs])


def _put(codes: list[str]) -> None:
    codes = list(dict.fromkeys(codes))[:MOST]
    state.put(**{_KEPT: codes})
    if codes != address.values(NAME):
        address.write(NAME, codes)
