"""A state that tells a model a class that it does not know: another is taken, and a sentence says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from playground.core.cards import LabelCondition, Unconditional
from playground.core.recipe import change
from playground.paradigms.gan_images.card import Gan
from playground.ui.tabs import consistency, diffusion, flow
from tests.support.linear_gan import gan_card
from tests.support.pixel_flow import pixel_card
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.gan.images_bench import ImagesBench as GanBench
from tests.ui.tabs.nflow.bench_images import ImagesBench as NflowBench

pytestmark = pytest.mark.qt

FAR = 500
MAKE: dict[str, Callable[[], StageBench]] = {
    "gan": lambda: GanBench(gan_card("fashion-gan")),
    "diffusion": lambda: StageBench(diffusion.TAB),
    "flow": lambda: StageBench(flow.TAB),
    "consistency": lambda: StageBench(consistency.TAB),
    "nflow": lambda: NflowBench(pixel_card()),
}
FEW: dict[str, dict[str, Any]] = {
    "gan": {"panel": "sample", "sample.count": 3},
    "diffusion": {"panel": "denoise", "steps": 3, "samples.count": 2},
    "flow": {"panel": "denoise", "steps": 3, "samples.count": 2},
    "consistency": {"panel": "denoise", "steps": 2, "samples.count": 2},
    "nflow": {"panel": "sample", "sample.count": 3},
}
"""By the names of the tabs, a panel whose pictures are told a label."""


def shown(bench: StageBench, qtbot: QtBot) -> None:
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()


def of_session(bench: StageBench, **images: Any) -> Any:
    """The state of a session that ended at the Images stage."""
    state = bench.tab.store.state
    return change(state, stage="images", images=state.images.with_values(**images))


@pytest.fixture(params=MAKE)
def bench(request: pytest.FixtureRequest, qtbot: QtBot) -> Any:
    made = MAKE[request.param]()
    qtbot.addWidget(made.tab)
    yield made
    made.link.close()


def test_a_session_with_a_label_that_its_model_lacks_is_drawn(bench: StageBench, qtbot: QtBot) -> None:
    """It comes back before the stage is made."""
    unknown = dict.fromkeys(bench.images.conditions, FAR)
    bench.tab.restore(of_session(bench, **FEW[bench.tab.name], **unknown))
    shown(bench, qtbot)
    labels = {bench.images.value(name) for name in unknown}
    assert max(labels) <= 10 and not bench.stage.is_unavailable
    feed = bench.scene.feeds["sample" if "sample" in bench.scene.feeds else "samples"]
    assert feed.settled is not None and feed.settled.recipe.label in labels and not feed.stale
    (said,) = bench.reports
    taken = "no label" if 10 in labels else "Ankle boot"
    assert said == f"{bench.scene.card.title} does not know the label {FAR}; “{taken}” is taken instead."
    assert bench.undo.count() == 0


def test_a_state_or_recipe_of_somebody_is_drawn_too_and_undone(bench: StageBench, qtbot: QtBot) -> None:
    bench.tab.restore(of_session(bench, **FEW[bench.tab.name]))
    shown(bench, qtbot)
    before = bench.tab.store.state
    view = "sample" if "sample" in bench.scene.feeds else "samples"
    recipe = change(bench.scene.recipe(view), label=FAR, seed=3)
    whole = of_session(bench, seed=3, **dict.fromkeys(bench.images.conditions, FAR))
    for given in (recipe, whole):
        bench.reports.clear()
        assert bench.tab.accept(given)
        bench.settle()
        assert len(bench.reports) == 1 and f"does not know the label {FAR}" in bench.reports[0]
        settled = bench.scene.feeds[view].settled
        assert settled is not None and settled.recipe == bench.scene.recipe(view)
        assert settled.recipe.seed == 3 and settled.recipe.label <= 10
        bench.undo.undo()
        bench.settle()
        assert bench.tab.store.state == before


def test_a_label_that_is_known_is_left_alone(bench: StageBench, qtbot: QtBot) -> None:
    known = dict.fromkeys(bench.images.conditions, 3)
    bench.tab.restore(of_session(bench, **FEW[bench.tab.name], **known))
    shown(bench, qtbot)
    assert bench.reports == [] and {name: bench.images.value(name) for name in known} == known


def test_a_session_whose_model_is_gone_opens_on_another_before_the_stage_is_made(
    bench: StageBench, qtbot: QtBot
) -> None:
    bench.tab.restore(of_session(bench, **FEW[bench.tab.name], model="gone"))
    shown(bench, qtbot)
    title = bench.scene.card.title
    assert bench.images.model == bench.scene.card.name and not bench.stage.is_unavailable
    assert bench.reports == [f"The model “gone” was not found; {title} is shown instead."]


@pytest.mark.parametrize(
    ("condition", "labels", "said"),
    [
        (LabelCondition(classes=3), 2, "does not know the label 8; “Pullover” is taken instead."),
        (LabelCondition(classes=3), 5, "does not know the labels 8 and 5; “Pullover” is taken instead."),
        (Unconditional(), 0, "is told no classes, so the label 8 is left out."),
        (Unconditional(), 5, "is told no classes, so the labels 8 and 5 are left out."),
    ],
)
def test_what_a_model_has_become_under_its_name_is_told_what_it_knows(
    qtbot: QtBot, condition: Any, labels: int, said: str
) -> None:
    card = gan_card("fashion-gan")
    bench = GanBench(card)
    qtbot.addWidget(bench.tab)
    told = {"label": 8, "sample.label": labels}
    bench.tab.restore(of_session(bench, **FEW["gan"], **told))
    shown(bench, qtbot)
    gan = Gan.of(card)
    assert gan is not None
    weights = next(file for file in card.files if file.path == card.weights)
    other = replace(
        card,
        tables=(replace(gan, condition=condition),),
        files=(replace(weights, sha256="f" * 64),),
    )
    bench.scene.take_models((other,))
    assert bench.images.point.label <= 2
    assert bench.reports == [f"{card.title} {said}"]
    bench.link.close()
