"""Views: what one asks for and what shows a recipe are one thing read in two directions."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from playground.core.dotted import load
from playground.paradigms.vae_images.recipes import Decode
from playground.ui.stage.spec import StageSpec
from playground.ui.state.controls import controls
from playground.ui.state.views import StageState, View, Views
from playground.ui.tabs.compare.race.spec import RACE
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.tabs.gan.state import GanImages
from playground.ui.tabs.vae.state import VaeImages

pytestmark = pytest.mark.qt

FAMILIES = ("vae", "gan", "nflow", "diffusion", "flow", "consistency", "words")
SPECS = {name: load(f"playground.ui.tabs.{name}.spec:SPEC") for name in FAMILIES}
STAGES: dict[str, StageSpec] = {name: spec.images for name, spec in SPECS.items()}
STATES: dict[str, type[StageState]] = {name: type(spec.state().images) for name, spec in SPECS.items()}
STAGES["race"], STATES["race"] = RACE, RaceState
VIEWS = [
    pytest.param(name, view, id=f"{name}-{view.name}")
    for name, stage in STAGES.items()
    for view in stage.views.values()
]

# What differs from the first state of every stage in as many fields as there are.
ODD = {
    "seed": 7, "label": 3, "sample.label": 4, "count": 5, "a": 8, "b": 9, "t": 0.25, "temperature": 1.5,
    "frames": 11, "few": 3, "held": 24, "noise": 6, "told": 2, "steps": 12,
    "guidance": 1.5, "model": "another", "radius": 2.0, "points": 30,
    "decode.latent": (0.5, -1.0, 2.0), "codes.count": 30, "sample.count": 5, "sample.seed": 8,
    "reconstruct.seed": 7, "strengths": (1.5,),
}  # fmt: skip


def odd(name: str) -> Any:
    """A state of many values that are not its first ones."""
    state = STATES[name]
    known = controls(state)
    here = {control: value for control, value in ODD.items() if control in known}
    first = state()
    for index, control in enumerate(("source", "a", "b")):
        if control in known and isinstance(picture := first.value(control), msgspec.Struct):
            here[control] = type(picture)(4 + index)
    return first.with_values(**here)


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_a_state_that_shows_a_recipe_asks_for_it(name: str, view: View) -> None:
    views = STAGES[name].views
    recipe = view.of(odd(name))
    shown = STATES[name]().applying(recipe, views)
    assert shown is not None
    showing = views.showing(recipe)
    assert showing is not None and showing.recipe is view.recipe
    assert showing.of(shown) == recipe


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_showing_what_is_shown_changes_nothing_but_the_panel(name: str, view: View) -> None:
    before, views = odd(name), STAGES[name].views
    if views.showing(view.of(before)) is not view:
        pytest.skip("another view shows such recipes")
    shown = before.applying(view.of(before), views)
    derived = {"decode.latent", "label", "source", "edited"}
    assert shown.changed_from(before) - derived <= {"panel", *view.resets}


@pytest.mark.parametrize(("name", "view"), VIEWS)
def test_a_view_with_another_recipe_is_known_to_have_one(name: str, view: View) -> None:
    first, other = STATES[name](), odd(name)
    for control in controls(STATES[name]):
        changed = first.with_values(**{control: other.value(control)})
        if view.of(changed) != view.of(first):
            assert view.depends(first, changed), control


def test_a_stage_does_not_show_what_it_has_no_view_of() -> None:
    assert GanImages().applying(Decode(model="m"), STAGES["gan"].views) is None
    sample = VaeImages(panel="sample")
    assert VaeImages().applying(sample, STAGES["vae"].views) == sample


def test_recipes_of_one_type_are_shown_by_one_view() -> None:
    views = (View("one", Decode), View("other", Decode, shows=False))
    assert Views(*views).showing(Decode(model="m")) is views[0]
    with pytest.raises(ValueError, match="Decode"):
        Views(views[0], View("third", Decode))


@given(panel=some.sampled_from(["encode", "interpolate", "sample"]))
def test_what_is_always_asked_for_is_asked_in_every_panel(panel: str) -> None:
    needed = [view.name for view in STAGES["vae"].views.needed(panel)]
    assert needed[:4] == ["decode", "plane", "codes", "reconstruct"]
    assert needed[4:] == ([] if panel == "encode" else [panel])
