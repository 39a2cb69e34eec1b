"""How a network may speak of the data and noise in x, and all conversions between these languages.

With ``x = α·data + σ·noise`` every prediction is linear in (data, noise):

- ``noise``, ``data``: themselves (Ho et al. 2020; Karras et al. 2022)
- ``v = α·noise − σ·data`` (Salimans and Ho 2022)
- ``velocity = α′·data + σ′·noise`` (Lipman et al. 2023)
- ``score = −noise/σ``, the gradient of the log-density of x (Song et al. 2021)

so x and one prediction determine both, except at the ends: pure noise (α = 0) shows nothing of the data
through its noise, and clean data (σ = 0) nothing of the noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from playground.core.errors import RecipeError
from playground.gaussian.levels import Array, Denoiser, Level, Pair

PredictionKind = Literal["noise", "data", "v", "velocity", "score"]
KINDS: tuple[PredictionKind, ...] = get_args(PredictionKind)
PredictionNetwork: TypeAlias = Callable[[Array, Level], Array]

# Why a prediction cannot be used at one end of a path; those absent can.
SILENT_IN_PURE_NOISE: dict[PredictionKind, str] = {
    "noise": "Where x is pure noise, its noise is x itself, and that says nothing of the data: "
    "a network that predicts noise has to start a little below.",
    "score": "Where x is pure noise, its score is −x, and that says nothing of the data: "
    "a network that predicts the score has to start a little below.",
}


def to_pair(kind: PredictionKind, value: Array, x: Array, level: Level) -> Pair:
    """The data and noise that ``value`` means at ``x``.

    Exact limits at the ends: for clean data (σ = 0) the posterior mean of the noise is 0, for pure noise (α =
    0) the noise is x/σ. Raises ``RecipeError`` where the data cannot be known, and where the path's velocity
    is infinite.
    """
    return _TO_PAIR[kind](value, x, level)


def from_pair(kind: PredictionKind, pair: Pair, level: Level) -> Array:
    """What a network of this kind would say for a pair; raises ``RecipeError`` where that is not finite."""
    return _FROM_PAIR[kind](pair, level)


def convert(source: PredictionKind, target: PredictionKind, value: Array, x: Array, level: Level) -> Array:
    """One prediction as another."""
    return from_pair(target, to_pair(source, value, x, level), level)


def denoiser(network: PredictionNetwork, kind: PredictionKind) -> Denoiser:
    """A network that speaks ``kind`` as a model that answers with data and noise."""
    return lambda x, level: to_pair(kind, network(x, level), x, level)


def _pair_of_noise(value: Array, x: Array, level: Level) -> Pair:
    if level.alpha == 0:
        raise RecipeError(SILENT_IN_PURE_NOISE["noise"])
    return Pair(data=(x - level.sigma * value) / level.alpha, noise=value)


def _pair_of_data(value: Array, x: Array, level: Level) -> Pair:
    if level.sigma == 0:
        return Pair(data=value, noise=0 * x)
    return Pair(data=value, noise=(x - level.alpha * value) / level.sigma)


def _pair_of_v(value: Array, x: Array, level: Level) -> Pair:
    square = level.alpha**2 + level.sigma**2
    return Pair(
        data=(level.alpha * x - level.sigma * value) / square,
        noise=(level.sigma * x + level.alpha * value) / square,
    )


def _pair_of_velocity(value: Array, x: Array, level: Level) -> Pair:
    _finite(level)
    determinant = level.alpha * level.d_sigma - level.sigma * level.d_alpha
    return Pair(
        data=(level.d_sigma * x - level.sigma * value) / determinant,
        noise=(level.alpha * value - level.d_alpha * x) / determinant,
    )


def _pair_of_score(value: Array, x: Array, level: Level) -> Pair:
    if level.alpha == 0:
        raise RecipeError(SILENT_IN_PURE_NOISE["score"])
    return Pair(data=(x + level.sigma**2 * value) / level.alpha, noise=-level.sigma * value)


def _v(pair: Pair, level: Level) -> Array:
    return level.alpha * pair.noise - level.sigma * pair.data


def _velocity(pair: Pair, level: Level) -> Array:
    _finite(level)
    return level.d_alpha * pair.data + level.d_sigma * pair.noise


def _score(pair: Pair, level: Level) -> Array:
    if level.sigma == 0:
        raise RecipeError("The score cannot be read from the noise where there is none.")
    return -pair.noise / level.sigma


def _finite(level: Level) -> None:
    if not math.isfinite(level.d_sigma):
        raise RecipeError(
            "The velocity of this path is infinite at the data; stop a little above, or predict v."
        )


_TO_PAIR: dict[PredictionKind, Callable[[Array, Array, Level], Pair]] = {
    "noise": _pair_of_noise,
    "data": _pair_of_data,
    "v": _pair_of_v,
    "velocity": _pair_of_velocity,
    "score": _pair_of_score,
}
_FROM_PAIR: dict[PredictionKind, Callable[[Pair, Level], Array]] = {
    "noise": lambda pair, level: pair.noise,
    "data": lambda pair, level: pair.data,
    "v": _v,
    "velocity": _velocity,
    "score": _score,
}
