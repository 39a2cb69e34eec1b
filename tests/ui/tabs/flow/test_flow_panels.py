"""Lines and paths, reflow, solvers, likelihood: what they draw of their runs, and when they ask for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.core.cards import EXACT, Card, Network, labelled
from playground.core.progress import unwatched
from playground.core.words import number
from playground.engine.inprocess import final
from playground.export.metadata import read_recipe
from playground.gaussian import samplers
from playground.paradigms import flow
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.solvers import apart
from playground.ui.plots.picture_matrix import Spot
from tests.support.garment_denoiser import FLOW, garment_card
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


def test_lines_and_paths_are_those_of_the_run(bench: StageBench) -> None:
    panel = bench.panel("lines")
    frame = final(bench.scene.recipe("lines"), bench.world)
    np.testing.assert_array_equal(panel.plot.curves, frame.arrays["curves"])
    np.testing.assert_array_equal(panel.plot.lines, frame.arrays["lines"])
    straightness, travelled = (float(frame.scalars[name]) for name in ("straightness", "travelled"))
    assert f"{straightness:.3f}" in panel.numbers.text()
    assert f"{straightness / travelled:.1%}" in panel.numbers.text()
    for column, name in enumerate(("starts", "data", "ends")):
        np.testing.assert_array_equal(panel.matrix.picture_at(Spot(2, column, 0)), frame.arrays[name][2])


def test_a_pair_is_lit_in_plane_and_pictures(bench: StageBench) -> None:
    panel = bench.panel("lines")
    panel.matrix.hovered.emit(Spot(1, 2, 0))
    assert panel.plot.item.lit == 1
    x, y = map(float, panel.plot.lines[3, 0])
    panel.plot.hovered.emit(QPointF(x, y), 1e-6)
    assert panel.plot.item.lit == 3 and panel.matrix._lit == (3, None)


def test_lines_need_a_straight_path_and_say_so(bench: StageBench) -> None:
    panel = bench.panel("lines")
    bench.forget()
    bench.scene.choose_model(bench.scene.cards["fashion-ddpm"])
    bench.settle()
    assert bench.asked("lines") == []
    assert "straight" in panel.why.text() and not panel.why.isHidden()
    bench.undo.undo()
    bench.settle()
    assert panel.why.isHidden()


def test_reflow_shows_both_models_at_every_number_of_steps(bench: StageBench) -> None:
    panel = bench.panel("reflow")
    assert panel.matrix.shape == (2, 3, 3)
    assert [heading.title for heading in panel.matrix.rows] == ["before", "after"]
    frame = final(bench.scene.recipe("reflow"), bench.world)
    np.testing.assert_array_equal(panel.matrix._images, frame.arrays["images"])
    bench.scene.edit("other steps", **{"reflow.steps": (1, 8)})
    bench.settle()
    assert panel.matrix.shape == (2, 2, 3)


def test_reflow_offers_what_learned_from_the_model(bench: StageBench) -> None:
    panel = bench.panel("reflow")
    assert [panel.box.itemData(index) for index in range(panel.box.count())] == ["fashion-reflow"]
    bench.scene.edit("lost", **{"reflow.reflow": "nowhere"})
    bench.settle()
    assert "nowhere" in panel.why.text()
    panel.box.setCurrentIndex(0)
    panel.box.activated.emit(0)
    assert bench.images.reflow.reflow == "fashion-reflow" and panel.why.isHidden()


def test_the_model_by_heart_has_no_reflow(bench: StageBench) -> None:
    """What another model was reflowed from is not what stands before the reflow."""
    heart = replace(garment_card("exact-flow", FLOW, "Garments by heart"), network=Network(name=EXACT))
    bench.scene.take_models((*bench.scene.cards.values(), heart))
    panel = bench.panel("reflow")
    assert panel.box.currentData() == "fashion-reflow"
    bench.forget()
    bench.scene.choose_model(heart)
    bench.settle()
    assert panel.box.count() == 0 and bench.asked("reflow") == [] and panel.matrix.isHidden()
    assert panel.why.words == "There is no reflow of “Garments by heart” yet."


def _own(name: str, classes: int, teacher: str = "") -> Card:
    told = replace(FLOW, condition=labelled(classes), teacher=teacher)
    return replace(garment_card(name, told, name), data="shapes")


def test_a_model_without_a_reflow_is_told_how_to_get_one_and_then_stands_beside_it(
    bench: StageBench,
) -> None:
    own = _own("shapes-flow", 2)
    bench.scene.take_models((*bench.scene.cards.values(), own))
    panel = bench.panel("reflow")
    bench.forget()
    bench.scene.choose_model(own)
    bench.settle()
    assert panel.why.words == (
        "There is no reflow of “shapes-flow” yet. Train one in the Studio: Reflow, with this model as its "
        "teacher."
    )
    assert panel.matrix.isHidden() and bench.asked("reflow") == [] and not bench.reports
    bench.scene.take_models((*bench.scene.cards.values(), _own("shapes-other", 2)))
    assert panel.box.count() == 0 and panel.why.words.startswith("There is no reflow of “shapes-flow” yet.")
    bench.scene.take_models((*bench.scene.cards.values(), _own("shapes-reflow", 2, "shapes-flow")))
    assert panel.box.currentData() == "shapes-reflow" and panel.why.isHidden()
    bench.scene.take_models((*bench.scene.cards.values(), _own("shapes-again", 2, "shapes-reflow")))
    offered = [panel.box.itemData(index) for index in range(panel.box.count())]
    assert offered == ["shapes-reflow", "shapes-again"] and panel.box.currentIndex() == 0
    assert bench.scene.recipe("reflow").reflow == "shapes-reflow"
    bench.undo.undo()
    bench.settle()
    assert bench.scene.recipe("reflow").reflow == panel.box.currentData() == "fashion-reflow"
    assert not panel.matrix.isHidden()


def test_solvers_spend_no_more_than_the_budget(bench: StageBench) -> None:
    panel = bench.panel("solvers")
    queue = bench.scene.queues["solvers"]
    assert queue.complete
    names = [recipe.sampler for recipe in queue.planned]
    assert {"euler", "midpoint", "heun", "ab2", "rk4", "dpmpp_2m"} <= set(names)
    assert names[-1] == "dopri5"
    for recipe in queue.planned[:-1]:
        frame = queue.result(recipe)
        assert frame is not None
        assert int(frame.scalars["nfe"]) <= 6
        # Another step would be one too many.
        assert int(frame.scalars["nfe"]) + samplers.sampler(recipe.sampler).evaluations > 6
    assert len(panel.matrix.rows) == len(names)


def test_solvers_tell_the_class_of_every_picture(bench: StageBench) -> None:
    panel = bench.panel("solvers")
    labels = final(bench.scene.queues["solvers"].planned[0], bench.world).arrays["labels"]
    for column, label in enumerate(labels):
        panel.matrix.enlarged.go_to(Spot(0, column, 0))
        shown = panel.matrix.enlarged.shown
        assert shown is not None and shown.name.startswith(f"{bench.scene.label_name(int(label))}, ")


def test_with_guidance_a_budget_buys_half_as_many_steps(bench: StageBench) -> None:
    bench.panel("solvers")
    bench.scene.edit("fewer", budget=4)
    bench.settle()
    before = {each.sampler: each.steps for each in bench.scene.queues["solvers"].planned}
    bench.scene.edit("guide", guidance=3.0)
    bench.settle()
    after = {each.sampler: each.steps for each in bench.scene.queues["solvers"].planned}
    assert before["euler"] == 4 and after["euler"] == 2
    assert "rk4" in before and "rk4" not in after


def test_what_is_written_of_solvers_brings_their_panel_back(bench: StageBench, tmp_path: Path) -> None:
    bench.panel("solvers")
    bench.scene.edit("budget", budget=5, seed=3)
    bench.settle()
    (export,) = bench.stage.panels.open.exports()
    export.save(tmp_path / "solvers.png", False, unwatched)
    recipe, _facts = read_recipe(tmp_path / "solvers.png")
    bench.scene.edit("away", panel="denoise", budget=9, seed=0)
    assert bench.tab.accept(recipe)
    assert (bench.images.panel, bench.images.solvers.budget, bench.images.samples.seed) == ("solvers", 5, 3)


def test_steps_that_come_late_leave_the_transport_of_another_panel_alone(bench: StageBench) -> None:
    samples = bench.panel("denoise")
    assert bench.stage.player.count > 1
    bench.panel("likelihood")
    samples._take()
    assert bench.stage.player.count == 1
    bench.panel("denoise")
    assert bench.stage.player.count > 1


def test_what_was_solved_is_not_solved_again(bench: StageBench) -> None:
    bench.panel("solvers")
    bench.forget()
    bench.scene.edit("more", budget=7)
    bench.settle()
    asked = {recipe.sampler for recipe in bench.asked("solvers")}
    # Seven evaluations allow another step where a step costs one, and where the last costs one less.
    assert {"euler", "heun", "rk4"} <= asked and not asked & {"midpoint", "dopri5"}


def test_solvers_stop_when_another_panel_is_opened(bench: StageBench) -> None:
    bench.panel("solvers")
    bench.scene.edit("another seed", seed=9)
    bench.pump(1)
    bench.scene.edit("away", panel="denoise")
    bench.settle()
    assert not bench.scene.queues["solvers"].complete
    bench.panel("solvers")
    assert bench.scene.queues["solvers"].complete


def test_how_far_apart_pictures_are() -> None:
    one = np.zeros((2, 1, 2, 2), np.uint8)
    other = one.copy()
    other[0] = 200
    assert apart(one, one) == 0
    assert apart(one, other) == apart(other, one) == pytest.approx(200 / np.sqrt(2))


def test_the_likelihood_is_measured_on_demand_alone(bench: StageBench) -> None:
    panel = bench.panel("likelihood")
    assert bench.asked("likelihood") == [] and panel.measure.isEnabled()
    assert panel.plot.isHidden()
    QTest.mouseClick(panel.measure, LEFT)
    bench.settle()
    assert bench.asked("likelihood") == [bench.scene.recipe("likelihood")]
    frame = final(bench.scene.recipe("likelihood"), bench.world)
    assert f"{number(float(frame.scalars['bits_per_dim']), 3)} ± " in panel.result.text()
    assert "over 3 images" in panel.result.text()
    # The papers' time runs from noise to data, the program's from data to noise.
    np.testing.assert_allclose(panel.plot.values, frame.arrays["curve"][::-1], rtol=1e-6)
    np.testing.assert_allclose(panel.plot.times, 1 - frame.arrays["times"][::-1], atol=1e-6)
    assert not panel.plot.isHidden()
    assert not panel.measure.isEnabled()


def test_a_likelihood_of_other_settings_is_called_so(bench: StageBench) -> None:
    panel = bench.panel("likelihood")
    panel.measure.click()
    bench.settle()
    assert panel.why.isHidden()
    bench.scene.edit("more probes", probes=2)
    assert "other settings" in panel.why.text() and panel.measure.isEnabled()
    bench.undo.undo()
    assert panel.why.isHidden() and not panel.measure.isEnabled()


def test_measuring_can_be_stopped_and_taken_up_again(bench: StageBench) -> None:
    panel = bench.panel("likelihood")
    panel.measure.click()
    bench.pump(2)
    assert panel.stop.isEnabled()
    panel.stop.click()
    bench.settle()
    assert "measured" in panel.result.text() and panel.measure.isEnabled() and not panel.stop.isEnabled()
    panel.measure.click()
    bench.settle()
    assert "bits/dim" in panel.result.text() and not panel.measure.isEnabled()


@pytest.mark.parametrize(
    ("recipe", "panel"),
    [
        (Paths(model="fashion-flow", count=3, steps=3, sampler="euler", guidance=1.0), "lines"),
        (
            flow.Compare(model="fashion-flow", reflow="fashion-reflow", steps=(1, 2), count=2, guidance=1.0),
            "reflow",
        ),
        (flow.Likelihood(model="fashion-flow", count=2, steps=3), "likelihood"),
        (flow.Sample(model="fashion-flow", steps=3, count=2), "denoise"),
        (flow.Interpolate(model="fashion-flow", steps=2, frames=3), "interpolate"),
    ],
)
def test_a_dropped_recipe_is_shown_as_it_is(bench: StageBench, recipe: Paths, panel: str) -> None:
    assert bench.tab.accept(recipe)
    bench.settle()
    assert bench.images.panel == panel
    assert bench.scene.recipe("samples" if panel == "denoise" else panel) == recipe
    bench.undo.undo()
    assert bench.images.panel == "denoise" and bench.images.samples.count == 3


def test_another_panel_moves_no_position_and_leaves_nothing_to_undo(bench: StageBench) -> None:
    bench.scene.edit("more steps than frames", steps=12, frames=5)
    bench.settle()
    bench.scene.edit("to the end", position=1.0, t=0.25)
    bench.panel("interpolate")
    steps = bench.undo.count()
    bench.scene.edit("fewer", frames=3)
    bench.settle()
    assert bench.undo.count() == steps + 1
    assert (bench.images.look.t, bench.images.look.position) == (0.25, 1.0)
    bench.panel("denoise")
    assert bench.stage.player.position == 12
