"""The generative adversarial network of the league."""

from __future__ import annotations

import copy
from collections.abc import Generator

from playground.core.noise import generator
from playground.live.gan import Game, draw_noise
from playground.live.gan_network import GanNetwork
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.training import controls_of, plan_of
from playground.paradigms.league.candidate import Terms, in_blocks
from playground.paradigms.league.frames import JUDGED, Floats

WIDTH = 96


class GanModel:
    """A generator, and noise for it."""

    nfe = 1
    log_density = None
    """A generator says nothing of its density."""

    def __init__(self, network: GanNetwork, noise: Floats) -> None:
        self._network, self._noise = network, noise

    def sample(self, count: int) -> Generator[None, None, Floats]:
        """What the generator makes of the noise."""
        return (yield from in_blocks(self._network, self._noise[:count]))


class GanCandidate:
    """Trains both players in turn (Goodfellow et al. 2014); the update of either is a gradient step."""

    phase = "training"
    unbegun = ""

    def __init__(self, terms: Terms) -> None:
        lab = GanLab(
            data=terms.data, drawing=terms.drawing, seed=terms.seed, d_width=WIDTH, g_width=WIDTH
        )  # fmt: skip
        self._game = Game(plan_of(lab), controls_of(lab))
        self._noise = draw_noise(generator(terms.seed, 0, "league gan"), lab.noise, JUDGED)
        self.generating = int(self._game.generator.own.flat.size)
        self.parameters = self.generating + int(self._game.discriminator.own.flat.size)

    def advance(self, _share: float) -> bool:
        """All parts of one player's update."""
        while self._game.part().part != "update":
            pass
        return True

    def model(self) -> GanModel:
        """The generator."""
        return GanModel(copy.deepcopy(self._game.generator), self._noise)
