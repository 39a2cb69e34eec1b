"""The left column: what does not fit is explained and not hidden, and costs stand beside the steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gaussian import samplers
from playground.gaussian.grids import GRIDS
from playground.ui.sampling.state import DenoisingImages
from playground.ui.stage.controls import ModelControls
from playground.ui.stage.spec import StageSpec
from playground.ui.tabs.consistency import spec as consistency
from playground.ui.tabs.consistency.state import ConsistencyImages
from playground.ui.tabs.diffusion import TAB
from playground.ui.tabs.diffusion import spec as diffusion
from playground.ui.tabs.diffusion.state import DiffusionImages
from playground.ui.tabs.flow import spec as flow
from playground.ui.tabs.flow.state import FlowImages
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


class Column:
    """The controls of a shown tab."""

    def __init__(self, bench: StageBench, qtbot: QtBot) -> None:
        self.bench = bench
        self.holder = bench.tab.controls()
        qtbot.addWidget(self.holder)
        self.holder.show()
        self.controls: ModelControls = bench.tab.forms["images"]

    def editor(self, name: str) -> Any:
        """The field's control that the open panel shows."""
        found = [
            form.editors[name]
            for _, form in self.controls.groups
            if name in form.editors and form.isVisible()
        ]
        assert len(found) == 1
        return found[0]

    def choose(self, name: str, value: object) -> None:
        """Choose an entry as a user does."""
        box = self.editor(name).box
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())


@pytest.fixture
def column(qtbot: QtBot) -> Iterator[Column]:
    bench = StageBench(TAB)
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.scene.edit("few", steps=6, **{"samples.count": 2})
    bench.tab.show()
    bench.settle()
    yield Column(bench, qtbot)
    bench.link.close()


def test_every_sampler_and_spacing_is_listed(column: Column) -> None:
    box = column.editor("sampler").box
    assert [box.itemData(index) for index in range(box.count())] == [
        each.name for each in samplers.discover()
    ]
    assert column.editor("spacing").box.count() == len(GRIDS)


def test_an_illegal_sampler_says_why_and_asks_for_nothing(column: Column) -> None:
    bench = column.bench
    bench.forget()
    column.choose("sampler", "consistency")
    note, why = column.editor("sampler").note, bench.stage.panels.built["denoise"].why
    assert "Use a consistency model" in note.text() and "Use a consistency model" in why.text()
    bench.settle()
    assert bench.asked("samples") == [] and bench.reports == []
    assert bench.scene.feeds["samples"].stale
    why.linkActivated.emit("use")
    assert bench.images.samples.sampler == "ddim" and why.isHidden()
    bench.settle()
    assert bench.scene.trajectory.final is not None and not bench.scene.feeds["samples"].stale


def test_a_path_without_steps_has_no_whole_spacing(column: Column) -> None:
    bench = column.bench
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    column.choose("spacing", "trailing")
    assert "continuous" in column.editor("spacing").note.text()
    column.editor("spacing").note.linkActivated.emit("uniform")
    assert bench.images.samples.spacing == "uniform" and bench.scene.refusal is None


def test_coordinates_without_a_beginning_are_refused_with_a_way_out(column: Column) -> None:
    bench = column.bench
    assert column.editor("coordinates").isHidden()
    column.choose("sampler", "heun")
    assert not column.editor("coordinates").isHidden()
    column.choose("coordinates", "ratio")
    assert bench.scene.refusal is None and "Karras" in column.editor("coordinates").note.text()
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    assert bench.scene.refusal.field == "coordinates"
    column.editor("coordinates").note.linkActivated.emit("own")
    assert bench.images.samples.coordinates == "own" and bench.scene.refusal is None


def test_a_variance_that_does_not_fit_is_refused_with_a_way_out(column: Column) -> None:
    bench = column.bench
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    bench.scene.edit("wide", sampler="ddpm", variance="forward")
    assert bench.scene.refusal.field == "variance"
    bench.stage.panels.built["denoise"].why.linkActivated.emit("use")
    assert bench.images.samples.variance == "posterior" and bench.scene.refusal is None


def test_a_distilled_model_cannot_be_guided_again(column: Column) -> None:
    bench = column.bench
    bench.scene.edit("jump", sampler="consistency", guidance=3.0)
    bench.scene.choose_model(bench.world.cards["fashion-consistency"])
    assert (bench.scene.refusal.field, bench.scene.refusal.instead) == ("guidance", 1.0)
    bench.stage.panels.built["denoise"].why.linkActivated.emit("use")
    bench.settle()
    assert bench.scene.trajectory.final is not None


def test_only_what_the_sampler_uses_is_shown(column: Column) -> None:
    shown = {}
    for name in ("ddpm", "ddim", "heun"):
        column.choose("sampler", name)
        shown[name] = [not column.editor(field).isHidden() for field in ("eta", "variance")]
    assert shown == {"ddpm": [False, True], "ddim": [True, False], "heun": [False, False]}


@pytest.mark.parametrize("sampler", ["ddpm", "ddim", "midpoint", "heun", "rk4", "ab2", "dpmpp_2m"])
def test_the_evaluations_beside_the_steps_are_those_made(column: Column, sampler: str) -> None:
    bench = column.bench
    column.choose("sampler", sampler)
    bench.settle()
    said = column.editor("steps").note.text()
    made = int(bench.scene.trajectory.moments[-1].scalars["nfe"])
    assert f"{made} network evaluations" in said
    evaluations = samplers.sampler(sampler).evaluations
    # The last step of a solver takes the data as it is predicted and asks once.
    assert made == 2 * (5 * evaluations + 1)
    assert (f"6 × {evaluations} − {evaluations - 1} in the last" in said) == (evaluations > 1)


def test_guidance_that_costs_nothing_is_not_counted(column: Column) -> None:
    bench = column.bench
    for guidance, label in ((1.0, 3), (0.0, 3), (5.0, 10)):
        bench.scene.edit("guide", guidance=guidance, label=label)
        bench.settle()
        assert "6 network evaluations" in column.editor("steps").note.text()
        assert bench.scene.trajectory.moments[-1].scalars["nfe"] == 6


def test_guidance_in_an_interval_costs_only_there(column: Column) -> None:
    bench = column.bench
    column.choose("sampler", "ab2")
    bench.scene.edit("guide a while", guidance=3.0, guided_from=0.4, guided_to=0.7)
    bench.settle()
    made = bench.scene.trajectory.moments[-1].scalars["nfe"]
    assert f"= {made} network evaluations" in column.editor("steps").note.text()
    assert 6 < made < 12
    bench.scene.edit("nowhere", guided_from=0.8)
    assert (bench.scene.refusal.field, bench.scene.refusal.instead) == ("guided_from", 0.0)
    bench.stage.panels.built["denoise"].why.linkActivated.emit("use")
    assert bench.scene.refusal is None


def test_labels_are_chosen_by_name(column: Column) -> None:
    bench = column.bench
    box = column.editor("label").box
    names = [box.itemText(index) for index in range(box.count())]
    assert names[:2] == ["Each in turn", "T-shirt/top"] and names[-1] == "No label"
    column.choose("label", 7)
    bench.settle()
    assert bench.images.samples.label == 7
    assert (bench.scene.trajectory.labels == 7).all()


def test_where_one_picture_is_drawn_there_is_no_turn(column: Column) -> None:
    bench = column.bench
    bench.panel("interpolate")
    box = column.editor("label").box
    assert box.itemText(0) == "T-shirt/top" and box.currentData() == 0
    bench.panel("denoise")
    assert column.editor("label").box.currentData() == -1


def test_each_panel_shows_its_own_fields(column: Column) -> None:
    for panel in ("forward", "denoise", "fan", "interpolate", "bound"):
        column.bench.panel(panel)
        QApplication.processEvents()
        for group, form in column.controls.groups:
            assert form.isVisible() == (panel in diffusion.IMAGES.columns[group]), (panel, group.title)


def test_a_term_leads_to_the_control_in_the_open_panel(column: Column) -> None:
    column.bench.panel("fan")
    column.bench.tab.ask_for(("seed",))
    assert column.editor("seed").isAncestorOf(QApplication.focusWidget())


def test_etas_are_typed_as_a_list(column: Column) -> None:
    column.bench.panel("fan")
    editor = column.editor("etas")
    editor.line.setText("0, 0.3; 1")
    editor.line.editingFinished.emit()
    assert column.bench.images.fan.etas == (0.0, 0.3, 1.0)
    editor.line.setText("nothing")
    editor.line.editingFinished.emit()
    assert editor.line.text() == "0, 0.3, 1"


def test_where_nothing_is_guided_there_is_no_interval_to_guide_in(column: Column) -> None:
    column.bench.panel("denoise")
    for guidance in (1.0, 2.0, 1.0):
        column.bench.scene.edit("guide", guidance=guidance)
        for name in ("guided_from", "guided_to"):
            assert column.editor(name).isHidden() == (guidance == 1), (name, guidance)


@pytest.mark.parametrize(
    ("spec", "state"),
    [
        (diffusion.IMAGES, DiffusionImages()),
        (flow.IMAGES, FlowImages()),
        (consistency.IMAGES, ConsistencyImages()),
    ],
    ids=("diffusion", "flow", "consistency"),
)
def test_what_is_not_used_is_a_field_of_its_group(spec: StageSpec, state: DenoisingImages) -> None:
    assert spec.unused is not None
    for group in spec.columns:
        assert set(spec.unused(state.with_values(guidance=1.0), group)) <= set(group.fields.split())
