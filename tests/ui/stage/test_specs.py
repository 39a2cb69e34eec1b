"""What the specifications of the stages name is there, and nothing that is there is forgotten."""

from __future__ import annotations

import inspect
import pkgutil
import re
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from playground.core.dotted import load
from playground.core.recipe import change
from playground.ui import tabs
from playground.ui.explain.content import load_equation, load_explanation
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import TabSpec
from playground.ui.state.controls import controls, parts

pytestmark = pytest.mark.qt

FOUND: tuple[TabSpec, ...] = tuple(
    load(f"{tabs.__name__}.{module.name}.spec:SPEC") for module in pkgutil.iter_modules(tabs.__path__)
)
SPECS = pytest.mark.parametrize(
    "spec", [spec for spec in FOUND if spec.images is not None], ids=lambda spec: spec.name
)


def images_of(spec: TabSpec) -> Any:
    """The first state of the stage that runs models."""
    state: Any = spec.state()
    return state.images


@SPECS
def test_every_panel_has_its_declaration_and_its_text(spec: TabSpec) -> None:
    panels = spec.images.panels
    assert [panel.name for panel in panels.values()] == list(panels) and images_of(spec).panel in panels
    explanation = load_explanation(spec.name, load(spec.binding).texts)
    assert {section.id for section in explanation.sections} >= set(panels)


def test_a_tab_is_of_a_family_or_says_which_stages_it_has() -> None:
    assert all(spec.titles for spec in FOUND)
    assert {spec.name for spec in FOUND} == {entry.name for entry in tabs.discover()}


@SPECS
def test_in_every_panel_some_part_of_the_dataflow_plays(spec: TabSpec) -> None:
    if spec.images.diagram is not None:
        panels = spec.images.panels.items()
        lacking = [name for name, panel in panels if not panel.explains and not panel.also]
        assert lacking == [], "their entries name no part: all are faint there"


@SPECS
def test_a_panel_is_made_of_its_scene_alone(spec: TabSpec) -> None:
    assert issubclass(load(spec.images.scene), Scene)
    for panel in spec.images.panels.values():
        made = panel.draws
        assert isinstance(made, type) and issubclass(made, QWidget) and issubclass(made, Panel)
        needed = [
            each
            for each in inspect.signature(made).parameters.values()
            if each.default is inspect.Parameter.empty
        ]
        assert [each.name for each in needed] == ["scene"]


@SPECS
def test_a_short_title_is_known_from_the_whole_one_that_lessons_name(spec: TabSpec) -> None:
    for panel in spec.images.panels.values():
        words = re.findall(r"\w+", panel.title.lower())
        for part in re.findall(r"\w+", panel.short.lower()):
            assert any(word.startswith(part) for word in words), panel.title


@SPECS
def test_groups_name_controls_that_there_are(spec: TabSpec) -> None:
    fields = set(controls(type(images_of(spec))))
    for group in spec.images.columns:
        assert set(group.fields.split()) <= fields
    # Each panel has something that can be changed.
    assert {panel for panels in spec.images.columns.values() for panel in panels} == set(spec.images.panels)


@SPECS
def test_what_stands_in_the_left_column_stands_in_the_order_of_the_panel(spec: TabSpec) -> None:
    for name, panel in spec.images.panels.items():
        shown = [group for group, panels in spec.images.columns.items() if name in panels]
        assert shown[: len(panel.controls)] == list(panel.controls)


@SPECS
def test_what_panels_ask_for_is_what_the_state_holds(spec: TabSpec) -> None:
    views, panels = spec.images.views.values(), spec.images.panels
    held = parts(type(images_of(spec))).keys() - {"look"}
    assert held == {view.name for view in views if view.computed is None or view.shows}
    assert {panel for view in views for panel in view.panels} <= set(panels)
    # Whatever is opened, something is asked for, or can be.
    for panel in panels:
        assert any(view.needed(panel) or view.waits(panel) for view in views)


@SPECS
def test_equations_of_a_panel_are_among_those_of_the_tab(spec: TabSpec) -> None:
    known, images = load(spec.binding)().equations, images_of(spec)
    for name in spec.images.panels:
        found = spec.images.equations(change(images, panel=name), None)
        assert found and set(found) <= set(known)
        for equation in found:
            load_equation(equation)
