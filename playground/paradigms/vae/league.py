"""The variational autoencoder of the league."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from playground.core.noise import generator
from playground.paradigms.lab.source import Matrix, source_of
from playground.paradigms.league.candidate import Terms, in_blocks
from playground.paradigms.league.frames import JUDGED, Floats
from playground.paradigms.vae_lab.recipes import VaeLab

if TYPE_CHECKING:
    from playground.live.vae import LearnedVae

WIDTH = 96


class VaeModel:
    """A decoder, and noise for its codes and around what it decodes."""

    nfe = 1

    def __init__(self, vae: LearnedVae, codes: Floats, noise: Floats) -> None:
        self._vae, self._codes, self._noise = vae, codes, noise

    def sample(self, count: int) -> Generator[None, None, Floats]:
        """x = decode(z) + σ·ε."""
        places = yield from in_blocks(self._vae.decode, self._codes[:count])
        return places + np.float32(self._vae.deviation) * self._noise[:count]

    def log_density(self, points: Floats) -> Generator[None, None, Matrix]:
        """That of p(x) = ∫ p(x|z) p(z) dz."""
        from playground.live.vae_density import log_densities

        return (yield from log_densities(self._vae, points))


class VaeCandidate:
    """Trains by the bound (Kingma and Welling 2014), with β = 1 and a learned σ."""

    phase = "training"
    unbegun = ""

    def __init__(self, terms: Terms) -> None:
        from playground.live.vae import VaeControls, VaePlan, VaeTrainer
        from playground.networks.plane_vae import Config, PlaneVae

        lab = VaeLab(data=terms.data, drawing=terms.drawing, seed=terms.seed, width=WIDTH)
        self._controls = VaeControls(
            learning_rate=lab.learning_rate,
            batch=lab.batch,
            beta=lab.beta,
            deviation=lab.sigma,
            learn_deviation=lab.learn_sigma,
        )
        plan = VaePlan(
            data=source_of(lab).draw, latent=lab.latent, width=lab.width, layers=lab.layers, seed=terms.seed
        )
        self._trainer = VaeTrainer(plan)
        self._trainer.steer(self._controls)
        random = generator(terms.seed, 0, "league vae")
        self._codes = random.standard_normal((JUDGED, lab.latent), dtype=np.float32)
        self._noise = random.standard_normal((JUDGED, 2), dtype=np.float32)
        network = PlaneVae(Config(latent=lab.latent, width=lab.width, layers=lab.layers))
        self.parameters = sum(each.numel() for each in network.parameters())
        self.generating = 1 + sum(each.numel() for each in network.decoder.parameters())

    def advance(self, _share: float) -> bool:
        """One training step."""
        self._trainer.step(self._controls)
        return True

    def model(self) -> VaeModel:
        """The averaged network."""
        return VaeModel(self._trainer.model().copied(), self._codes, self._noise)
