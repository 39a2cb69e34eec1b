"""The run of the GAN's lab: train, look, yield a frame, for ever."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import msgspec
import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian.distances import Box, Matrix, jensen_shannon, kullback_leibler, shares
from playground.live.gan import Game, PlayerName, bounded, draw_noise
from playground.paradigms.gan_lab import shapes
from playground.paradigms.gan_lab.frames import BINS, CELLS, DATA_POINTS, EXTENT, JS_CELLS, MEASURED, Floats
from playground.paradigms.gan_lab.recipes import MOST_POINTS, GanLab
from playground.paradigms.gan_lab.shapes import StickScale
from playground.paradigms.gan_lab.slow import Scale, SlowMotion, scale
from playground.paradigms.gan_lab.training import controls_of, plan_of
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import grid
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import Clock, SlicedPart, SlicedWork, Stillness, TimeSlices, Work


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


BOX = Box(low=-EXTENT, high=EXTENT, cells=JS_CELLS)

Divergence = Callable[[Matrix, Matrix], float]

_REFRESH = 0.2


class Measures:
    """Divergence, distance and modes of the fakes of some fixed noise."""

    def __init__(self, recipe: GanLab, game: Game, noise: Floats, clock: Clock) -> None:
        self._game, self._noise, self._clock = game, noise[:MEASURED], clock
        self._source = source_of(recipe)
        self._exact = measures.exact_points(self._source, recipe.seed, MEASURED)
        self._masses: Matrix | None = None
        self._taken, self._rounds = -math.inf, -1
        self._fakes: Floats = self._exact
        self._scalars: dict[str, Scalar] = {}
        self.lane = SlicedWork(
            [
                SlicedPart(lambda: True, self._weigh),
                SlicedPart(lambda: self._rounds, self._measure),
                SlicedPart(lambda: True, self._floors),
            ]
        )

    def renew(self) -> None:
        """Take new fakes if the last ones are measured, some time has gone and the players have learned."""
        now, fresh = self._clock.now(), self.lane.fresh
        first = self._rounds < 0
        if first or (fresh and self._rounds != self._game.rounds and now - self._taken >= _REFRESH):
            self._fakes = self._game.generator(self._noise)
            self._taken, self._rounds = now, self._game.rounds

    def show(self, scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        scalars.update(self._scalars)

    def _weigh(self) -> Work:
        """The probability of every cell, and of all outside."""
        self._masses = yield from measures.cell_masses(self._source, BOX)

    def _measure(self) -> Work:
        fakes, source = self._fakes, self._source
        found: dict[str, Scalar] = {"measured": self._rounds}
        found.update(measures.modes(fakes, source))
        yield
        if self._masses is not None:
            occupied = shares(fakes, BOX)
            found["js"] = jensen_shannon(occupied, self._masses)
            kl = kullback_leibler(occupied, self._masses)
            if math.isfinite(kl):
                found["kl"] = kl
            yield
        found["sliced_wasserstein"] = measures.distance(fakes, self._exact)
        self._scalars.pop("kl", None)
        self._scalars.update(found)

    def _floors(self) -> Work:
        masses, source = self._masses, self._source
        if masses is not None:
            for name, measure in (("js_floor", jensen_shannon), ("kl_floor", kullback_leibler)):

                def of_exact(random: np.random.Generator, measure: Divergence = measure) -> float:
                    return measure(shares(source.draw(random, MEASURED), BOX), masses)

                floor = yield from measures.known_floor(source, name, MEASURED, of_exact)
                self._scalars |= floor.scalars(name)
        floor = yield from measures.noise_floor(source, MEASURED)
        self._scalars |= floor.scalars("noise_floor")


def train(recipe: GanLab, resources: Resources, clock: Clock | None = None) -> Run:
    """Frames of the lab, as :mod:`playground.paradigms.gan_lab.frames` describes them, until it is closed.

    Changed controls come through ``send``; those that are not hot begin the training anew. Raises
    ``RecipeError`` where nothing is drawn and where the training has become unstable.
    """
    clock = clock or Clock()
    return steered(recipe, GanLab, lambda recipe, kept: _Lab(recipe, clock, kept), resources.trainings, clock)


class _Lab:
    """One training with its views."""

    def __init__(self, recipe: GanLab, clock: Clock, kept: Checkpoint | None) -> None:
        self.recipe, self._clock = recipe, clock
        self._game = Game(plan_of(recipe), controls_of(recipe))
        self._progress: dict[PlayerName, Progress] = {
            "discriminator": Progress(), "generator": Progress()
        }  # fmt: skip
        if kept is not None:
            self.checkpoint(kept)
        self._picture = Picture(recipe, self._game)
        self._measures = Measures(recipe, self._game, self._picture.noise, clock)
        self._slow: SlowMotion | None = None
        self.slices = TimeSlices(
            clock, SlicedWork([]), [self._measures.lane], whole=lambda: self._game.between_rounds
        )
        self._stillness = Stillness(clock)
        self._index = 0

    def frame(self) -> Frame:
        """Train a little, measure a little, and show what there is."""
        self._game.controls = controls_of(self.recipe)
        if not self.recipe.slow:
            self._slow = None
        step, speed = (self._part, 1) if self.recipe.slow else (self._round, self.recipe.speed)
        trained = self.slices.train(step, self.recipe.training, speed)
        self._measures.renew()
        frame = self._shown(trained)
        self.slices.compute()
        still = self._stillness.note(self.recipe, self.slices.busy)
        return msgspec.structs.replace(frame, still=still)

    @property
    def whole(self) -> bool:
        """Whether no round is in the midst of its updates, as it is in slow motion."""
        return self._game.between_rounds

    def checkpoint(self, at: Checkpoint) -> None:
        """The game and the curves of both losses."""
        self._game.checkpoint(at.part("game"))
        for player, progress in self._progress.items():
            progress.checkpoint(at.part(player))
        if not at.whole:
            self._picture.checkpoint(at.part("picture"))

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """Those of both players."""
        return {f"losses_{player[0]}": progress.curve() for player, progress in self._progress.items()}

    def _round(self) -> None:
        self._game.round()
        self._note()

    def _part(self) -> None:
        if self._slow is None:
            self._slow = SlowMotion(self._game)
        before = self._game.rounds
        self._slow.made(self._game.part(), self._picture.field)
        if self._game.rounds > before:
            self._note()

    def _note(self) -> None:
        """The losses of a whole round."""
        for player, progress in self._progress.items():
            progress.add(self._game.losses.get(player, math.nan))

    def _loss(self, player: PlayerName) -> float:
        """In slow motion, which tells of single updates, that of the last one."""
        progress = self._progress[player]
        return self._game.losses.get(player, progress.last) if self.recipe.slow else progress.loss

    def _shown(self, trained: bool) -> Frame:
        now = self._clock.now()
        progress = self._progress["discriminator"]
        scalars: dict[str, Scalar] = {
            "step": self._game.rounds,
            "steps_per_second": progress.pace(now),
            "trained": trained,
            "extent": EXTENT,
            "slow": self.recipe.slow,
            "player": "",
            "part": "",
            "part_index": 0,
            "caption": "",
        }
        arrays = self.curves({})
        for player in self._progress:
            scalars[f"loss_{player[0]}"] = self._loss(player)
        self._picture.show(self.recipe, arrays, scalars)
        self._measures.show(scalars)
        if self._slow is not None:
            self._slow.show(self._picture.scale, arrays, scalars)
        if self._index == 0:
            arrays.update(self._picture.first())
        self._index += 1
        return Frame(arrays=arrays, scalars=scalars, index=self._index, total=0, keep="data_points" in arrays)
