"""The controls of a state: one value for all recipes that share it; what 0.1 wrote is read as it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from playground.core.dotted import load
from playground.core.errors import RecipeError
from playground.core.recipe import change, decode
from playground.ui.state.controls import Controlled, controls, parts
from playground.ui.tabs.consistency.state import ConsistencyImages
from playground.ui.tabs.flow.state import FlowImages
from playground.ui.tabs.vae.state import VaeImages

FAMILIES = ("vae", "gan", "nflow", "diffusion", "flow", "consistency", "words")
STATES: tuple[type[Controlled], ...] = tuple(
    type(load(f"playground.ui.tabs.{name}.spec:SPEC").state().images) for name in FAMILIES
)
FIRST = pytest.mark.parametrize("state", STATES, ids=FAMILIES)


@FIRST
def test_every_field_of_every_recipe_is_one_control(state: type[Controlled]) -> None:
    places = [place for control in controls(state).values() for place in control.places]
    fields = [(part, name) for part, recipe in parts(state).items() for name in recipe.__struct_fields__]
    assert sorted(place for place in places if place[0]) == sorted(fields)


@FIRST
def test_an_edit_of_a_shared_control_is_an_edit_of_all_recipes_that_have_it(state: type[Controlled]) -> None:
    values: dict[str, Any] = {"seed": 9, "model": "other"}
    shared = {name: value for name, value in values.items() if name in state.shared.split()}
    edited = state().with_values(**shared)
    for part, recipe in parts(state).items():
        for name, value in shared.items():
            if name in recipe.__struct_fields__:
                assert getattr(getattr(edited, part), name) == value, (part, name)


@FIRST
def test_places_of_a_control_agree_however_a_state_is_made(state: type[Controlled]) -> None:
    first = state()
    run = [part for part, recipe in parts(state).items() if "model" in recipe.__struct_fields__]
    for part in run:
        recipe = change(getattr(first, part), model="other")
        made = change(first, **{part: recipe})
        assert {getattr(made, each).model for each in run} == {made.value("model")}
        assert {getattr(first.holding(part, recipe), each).model for each in run} == {"other"}


def test_a_value_beyond_the_bounds_of_a_recipe_becomes_the_nearest_there() -> None:
    every = FlowImages().with_values(label=-1)
    assert (every.samples.label, every.lines.label, every.interpolate.label) == (-1, 0, 0)
    assert every.holding("lines", every.lines).samples.label == -1
    assert every.holding("lines", change(every.lines, label=4)).samples.label == 4


def test_a_limit_of_the_state_holds_beside_that_of_the_recipe() -> None:
    with pytest.raises(RecipeError, match="Images"):
        ConsistencyImages().with_values(**{"rows.count": 17})
    with pytest.raises(RecipeError, match="Steps"):
        ConsistencyImages().with_values(steps=0)


def test_a_control_is_called_with_its_recipe_where_another_stage_has_its_name() -> None:
    assert "latent" not in controls(VaeImages) and controls(VaeImages)["decode.latent"].places


@FIRST
def test_changes_are_named_by_their_controls(state: type[Controlled]) -> None:
    first = state()
    for name, control in controls(state).items():
        value, high = first.value(name), control.field.high
        if isinstance(value, int) and not isinstance(value, bool):
            other = value + 1 if high is None or value < high else value - 1
            assert first.with_values(**{name: other}).changed_from(first) == {name}


OLD: dict[str, dict[str, Any]] = {
    "vae-images": {
        "panel": "sample", "model": "m", "z": [0.5, -1.0], "points": 30, "seed": 3, "draw": 2, "count": 5,
        "sample_seed": 9, "strengths": [0.0, 2.0], "direction": "dark", "hidden": [1], "radius": 2.0,
        "t": 0.5, "source": {"from": "held-out", "index": 2}, "b": {"from": "held-out", "index": 3},
        "follow": True,
    },
    "flow-images": {
        "panel": "reflow", "model": "m", "sampler": "heun", "steps": 7, "label": 2, "count": 9,
        "way": "linear", "lines": 5, "reflow": "r", "compared": [1, 2], "few": 3, "held": 4,
        "solver_steps": 6, "position": 0.5,
    },
    "gan-images": {
        "panel": "mixing", "model": "m", "verdicts": False, "label": 3, "labels": 4, "truncation": 0.5,
        "snapshot": 2, "a": 5, "u": 0.25, "tiles": 4, "count": 7, "seed": 3, "order": "by D", "t": 0.5,
        "coefficients": [1.0, -2.0], "rows": 3, "pictures": 5, "mixed_rows": 2, "mixed_columns": 5,
        "own_rows": [-1, 9], "first": 2, "last": 3, "row": 0, "column": 2, "judged": 40, "few": 6,
        "moment": 1,
    },
    "nflow-images": {
        "panel": "likelihood", "label": 2, "told": 4, "count": 6, "seed": 3, "beside": ["noise"], "t": 0.5,
        "source": {"from": "held-out", "index": 2}, "order": "likely first",
    },
    "consistency-images": {
        "panel": "rows", "own_steps": [1, 3], "few": 2, "count": 5, "teacher_steps": [4], "points": 6,
        "seed": 8,
    },
    "diffusion-images": {
        "panel": "bound", "held": 3, "labelled": True, "level": 0.25, "count": 5, "eta": 0.5,
        "source": {"from": "held-out", "index": 2},
    },
    "words-images": {
        "panel": "edit", "prompt": "red heart\nblue circle", "row": 1, "sample": 2, "few": 3, "count": 5,
        "compared": [3, 4], "way": "linear", "edited": "green circle", "kept": 0.5, "quick": 2, "block": 1,
        "style": "noto", "seed": 8, "t": 0.5,
    },
}  # fmt: skip
"""What version 0.1 wrote, flat."""


@pytest.mark.parametrize("kind", OLD)
def test_what_0_1_wrote_is_read_and_then_written_as_it_is_now(kind: str) -> None:
    state = next(each for each in STATES if each.__struct_config__.tag == kind)
    found: Any = decode(msgspec.json.encode({"kind": kind, **OLD[kind]}), (state,))
    for name, value in OLD[kind].items():
        assert msgspec.to_builtins(found.value(state.former.get(name, name)), order=None) in (
            value,
            tuple(value) if isinstance(value, list) else value,
        )
    assert decode(msgspec.json.encode(found), (state,)) == found


@FIRST
@given(seed=some.integers(0, 99), frames=some.integers(2, 99))
def test_a_part_that_says_little_is_as_it_is_at_first_but_for_that(
    state: type[Controlled], seed: int, frames: int
) -> None:
    said = {"kind": str(state.__struct_config__.tag), "interpolate": {"frames": frames}, "seed": seed}
    values: dict[str, Any] = {"frames": frames, state.former.get("seed", "seed"): seed}
    assert decode(msgspec.json.encode(said), (state,)) == state().with_values(**values)
    with pytest.raises(RecipeError):
        decode(msgspec.json.encode({**said, "interpolate": {"none_of_its_fields": seed}}), (state,))
