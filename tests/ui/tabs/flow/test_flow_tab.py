"""The Flow Matching tab as a whole: stages, undo, exports, lessons, and no models."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from playground.core.cards import ModelFile
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.engine.inprocess import final
from playground.export.metadata import read_recipe
from playground.ui.explain.content import load_explanation, load_lessons
from playground.ui.explain.staged import StagedExplanation
from playground.ui.stage.controls import ModelPicker
from playground.ui.stage.stage import Stage
from playground.ui.state.controls import controls
from playground.ui.tabs.flow import TAB
from playground.ui.tabs.flow.explain import FlowBinding
from playground.ui.tabs.flow.state import FlowState
from tests.support.garment_denoiser import FLOW, garment_card
from tests.support.whole_file import read_whole
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


def test_the_lab_comes_first_and_stages_are_steps_to_undo(bench: StageBench) -> None:
    assert FlowState().stage == "lab"
    bench.tab.bar.setCurrentIndex(0)
    assert bench.tab.store.state.stage == "lab"
    bench.undo.undo()
    assert bench.tab.store.state.stage == "images"


def test_without_models_the_lab_works_and_images_say_what_is_missing(qtbot: QtBot) -> None:
    bench = StageBench(TAB, cards=False)
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    bench.pump(20)
    assert bench.tab.stage.scene.feed.frame is not None
    assert not isinstance(bench.stage, Stage)
    bench.link.close()


def test_the_status_line_says_what_the_samples_cost_only_beside_them(bench: StageBench) -> None:
    told: list[dict[str, object]] = []
    bench.tab.status.connect(told.append)
    bench.panel("lines")
    assert told[-1] == {}
    bench.panel("denoise")
    assert told[-1]["NFE"] == bench.scene.trajectory.moments[-1].scalars["nfe"] > 0


def test_the_state_survives_a_session(bench: StageBench) -> None:
    import msgspec

    bench.scene.edit("open", panel="lines", pairs="optimal transport")
    state = bench.tab.store.state
    assert msgspec.json.decode(msgspec.json.encode(state), type=FlowState) == state
    assert bench.tab.accept(FlowState())
    assert bench.tab.store.state == FlowState()
    bench.undo.undo()
    assert bench.tab.store.state == state


@pytest.mark.parametrize("panel", ["lines", "reflow", "solvers", "likelihood"])
def test_everything_shown_can_be_written_with_its_recipe(
    bench: StageBench, panel: str, tmp_path: Path
) -> None:
    built = bench.panel(panel)
    if panel == "likelihood":
        built.measure.click()
        bench.settle()
    exports = bench.stage.panels.open.exports()
    assert exports and {each.title for each in exports} <= {each.title for each in bench.tab.exports()}
    for number, export in enumerate(exports):
        for suffix in export.suffixes:
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)
            if suffix != ".csv":
                recipe, _facts = read_recipe(path)
                assert recipe.model == "fashion-flow"


def test_reflow_pictures_are_written_row_by_row(bench: StageBench, tmp_path: Path) -> None:
    bench.panel("reflow")
    export = next(export for export in bench.stage.panels.open.exports() if ".npz" in export.suffixes)
    export.save(tmp_path / "reflow.npz", False, unwatched)
    images = final(bench.scene.recipe("reflow"), bench.world).arrays["images"]
    with np.load(tmp_path / "reflow.npz") as file:
        np.testing.assert_array_equal(file["images"], images.reshape(-1, 1, 28, 28))


def test_every_panel_has_its_section_and_its_equations(bench: StageBench) -> None:
    explanation, binding = load_explanation("flow"), FlowBinding()
    for panel in bench.stage.spec.panels:
        explanation.section(panel)
        bench.scene.edit("open", panel=panel)
        shown = binding.shown(bench.tab)
        assert shown and set(shown) <= set(binding.equations)
    explanation.section("lab")


def test_every_field_that_lights_terms_exists(bench: StageBench) -> None:
    state = bench.tab.store.state
    fields = {*controls(type(state.images)), *state.lab.run.__struct_fields__}
    assert set(FlowBinding.terms) <= fields


def test_values_under_equations_follow_what_is_shown(bench: StageBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    assert isinstance(explanation, StagedExplanation)
    qtbot.addWidget(explanation)
    views = explanation.panel.equations
    bench.scene.edit("guide", guidance=2.5, steps=5)
    qtbot.waitUntil(lambda: views["flow_guidance"].values["guidance"] == "2.5")
    assert views["adams_bashforth"].values["step_size"] == "0.2"
    bench.stage.player.seek(0)
    explanation.refresh()
    # The papers' time is 0 in the noise.
    assert views["straight_path"].values["t"] == "0.00"
    for place in range(len(bench.scene.trajectory.moments)):
        bench.stage.player.seek(place)
        explanation.refresh()
        t = views["straight_path"].values["t"]
        assert bench.stage.player.reads(place) == f"t = {t}"
        assert f"{float(t):.2f}" == f"{bench.scene.trajectory.moments[place].scalars['alpha']:.2f}"
    bench.panel("lines")
    explanation.refresh()
    straightness = bench.scene.feeds["lines"].last.frame.scalars["straightness"]
    assert views["straightness"].values["straightness"] == f"{straightness:.3f}"
    bench.panel("interpolate")
    bench.scene.edit("walk", t=0.25)
    qtbot.waitUntil(lambda: views["flow_noise_sphere"].values.get("position") == "λ = 0.25")
    assert bench.stage.panels.built["interpolate"].position.text().startswith("λ = 0.25")


def test_reflows_are_counted_as_by_liu_et_al(bench: StageBench) -> None:
    # The flow that is reflowed first is their 1-rectified flow, and what comes of it v².
    bench.tab.store.edit("lab", stage="lab")
    state = bench.tab.store.state
    for reflows, k in ((1, "k = 1"), (2, "k = 2")):
        run = change(state.lab.run, reflows=reflows)
        bench.tab.store.load(change(state, stage="lab", lab=change(state.lab, run=run)))
        assert FlowBinding().values(bench.tab)["reflow"]["next_flow"] == k


def test_bits_and_log_density_agree(bench: StageBench) -> None:
    bench.panel("likelihood").measure.click()
    bench.settle()
    terms = FlowBinding().values(bench.tab)["density_bits"]
    bits = float(terms["bits_per_dim"])
    log_density = float(terms["log_density"].replace("−", "-").replace(",", ""))
    assert bits == pytest.approx(-log_density / (784 * np.log(2)) - np.log2(2 / 255), abs=2e-3)


# Of exact models the bench has none.
LESSONS = [lesson for lesson in load_lessons("flow") if lesson.id != "by-heart"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_shows_what_it_speaks_of(bench: StageBench, qtbot: QtBot, lesson: object) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    before = bench.tab.store.state
    explanation.guide.choose(lesson)
    bench.pump(5)
    assert bench.reports == []
    assert bench.tab.store.state != before
    assert bench.tab.store.state.stage == lesson.preset["stage"]
    bench.undo.undo()
    assert bench.tab.store.state == before


def test_a_model_that_is_new_can_be_chosen(bench) -> None:
    card = garment_card("brought-in", FLOW, "Brought in")
    bench.tab.take_model(card)
    form = bench.tab.controls()
    picker = form.findChild(ModelPicker)
    assert picker.box.findData("brought-in") >= 0
    assert picker.box.currentData() == "fashion-flow"
    assert card in bench.tab.cards
    assert card.name in bench.scene.known


def test_a_model_that_came_without_pictures_shows_what_it_drew_first(
    bench: StageBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.ui.stage.controls.picture_of", lambda _card: QPixmap())
    form = bench.tab.controls()
    picker = form.findChild(ModelPicker)
    assert picker.picture.isHidden()
    bench.stage.go_to("denoise")
    bench.scene.edit("Draw more", **{"samples.count": 4})
    bench.settle()
    images = bench.scene.whole("samples").frame.arrays["images"]
    side, drawn = images.shape[-1], picker.picture.pixmap().toImage()
    assert not picker.picture.isHidden() and drawn.width() == drawn.height() == 2 * side
    assert drawn.pixelColor(side + 9, 5).red() == images[1, 0, 5, 9]
    bench.scene.edit("Draw others", **{"samples.count": 4, "seed": 99})
    bench.settle()
    assert picker.picture.pixmap().toImage() == drawn


def test_a_model_that_has_become_another_under_its_name_is_asked_anew(bench: StageBench) -> None:
    bench.settle()
    scene, before = bench.scene, bench.link.drawn
    weights = ModelFile(path="weights.safetensors", bytes=1, sha256="1" * 64)
    card = msgspec.structs.replace(scene.card, files=(weights,))
    assert card.hash != scene.card.hash
    bench.tab.take_model(card)
    assert scene.card.hash == card.hash
    bench.settle()
    assert bench.link.drawn > before
    drawn = bench.link.drawn
    bench.tab.take_model(card)
    bench.settle()
    assert bench.link.drawn == drawn


def test_the_dataflow_tells_the_time_of_the_step_that_is_looked_at(qtbot: QtBot, bench: StageBench) -> None:
    bench.stage.go_to("denoise")
    bench.settle()
    time = bench.tab.diagrams.flow.parts["time"]
    for position, told in ((0.5, "0.50"), (1.0, "1.00"), (0.0, "0.00")):
        bench.scene.edit("Go to a step", position=position)
        qtbot.waitUntil(lambda told=told: time.look == told)
        assert bench.stage.player.reads(bench.stage.player.position) == f"t = {told}"


def test_of_samples_whose_first_frame_was_missed_no_label_is_known_before_the_last(bench: StageBench) -> None:
    bench.stage.go_to("denoise")
    bench.settle()
    trajectory = bench.scene.trajectory
    label = bench.scene.look("samples/label")
    assert label
    trajectory.first = msgspec.structs.replace(trajectory.first, arrays={})
    assert bench.scene.look("samples/label") == label
    trajectory.final = None
    assert bench.scene.look("samples/label") is None


def test_the_dataflow_shows_nothing_of_samples_that_the_state_no_longer_asks_for(bench: StageBench) -> None:
    bench.stage.go_to("denoise")
    bench.settle()

    def look(part: str) -> object:
        return bench.stage.look(bench.stage.diagram.nodes[part])

    first = look("start")
    bench.stage.go_to("lines")
    bench.settle()
    np.testing.assert_array_equal(look("start"), first)
    bench.stage.go_to("interpolate")
    bench.settle()
    assert look("start") is None, "its pictures begin at the noise of other seeds"
    bench.scene.edit("other noise", seed=bench.images.samples.seed + 1)
    bench.settle()
    assert look("start") is None and look("now") is None and look("time") is None
    ends = bench.scene.current("interpolate").frame.arrays["images"]
    np.testing.assert_array_equal(look("data"), ends[0])
    bench.stage.go_to("denoise")
    bench.settle()
    assert look("start") is not None and not np.array_equal(look("start"), first)
