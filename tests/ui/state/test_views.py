"""The view tables: what a view asks for and what shows a recipe are one thing read in two directions."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from playground.core.recipe import change
from playground.paradigms.vae_images.recipes import Decode
from playground.ui.state.views import StageState, View
from playground.ui.tabs.consistency.state import ConsistencyImages
from playground.ui.tabs.diffusion.state import DiffusionImages
from playground.ui.tabs.flow.state import FlowImages
from playground.ui.tabs.gan.state import GanImages
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.tabs.vae.state import VaeImages

pytestmark = pytest.mark.qt

STATES = (VaeImages, GanImages, NflowImages, DiffusionImages, FlowImages, ConsistencyImages)
VIEWS = [
    pytest.param(state, view, id=f"{state.__name__}-{view.name}")
    for state in STATES
    for view in state.views.values()
]

# What differs from the first state of every stage in as many fields as there are.
ODD = {
    "seed": 7, "label": 3, "labels": 4, "count": 5, "a": 8, "b": 9, "t": 0.25, "temperature": 1.5,
    "frames": 11, "few": 3, "held": 24, "noise": 6, "told": 2, "steps": 12,
    "guidance": 1.5, "model": "another", "radius": 2.0, "z": (0.5, -1.0, 2.0), "points": 30,
}  # fmt: skip


def odd(state: type[StageState]) -> Any:
    """A state of many values that are not its first ones."""
    here = {name: value for name, value in ODD.items() if name in state.__struct_fields__}
    first = state()
    for index, name in enumerate(("source", "a", "b")):
        if isinstance(picture := getattr(first, name, 0), msgspec.Struct):
            here[name] = type(picture)(4 + index)
    return change(first, **here)


@pytest.mark.parametrize(("state", "view"), VIEWS)
def test_a_state_that_shows_a_recipe_asks_for_it(state: type[StageState], view: View) -> None:
    recipe = odd(state).recipe(view.name)
    shown = state().applying(recipe)
    assert shown is not None
    showing = state.views.showing(recipe)
    assert showing is not None and showing.recipe is view.recipe
    assert shown.recipe(showing.name) == recipe


@pytest.mark.parametrize(("state", "view"), VIEWS)
def test_showing_what_is_shown_changes_nothing_but_the_panel(state: type[StageState], view: View) -> None:
    before = odd(state)
    if view.queue is not None and state.views.showing(view.of(before)) is not view:
        pytest.skip("another view shows what stands in this queue")
    shown = before.applying(before.recipe(view.name))
    changed = {name for name in state.__struct_fields__ if getattr(shown, name) != getattr(before, name)}
    derived = {"z", "path", "label", "source"}
    assert changed - derived <= {"panel", *view.resets}


@pytest.mark.parametrize(("state", "view"), VIEWS)
def test_no_field_of_a_recipe_is_forgotten(state: type[StageState], view: View) -> None:
    names = [part.name for part in view.parts]
    assert len(set(names)) == len(names)
    assert {*names, *view.left} == set(view.recipe.__struct_fields__)
    assert not set(names) & set(view.left)


@pytest.mark.parametrize("state", STATES)
def test_a_view_is_needed_by_panels_that_there_are(state: type[StageState]) -> None:
    for view in state.views.values():
        for panel in view.panels:
            assert change(state(), panel=panel).panel == panel


def test_a_stage_does_not_show_what_it_has_no_view_of() -> None:
    assert GanImages().applying(Decode(model="m")) is None
    assert VaeImages().applying(VaeImages(panel="sample")) == VaeImages(panel="sample")


@given(panel=some.sampled_from(["encode", "interpolate", "sample"]))
def test_what_is_always_asked_for_is_asked_in_every_panel(panel: str) -> None:
    needed = [view.name for view in VaeImages.views.needed(panel)]
    assert needed[:4] == ["decode", "plane", "codes", "reconstruct"]
    assert needed[4:] == ([] if panel == "encode" else [panel])
