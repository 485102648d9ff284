"""TensorFlow, then and now, shows the program's own lines; that these run is proved in tests/core/training."""

from mnist_core.training import program
from mnist_core.training.config import FULL_BATCH
from ui.lessons.training.then_and_now import IDEAS


def test_every_idea_of_the_tutorials_has_its_row():
    then = "\n".join(idea.then(FULL_BATCH) for idea in IDEAS)
    for word in ("input_data", "placeholder", "Session", "feed_dict", "Variable", "global_variables_initializer",
                 "GradientDescentOptimizer", "minimize", "reduction_indices", "tf.log", "(?, 10)"):  # fmt: skip
        assert word in then


def test_the_rows_show_every_line_of_the_program_once():
    shown = [name for idea in IDEAS for name in idea.lines]
    assert sorted(shown) == sorted(line.name for line in program.LINES if line.then)
    assert all(idea.then(FULL_BATCH) for idea in IDEAS)
