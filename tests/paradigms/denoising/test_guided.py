"""A network is asked twice only where something that it is told pulls its answer beyond itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from playground.core.cards import Factor, FactorCondition
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.paradigms import flow
from playground.paradigms.denoising.refusals import is_guided
from playground.paradigms.denoising.solvers import Solvers
from tests.support.gaussian_denoiser import FLOW, NONE

FACES = replace(FLOW, condition=FactorCondition(factors=(Factor(name="hair", values=("bun", "bald")),)))


@pytest.mark.parametrize(
    ("recipe", "denoising", "guided"),
    [
        (flow.Sample(model="m", guidance=2.0, label=0), FLOW, True),
        (flow.Sample(model="m", guidance=2.0, label=-1), FLOW, True),
        (flow.Sample(model="m", guidance=2.0, label=NONE), FLOW, False),
        (flow.Sample(model="m", guidance=1.0, label=0), FLOW, False),
        (flow.Sample(model="m", guidance=2.0, label=-1), FACES, False),
        (flow.Sample(model="m", guidance=2.0, factors="hair=bun"), FACES, True),
        (Solvers(model="m", guidance=2.0, label=-1), FACES, False),
    ],
)
def test_it_is_asked_twice_where_it_is_told_something(
    recipe: Recipe, denoising: Denoising, guided: bool
) -> None:
    assert is_guided(recipe, denoising) is guided
