"""Log-likelihood by the probability flow, and the variational bound of denoising diffusion."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.likelihood import LEVELS
from playground.gaussian.coordinates import ClockPoint, Coordinates, coordinates
from playground.gaussian.levels import Array, Denoiser, Level, Pair, mix
from playground.gaussian.noise import StepNoise
from playground.gaussian.paths import CoordinatesName, Path, VariancePreserving
from playground.gaussian.predictions import PredictionKind, to_pair
from playground.gaussian.transitions import transition

Traces: TypeAlias = Callable[[Array, Level], Pair]
VectorJacobian: TypeAlias = Callable[[Array, Level, Array], Array]


class Density(msgspec.Struct, frozen=True):
    """A point on its way from the data to the noise, after ``index`` steps.

    ``change`` is the log-density of the start minus that of ``x`` here, in nats, ``(batch,)``;
    ``log_density`` is that of the start if the flow ended here, with the path's Gaussian: it is the answer at
    the last step.
    """

    index: int
    level: Level
    x: Array
    change: Array
    log_density: Array


def flow_log_density(
    model: Denoiser,
    traces: Traces,
    x: Array,
    path: Path,
    times: Sequence[float],
    name: CoordinatesName | None = None,
) -> Iterator[Density]:
    """Follow ``x`` ``(batch, …)`` from the first of the rising ``times`` to the last, with the change of its
    density.

    The instantaneous change of variables (Chen et al. 2018, theorem 1; Song et al. 2021, equation 39): along
    the flow the log-density falls by the divergence. Both are integrated by the classical Runge–Kutta method.
    ``traces`` gives the traces of the Jacobians of the model's data and noise by x, each ``(batch,)``. What
    comes out is the density of the level at ``times[0]``.
    """
    if len(times) < 2 or any(late <= early for early, late in itertools.pairwise(times)):
        raise RecipeError("The likelihood needs at least two times, each above the one before.")
    flow = _Flow(model, traces, coordinates(path, name))
    here = flow.at.point(path.level(times[0]))
    x_bar, gained, d = x / here.scale, 0.0, math.prod(x.shape[1:])
    start_scale = here.scale
    for index, t in enumerate(times[1:], 1):
        there = flow.at.point(path.level(t))
        x_bar, added = flow.step(x_bar, here, there)
        gained, here = gained + added, there
        now = here.scale * x_bar
        # The scales of x̄ at both ends change the density, too.
        change = gained + d * (math.log(here.scale) - math.log(start_scale))
        yield Density(index, here.level, now, change, change + gaussian_log_density(now, path.prior_std))


def gaussian_log_density(x: Array, std: float) -> Array:
    """Log-density of ``x`` ``(batch, …)`` under a round Gaussian around 0, in nats, ``(batch,)``."""
    flat = x.reshape(len(x), -1)
    return -(flat * flat).sum(1) / (2 * std**2) - flat.shape[1] * (
        math.log(std) + 0.5 * math.log(2 * math.pi)
    )


def traces_of(kind: PredictionKind, trace: Callable[[Array, Level], Array], dimensions: int) -> Traces:
    """Traces of data and noise from the trace of a network's own Jacobian, whatever it predicts.

    Conversions are linear in (x, prediction), and the trace of the Jacobian of x itself is its number of
    dimensions.
    """

    def traces(x: Array, level: Level) -> Pair:
        own = trace(x, level)
        return to_pair(kind, own, 0 * own + dimensions, level)

    return traces


def hutchinson(product: VectorJacobian, probes: Sequence[Array]) -> Callable[[Array, Level], Array]:
    """An unbiased estimate of the trace of a network's Jacobian (Hutchinson 1990; Grathwohl et al. 2019).

    ``product(x, level, probe)`` is ``probeᵀ·∂network/∂x`` in the shape of x. ``probes`` have the shape of x,
    mean 0 and covariance 1, and stay the same along the whole flow, so that an ODE solver sees a smooth
    field.
    """
    if not probes:
        raise RecipeError("Hutchinson’s estimate needs at least one probe.")

    def trace(x: Array, level: Level) -> Array:
        terms = [(product(x, level, probe) * probe).reshape(len(x), -1).sum(1) for probe in probes]
        return sum(terms[1:], terms[0]) / len(probes)

    return trace


def rademacher(random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Random signs, the probe of least variance."""
    return np.asarray(2.0 * random.integers(0, 2, shape) - 1.0)


class _Flow:
    """The flow of x̄ and of its log-density in one clock."""

    def __init__(self, model: Denoiser, traces: Traces, at: Coordinates) -> None:
        self._model, self._traces, self.at = model, traces, at

    def slope(self, x_bar: Array, point: ClockPoint) -> tuple[Array, Array]:
        """``dx̄/ds`` and its divergence by x̄."""
        x = point.scale * x_bar
        answer, trace = self._model(x, point.level), self._traces(x, point.level)
        return (
            point.a * answer.data + point.b * answer.noise,
            point.scale * (point.a * trace.data + point.b * trace.noise),
        )

    def step(self, x_bar: Array, here: ClockPoint, there: ClockPoint) -> tuple[Array, Array]:
        """x̄ at ``there``, and the integral of the divergence, by the classical Runge–Kutta method."""
        h = there.s - here.s
        middle = self.at.at(here.s + h / 2)
        k1, d1 = self.slope(x_bar, here)
        k2, d2 = self.slope(x_bar + h / 2 * k1, middle)
        k3, d3 = self.slope(x_bar + h / 2 * k2, middle)
        k4, d4 = self.slope(x_bar + h * k3, there)
        return x_bar + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), h / 6 * (d1 + 2 * d2 + 2 * d3 + d4)


class Term(msgspec.Struct, frozen=True):
    """One term of the bound, in nats per image, ``(batch,)``: L_T for t = T + 1, L_{t−1} for t = T … 2, L₀
    for t = 1."""

    t: int
    nats: NDArray[np.float64]


def ddpm_bound(
    model: Denoiser,
    data: NDArray[np.floating],
    path: VariancePreserving,
    noise: StepNoise,
    *,
    forward: bool = False,
) -> Iterator[Term]:
    """The variational bound on −log p(data) of a model with fixed variances (Ho et al. 2020, equations 5 and
    13).

    ``data`` ``(batch, …)`` holds 256 grey levels, spread evenly from −1 to 1. There are T + 1 terms and T
    evaluations; their sum is the bound, one draw of the noise per term. ``forward`` chooses β as the variance
    of all reverse steps, the last one included, else β̃. The last step is a Gaussian with variance β₁, or β̃₂
    where β̃₁ would be 0, integrated over each grey level, of which the outermost own the tails.
    """
    data = np.asarray(data, dtype=np.float64)
    flat = data.reshape(len(data), -1)
    end = path.level(path.end)
    # KL(N(α·data, σ²) ‖ N(0, 1))
    per_value = 0.5 * (end.sigma**2 - 1 - 2 * math.log(end.sigma) + (end.alpha * flat) ** 2)
    yield Term(path.steps + 1, per_value.sum(1))
    for t in range(path.steps, 1, -1):
        level, clean = path.level(t), path.level(t - 1)
        guess = model(mix(data, noise(data), level), level).data.reshape(flat.shape)
        move = transition(level, clean)
        variance = move.forward if forward else move.posterior
        ratio = move.posterior / variance
        yield Term(
            t, 0.5 * (ratio - 1 - math.log(ratio) + (move.of_data * (flat - guess)) ** 2 / variance).sum(1)
        )
    level = path.level(1)
    guess = model(mix(data, noise(data), level), level).data.reshape(flat.shape)
    last = transition(level, path.level(0)).forward if forward else transition(path.level(2), level).posterior
    std = math.sqrt(last)
    yield Term(1, -discretized_gaussian(flat, guess, std).sum(1))


def discretized_gaussian(values: Any, means: Any, std: Any) -> NDArray[np.float64]:
    """Log-probability (nats) that a Gaussian puts on the grey level at ``values``, in [−1, 1] (Ho et al.
    2020, eq. 13)."""
    half = 1 / (LEVELS - 1)
    values, means = np.asarray(values, dtype=np.float64), np.asarray(means, dtype=np.float64)
    upper = np.where(values > 1 - half, np.inf, (values + half - means) / std)
    lower = np.where(values < -1 + half, -np.inf, (values - half - means) / std)
    # Mirror intervals of the upper half, so that the difference is one of small tails and does not cancel.
    flip = lower + upper > 0
    lower, upper = np.where(flip, -upper, lower), np.where(flip, -lower, upper)
    mass = 0.5 * (_erfc(-upper / math.sqrt(2)) - _erfc(-lower / math.sqrt(2)))
    with np.errstate(divide="ignore"):
        # Masses beyond the reach of floats come from the logarithms of the two tails.
        inner, outer = _log_tail(upper), _log_tail(lower)
        far = inner + np.log(-np.expm1(np.minimum(outer - inner, 0)))
        return np.where(mass > 1e-290, np.log(mass), far)


def _erfc(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.frompyfunc(math.erfc, 1, 1)(values), dtype=np.float64)


def _log_tail(edge: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the mass below a far negative ``edge``, by the first terms of its asymptotic series."""
    far = np.minimum(edge, -10.0)
    return -(far**2) / 2 - np.log(-far) - 0.5 * math.log(2 * math.pi) + np.log1p(-1 / far**2)
