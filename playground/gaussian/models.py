"""Models made of models: classifier-free guidance, and one that counts what it was asked."""

from __future__ import annotations

from collections.abc import Callable

from playground.gaussian.levels import Array, Denoiser, Level, Pair


def guide(conditional: Array, unconditional: Array, scale: float) -> Array:
    """``unconditional + scale·(conditional − unconditional)``; 1 is the condition alone, 0 none of it.

    The weights sum to 1, and at given x every conversion between predictions is affine: guiding the noise,
    data, v, velocity or score is the same thing. Ho and Salimans (2022) write scale = 1 + w.
    """
    return unconditional + scale * (conditional - unconditional)


class Guided:
    """A model guided by classifier-free guidance; it costs two evaluations, or one where the scale is 1 or
    0.

    Where ``acts`` says no, only the condition is asked (Kynkäänniemi et al. 2024, guidance in a limited
    interval).
    """

    def __init__(
        self,
        conditional: Denoiser,
        unconditional: Denoiser,
        scale: float,
        acts: Callable[[Level], bool] = lambda _: True,
    ) -> None:
        self._conditional, self._unconditional = conditional, unconditional
        self._scale, self._acts = scale, acts
        self.cost = 1 if scale in (0, 1) else 2

    def cost_at(self, level: Level) -> int:
        """Evaluations that an answer at this level takes."""
        return self.cost if self._acts(level) else 1

    def __call__(self, x: Array, level: Level) -> Pair:
        """Data and noise, guided alike."""
        if self._scale == 1 or not self._acts(level):
            return self._conditional(x, level)
        without = self._unconditional(x, level)
        if self._scale == 0:
            return without
        given = self._conditional(x, level)
        return Pair(
            data=guide(given.data, without.data, self._scale),
            noise=guide(given.noise, without.noise, self._scale),
        )


class Counted:
    """A model and the number of network evaluations it was asked for; a batch counts once."""

    def __init__(self, model: Denoiser) -> None:
        self._model = model
        self._cost_at: Callable[[Level], int] = getattr(model, "cost_at", lambda _: 1)
        self.nfe = 0

    def __call__(self, x: Array, level: Level) -> Pair:
        """What the model says, counted."""
        self.nfe += self._cost_at(level)
        return self._model(x, level)
