"""The names that the package itself offers, and the README's notebook."""

import re
import subprocess
import sys

import numpy as np
import pytest

import mnist_core
from tests.support import ROOT

BARE = "import sys, mnist_core; assert not {'tensorflow', 'keras', 'pooch', 'PIL'} & set(sys.modules); "


def test_importing_it_loads_neither_tensorflow_nor_data():
    code = BARE + "print(*dir(mnist_core)); assert 'mnist_core.data.dataset' not in sys.modules"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == sorted(mnist_core.__all__)


@pytest.mark.parametrize("name", mnist_core.__all__)
def test_every_name_is_there_and_says_what_it_is_for(name):
    offered = getattr(mnist_core, name)
    assert callable(offered)
    assert len(offered.__doc__) > 40


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'tran'"):
        mnist_core.tran  # noqa: B018


def test_rooms_of_the_same_name_do_not_take_the_functions_places():
    import mnist_core.cross_entropy.predictions
    import mnist_core.softmax.account

    assert mnist_core.softmax(np.zeros(10)).tolist() == [0.1] * 10
    assert mnist_core.cross_entropy([3], np.zeros((1, 10))) == pytest.approx(np.log(10))


def test_training_here_is_training_as_the_app_does(sample):
    from mnist_core.training.config import TrainingConfig
    from mnist_core.training.step import train

    config = TrainingConfig(train_size=200, steps=30, test_size=200)
    model = mnist_core.train(config, sample)
    *_, last = train(config, sample)
    np.testing.assert_array_equal(model.weights, last.weights)
    np.testing.assert_array_equal(model.bias, last.bias)
    assert model.history.step[-1] == 30
    part = sample.test.intensities(slice(200))
    right = model.predict(part).argmax(axis=1) == sample.test.labels[:200]
    assert right.mean() == pytest.approx(model.history.test_accuracy[-1])


def test_the_notebook_of_the_readme_runs(tmp_path, sample):
    text = (ROOT / "README.md").read_text("utf-8")
    (code,) = re.findall(r"## In a notebook\n.*?```python\n(.*?)```", text, re.S)
    assert len(re.findall(r"^\S", code, re.M)) <= 10
    environment = {"PYTHONPATH": str(ROOT), "SEESOFTMAX_HOME": str(tmp_path), "SEESOFTMAX_OFFLINE": "1",
                   "KERAS_HOME": str(tmp_path), "PATH": "/usr/bin", "TF_CPP_MIN_LOG_LEVEL": "2"}  # fmt: skip
    found = subprocess.run([sys.executable, "-W", "error::FutureWarning", "-c", code], cwd=tmp_path, env=environment,
                           capture_output=True, text=True)  # fmt: skip
    assert found.returncode == 0, found.stderr
    accuracy, answer = found.stdout.split()
    assert float(accuracy) > 0.85
    assert answer in list("0123456789")
