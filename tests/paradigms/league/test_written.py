"""Leagues that version 0.1 wrote, with a switch for everybody, are read as they were meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from playground.core import folders
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe, change, decode, from_json, to_json, written
from playground.evaluate.leagues import command_again
from playground.paradigms import recipe_types
from playground.paradigms.league.recipes import CANDIDATES, ENTRANTS, League, with_walk
from playground.paradigms.league.results import from_bytes, to_bytes

OLD = (Path(__file__).parent / "written" / "recipe-0.1.json").read_text("utf-8")
SHIPPED = folders.assets() / "compare" / "league-eight-gaussians.json"


def test_a_recipe_of_version_01_is_read_as_it_was_meant() -> None:
    recipe, facts = from_json(OLD, recipe_types())
    assert recipe == League(
        data="ring",
        entrants=("vae", "diffusion", "flow", "reflow", "nflow"),
        walks=(("diffusion", 50), ("flow", 7)),
        budget="steps",
        steps=800,
        seeds=2,
        points=100,
    )
    assert facts == {"machine": "a machine"}
    assert from_json(to_json(recipe), recipe_types())[0] == recipe


def test_a_league_of_version_01_is_read_as_it_was_meant() -> None:
    assert b'"vae": true' in SHIPPED.read_bytes()
    found = from_bytes(SHIPPED.read_bytes())
    assert found.recipe["entrants"] == list(ENTRANTS) and found.recipe["walks"] == []
    assert from_bytes(to_bytes(found)) == found
    assert command_again(found) == "playground compare --league"


def test_what_is_written_now_is_left_as_it_is() -> None:
    recipe = League(entrants=("gan",), walks=(("flow", 3),))
    assert League.upgraded(written(recipe)) == written(recipe)
    assert decode(json.dumps(written(recipe)).encode(), (League,)) == recipe


def test_a_recipe_within_another_is_upgraded_too() -> None:
    class Holder(Recipe, frozen=True, kw_only=True, tag="test-holder"):
        """Holds leagues."""

        one: League
        many: tuple[League, ...] = ()

    old: dict[str, Any] = json.loads(OLD)["recipe"]
    league, _ = from_json(OLD, (League,))
    raw = json.dumps({"kind": "test-holder", "one": old, "many": [old, written(League())]}).encode()
    assert decode(raw, (Holder,)) == Holder(one=league, many=(league, League()))  # type: ignore[arg-type]


def test_a_switch_that_says_nonsense_is_told() -> None:
    old = {**json.loads(OLD)["recipe"], "flow_steps": "many"}
    with pytest.raises(RecipeError, match="The recipe cannot be read"):
        decode(json.dumps(old).encode(), (League,))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"entrants": ("nobody",)}, "Nobody here is called “nobody”"),
        ({"entrants": ("gan", "gan")}, "GAN is named twice"),
        ({"walks": (("gan", 3),)}, "GAN cannot take 3 steps"),
        ({"walks": (("flow", 0),)}, "Flow matching cannot take 0 steps"),
        ({"walks": (("flow", 3), ("flow", 4))}, "Flow matching is named twice"),
    ],
)
def test_who_is_unknown_or_named_twice_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        League(**values)


def test_the_usual_steps_are_not_written() -> None:
    walks = with_walk(with_walk((), "reflow", 5), "flow", 3)
    assert walks == (("flow", 3), ("reflow", 5))
    assert with_walk(walks, "flow", 20) == (("reflow", 5),)
    league = change(League(), walks=walks)
    usual = {name: 0 if each.walk is None else each.walk.steps for name, each in CANDIDATES.items()}
    assert {name: league.walk(name) for name in ENTRANTS} == {**usual, "flow": 3, "reflow": 5}
    assert league.terms("flow", 4).steps == 3 and league.terms("gan", 4).seed == 4
