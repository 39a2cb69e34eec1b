"""Two players on the plane: a generator and a discriminator that train against each other.

Goodfellow et al. 2014, algorithm 1. An update is made in five parts, one after the other; who does not care
for them takes them all at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.live.gan_losses import OBJECTIVES, Objective
from playground.live.gan_network import ActivationName, Floats, GanNetwork, Parameters, Pass
from playground.live.gan_optimisers import Optimiser, OptimiserName
from playground.live.pairs import DrawData
from playground.objectives.adversarial_terms import ObjectiveName

NoiseName = Literal["uniform 1-D", "uniform 2-D", "normal 1-D", "normal 2-D"]
PlayersName = Literal["both", "discriminator", "generator"]
PlayerName = Literal["discriminator", "generator"]
PartName = Literal["noise", "generate", "look", "gradient", "update"]
PARTS: tuple[PartName, ...] = ("noise", "generate", "look", "gradient", "update")
"""Of an update: draw noise, turn it into points, let the discriminator look at them, find the gradient,
and go a step down it."""

_EXPLODED = 1e6
_WEAK, _STRONG = 0.1, 1.0
"""Weights of a penalty below which it hardly holds the critic, and from which on it is steep itself."""


class Player(msgspec.Struct, frozen=True, kw_only=True):
    """The shape of one player's network."""

    width: int
    layers: int


class GanPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a training depends on from its start to its end."""

    data: DrawData
    noise: NoiseName
    discriminator: Player
    generator: Player
    activation: ActivationName
    seed: int


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How one player goes down its gradient."""

    optimiser: OptimiserName
    learning_rate: float
    steps: int


class GanControls(msgspec.Struct, frozen=True, kw_only=True):
    """What may change while a training goes on.

    ``penalty`` weighs the gradient penalty of the Wasserstein objective, ``r1`` that on real points of any.
    """

    objective: ObjectiveName
    players: PlayersName
    discriminator: Pace
    generator: Pace
    momentum: float
    batch: int
    r1: float
    penalty: float


class Moment(msgspec.Struct, frozen=True):
    """The part of an update that has just been made."""

    player: PlayerName
    part: PartName


Update: TypeAlias = Iterator[Moment]


def bounded(values: Floats | float) -> bool:
    """Whether all are numbers of a size that makes sense."""
    return bool(np.all(np.abs(values) < _EXPLODED))  # NaN is not


def draw_noise(random: np.random.Generator, kind: NoiseName, count: int) -> Floats:
    """``count`` points of noise: uniform between −1 and 1, or standard normal."""
    shape = (count, dimensions(kind))
    if kind.startswith("uniform"):
        return 2 * random.random(shape, dtype=np.float32) - 1
    return random.standard_normal(shape, dtype=np.float32)


def dimensions(kind: NoiseName) -> int:
    """Of the noise, 1 or 2."""
    return 1 if kind.endswith("1-D") else 2


class Game:
    """Both networks, their optimisers, and the batch that is being trained on.

    ``real``, ``noise`` and ``fake`` are the batch; ``real_out`` and ``fake_out`` the discriminator's outputs
    there, and ``real_slopes`` and ``fake_slopes`` the derivatives by the outputs of each point's own loss;
    ``penalties`` are the parts of the discriminator's loss that are not its objective's, by their names;
    ``sticks`` at the fake points are minus the derivatives of the generator's loss of each by its place.
    """

    def __init__(self, plan: GanPlan, controls: GanControls) -> None:
        self.plan, self.controls = plan, controls
        hidden = [[each.width] * each.layers for each in (plan.discriminator, plan.generator)]
        random = generator(plan.seed, 0, "gan weights")
        self.discriminator = GanNetwork([2, *hidden[0], 1], plan.activation, random)
        self.generator = GanNetwork([dimensions(plan.noise), *hidden[1], 2], plan.activation, random)
        self._random = generator(plan.seed, 0, "gan training")
        self._optimisers = {
            "discriminator": Optimiser(self.discriminator.own.flat.size),
            "generator": Optimiser(self.generator.own.flat.size),
        }
        self.slopes = {
            "discriminator": Parameters(self.discriminator.sizes),
            "generator": Parameters(self.generator.sizes),
        }
        self._penalty_slopes = Parameters(self.discriminator.sizes)
        self.rounds = 0
        self._open: Update | None = None
        self._turn: PlayerName = "discriminator"
        self.losses: dict[PlayerName, float] = {}
        self.penalties: dict[str, float] = {}
        self._batch = 0
        self._allocate()

    @property
    def objective(self) -> Objective:
        """The present losses."""
        return OBJECTIVES[self.controls.objective]

    @property
    def between_rounds(self) -> bool:
        """Whether no round is in the midst of its updates."""
        return self._open is None

    def checkpoint(self, at: Checkpoint) -> None:
        """Both players, their optimisers and the random numbers, as they are between two rounds."""
        self.rounds = at.count("rounds", self.rounds)
        self.losses = at.value("losses", self.losses, dict[PlayerName, float])
        self.penalties = at.value("penalties", self.penalties, dict[str, float])
        at.fill("players", [self.discriminator.own.flat, self.generator.own.flat])
        if at.whole:
            for name, optimiser in self._optimisers.items():
                optimiser.checkpoint(at.part(name))
            at.random("random", self._random)

    def round(self) -> None:
        """As many updates of each player as are asked for, or what is left of a round that has begun."""
        before = self.rounds
        while self.rounds == before:
            self.part()

    def part(self) -> Moment:
        """The next part of an update; raises ``RecipeError`` once a loss is beyond all bounds.

        Controls that change in the midst of an update hold from its next part on. A round whose player learns
        no more is broken off, and not counted.
        """
        if self._open is not None and not self._learns(self._turn):
            self._open = None
        before = self.rounds
        # What overflows shows in a loss.
        with np.errstate(all="ignore"):
            moment = None if self._open is None else next(self._open, None)
            if moment is None:
                self._open = self._walk()
                moment = next(self._open)
        self._turn = moment.player
        if self.rounds > before:
            self._open = None
        return moment

    def _learns(self, player: PlayerName) -> bool:
        return self.controls.players in ("both", player)

    def _walk(self) -> Update:
        """One round."""
        self.losses = {}
        controls = self.controls
        turns: list[PlayerName] = ["discriminator"] * controls.discriminator.steps
        turns += ["generator"] * controls.generator.steps
        updates = {"discriminator": self._update_discriminator, "generator": self._update_generator}
        for index, player in enumerate(turns):
            if not self._learns(player):
                continue
            for moment in updates[player]():
                if moment.part == "update" and not any(map(self._learns, turns[index + 1 :])):
                    self.rounds += 1
                yield moment

    def _allocate(self) -> None:
        """Arrays for the present size of the batch."""
        count = self.controls.batch
        if count == self._batch:
            return
        self._batch = count
        self._generating = Pass(self.generator, count)
        self._looking = Pass(self.discriminator, 2 * count)
        self._judging = Pass(self.discriminator, count)
        self._both: Floats = np.zeros((2 * count, 2), np.float32)
        self.real, self.fake = self._both[:count], self._both[count:]
        self.noise = np.zeros((count, self.generator.sizes[0]), np.float32)
        self.real_out, self.fake_out, self.real_slopes, self.fake_slopes = np.zeros((4, count), np.float32)
        self.sticks: Floats = np.zeros((count, 2), np.float32)

    def sticks_at(self, x: Floats) -> tuple[Floats, Floats]:
        """The discriminator's outputs ``(n,)`` at points ``(n, 2)``, and minus the derivatives of the
        generator's loss of each by its place, ``(n, 2)``."""
        looking = Pass(self.discriminator, len(x))
        with np.errstate(all="ignore"):
            out = looking.forward(x)
            return out[:, 0], -looking.backward(self.objective.generator(out).slope)

    def _begin(self) -> None:
        self._allocate()
        self.noise = draw_noise(self._random, self.plan.noise, self._batch)

    def _update_discriminator(self) -> Update:
        self._begin()
        yield Moment("discriminator", "noise")
        self.fake[:] = self._generating.forward(self.noise)
        yield Moment("discriminator", "generate")
        self.real[:] = self.plan.data(self._random, self._batch)
        out = self._looking.forward(self._both)
        self.real_out, self.fake_out = out[: self._batch, 0].copy(), out[self._batch :, 0].copy()
        yield Moment("discriminator", "look")
        real, fake = self.objective.real(self.real_out), self.objective.fake(self.fake_out)
        self.real_slopes, self.fake_slopes = real.slope, fake.slope
        slopes, into = np.concatenate([real.slope, fake.slope])[:, None], self.slopes["discriminator"]
        slopes /= self._batch
        self._looking.backward(slopes, into)
        loss = float(real.loss.mean() + fake.loss.mean())
        self.penalties = dict(self._penalise(into))
        self._note("discriminator", loss + sum(self.penalties.values()))
        yield Moment("discriminator", "gradient")
        self._step("discriminator", self.discriminator, self.controls.discriminator)
        yield Moment("discriminator", "update")

    def _update_generator(self) -> Update:
        self._begin()
        yield Moment("generator", "noise")
        self.fake[:] = self._generating.forward(self.noise)
        yield Moment("generator", "generate")
        self.fake_out = self._judging.forward(self.fake)[:, 0].copy()
        yield Moment("generator", "look")
        found = self.objective.generator(self.fake_out)
        self.fake_slopes = found.slope
        self.sticks = -self._judging.backward(found.slope[:, None])
        back = np.multiply(self.sticks, -1 / self._batch, dtype=np.float32)
        self._generating.backward(back, self.slopes["generator"])
        self._note("generator", float(found.loss.mean()))
        yield Moment("generator", "gradient")
        self._step("generator", self.generator, self.controls.generator)
        yield Moment("generator", "update")

    def _penalise(self, into: Parameters) -> Iterator[tuple[str, float]]:
        """Add the gradient penalties' derivatives, and give the penalties by their names."""
        controls = self.controls
        if controls.objective == "wasserstein" and controls.penalty:
            mix = self._random.random((self._batch, 1), dtype=np.float32)
            norms, units = self._gradients(self.fake + mix * (self.real - self.fake))
            yield "the gradient penalty", controls.penalty * float(np.square(norms - 1).mean())
            self._add(2 * controls.penalty * (norms - 1)[:, None] * units, into)
        if controls.r1:
            norms, units = self._gradients(self.real)
            yield "R1", controls.r1 / 2 * float(np.square(norms).mean())
            self._add(controls.r1 * norms[:, None] * units, into)

    def _gradients(self, x: Floats) -> tuple[Floats, Floats]:
        """Lengths ``(n,)`` and directions ``(n, 2)`` of the discriminator's gradients at points."""
        self._judging.forward(x)
        found = self._judging.backward(np.ones((len(x), 1), np.float32))
        norms = np.sqrt(np.einsum("ni,ni->n", found, found))
        return norms, found / np.maximum(norms, 1e-12)[:, None]

    def _add(self, along: Floats, into: Parameters) -> None:
        self._judging.directional((along / self._batch).astype(np.float32), self._penalty_slopes)
        into.flat += self._penalty_slopes.flat

    def unstable(self, what: str) -> RecipeError:
        """What to say once ``what`` is no number any more, or far too large a one."""
        advice = " or ".join(["Lower both learning rates", *_advice(self.controls)])
        return RecipeError(
            f"The training became unstable after {self.rounds:,} rounds: {what} grew beyond all bounds. "
            f"{advice}, and begin again."
        )

    def _note(self, player: PlayerName, loss: float) -> None:
        if not bounded(loss):
            raise self.unstable(f"the {player}’s loss")
        self.losses[player] = loss

    def _step(self, player: PlayerName, network: GanNetwork, pace: Pace) -> None:
        self._optimisers[player].step(
            pace.optimiser, network.own.flat, self.slopes[player].flat, pace.learning_rate,
            self.controls.momentum,
        )  # fmt: skip


def _advice(controls: GanControls) -> Iterator[str]:
    """What else to do: a critic that nothing holds has no bound, a strong penalty is steep itself."""
    if controls.objective == "wasserstein":
        if controls.penalty > _STRONG:
            yield "the gradient penalty"
        elif controls.penalty < _WEAK and not controls.r1:
            yield "raise the gradient penalty"
    if controls.r1 >= _STRONG:
        yield "R1"
