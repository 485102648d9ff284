"""Pages run by Streamlit's AppTest, on the data that are at hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.hyperparameters import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.loader import default_loader
from mnist_core.runs import Snapshot, default_registry

ROOT = Path(__file__).parents[2]
SECONDS = 120


@pytest.fixture(scope="session")
def dataset(home):
    """What the pages run on: full MNIST where MNIST_PATH names it, else the sample."""
    return default_loader().get()


@pytest.fixture(scope="session")
def train(dataset) -> Callable[[TrainingConfig], Snapshot]:
    """Train to the end by the pages' own registry."""

    def train(config: TrainingConfig) -> Snapshot:
        default_registry().start(config, "a test")
        return default_registry().wait(config, SECONDS)

    return train


@pytest.fixture(scope="session")
def full_batch(train, dataset) -> Snapshot:
    return train(FULL_BATCH.within(dataset))


@pytest.fixture(scope="session")
def mini_batch(train, dataset) -> Snapshot:
    return train(MINI_BATCH.within(dataset))


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Open a page as a deep link with the query does; None is the home page."""

    def open_page(file: str | None = None, **query: object) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=SECONDS)
        if file:
            app.switch_page(file)
        for name, value in query.items():
            app.query_params[name] = value if isinstance(value, list) else str(value)
        return app.run()

    return open_page


def component(app: AppTest, name: str) -> dict[str, Any]:
    """What the page gives to the one component of this name."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.component_name.endswith(name)]
    return json.loads(found.proto.json)


def chart(app: AppTest, place: int) -> dict[str, Any]:
    """The options of the page's ECharts chart at this place."""
    return json.loads(app.get("echarts_chart")[place].proto.spec)


def said(app: AppTest) -> str:
    """All markdown, captions and text of the page."""
    return "\n".join(each.value for kind in ("markdown", "caption", "text") for each in app.get(kind))


def press(app: AppTest, label: str) -> Any:
    """Press the one button of this label; to be run."""
    (found,) = [button for button in app.button if button.label == label]
    return found.click()
