"""What every run has in common."""

from __future__ import annotations

import pytest

from playground import paradigms
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.paradigms.vae import family as vae
from playground.paradigms.vae_images.recipes import BLOCK
from tests.support.fakes import FakeResources


class Stranger(Recipe, frozen=True, kw_only=True, tag="test-stranger"):
    """A recipe that no paradigm runs."""


def test_the_final_frame_and_no_other_carries_the_facts() -> None:
    resources = FakeResources()
    recipe = vae.Sample(model=resources.only.name, count=2 * BLOCK)
    first, last = paradigms.run(recipe, resources)
    assert first.facts == {}
    assert last.facts == resources.facts(recipe.model) != {}


def test_closing_a_run_ends_the_paradigms_own_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []
    resources = FakeResources()
    sample = vae.PARADIGM.run_of(vae.Sample)

    def watched(recipe: vae.Sample, resources: FakeResources) -> paradigms.Run:
        try:
            yield from sample(recipe, resources)
        finally:
            ended.append(recipe)

    monkeypatch.setitem(vae.PARADIGM.runs, vae.Sample, watched)
    run = paradigms.run(vae.Sample(model=resources.only.name, count=40), resources)
    next(run)
    run.close()
    assert len(ended) == 1


def test_a_recipe_of_no_paradigm_is_refused() -> None:
    with pytest.raises(RecipeError, match="test-stranger"):
        paradigms.run(Stranger(), FakeResources())
