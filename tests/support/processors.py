"""Run tests as on other processors: `python -m tests.support.processors [PATH …]` prints a table: kind, passed, failed.

What differs between processors is the order in which sums of floats are added up: by the kernels of OpenBLAS (NumPy,
SciPy), the vector widths of NumPy's own loops, oneDNN's and Eigen's kernels (TensorFlow), and how many threads share
the work. All four can be asked for by the environment, as far as this processor can do them.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

from numpy._core._multiarray_umath import __cpu_features__

from tests.support import ROOT

# The core's tests that calculate and are done within seconds; the others prove files, processes and words, or are slow.
CALCULATE = (
    *(f"tests/core/{room}" for room in ("softmax", "cross_entropy", "gradient_descent", "exam", "why")),
    *(f"tests/core/data/test_{name}.py" for name in ("mosaic", "portraits")),
    *(f"tests/core/drawing/test_{name}.py" for name in ("digits", "stages")),
    "tests/core/training_size/test_film.py",
    "tests/core/beyond_linear/test_stress.py",
    "tests/core/training/test_board.py",
    *(f"tests/core/training/test_training.py::Test{name}" for name in ("Advance", "Measure", "Divergence")),
)
# What of NumPy's this processor has and another may lack: it refuses to be without what it has not.
WIDE = [name for name in ("AVX512_ICL", "AVX512_SPR", "X86_V4", "X86_V3") if __cpu_features__.get(name)]
AVX2 = " ".join(name for name in WIDE if name != "X86_V3")
SSE = " ".join(WIDE)


@dataclass(frozen=True)
class Kind:
    """A kind of processor: its name, what stands in its environment, on how many cores it works, and what it needs."""

    name: str
    environment: dict[str, str]
    cores: int
    needs: str = ""  # a feature of this processor's, by NumPy's name: OpenBLAS does what it is told, and would crash


ALL_KINDS = (
    Kind(
        "SkylakeX: AVX-512, oneDNN",
        {"OPENBLAS_CORETYPE": "SkylakeX", "TF_ENABLE_ONEDNN_OPTS": "1", "ONEDNN_MAX_CPU_ISA": "AVX512_CORE"},
        2,
        "X86_V4",
    ),
    Kind(
        "Zen: AVX2, oneDNN",
        {
            "OPENBLAS_CORETYPE": "Zen",
            "TF_ENABLE_ONEDNN_OPTS": "1",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "NPY_DISABLE_CPU_FEATURES": AVX2,
        },
        2,
        "X86_V3",
    ),
    Kind(
        "Haswell: AVX2, oneDNN, one core",
        {"OPENBLAS_CORETYPE": "Haswell", "TF_ENABLE_ONEDNN_OPTS": "1", "NPY_DISABLE_CPU_FEATURES": AVX2},
        1,
        "X86_V3",
    ),
    Kind(
        "Nehalem: SSE, Eigen, one core",
        {"OPENBLAS_CORETYPE": "Nehalem", "TF_ENABLE_ONEDNN_OPTS": "0", "NPY_DISABLE_CPU_FEATURES": SSE},
        1,
    ),
)

KINDS = tuple(kind for kind in ALL_KINDS if not kind.needs or __cpu_features__.get(kind.needs))


def run(kind: Kind, paths: tuple[str, ...]) -> tuple[dict[str, int], str, float]:
    """Run tests as on this kind: how many passed, failed, …; all that pytest printed; the seconds it took."""
    cores = sorted(os.sched_getaffinity(0))[: kind.cores]
    environment = os.environ | kind.environment
    if paths == CALCULATE:
        environment.pop("SEESOFTMAX_REQUIRE_ALL", None)  # of these the quick ones
    began = time.monotonic()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-n0",
            "--ignore=tests/core/test_processors.py",
            *paths,
        ],
        cwd=ROOT,
        env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = done.stdout.strip().rpartition("\n")[2]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", last)}
    return counts, done.stdout, time.monotonic() - began


def main(paths: tuple[str, ...]) -> int:
    """Print the table, and what failed; return how many kinds had a failure."""
    bad = 0
    table = ["| processor | passed | failed | seconds |", "|---|---|---|---|"]
    for kind in KINDS:
        counts, printed, seconds = run(kind, paths or CALCULATE)
        failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
        if failed or not counts.get("passed"):
            bad += 1
            print(f"{kind.name}:\n{printed}", flush=True)
        table.append(f"| {kind.name} | {counts.get('passed', 0):,} | {failed} | {seconds:.0f} |")
    table += [f"| {kind.name} | not on this processor | | |" for kind in ALL_KINDS if kind not in KINDS]
    print("\n".join(table))
    return bad


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
