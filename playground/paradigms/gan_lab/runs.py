"""The run of the GAN's lab: train, look, yield a frame, for ever."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.live.gan import Game, PlayerName
from playground.paradigms.gan_lab.frames import EXTENT
from playground.paradigms.gan_lab.measures import Measures
from playground.paradigms.gan_lab.picture import Picture
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.slow import SlowMotion
from playground.paradigms.gan_lab.training import controls_of, plan_of
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.slices import Clock, SlicedWork
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.stillness import Stillness
from playground.paradigms.lab.time_slices import TimeSlices


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
