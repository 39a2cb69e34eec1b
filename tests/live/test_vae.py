"""Live training of a VAE: it approaches known optima, its density is a density, and bad numbers end it."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TypeVar

import msgspec
import numpy as np
import pytest
import torch

from playground.core.errors import RecipeError
from playground.gaussian.distances import Box
from playground.live import vae_density
from playground.live.vae import (
    LEAST_DEVIATION,
    LearnedVae,
    VaeControls,
    VaePlan,
    VaeTrainer,
    build,
    importance_bound,
)
from playground.networks.plane_vae import Config, PlaneVae

pytestmark = pytest.mark.torch

T = TypeVar("T")
TURN = np.array([[0.8, -0.6], [0.6, 0.8]])
DEVIATIONS = np.array([1.2, 0.3])
SMALL = Config(latent=2, width=16, layers=2)


def gaussian(random: np.random.Generator, count: int) -> np.ndarray:
    """One correlated Gaussian, whose best VAE is probabilistic PCA."""
    return ((DEVIATIONS * random.standard_normal((count, 2))) @ TURN.T).astype(np.float32)


def entropy() -> float:
    return 1 + math.log(2 * math.pi) + float(np.log(DEVIATIONS).sum())


def trained(
    controls: VaeControls, steps: int, latent: int = 1, seed: int = 0
) -> tuple[VaeTrainer, np.ndarray]:
    trainer = VaeTrainer(VaePlan(data=gaussian, latent=latent, width=16, layers=1, seed=seed))
    losses = [trainer.step(controls) for _ in range(steps)]
    return trainer, np.array(losses[-steps // 4 :]).mean(0)


def result(work: Generator[None, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def model_of(latent: int, seed: int = 0, deviation: float = 0.3) -> LearnedVae:
    network = build(Config(latent=latent, width=16, layers=2), seed).requires_grad_(False)
    network.log_deviation.fill_(math.log(deviation))
    return LearnedVae(network)


class Linear:
    """A decoder whose density is a Gaussian."""

    def __init__(self, weight: list[list[float]], deviation: float) -> None:
        self._weight, self.deviation, self.latent = np.array(weight, np.float32), deviation, len(weight[0])
        self.covariance = self._weight @ self._weight.T + deviation**2 * np.eye(2)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        return latent @ self._weight.T

    def log_density(self, x: np.ndarray) -> np.ndarray:
        inverse, determinant = np.linalg.inv(self.covariance), np.linalg.det(self.covariance)
        return -0.5 * np.einsum("ni,ij,nj->n", x, inverse, x) - 0.5 * math.log(
            (2 * math.pi) ** 2 * determinant
        )


def test_a_gaussian_is_learned_as_probabilistic_pca_learns_it() -> None:
    """At the optimum −ELBO is the entropy, and σ that of the direction that is not coded."""
    controls = VaeControls(learning_rate=1e-2, batch=128, beta=1.0, deviation=0.6, learn_deviation=True)
    trainer, (reconstruction, kl) = trained(controls, 600)
    assert reconstruction + kl == pytest.approx(entropy(), abs=0.06)
    assert trainer.model().deviation == pytest.approx(DEVIATIONS.min(), abs=0.03)
    # The mutual information of an optimal code: ½ log of the ratio of variances.
    assert kl == pytest.approx(math.log(DEVIATIONS[0] / DEVIATIONS[1]), abs=0.15)


def test_where_beta_is_large_nothing_is_coded() -> None:
    """Every x is decoded to the mean of the data: reconstruction is that of one round Gaussian."""
    controls = VaeControls(learning_rate=1e-2, batch=128, beta=50.0, deviation=1.0)
    trainer, (reconstruction, kl) = trained(controls, 400)
    alone = math.log(2 * math.pi) + 0.5 * float((DEVIATIONS**2).sum())
    assert kl < 0.01 and reconstruction == pytest.approx(alone, abs=0.08)
    mean, deviation = trainer.model().encode(gaussian(np.random.default_rng(1), 100))
    assert np.abs(mean).max() < 0.2 and deviation == pytest.approx(1, abs=0.1)


def test_where_beta_is_small_codes_become_points() -> None:
    """What is left of the reconstruction is the constant of the decoder's Gaussian."""
    controls = VaeControls(learning_rate=1e-2, batch=128, beta=1e-3, deviation=0.3)
    trainer, (reconstruction, kl) = trained(controls, 500, latent=2)
    least = math.log(2 * math.pi * 0.3**2)
    assert least < reconstruction < least + 0.15
    assert kl > 4
    x = gaussian(np.random.default_rng(1), 100)
    mean, deviation = trainer.model().encode(x)
    assert deviation.mean() < 0.2
    assert np.sqrt(((trainer.model().decode(mean) - x) ** 2).sum(1).mean()) < 0.15


def test_controls_steer_sigma_and_a_learned_one_begins_there() -> None:
    trainer = VaeTrainer(VaePlan(data=gaussian, latent=1, width=16, layers=1, seed=0))
    fixed = VaeControls(learning_rate=1e-2, batch=32, beta=1.0, deviation=0.5)
    for _ in range(5):
        trainer.step(fixed)
    assert trainer.model().deviation == pytest.approx(0.5)
    learned = VaeControls(learning_rate=1e-2, batch=32, beta=1.0, deviation=0.5, learn_deviation=True)
    trainer.step(learned)
    found = trainer.model().deviation
    assert found != 0.5 and found == pytest.approx(0.5, abs=0.05)
    trainer.steer(VaeControls(learning_rate=1e-2, batch=32, beta=1.0, deviation=0.2, learn_deviation=True))
    assert trainer.model().deviation == pytest.approx(0.2)


def test_a_learned_sigma_is_never_below_its_least_value() -> None:
    """Of a single point the bound grows for ever as σ gets smaller; a given one is held there, too."""

    def point(_random: np.random.Generator, count: int) -> np.ndarray:
        return np.ones((count, 2), np.float32)

    trainer = VaeTrainer(VaePlan(data=point, latent=1, width=16, layers=1, seed=0))
    controls = VaeControls(learning_rate=2e-2, batch=16, beta=1.0, deviation=0.5, learn_deviation=True)
    found = []
    for _ in range(800):
        trainer.step(controls)
        found.append(trainer.model().deviation)
    assert found[0] > 0.4 and min(found) == pytest.approx(LEAST_DEVIATION, rel=1e-5)
    trainer.steer(msgspec.structs.replace(controls, deviation=1e-3))
    assert trainer.model().deviation == pytest.approx(LEAST_DEVIATION, rel=1e-5)


def test_the_same_seed_trains_the_same() -> None:
    controls = VaeControls(learning_rate=1e-2, batch=32, beta=1.0, deviation=0.5, learn_deviation=True)
    x = gaussian(np.random.default_rng(0), 10)
    one, same, other = (trained(controls, 5, seed=seed)[0].model().encode(x)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_bad_numbers_end_the_training_with_a_sentence() -> None:
    controls = VaeControls(learning_rate=1e4, batch=32, beta=1.0, deviation=0.1)
    trainer = VaeTrainer(VaePlan(data=gaussian, latent=2, width=16, layers=2, seed=0))
    with pytest.raises(RecipeError, match="unstable after"):
        for _ in range(100):
            trainer.step(controls)


def test_a_copy_stands_still() -> None:
    trainer = VaeTrainer(VaePlan(data=gaussian, latent=2, width=16, layers=1, seed=0))
    x = gaussian(np.random.default_rng(0), 5)
    model = trainer.model()
    copied, before = model.copied(), model.encode(x)[0]
    trainer.step(VaeControls(learning_rate=1e-2, batch=32, beta=1.0, deviation=0.5))
    assert np.array_equal(copied.encode(x)[0], before) and not np.array_equal(model.encode(x)[0], before)


@pytest.mark.parametrize("latent", [1, 2])
def test_importance_is_never_below_the_bound_and_nears_the_integral(latent: int) -> None:
    model, random = model_of(latent, deviation=1.0), np.random.default_rng(0)
    x = gaussian(random, 20)
    weights = model.log_weights(x, random.standard_normal((4000, 20, latent)).astype(np.float32))
    bound = importance_bound(weights)
    assert np.all(bound >= weights.mean(0))
    assert bound == pytest.approx(result(vae_density.log_densities(model, x)), abs=0.1)


def test_the_bound_is_that_of_the_terms() -> None:
    """ELBO from the weights equals −reconstruction − KL, with the KL in closed form."""
    network = build(SMALL, 3).requires_grad_(False)
    model, random = LearnedVae(network), np.random.default_rng(0)
    x = gaussian(random, 8)
    noise = random.standard_normal((20_000, 8, 2)).astype(np.float32)
    mean, deviation = model.encode(x)
    decoded = model.decode((mean + deviation * noise).reshape(-1, 2)).reshape(-1, 8, 2)
    squares = ((x - decoded) ** 2).sum(2).mean(0)
    reconstruction = squares / (2 * model.deviation**2) + math.log(2 * math.pi * model.deviation**2)
    kl = 0.5 * (mean**2 + deviation**2 - 1 - np.log(deviation**2)).sum(1)
    assert model.log_weights(x, noise).mean(0) == pytest.approx(-reconstruction - kl, abs=0.03)


@pytest.mark.parametrize("weight", [[[0.9], [-0.4]], [[0.9, 0.2], [-0.4, 0.5]]], ids=["1-D", "2-D"])
@pytest.mark.parametrize("deviation", [0.4, 0.02])
def test_the_density_of_a_linear_decoder_is_a_gaussian(weight: list[list[float]], deviation: float) -> None:
    model, box = Linear(weight, deviation), Box(low=-6.0, high=6.0, cells=48)
    masses = result(vae_density.cell_masses(model, box))
    assert masses.sum() == pytest.approx(1, abs=1e-6)
    if deviation < 0.1 and model.latent == 1:
        # A line that is narrower than a cell: its mass along x is that of a normal distribution.
        scale = math.sqrt(2 * model.covariance[0, 0])
        edges = np.linspace(-6, 6, 49)
        below = np.array([math.erf(edge / scale) / 2 for edge in edges])
        assert masses.sum(0) == pytest.approx(np.diff(below), abs=1e-6)
        return
    fine = np.exp(model.log_density(box.centres(8))).reshape(48, 8, 48, 8).mean((1, 3)) * box.area
    assert masses == pytest.approx(fine, abs=2e-5)
    if deviation < 0.1:
        return
    x = np.random.default_rng(0).multivariate_normal([0, 0], model.covariance, 5).astype(np.float32)
    assert result(vae_density.log_densities(model, x)) == pytest.approx(
        model.log_density(x.astype(float)), abs=1e-3
    )


@pytest.mark.parametrize("latent", [1, 2])
def test_the_density_of_any_decoder_integrates_to_one(latent: int) -> None:
    masses = result(vae_density.cell_masses(model_of(latent), Box(low=-8.0, high=8.0, cells=32)))
    assert masses.min() >= 0 and masses.sum() == pytest.approx(1, abs=1e-6)


def test_far_cells_keep_their_digits_on_both_sides() -> None:
    """Masses far below the precision of 1, as symmetric as the decoder is."""
    masses = result(vae_density.cell_masses(Linear([[1e-6], [0.0]], 0.2), Box(low=-4.0, high=4.0, cells=16)))
    assert 0 < masses[8, 0] < 1e-60
    assert masses == pytest.approx(masses[:, ::-1], rel=1e-6) and masses == pytest.approx(
        masses[::-1], rel=1e-6
    )


def test_the_posterior_of_a_linear_decoder_is_a_gaussian() -> None:
    model = Linear([[0.9], [-0.4]], 0.4)
    precision = (0.81 + 0.16) / 0.16 + 1
    mean = (0.9 * 0.7 - 0.4 * 0.1) / 0.16 / precision
    ticks = np.linspace(-3, 3, 61, dtype=np.float32)
    found = vae_density.posterior(model, np.array([0.7, 0.1], np.float32), ticks[:, None])
    expected = np.exp(-0.5 * precision * (ticks - mean) ** 2)
    assert found == pytest.approx(expected / expected.max(), abs=1e-4)


def test_networks_are_built_from_seeds_alone() -> None:
    before = torch.get_rng_state()
    assert isinstance(build(SMALL, 1), PlaneVae)
    assert torch.equal(before, torch.get_rng_state())
