"""Slow motion: one update in its five parts, each with what there is to see and a sentence that says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
import numpy as np

from playground.core.frames import Array, Scalar
from playground.core.likelihood import probability
from playground.live.gan import PARTS, Game, Moment, PartName, PlayerName
from playground.objectives.adversarial_terms import ObjectiveName
from playground.paradigms.gan_lab.frames import Floats

ScaleName = Literal["probability", "score", "margin", "critic"]


class Scale(msgspec.Struct, frozen=True):
    """``half`` is the output shown as ½; for all but probabilities, 0 and 1 are ``span`` from there."""

    name: ScaleName
    half: float = 0.0
    span: float = 1.0

    def __call__(self, out: Floats) -> Floats:
        """Outputs as they are shown."""
        if self.name == "probability":
            return probability(out)
        shown = (out - self.half) / (2 * self.span) + 0.5
        return np.asarray(np.clip(shown, 0, 1), dtype=np.float32)

    def told(self, out: Floats) -> Floats:
        """Outputs as D itself says them: probabilities where they are logits, else the outputs."""
        return probability(out) if self.name == "probability" else out


def _critic(real: Floats, fake: Floats) -> Scale:
    half = (float(real.mean()) + float(fake.mean())) / 2
    farthest = max(float(np.abs(each - half).max()) for each in (real, fake))
    return Scale("critic", half, max(farthest, 1e-6))


_SCALES: dict[ObjectiveName, Callable[[Floats, Floats], Scale]] = {
    "minimax": lambda _real, _fake: Scale("probability"),
    "non-saturating": lambda _real, _fake: Scale("probability"),
    "least squares": lambda _real, _fake: Scale("score", 0.5, 0.5),
    "hinge": lambda _real, _fake: Scale("margin"),
    "wasserstein": _critic,
}


def scale(objective: ObjectiveName, real: Floats, fake: Floats) -> Scale:
    """That of an objective, given the outputs at real and at generated points."""
    return _SCALES[objective](real, fake)


_CAPTIONS: dict[tuple[PlayerName, PartName], str] = {
    ("discriminator", "noise"): "The discriminator’s turn: {batch} points of noise are drawn.",
    ("discriminator", "generate"): "The generator, which stands still now, turns the noise into points.",
    ("discriminator", "look"): (
        "The discriminator looks at this batch of {batch} real and {batch} generated points: on average it "
        "gives these real ones {real} and these generated ones {fake}."
    ),
    ("discriminator", "gradient"): (
        "Its loss is {loss}{penalty}. The gradient says how its weights have to change: at real points it "
        "wants to rise, at generated ones to fall."
    ),
    ("discriminator", "update"): (
        "The discriminator goes one step down its gradient: its field rises around real points and falls "
        "around generated ones."
    ),
    ("generator", "noise"): "The generator’s turn: {batch} fresh points of noise are drawn.",
    ("generator", "generate"): "The generator turns the noise into points.",
    ("generator", "look"): (
        "The discriminator, which stands still now, judges them: on average it gives these {batch} {fake}."
    ),
    ("generator", "gradient"): (
        "The generator’s loss is {loss}. Its gradient goes back through the discriminator: each stick "
        "says where a point should go to be taken for real."
    ),
    ("generator", "update"): (
        "The generator goes one step down its gradient: the same noise now becomes points that look more "
        "real to the discriminator."
    ),
}
LONGEST = _CAPTIONS["discriminator", "gradient"].format(loss="−0.693", penalty=", of which 0.123 is R1")
"""As long as a caption is with what is said of the gradient beside it: where it has room each of them has."""


class SlowMotion:
    """The present update so far."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._moment: Moment | None = None
        self._before: Floats | None = None

    def made(self, moment: Moment, field: Floats) -> None:
        """Take note of the part that was just made; ``field`` is what the discriminator said before."""
        self._moment = moment
        if moment.part == "update":
            self._before = field

    def show(self, scale: Scale, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the arrays and the caption of the present part; ``scale`` is how D is shown."""
        moment, game = self._moment, self._game
        if moment is None:
            return
        done, judging = PARTS.index(moment.part), moment.player == "discriminator"
        scalars.update(player=moment.player, part=moment.part, part_index=done + 1)
        arrays["batch_noise"] = game.noise
        if done >= 1:
            arrays["batch_fake"] = game.fake.copy()
        if done >= 2:
            arrays["batch_d_fake"] = scale(game.fake_out)
            if judging:
                arrays["batch_real"], arrays["batch_d_real"] = game.real.copy(), scale(game.real_out)
        if done >= 3:
            self._gradient(moment.player, arrays)
            scalars["part_loss"] = game.losses[moment.player]
        if done == 4 and judging and self._before is not None:
            arrays["discriminator_before"] = scale(self._before)
        elif done == 4 and not judging:
            arrays["batch_after"] = game.generator(game.noise)
        scalars["caption"] = _CAPTIONS[moment.player, moment.part].format(
            batch=len(game.noise),
            real=_mean(scale.told(game.real_out)),
            fake=_mean(scale.told(game.fake_out)),
            loss=_number(game.losses.get(moment.player, 0.0), 3),
            penalty=_of_which(game.penalties),
        )

    def _gradient(self, player: PlayerName, arrays: dict[str, Array]) -> None:
        game = self._game
        weights = game.slopes[player].weights
        arrays["gradient_sizes"] = np.array(
            [np.sqrt(np.square(each).mean()) for each in weights], dtype=np.float32
        )
        if player == "generator":
            arrays["batch_sticks"] = game.sticks.copy()
        else:
            arrays["batch_pull_real"], arrays["batch_pull_fake"] = -game.real_slopes, -game.fake_slopes


def _mean(said: Floats) -> str:
    return _number(float(said.mean()), 2)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _of_which(penalties: Mapping[str, float]) -> str:
    """What of a loss is not the objective's."""
    parts = (f"{_number(value, 3)} is {name}" for name, value in penalties.items())
    found = " and ".join(parts)
    return f", of which {found}" if found else ""
