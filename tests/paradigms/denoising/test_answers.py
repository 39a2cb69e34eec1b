"""The network's answers beside exact ones: a network that is one itself, and limits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.images import LabelledImages
from playground.core.noise import standard_normal
from playground.core.recipe import change
from playground.faces import small
from playground.gaussian.finite import FiniteSet
from playground.gaussian.paths import Linear
from playground.paradigms import diffusion, flow, run
from playground.paradigms.denoising.answers import Answers, correlation, known_to
from playground.paradigms.denoising.refusals import refusal_of
from playground.runtimes import exact
from tests.support.garment_denoiser import HELD, GarmentWorld, garment_cards

WHOLE = (127,) * 9
ASKED = flow.Answers(model="fashion-flow", steps=6, count=3, label=10)


class KnownWorld(GarmentWorld):
    """The garments that are held out are those that the networks know."""

    def held_out(self, data: str) -> LabelledImages:
        whole = super().held_out(data)
        return LabelledImages(whole.images[:HELD], whole.labels[:HELD])


@pytest.fixture(scope="module")
def world() -> GarmentWorld:
    return KnownWorld(*garment_cards())


def last(recipe: Answers, world: GarmentWorld) -> Frame:
    *_, found = run(recipe, world)
    assert found.final
    return found


@pytest.mark.parametrize("label", [3, 10])
@pytest.mark.parametrize("along", ["own", "network"])
@pytest.mark.parametrize(
    "recipe", [ASKED, diffusion.Answers(model="fashion-ddpm", steps=6, count=3)], ids=["flow", "diffusion"]
)
def test_who_knows_its_pictures_by_heart_agrees_with_the_answer_by_heart(
    world: GarmentWorld, recipe: Answers, along: Any, label: int
) -> None:
    """The network of these tests is the exact answer for the garments that the answers know."""
    found = last(change(recipe, along=along, label=label, windows=WHOLE), world)
    arrays = found.arrays
    network, local, heart = arrays["answers"].astype(int)
    assert np.abs(network - heart).max() <= 1 and np.abs(network - local).max() <= 1
    assert arrays["gaps"].max() < 0.1 and np.nanmin(arrays["r2"]) > 0.9999
    # What is recalled at the end is the nearest of all, and the picture itself.
    assert np.abs(arrays["nearest"][-1].astype(int) - network[-1]).max() <= 1 and arrays["away"][-1].max() < 1
    assert (arrays["certainty"][-1] > 0.99).all() and not found.scalars["learned"]
    assert (arrays["source"][-1] == arrays["recalled"][-1][:, None, None]).all()


def test_each_goes_its_own_way_or_is_asked_where_the_network_is(world: GarmentWorld) -> None:
    """One pixel alone does not recall; asked where the network is, it says what a sum over pictures does."""
    recipe = change(ASKED, windows=(1,) * 9, steps=4)
    own, asked = (last(change(recipe, along=along), world).arrays for along in ("own", "network"))
    assert np.array_equal(own["answers"][0], asked["answers"][0])
    assert np.array_equal(own["answers"][1, 0], asked["answers"][1, 0])
    assert np.abs(own["answers"][1, 2].astype(int) - asked["answers"][1, 2]).mean() > 1
    pictures = world.held_out("fashion-mnist").images / 127.5 - 1.0
    noise = np.stack([start[0] for start in _starts(3)])
    heart = FiniteSet(pictures)
    x = noise.astype(np.float64)
    for at in (0, 1):
        level = Linear().level(1 - at / 4)
        said = heart(x, level)
        x = x - (said.noise - said.data) / 4
    level = Linear().level(0.5)
    gaps = (x[:, None] - level.alpha * pictures[None]) ** 2
    weights = np.exp(-(gaps - gaps.min(axis=1, keepdims=True)) / (2 * level.sigma**2))
    expected = (weights * pictures).sum(axis=1) / weights.sum(axis=1)
    assert np.abs(asked["answers"][1, 2] - (expected + 1) * 127.5).max() < 1.1


def _starts(count: int) -> list[Any]:
    return [standard_normal(0, [index], (1, 28, 28), "start") for index in range(count)]


def test_answers_begin_with_the_mean_and_come_one_step_after_another(world: GarmentWorld) -> None:
    frames = [*run(ASKED, world)]
    assert [frame.index for frame in frames] == [1, 2, 3, 4, 5, 6, 7] and frames[-1].total == 7
    first = frames[0].arrays
    assert np.isfinite(first["gaps"][:, 0]).all() and np.isnan(first["gaps"][:, 1:]).all()
    mean = world.held_out("fashion-mnist").images.mean(axis=0)
    assert np.abs(first["answers"][:, 0] - mean).max() < 1
    # What came later left the first frame as it was.
    assert not first["answers"][:, 1:].any() and frames[-1].arrays["answers"][:, 1:].any()


def test_two_noises_of_one_network_are_correlated_as_its_pictures_are(world: GarmentWorld) -> None:
    arrays = last(ASKED, world).arrays
    ends = arrays["answers"][0, -1].reshape(3, -1).astype(float)
    expected = [np.corrcoef(ends[index], ends[index - 1])[0, 1] ** 2 for index in range(3)]
    assert np.allclose(arrays["chance"][-1], expected, atol=1e-3)


def test_a_correlation_is_that_of_numpy_and_none_without_spread() -> None:
    one, other = np.random.default_rng(0).standard_normal((2, 4, 30))
    expected = [np.corrcoef(*pair)[0, 1] ** 2 for pair in zip(one, other, strict=True)]
    assert np.allclose(correlation(one, other), expected)
    assert np.isnan(correlation(np.ones((1, 5)), np.arange(5.0)[None])).all()


def test_networks_of_the_small_world_know_what_they_learned_from_and_the_world() -> None:
    network: Any = SimpleNamespace(card=SimpleNamespace(data="faces-small-64-other"))
    known = known_to(network, 0, GarmentWorld())
    assert known.learned and known.world is not None and len(known.world) == len(small.order())
    assert np.array_equal(known.pictures, small.images()[small.order()[-64:]])


@pytest.mark.parametrize(
    ("change_of", "sentence"),
    [
        ({"windows": (1, 3)}, "There are 9 sides of windows, one for each share of noise, and all are"),
        (
            {"windows": (2,) * 9},
            "There are 9 sides of windows, one for each share of noise, and all are",
        ),
        ({"sampler": "dopri5"}, "chooses other steps for each answer"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    world: GarmentWorld, change_of: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RecipeError, match=sentence):
        last(change(ASKED, **change_of), world)


def test_an_exact_model_has_no_network_beside_it() -> None:
    card = next(card for card in exact.cards().values() if card.paradigm == "flow")
    assert "exact answer itself" in (refusal_of(ASKED, card) or "")
