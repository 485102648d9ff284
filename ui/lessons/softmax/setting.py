"""What is set in the softmax lesson: read from the address or from the browser, checked, and written back."""

from dataclasses import dataclass
from typing import Any

from ui import address, state

FEWEST, MOST = 2, 10
LARGEST = 30.0
COLDEST, HOTTEST = 0.1, 100.0
FARTHEST = 10.0  # what may be added to all classes


@dataclass(frozen=True)
class Setting:
    """What is set in the toy; all of it is in the address."""

    evidence: tuple[float, ...] = (0.1, 0.005, 2.0)
    temperature: float = 1.0
    constant: float = 0.0
    raised: int | None = None  # the class that was given one more unit last


DEFAULT = Setting()
PRESETS = {
    "Four zeros": (0.0, 0.0, 0.0, 0.0),
    "0.1, 0.005, 2": DEFAULT.evidence,
    "A confident seven": (0.6, -8.13, 0.68, 4.2, -3.24, -0.13, -6.92, 10.27, -0.39, 3.07),
    "A tie": (-3.0, -4.0, -1.0, 0.2, 3.1, -0.5, -2.0, 0.9, 0.4, 3.1),
    "Two classes": (1.5, 0.0),
}
DRAWN, CHOSEN = "The digit I drew", "The digit I chose"
# The model that gave a preset's evidence.
WHOSE = {
    "A confident seven": "Test digit 0 by the mini-batch recipe, after step 1,000.",
    **dict.fromkeys((DRAWN, CHOSEN), "By the mini-batch recipe, as far as it is trained."),
}
# The toy's own names in the address, which no widget is bound to.
BY_HAND = ("z", "temperature", "add", "raised")


def read_numbers(text: str, low: float, high: float) -> tuple[float, ...] | None:
    """Read numbers with commas between them, each from `low` to `high`; None for anything else."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        return None
    return numbers if all(low <= number <= high for number in numbers) else None


def read_setting(asked: dict[str, str]) -> tuple[Setting, list[str]]:
    """Read what an address or the browser asks for; what makes no sense gives the default, and its name is told."""
    found: dict[str, Any] = {}
    z = read_numbers(asked.get("z", ""), -LARGEST, LARGEST)
    if z is not None and FEWEST <= len(z) <= MOST:
        found["z"] = tuple(round(number, 3) for number in z)
    for name, low, high in (("temperature", COLDEST, HOTTEST), ("add", -FARTHEST, FARTHEST)):
        numbers = read_numbers(asked.get(name, ""), low, high)
        if numbers is not None and len(numbers) == 1:
            found[name] = numbers[0]
    classes = len(found.get("z", DEFAULT.evidence))
    if asked.get("raised", "") in [str(k) for k in range(classes)]:
        found["raised"] = int(asked["raised"])
    setting = Setting(
        found.get("z", DEFAULT.evidence), found.get("temperature", 1.0), found.get("add", 0.0), found.get("raised")
    )
    return setting, [name for name in asked if name not in found]


def setting() -> Setting:
    """What the address says is set; what is wrong in it is taken out."""
    state.put(_shares_anew=False)  # here, since a run that is cut short may never come to the bars
    asked = {name: values for name in BY_HAND if (values := address.values(name))}
    found, wrong = read_setting({name: values[0] if len(values) == 1 else "" for name, values in asked.items()})
    for name in wrong:
        address.refuse(name)
    return found


def put(wanted: Setting) -> None:
    """Write what is set to the address; defaults are left out."""
    written = {
        "z": ",".join(f"{number:g}" for number in wanted.evidence) if wanted.evidence != DEFAULT.evidence else "",
        "temperature": f"{wanted.temperature:g}" if wanted.temperature != 1 else "",
        "add": f"{wanted.constant:g}" if wanted.constant else "",
        "raised": "" if wanted.raised is None else str(wanted.raised),
    }
    for name, text in written.items():
        address.write(name, text)


@dataclass(frozen=True)
class Commit:
    """What the browser has come to rest at, where it makes sense, and the number that it has given to that."""

    setting: Setting | None
    number: int | None


def read_commit(sent: object) -> Commit | None:
    """Check what came from the browser as strictly as an address."""
    if not isinstance(sent, dict):
        return None
    numbers, number = sent.get("z"), sent.get("seq")
    written = {
        "z": ",".join(map(str, numbers)) if isinstance(numbers, list) else "",
        "temperature": str(sent.get("temperature")),
        "add": str(sent.get("add")),
        "raised": str(sent.get("raised")),
    }
    found, wrong = read_setting(written)
    return Commit(found if set(wrong) <= {"raised"} else None, number if type(number) is int else None)


def take_over(commit: Commit) -> None:
    """Write what the browser has come to rest at to the address, unless the bars have been started anew meanwhile."""
    if commit.number is not None:
        state.put(_shares_seq=commit.number)
    if commit.setting is not None and not state.get("_shares_anew", False):
        put(commit.setting)


def start_anew(wanted: Setting) -> None:
    """Write what the bars are to start from, whatever they tell in the same run: that was before it was pressed."""
    put(wanted)
    state.put(_shares_anew=True)
