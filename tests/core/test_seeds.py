"""Seeds follow one another, round their end."""

from __future__ import annotations

import pytest

from playground.core.errors import RecipeError
from playground.core.noise import MAX_SEED, following
from playground.paradigms.gan_lab.recipes import GanLab


def test_after_the_last_seed_comes_the_first() -> None:
    assert following(MAX_SEED) == 0 and following(0) == 1 and following(MAX_SEED, 3) == 2


def test_a_seed_beyond_the_last_is_refused_in_whole_numbers() -> None:
    with pytest.raises(RecipeError) as refusal:
        GanLab(seed=MAX_SEED + 1)
    assert refusal.value.sentence == "“Seed” must lie between 0 and 2,147,483,647; it is 2,147,483,648."
