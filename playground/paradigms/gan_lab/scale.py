"""How the discriminator's output is shown: between 0 and 1, with ½ where it does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
import numpy as np

from playground.core.likelihood import probability
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
