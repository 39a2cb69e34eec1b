"""Recipes are found by their names, also where a file has several."""

from __future__ import annotations

import pytest

from playground.core.errors import RecipeError
from playground.zoo import recipes
from playground.zoo.data import DATA_SETS


@pytest.mark.parametrize("name", recipes.names())
def test_every_recipe_has_its_own_name_and_known_data(name: str) -> None:
    found = recipes.recipe(name)
    assert found.name == name and found.data in DATA_SETS


def test_the_small_world_has_a_network_for_each_set_and_a_twin() -> None:
    small = [name for name in recipes.names() if name.startswith("faces-small-")]
    assert sorted(small) == sorted(f"faces-small-{each}" for each in (16, 64, 256, 1024, 4096, "4096-other"))


def test_an_unknown_recipe_is_one_sentence() -> None:
    with pytest.raises(RecipeError, match="no training recipe “nobody”"):
        recipes.recipe("nobody")
