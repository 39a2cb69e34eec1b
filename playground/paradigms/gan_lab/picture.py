"""Both players as they are now: points, sticks, the discriminator's field, histograms, the warped mesh."""

from __future__ import annotations

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Scalar
from playground.core.noise import generator
from playground.live.gan import Game, bounded, draw_noise
from playground.paradigms.gan_lab import shapes
from playground.paradigms.gan_lab.frames import BINS, CELLS, DATA_POINTS, Floats
from playground.paradigms.gan_lab.recipes import MOST_POINTS, GanLab
from playground.paradigms.gan_lab.scale import Scale, scale
from playground.paradigms.gan_lab.shapes import StickScale
from playground.paradigms.lab.frames import grid
from playground.paradigms.lab.source import source_of


class Picture:
    """What is drawn of a game in every frame.

    ``field`` ``(CELLS, CELLS)`` is what the discriminator itself said last, and ``scale`` how that was shown.
    """

    def __init__(self, recipe: GanLab, game: Game) -> None:
        self._game = game
        self.noise = draw_noise(generator(recipe.seed, 0, "gan shown"), recipe.noise, MOST_POINTS)
        self.real = source_of(recipe).draw(generator(recipe.seed, 0, "gan data points"), DATA_POINTS)
        self._nodes = shapes.nodes(recipe.noise)
        self._grid = grid(CELLS)
        self._sticks = StickScale()
        self.scale, self.field = Scale("probability"), np.zeros((CELLS, CELLS), np.float32)

    def first(self) -> dict[str, Array]:
        """What never changes."""
        nodes = "mesh_noise" if self._nodes.ndim == 3 else "curve_noise"
        return {"data_points": self.real, "fake_noise": self.noise, nodes: self._nodes}

    def checkpoint(self, at: Checkpoint) -> None:
        """How long sticks were drawn, which depends on those drawn before."""
        self._sticks.checkpoint(at.part("sticks"))

    def show(self, recipe: GanLab, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add all that a frame holds of the players; raises ``RecipeError`` where they say no numbers."""
        game = self._game
        fakes = game.generator(self.noise[: recipe.points])
        out, sticks = game.sticks_at(fakes)
        real = game.discriminator(self.real)[:, 0]
        for what, values in (("the points", fakes), ("D", out), ("D", real), ("D’s slope", sticks)):
            if not bounded(values):
                raise game.unstable(what)
        self.scale = scale(recipe.objective, real, out)
        self.field = game.discriminator(self._grid).reshape(CELLS, CELLS)
        shown = {"real": self.scale(real), "fake": self.scale(out)}
        arrays.update(fakes=fakes, sticks=sticks, discriminator=self.scale(self.field), **self._warped())
        for name, values in shown.items():
            arrays[f"histogram_{name}"] = histogram(values)
        sizes = np.linalg.norm(sticks, axis=1)
        scalars.update(
            d_real=float(self.scale.told(real).mean()),
            d_fake=float(self.scale.told(out).mean()),
            d_scale=self.scale.name,
            d_half=self.scale.half,
            d_span=self.scale.span,
            d_gap=float(real.mean()) - float(out.mean()),
            stick_scale=self._sticks.follow(sizes, game.rounds, recipe.objective),
            stick_size=float(np.sqrt(np.square(sizes).mean())),
        )

    def _warped(self) -> dict[str, Array]:
        nodes = self._nodes
        flat = self._game.generator(nodes.reshape(-1, 2 if nodes.ndim == 3 else 1))
        moved = flat.reshape(*nodes.shape[:2], 2) if nodes.ndim == 3 else flat
        if nodes.ndim == 3:
            return {"mesh": moved, "mesh_areas": shapes.areas(moved)}
        return {"curve": moved, "curve_lengths": shapes.lengths(moved)}


def histogram(values: Floats) -> Floats:
    """Shares of values in equal bins from 0 to 1, ``(BINS,)``."""
    bins = np.minimum((values * BINS).astype(np.intp), BINS - 1)
    return (np.bincount(bins, minlength=BINS) / len(values)).astype(np.float32)
