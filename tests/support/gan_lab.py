"""The GAN's lab with a clock of its own, and games on data whose answers are known."""

from __future__ import annotations

import numpy as np

from playground.core.paradigm import Run
from playground.live.gan import Game, GanControls, GanPlan, Pace, Player
from playground.live.pairs import DrawData
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.runs import train
from playground.paradigms.lab.time_slices import Clock
from tests.support.bare import Bare
from tests.support.plane_lab import TickClock


def begin(recipe: GanLab, clock: Clock | None = None) -> Run:
    """A lab's run that needs no resources."""
    return train(recipe, Bare(), clock or TickClock())


def controls(**changed) -> GanControls:
    """Controls of a small game."""
    pace = Pace(optimiser="adam", learning_rate=1e-3, steps=1)
    plain = {
        "objective": "non-saturating", "players": "both", "discriminator": pace, "generator": pace,
        "momentum": 0.5, "batch": 32, "r1": 0.0, "penalty": 1.0,
    }  # fmt: skip
    return GanControls(**{**plain, **changed})


def two_points(random: np.random.Generator, count: int) -> np.ndarray:
    """Data at two places."""
    return np.array([[1.0, 0.5], [-1.0, -0.5]], np.float32)[random.integers(2, size=count)]


def game(data: DrawData = two_points, seed: int = 0, noise: str = "uniform 2-D", width: int = 16, **changed):
    """A small game."""
    player = Player(width=width, layers=2)
    plan = GanPlan(
        data=data, noise=noise, discriminator=player, generator=player, activation="relu", seed=seed
    )  # type: ignore[arg-type]
    return Game(plan, controls(**changed))
