"""Presets show what they are called, whatever the seed."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.likelihood import probability
from playground.core.recipe import change, from_json, to_json
from playground.live.gan import Game, draw_noise
from playground.paradigms import recipe_types
from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.training import controls_of, plan_of
from playground.paradigms.lab.measures import modes
from playground.paradigms.lab.source import source_of

RECIPES = {preset.name: preset.recipe for preset in PRESETS}
NOISE = draw_noise(np.random.default_rng(0), "uniform 2-D", 500)


def played(recipe: GanLab, rounds: int) -> Game:
    game = Game(plan_of(recipe), controls_of(recipe))
    for _ in range(rounds):
        game.round()
    return game


def covered(recipe: GanLab, game: Game) -> int:
    """Modes that have a quarter of their share."""
    return int(modes(game.generator(NOISE), source_of(recipe))["modes_covered"])


def test_presets_are_recipes_with_words() -> None:
    assert change(PRESETS[0].recipe, start="") == GanLab()
    assert len({preset.name for preset in PRESETS}) == len(PRESETS) == 4
    for preset in PRESETS:
        assert from_json(to_json(preset.recipe), recipe_types())[0] == preset.recipe
        assert preset.title and preset.help.endswith(".")


def test_the_healthy_run_covers_all_modes_and_the_collapse_hardly_any() -> None:
    healthy = RECIPES["healthy"]
    game = played(healthy, 1500)
    assert covered(healthy, game) == 8
    real = source_of(healthy).draw(np.random.default_rng(1), 500)
    for points in (real, game.generator(NOISE)):
        assert probability(game.discriminator(points)).mean() == pytest.approx(0.5, abs=0.1)
    collapse = RECIPES["mode collapse"]
    assert covered(collapse, played(collapse, 600)) <= 3


@pytest.mark.parametrize("seed", [0, 1])
def test_the_gradient_vanishes_and_another_objective_brings_it_back(seed: int) -> None:
    recipe = change(RECIPES["vanishing gradient"], seed=seed)
    game = played(recipe, 60)
    fakes = game.generator(NOISE)
    _, sticks = game.sticks_at(fakes)
    assert np.linalg.norm(sticks, axis=1).max() < 1e-2
    for _ in range(20):
        game.round()
    assert np.abs(game.generator(NOISE) - fakes).max() < 1e-2
    game.controls = controls_of(change(recipe, objective="non-saturating"))
    _, sticks = game.sticks_at(fakes)
    assert np.linalg.norm(sticks, axis=1).mean() > 1
    for _ in range(20):
        game.round()
    assert np.abs(game.generator(NOISE) - fakes).max() > 0.3


@pytest.mark.parametrize("seed", [0, 1])
def test_points_circle_around_the_data_where_the_discriminator_is_simple(seed: int) -> None:
    recipe = change(RECIPES["oscillation"], seed=seed)
    game, middles = played(recipe, 100), []
    for _ in range(35):
        for _ in range(20):
            game.round()
        middles.append(game.generator(NOISE).mean(0))
    way = np.array(middles)
    turned = np.abs(np.diff(np.unwrap(np.arctan2(way[:, 1], way[:, 0])))).sum() / (2 * np.pi)
    assert np.linalg.norm(way, axis=1).mean() > 0.7 and turned > 1
    assert (np.abs(np.diff(np.sign(way), axis=0)).sum(0) / 2 >= 2).all()


def test_r1_calms_them() -> None:
    game, apart = played(RECIPES["oscillation"], 600), []
    for r1 in (0.0, 10.0):
        game.controls = controls_of(change(RECIPES["oscillation"], r1=r1))
        middles = []
        for round_ in range(1600):
            game.round()
            if round_ >= 1000 and round_ % 20 == 0:
                middles.append(game.generator(NOISE).mean(0))
        apart.append(float(np.std(middles, axis=0).max()))
    assert apart[0] > 0.5 and apart[1] < 0.3 * apart[0]
