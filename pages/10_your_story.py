"""The ending: what happened, from pixels to an answer, on one page to print."""

from mnist_core.training.run import Snapshot
from ui import live, page, questions
from ui.lessons.story import views as story_views

dataset = page.open_ending(
    "Your story: how a row of numbers became an answer",
    "All nine lessons on one page, told with the digit that you chose and the model that you opened or trained last; "
    "without either, with the mini-batch recipe.",
)
config, name = story_views.whose_run(dataset)


def tell(run: Snapshot) -> None:
    """The story with the run as it is now."""
    story_views.tell(run, name, dataset)


live.follow(lambda: live.look(config), tell)
story_views.printing()
questions.offer(dataset)
page.close_ending()
