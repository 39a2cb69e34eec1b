"""What the tab says beside its Images stage: equations, their values, sections and lessons."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, Noise
from playground.ui.explain.content import apply_preset, load_explanation, load_lessons
from playground.ui.tabs.nflow.spec import IMAGES
from playground.ui.tabs.nflow.state import NflowState
from tests.support.pixel_flow import CLASSES
from tests.ui.tabs.nflow.bench_images import ImagesBench

pytestmark = pytest.mark.qt

LESSONS = [lesson for lesson in load_lessons("nflow") if lesson.preset["stage"] == "images"]
PANELS = IMAGES.lists
SHOWN = {
    "sample": {"nflow_sampling"}, "interpolate": {"nflow_sphere"},
    "inspect": {"nflow_picture", "nflow_bits", "nflow_dequantisation", "nflow_classes"},
    "likelihood": {"nflow_bits", "nflow_dequantisation"}, "back": {"nflow_picture"},
    "scales": {"nflow_sampling"},
}  # fmt: skip


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_has_a_section_with_help(panel: str) -> None:
    section = load_explanation("nflow").section(panel)
    assert section.text and section.help


def test_equations_are_those_of_the_panel_with_its_numbers(stage: ImagesBench, qtbot: QtBot) -> None:
    explanation = stage.tab.explanation()
    qtbot.addWidget(explanation)
    equations = explanation.panel.equations
    for panel, names in SHOWN.items():
        stage.panel(panel)
        explanation.refresh()
        assert {name for name, view in equations.items() if not view.isHidden()} == names
        _check(panel, {name: equations[name].values for name in names}, stage)
    stage.panel("interpolate")
    stage.scene.edit("straight", path="linear")
    assert not equations["nflow_line"].isHidden() and equations["nflow_sphere"].isHidden()
    stage.tab.explain()
    assert explanation.panel.unfolded_sections() == ("interpolate",)


def test_the_box_log_p_shows_the_log_density_and_only_where_a_picture_has_one(stage: ImagesBench) -> None:
    stage.panel("inspect")
    density = stage.stage.diagram.nodes["density"]
    scalars = stage.scene.feeds["inspect"].last.frame.scalars
    assert stage.stage.look(density) == scalars["log_density"] != scalars["bits_per_dim"]
    stage.panel("back")
    assert stage.stage.look(density) == scalars["log_density"]
    # What is drawn there, or many together, is not the picture that was taken apart.
    for panel in ("sample", "interpolate", "likelihood", "scales"):
        stage.panel(panel)
        assert stage.stage.look(density) is None, panel


def _check(panel: str, values: dict[str, dict[str, str]], stage: ImagesBench) -> None:
    match panel:
        case "sample":
            assert values["nflow_sampling"]["temperature"] == "0.70"
        case "interpolate":
            lengths = stage.scene.feeds["interpolate"].last.frame.arrays["lengths"]
            assert values["nflow_sphere"]["z_a"] == f"|z| {lengths[0]:.1f}"
            assert values["nflow_sphere"]["length"] == f"{lengths[0]:.1f}"
        case "inspect" | "back":
            found = {name: _number(text) for name, text in values["nflow_picture"].items()}
            assert found["log_density"] == pytest.approx(found["log_base"] + found["log_det"], abs=1.1)
            bits = stage.scene.feeds["inspect"].last.frame.scalars["bits_per_dim"]
            assert panel == "back" or values["nflow_bits"]["bits_per_dim"] == f"{bits:.3f}"
        case "likelihood":
            found = {name: _number(text) for name, text in values["nflow_bits"].items()}
            nats = found["bits_per_dim"] * found["dimensions"] * found["nats_per_bit"]
            assert found["log_density"] == pytest.approx(-nats, rel=1e-3)


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_a_control_lights_its_terms_and_a_term_its_control(stage: ImagesBench, qtbot: QtBot) -> None:
    explanation, controls = stage.tab.explanation(), stage.tab.controls()
    qtbot.addWidget(explanation)
    qtbot.addWidget(controls)
    explanation.light("temperature")
    assert "temperature" in explanation.panel.equations["nflow_sampling"].lit
    form = stage.tab.forms["images"]
    explanation.panel.term_hovered.emit("temperature")
    lit = {name for _, each in form.groups for name, editor in each.editors.items() if editor.lit}
    assert lit == {"temperature"}


def test_there_are_lessons_for_the_stage() -> None:
    assert len(LESSONS) >= 3
    assert {lesson.preset["images"]["model"] for lesson in LESSONS} == {"fashion-nflow"}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_sets_what_it_says_and_shows_it(lesson: Any, stage: ImagesBench, qtbot: QtBot) -> None:
    explanation = stage.tab.explanation()
    qtbot.addWidget(explanation)
    before, first = stage.tab.store.state, stage.tab.first_state()
    explanation.guide.choose(lesson)
    stage.settle()
    anew = apply_preset(lesson, change(before, images=first.images))
    assert stage.tab.store.state == anew and stage.reports == []
    for name, value in lesson.preset["images"].items():
        found = msgspec.to_builtins(stage.images.value(name))
        assert found == (tuple(value) if isinstance(found, tuple) else value), name
    assert stage.images.sample.label <= CLASSES and stage.images.interpolate.label <= CLASSES
    for source in (stage.images.inspect.source, stage.images.interpolate.a, stage.images.interpolate.b):
        match source:
            case HeldOut():
                assert 0 <= source.index < 1000
            case Drawing():
                assert len(source.pixels) == 784
            case Noise():
                assert source.index == 0


def test_lessons_leave_the_lab_alone() -> None:
    for lesson in LESSONS:
        assert apply_preset(lesson, NflowState()).lab == NflowState().lab
