"""What every test may ask for: full MNIST, or a clear skip that CI turns into a failure."""

import gc
import os
import re
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, and that is no finding.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# As quiet as in the app, whichever test of a process imports TensorFlow first.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# Several lanes of tests with a server each are more than the cores can do: who gave way would never have a turn.
os.environ.setdefault("SEESOFTMAX_NICE", "0")

REQUIRE_ALL = os.environ.get("SEESOFTMAX_REQUIRE_ALL") == "1"
EVERYTHING = os.environ.get("SEESOFTMAX_EVERYTHING") == "1"


def skip(reason: str) -> None:
    """Skip a test for want of something; where everything is required, fail it instead."""
    if REQUIRE_ALL:
        pytest.fail(f"SEESOFTMAX_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory):
    """Keep every file that the app writes in a folder of the test run's own."""
    folder = tmp_path_factory.mktemp("home")
    os.environ["SEESOFTMAX_HOME"] = str(folder)
    os.environ["SEESOFTMAX_OFFLINE"] = "1"
    return folder


@pytest.fixture(scope="session")
def mnist_path() -> Path:
    """The full MNIST archive that MNIST_PATH names."""
    path = os.environ.get("MNIST_PATH")
    if not path or not Path(path).exists():
        skip(f"MNIST_PATH ({path!r}) names no MNIST file")
    return Path(path)


@pytest.fixture(scope="session")
def mnist(mnist_path):
    """Full MNIST, verified."""
    from mnist_core.data.dataset import load_dataset

    dataset = load_dataset()
    assert not dataset.is_sample
    return dataset


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The bundled digits, also where there is full MNIST."""
    from mnist_core.data.dataset import load_dataset

    nowhere = str(tmp_path_factory.mktemp("nowhere"))
    with pytest.MonkeyPatch.context() as bare:
        for name in ("MNIST_PATH", "KERAS_HOME", "SEESOFTMAX_HOME"):
            bare.setenv(name, f"{nowhere}/{name}")
        dataset = load_dataset(download=False)
    assert dataset.is_sample
    return dataset


@pytest.fixture
def nobody_leaves(monkeypatch):
    """Stop the clock by which a visitor who has not looked again counts as gone: this machine may be busy."""
    now = time.monotonic()
    monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: now))


@pytest.fixture(scope="session")
def chromium() -> str:
    """A Chromium to drive."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        skip("there is no Chromium on the PATH (and CHROMIUM names none)")
    return str(path)


def pytest_sessionstart():
    # Thousands of script runs make much garbage: what is imported by then need not be walked each time it is collected.
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers(config):
    """Run the whole suite in three lanes, since browsers are waited for; a part of it that is named in this process."""
    return 3 if config.args_source is config.ArgsSource.TESTPATHS else 0


# Files of the browser's that are about runs at work: about half of what needs a server on MNIST.
OF_RUNS = re.compile(r"test_(ending|thirty_visitors|traffic|training\w*|walk|way_back|why)\.py$")


def pytest_xdist_make_scheduler(config, log):
    """Put what needs a browser or a server on MNIST in two lanes; the third takes those on the sample, then the rest.

    Not by xdist's groups: pytest 9.2 no longer reads the names that xdist 3.8 gives them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Lanes(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0]
            if not file.startswith("tests/browser/"):
                return file
            # The servers of the two kinds of data have nothing in common, so the third lane begins with the sample's.
            if re.search(r"[\[-]sample[-\]]", nodeid):
                return "browser, on the sample"
            return "browser, runs" if OF_RUNS.search(file) else "browser"

    config.option.loadscopereorder = False  # the browser's lanes come first: they take longest
    return Lanes(config, log)


def pytest_collection_modifyitems(items):
    """Leave the slow tests to CI, and the long ones to `.ci/run --everything`."""
    for item in items:
        if item.get_closest_marker("long"):
            if not EVERYTHING:
                item.add_marker(pytest.mark.skip(reason="long: .ci/run --everything runs it"))
        elif item.get_closest_marker("slow") and not REQUIRE_ALL:
            item.add_marker(pytest.mark.skip(reason="slow: set SEESOFTMAX_REQUIRE_ALL=1 to run it"))
