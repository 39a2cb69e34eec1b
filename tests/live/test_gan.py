"""The game of two players: what an update does, that it can be repeated, and what it converges to."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.likelihood import probability
from playground.live.gan import PARTS, Pace, draw_noise
from playground.live.gan_losses import OBJECTIVES
from tests.support.gan_lab import controls, game

FAST = Pace(optimiser="adam", learning_rate=5e-3, steps=1)


def weights(of) -> np.ndarray:
    return np.concatenate([of.discriminator.own.flat, of.generator.own.flat])


def test_the_same_seed_gives_the_same_game() -> None:
    games = [game(seed=seed) for seed in (1, 1, 2)]
    for each in games:
        for _ in range(20):
            each.round()
    assert np.array_equal(weights(games[0]), weights(games[1]))
    assert not np.allclose(weights(games[0]), weights(games[2]))


def test_part_by_part_is_the_same_as_whole_rounds() -> None:
    pace = Pace(optimiser="adam", learning_rate=1e-3, steps=2)
    whole, parts = game(discriminator=pace), game(discriminator=pace)
    for _ in range(3):
        whole.round()
    moments = [parts.part() for _ in range(3 * (2 + 1) * 5)]
    assert np.array_equal(weights(whole), weights(parts)) and whole.rounds == parts.rounds == 3
    assert [moment.part for moment in moments] == list(PARTS) * 9
    turns = [moment.player for moment in moments[::5]]
    assert turns == ["discriminator", "discriminator", "generator"] * 3


def test_a_round_that_has_begun_is_ended() -> None:
    one, other = game(), game()
    one.part()
    one.round()
    other.round()
    assert np.array_equal(weights(one), weights(other)) and one.rounds == 1


@pytest.mark.parametrize("parts", range(1, 15))
@pytest.mark.parametrize("alone", ["discriminator", "generator"])
def test_who_is_to_learn_no_more_breaks_off_at_once(alone: str, parts: int) -> None:
    pace = Pace(optimiser="adam", learning_rate=1e-3, steps=2)
    found = game(discriminator=pace)
    for _ in range(parts):
        found.part()
    still = {"discriminator": found.generator, "generator": found.discriminator}[alone]
    before, rounds = still.own.flat.copy(), found.rounds
    found.controls = controls(players=alone, discriminator=pace)
    moments = [found.part() for _ in range(20)]
    assert {moment.player for moment in moments} == {alone}
    assert np.array_equal(still.own.flat, before) and found.rounds >= rounds + 1


@pytest.mark.parametrize("still", ["discriminator", "generator"])
def test_who_does_not_play_stands_still(still: str) -> None:
    other = {"discriminator": "generator", "generator": "discriminator"}[still]
    found = game(players=other)
    before = {name: getattr(found, name).own.flat.copy() for name in (still, other)}
    for _ in range(3):
        found.round()
    assert np.array_equal(getattr(found, still).own.flat, before[still])
    assert not np.array_equal(getattr(found, other).own.flat, before[other])
    assert set(found.losses) == {other}


@pytest.mark.parametrize("objective", list(OBJECTIVES))
@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_updates_go_down_their_own_loss(objective, player) -> None:
    """A small step of gradient descent lowers the loss by its length times the gradient's square."""
    small = Pace(optimiser="sgd", learning_rate=1e-4, steps=1)
    found = game(
        objective=objective, discriminator=small, generator=small, momentum=0.0, penalty=0.0, batch=256
    )
    while (moment := found.part()).player != player or moment.part != "gradient":
        pass
    slopes, before = found.slopes[player].flat.copy(), found.losses[player]
    assert found.part().part == "update"
    real, fake = (found.discriminator(x)[:, 0] for x in (found.real, found.generator(found.noise)))
    terms = found.objective
    of_d = float(terms.real(real).loss.mean() + terms.fake(fake).loss.mean())
    after = {"discriminator": of_d, "generator": float(terms.generator(fake).loss.mean())}[player]
    assert before - after == pytest.approx(1e-4 * float(slopes @ slopes), rel=0.05, abs=1e-7)


def test_sticks_are_minus_the_derivatives_by_the_points() -> None:
    for objective in OBJECTIVES:
        found, h = game(objective=objective), 1e-2
        x = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
        out, sticks = found.sticks_at(x)
        assert out == pytest.approx(found.discriminator(x)[:, 0])
        for axis in range(2):
            way = h * np.eye(2, dtype=np.float32)[axis]
            ahead, behind = (
                found.objective.generator(found.discriminator(x + sign * way)[:, 0]).loss for sign in (1, -1)
            )
            close = np.isclose(sticks[:, axis], (behind - ahead) / (2 * h), atol=2e-3)
            # A kink between the two points makes some of the differences wrong.
            assert close.mean() > 0.8


def test_a_discriminator_alone_comes_to_the_share_of_real_points() -> None:
    """Goodfellow et al. 2014, proposition 1: D = p/(p + q), here for known densities on a line."""

    def sloped(random: np.random.Generator, count: int) -> np.ndarray:
        # p(x) = (1 + x)/2 on [−1, 1] by inversion; the generator's q is uniform there.
        along = 2 * np.sqrt(random.random(count)) - 1
        return np.stack([along, np.zeros(count)], axis=1).astype(np.float32)

    found = game(
        sloped,
        objective="minimax",
        players="discriminator",
        discriminator=FAST,
        batch=512,
        noise="uniform 1-D",
    )
    # A generator that gives its noise as first coordinate: relu(z) − relu(−z).
    own = found.generator.own
    own.flat[:] = 0
    own.weights[0][0, :2] = 1, -1
    own.weights[1][:2, :2] = np.eye(2)
    own.weights[2][:2, 0] = 1, -1
    z = np.linspace(-0.9, 0.9, 50, dtype=np.float32)[:, None]
    assert found.generator(z)[:, 0] == pytest.approx(z[:, 0])
    for rate in (5e-3, 1e-3, 2e-4):
        found.controls = controls(
            objective="minimax", players="discriminator", batch=512,
            discriminator=Pace(optimiser="adam", learning_rate=rate, steps=1),
        )  # fmt: skip
        for _ in range(500):
            found.round()
    line = np.concatenate([z, np.zeros_like(z)], axis=1)
    p, q = (1 + z[:, 0]) / 2, 0.5
    assert probability(found.discriminator(line)[:, 0]) == pytest.approx(p / (p + q), abs=0.04)
    assert found.losses["discriminator"] == pytest.approx(_equilibrium_loss(), abs=0.05)


def _equilibrium_loss() -> float:
    """2 ln 2 − 2 JS(p, q), by the midpoint rule (theorem 1 there)."""
    x = (np.arange(4000) + 0.5) / 2000 - 1
    p, q = (1 + x) / 2, np.full_like(x, 0.5)
    middle = (p + q) / 2
    js = ((p * np.log(p / middle) + q * np.log(q / middle)) / 2).mean() * 2
    return 2 * math.log(2) - 2 * js


def test_a_critic_with_a_gradient_penalty_measures_the_distance() -> None:
    """Between two points that is d. Of slopes s the best for s·d − λ(s − 1)² is 1 + d/2λ, and a straight line
    has it all the way."""

    def there(random: np.random.Generator, count: int) -> np.ndarray:
        return np.tile(np.array([1.2, 0.9], np.float32), (count, 1))

    found = game(there, objective="wasserstein", players="discriminator", discriminator=FAST, penalty=10.0)
    found.generator.own.flat[:] = 0
    for _ in range(600):
        found.round()
    real, fake = found.discriminator(np.array([[1.2, 0.9], [0, 0]], np.float32))[:, 0]
    assert real - fake == pytest.approx(1.5 * (1 + 1.5 / 20), abs=0.06)


def test_r1_makes_the_discriminator_flat_at_real_points() -> None:
    slopes = []
    for r1 in (0.0, 5.0):
        found = game(players="discriminator", discriminator=FAST, r1=r1)
        for _ in range(200):
            found.round()
        at = np.array([[1.0, 0.5], [-1.0, -0.5]], np.float32)
        slopes.append(np.linalg.norm(found._gradients(np.tile(at, (16, 1)))[0]))
    assert slopes[1] < 0.3 * slopes[0]


def test_both_players_together_find_the_data() -> None:
    found = game(width=32, discriminator=FAST, generator=FAST, batch=128, r1=0.2)
    for _ in range(800):
        found.round()
    fakes = found.generator(draw_noise(np.random.default_rng(0), "uniform 2-D", 500))
    ends = np.array([[1.0, 0.5], [-1.0, -0.5]])
    distances = np.linalg.norm(fakes[:, None] - ends, axis=2)
    assert (distances.min(1) < 0.3).mean() > 0.7
    assert 0.25 < (distances.argmin(1) == 0).mean() < 0.75


def test_batches_may_change_their_size() -> None:
    found = game(batch=32)
    found.round()
    found.controls = controls(batch=48)
    found.round()
    assert found.real.shape == found.fake.shape == (48, 2) and found.rounds == 2


@pytest.mark.parametrize("kind", ["uniform 1-D", "uniform 2-D", "normal 1-D", "normal 2-D"])
def test_noise_has_the_moments_of_its_kind(kind) -> None:
    noise = draw_noise(np.random.default_rng(0), kind, 20_000)
    assert noise.shape == (20_000, int(kind[-3])) and noise.dtype == np.float32
    assert noise.mean(0) == pytest.approx(np.zeros(noise.shape[1]), abs=0.03)
    assert noise.var(0) == pytest.approx(np.full(noise.shape[1], 1 / 3 if "uniform" in kind else 1), abs=0.03)
    assert (np.abs(noise).max() <= 1) == ("uniform" in kind)


@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_a_loss_beyond_all_bounds_ends_the_game_with_a_sentence(player: str) -> None:
    wild = Pace(optimiser="sgd", learning_rate=1e3, steps=1)
    found = game(objective="least squares", **{player: wild})
    with pytest.raises(RecipeError, match=r"unstable after \d+ rounds: the \w+’s loss .* Lower both"):
        for _ in range(200):
            found.round()


def test_nothing_but_a_loss_that_is_no_number_is_needed() -> None:
    found = game()
    found.discriminator.own.flat[0] = np.nan
    with pytest.raises(RecipeError, match="the discriminator’s loss"):
        found.round()


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({"objective": "least squares"}, "rates,"),
        ({"objective": "hinge", "r1": 5.0}, "rates or R1,"),
        ({"objective": "wasserstein"}, "rates,"),
        ({"objective": "wasserstein", "penalty": 0.0}, "rates or raise the gradient penalty,"),
        ({"objective": "wasserstein", "penalty": 50.0, "r1": 2.0}, "rates or the gradient penalty or R1,"),
    ],
)
def test_the_advice_names_what_the_objective_has(changed: dict, advice: str) -> None:
    found = game(**changed)
    found.rounds = 1788
    told = found.unstable("D").sentence
    assert f"Lower both learning {advice} and begin again." in told and "after 1,788 rounds" in told
