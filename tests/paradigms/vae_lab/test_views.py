"""What is shown of a VAE, on encoders and decoders of which all is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.frames import Array, Scalar
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.vae_lab.context import VaeContext, VaeModel
from playground.paradigms.vae_lab.frames import CELLS, LINE
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.views import Views, aggregate, kl_to_prior, ticks_of

pytestmark = pytest.mark.torch


class Scaled:
    """Codes are the points, each coordinate times its own scale, and are decoded by the same scales."""

    def __init__(self, *scales: float) -> None:
        self.scales = np.array(scales, dtype=np.float32)
        self.latent, self.deviation = len(scales), 0.5

    def copied(self) -> Scaled:
        return self

    def encode(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mean = x[:, : self.latent] * self.scales
        return mean, np.full_like(mean, 0.2)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        return np.pad(latent * self.scales, ((0, 0), (0, 2 - self.latent)))

    def log_weights(self, x: np.ndarray, noise: np.ndarray) -> np.ndarray:
        return np.zeros(noise.shape[:2])


class Shown:
    """Frames' arrays and scalars of a model that is changed by hand."""

    def __init__(self, recipe: VaeLab) -> None:
        self._look = VaeContext(recipe, VaeModel(Scaled(1.0, 1.0), 0, 0.5), Clock())
        self._views, self._steps = Views(self._look), 0

    def of(self, vae: Scaled) -> tuple[dict[str, Array], dict[str, Scalar]]:
        self._steps += 1
        self._look.model = VaeModel(vae, self._steps, vae.deviation)
        arrays: dict[str, Array] = {}
        scalars: dict[str, Scalar] = {}
        self._views.show(arrays, scalars)
        return arrays, scalars


@pytest.mark.parametrize("deviation", [0.001, 0.1, 0.5])
def test_the_aggregate_is_a_density_whose_rows_are_the_second_coordinate(deviation: float) -> None:
    mean, wide = np.array([[2.0, -1.0]], np.float32), np.full((1, 2), deviation, np.float32)
    field = aggregate(mean, wide, 3.5)
    row, column = np.unravel_index(field.argmax(), field.shape)
    ticks, cell = ticks_of(2, 3.5), 7.0 / CELLS
    assert ticks[column] == pytest.approx(2.0, abs=cell) and ticks[row] == pytest.approx(-1.0, abs=cell)
    assert field.sum() * cell**2 == pytest.approx(1, abs=0.02)
    line = aggregate(mean[:, :1], wide[:, :1], 3.5)
    assert ticks_of(1, 3.5)[line.argmax()] == pytest.approx(2.0, abs=7.0 / LINE)
    assert line.sum() * 7.0 / LINE == pytest.approx(1, abs=0.02)


def test_a_unit_is_active_if_its_codes_variance_is_a_hundredth() -> None:
    """The data's variance along an axis is 1.5² / 2 + 0.12²."""
    shown = Shown(VaeLab())
    spread = math.sqrt(1.5**2 / 2 + 0.12**2)
    for below, above in ((0.09, 0.11), (0.01, 1.0)):
        assert shown.of(Scaled(below / spread, above / spread))[1]["active"] == 1
        assert shown.of(Scaled(above / spread, above / spread))[1]["active"] == 2
        assert shown.of(Scaled(below / spread, below / spread))[1]["active"] == 0


def test_the_latent_square_grows_at_once_and_shrinks_when_it_is_much_too_large() -> None:
    shown, half = Shown(VaeLab()), 1.5

    def extent(reach: float) -> float:
        return float(shown.of(Scaled(reach / half, reach / half))[1]["latent_extent"])

    assert extent(1.0) == 3.5 and extent(3.5) == 5.0
    assert extent(2.6) == 5.0, "a smaller square would do, but not for long if codes go on moving"
    assert extent(1.0) == 3.5


@pytest.mark.parametrize("latent", [1, 2])
def test_the_probes_terms_are_its_reconstruction_and_its_divergence(latent: int) -> None:
    """By many more draws, and by the closed form."""
    from playground.live.vae import LearnedVae, build
    from playground.networks.plane_vae import Config

    network = build(Config(latent=latent, width=16, layers=2), 3).requires_grad_(False)
    for parameter in network.parameters():
        parameter.mul_(2)
    network.log_deviation.fill_(math.log(2.0))
    vae, probe = LearnedVae(network), np.array([[4.0, -3.0]], np.float32)
    recipe = VaeLab(latent=latent, probe=(4.0, -3.0))
    scalars: dict[str, Scalar] = {}
    Views(VaeContext(recipe, VaeModel(vae, 0, 2.0), Clock())).show({}, scalars)
    mean, deviation = vae.encode(probe)
    noise = np.random.default_rng(0).standard_normal((50_000, latent)).astype(np.float32)
    squares = np.square(vae.decode(mean + deviation * noise) - probe).sum(1).mean()
    kl = float(kl_to_prior(mean, deviation).sum())
    loss = squares / (2 * 2.0**2) + math.log(2 * math.pi * 2.0**2)
    assert kl > 2 and scalars["probe_kl"] == pytest.approx(kl, rel=1e-5)
    assert scalars["probe_reconstruction_loss"] == pytest.approx(loss, abs=0.3)
    assert scalars["probe_elbo"] == pytest.approx(-loss - kl, abs=0.3)
