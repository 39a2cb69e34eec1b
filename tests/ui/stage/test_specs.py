"""What the specifications of the stages name is there, and nothing that is there is forgotten."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from PySide6.QtWidgets import QWidget

from playground.core.dotted import load
from playground.core.errors import PlaygroundError
from playground.core.recipe import change
from playground.ui import tabs
from playground.ui.explain.content import load_equation, load_explanation
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import TabSpec
from playground.ui.state.controls import controls

pytestmark = pytest.mark.qt

hints = cache(get_type_hints)
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


def panels_of(spec: TabSpec) -> set[str]:
    """The panels that the state can name."""
    return set(get_args(hints(type(images_of(spec)))["panel"]))


@SPECS
def test_every_panel_that_a_state_can_name_is_specified(spec: TabSpec) -> None:
    assert set(spec.images.panels) == panels_of(spec)
    explanation = load_explanation(spec.name, load(spec.binding).texts)
    assert {section.id for section in explanation.sections} >= panels_of(spec)


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
    for name in spec.images.panels:
        made = spec.images.panel(name)
        assert issubclass(made, QWidget) and issubclass(made, Panel)
        needed = [
            each
            for each in inspect.signature(made).parameters.values()
            if each.default is inspect.Parameter.empty
        ]
        assert [each.name for each in needed] == ["scene"]


@SPECS
def test_groups_name_fields_and_panels_that_there_are(spec: TabSpec) -> None:
    fields = set(controls(type(images_of(spec))))
    for group in spec.images.columns:
        assert set(group.fields.split()) <= fields
        assert set(group.panels.split()) <= panels_of(spec)
    # Each panel has something that can be changed.
    for panel in panels_of(spec):
        assert any(group.shown(panel) for group in spec.images.columns)


@SPECS
def test_what_stands_in_the_left_column_stands_in_the_order_of_the_panel(spec: TabSpec) -> None:
    for name, panel in spec.images.panels.items():
        shown = [msgspec.structs.replace(each, panels="") for each in spec.images.columns if each.shown(name)]
        assert shown[: len(panel.controls)] == list(panel.controls)


@SPECS
def test_views_are_of_panels_that_there_are(spec: TabSpec) -> None:
    named = {panel for view in spec.images.views.values() for panel in view.panels}
    assert named <= panels_of(spec)
    # Whatever is opened, something is asked for, or can be.
    for panel in panels_of(spec):
        views = spec.images.views.values()
        assert any(view.needed(panel) or view.waits(panel) for view in views)


@SPECS
def test_equations_of_a_panel_are_among_those_of_the_tab(spec: TabSpec) -> None:
    known, images = load(spec.binding)().equations, images_of(spec)
    for name in spec.images.panels:
        found = spec.images.equations(change(images, panel=name), None)
        assert found and set(found) <= set(known)
        for equation in found:
            load_equation(equation)


@pytest.mark.parametrize(
    "spec",
    [spec for spec in FOUND if spec.images is not None and spec.images.table is not None],
    ids=lambda spec: spec.name,
)
def test_a_view_depends_on_no_field_that_it_does_not_name(spec: TabSpec) -> None:
    """Recipes are made anew only where such a field has changed, so no other may matter."""
    parts = [part for view in spec.images.views.values() for part in view.parts if part.reads]
    computed = [part for part in parts if part.reads != (part.name,)]
    for state in (images_of(spec), *moved(images_of(spec))):
        for name in type(state).__struct_fields__:
            for other in others(state, name):
                changed = change(state, **{name: other})
                for part in computed:
                    assert name in part.reads or part.read(changed) == part.read(state), (part.name, name)


def moved(state: Any) -> list[Any]:
    """States that differ in one field each."""
    names = type(state).__struct_fields__
    return [change(state, **{name: other}) for name in names for other in others(state, name)]


def others(state: Any, name: str) -> list[object]:
    """Values of a field that differ from the present one."""
    value = getattr(state, name)
    match value:
        case bool():
            return [not value]
        case int():
            return [each for each in (value + 1, value - 1) if _fits(state, name, each)][:1]
        case float():
            return [each for each in (value + 0.1, value - 0.1) if _fits(state, name, each)][:1]
        case str():
            hint = hints(type(state))[name]
            return [each for each in get_args(hint) if each != value] or ["another"]
        case tuple() if value and isinstance(value[0], int | float):
            return [value[:1]] if len(value) > 1 else [(*value, value[0])]
        case ():
            return [(0.5, 1.0, 2.0)]
        case msgspec.Struct():
            kinds = vars(sys.modules[type(value).__module__])
            found = [type(value)(4), kinds["Drawing"](bytes(784)) if "Drawing" in kinds else None]
            return [each for each in found if each is not None and _fits(state, name, each)]
        case _:
            return []


def _fits(state: Any, name: str, value: object) -> bool:
    try:
        change(state, **{name: value})
    except PlaygroundError:
        return False
    return True
