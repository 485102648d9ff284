"""The three toys of the lesson on gradient descent: each with what to notice, what to try, and its formula."""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.gradient_descent import curves, descent, landscape, plain, slow_motion
from mnist_core.gradient_descent.descent import Outcome
from mnist_core.softmax import plain as plain_softmax
from mnist_core.softmax import regression as softmax
from mnist_core.training.run import Snapshot, Status
from ui import anatomy
from ui.lessons.gradient_descent import landscape as landscape_views
from ui.lessons.gradient_descent import slow_motion as slow_motion_views
from ui.lessons.gradient_descent import views as descent_views
from ui.lessons.gradient_descent import words
from ui.words import term


def on_a_curve() -> None:
    """A ball on y = x² and three other curves."""
    controls, picture = st.columns([0.27, 0.73], gap="medium")
    with controls:
        path, rate = descent_views.descent()
    with picture:
        descent_views.show_descent(path, rate)
    on_parabola = path.curve is curves.PARABOLA
    anatomy.notice_and_try(
        [
            "The slope shrinks towards the minimum, and the steps shrink with it: nobody has to slow the ball down.",
            "Too small a learning rate crawls; too large a one overshoots, and then diverges. On y = x² the borders "
            "are 0.5 and 1.",
            "Elsewhere the borders are 1 and 2 divided by the curvature. The valley's steep walls dictate a rate that "
            "is slow along its flat floor.",
        ],
        [
            ("Reach the minimum of y = x² in a single step.", on_parabola and path.outcome is Outcome.HITS),
            ("Make it diverge on y = x².", on_parabola and path.outcome is Outcome.DIVERGES),
            ("Get to the bottom of the long valley within 30 steps.", descent_views.through_the_valley(path)),
            ("Of the two minima, end in the *higher* one, from the right.", descent_views.wrong_minimum(path)),
        ],
    )
    anatomy.formula_and_code(
        anatomy.Told(
            words.first_step(path, rate),
            "The rule, and the first step with its numbers. η is the learning rate.",
            (descent.descend, descent.name_step, descent.name_descent),
            plain=(plain.descend,),
        )
    )


def on_the_real_loss(dataset: Dataset) -> None:
    """The loss of 7,850 numbers, seen on the plane where a run's path lies."""
    controls, picture = st.columns([0.27, 0.73], gap="medium")
    with controls:
        rates, batch_size = landscape_views.chosen_rates()
    configs = [landscape_views.config(dataset, rate) for rate in rates]

    def draw(runs: list[Snapshot]) -> None:
        landscape_views.show_landscape(dataset, runs[1:], runs[0], batch_size)

    with picture:
        plane = landscape_views.config(dataset, landscape_views.PLANE_RATE)
        laid, *runs = landscape_views.follow_all([plane, *configs], draw)
    working = any(run.active for run in runs)
    with controls:
        if not laid.active:
            landscape_views.show_losses(runs)
    anatomy.notice_and_try(
        [
            "All paths begin at the same point, all zeros, and follow the same bent valley; the rate decides how far "
            f"300 steps take them. The loss is {term('convex')}: there is no second valley to get stuck in.",
            "At 2 the loss first shoots *up*: the steps leap across the valley, mostly in directions that this plane "
            "cannot show.",
            "A mini-batch is a cheap stand-in for all the data: a step costs a fraction of the work, and the path "
            "staggers around the full batch's. The smaller the batch, the farther it strays: that of a single digit "
            "leaves the map at rate 0.5. That is stochastic gradient descent.",
        ],
        [
            (
                "Find a learning rate at which the run is given up.",
                None if working else any(r.status is Status.DIVERGED for r in runs) and tuple(rates),
            ),
            ("Show only the rate that ends lowest.", None if working else landscape_views.only_the_best(runs)),
            ("See the path of a mini-batch of a single digit.", batch_size == 1),
        ],
    )
    anatomy.formula_and_code(
        anatomy.Told(
            r"\begin{gathered} Z(a, b) = Z_0 + a\,Z_1 + b\,Z_2 \\ L(a, b) = -\tfrac1n \textstyle\sum \log\,"
            r"\mathrm{softmax}(Z)_{y} \end{gathered}",
            "On a plane the evidence is linear in its two coordinates: three matrix products serve all 1,600 points.",
            (landscape.principal_plane, landscape.surface),
            plain=(plain_softmax.softmax, plain.loss_on_the_plane),
        )
    )


def one_step_slowly(dataset: Dataset) -> None:
    """One update of a run of mini-batches, with every stage kept."""
    controls, picture = st.columns([0.27, 0.73], gap="medium")
    with controls:
        config, after = slow_motion_views.chosen_step(dataset)
        own = slow_motion_views.chosen_digit(dataset)
        st.caption(words.OWN_STEP if own else words.THE_STEP)
    with picture:
        step = slow_motion_views.follow_step(dataset, config, after, own)
    here = own is None and slow_motion_views.is_there(step, config, after)
    anatomy.notice_and_try(
        [
            "p − y is all that the digits tell the weights: nothing for a share that is right, most where it is "
            "confidently wrong.",
            words.made_of_ink(step, alone=own is not None),
            words.ALONE
            if own
            else "A step is good for its own batch; for the next one it may be a step back. That is the noise in a "
            "mini-batch's path.",
        ],
        [
            (
                "Find a step that leaves one digit of its own batch *worse* off.",
                step.harms_one and (config, after) if here else None,
            ),
            (
                "Find a batch that is read so well that its loss is under 0.1.",
                step.loss < 0.1 and (config, after) if here else None,
            ),
        ],
    )
    anatomy.formula_and_code(
        anatomy.Told(
            words.update_with_numbers(step, config.learning_rate),
            "All 7,850 slopes come from one product: ink times p − y.",
            (slow_motion.take_step, softmax.softmax),
            plain=(plain_softmax.softmax, plain.one_step),
        )
    )
