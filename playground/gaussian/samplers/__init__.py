"""Samplers, one file each; a new file here with a ``SAMPLER`` is found by itself, as is one of a plug-in."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence

from playground.core.errors import RecipeError
from playground.core.plugins import SAMPLERS
from playground.gaussian._listing import declared, named
from playground.gaussian.clipping import Clipped
from playground.gaussian.coordinates import Place
from playground.gaussian.levels import Array, Denoiser, Level
from playground.gaussian.noise import NoNoise, StepNoise
from playground.gaussian.paths import Path
from playground.gaussian.predictions import SILENT_IN_PURE_NOISE, PredictionKind
from playground.gaussian.samplers._sampler import (
    NEEDS_MMSE,
    PREDICTED_DATA,
    PROBABILITY_FLOW,
    Advance,
    Flow,
    Formula,
    Interval,
    NetworkKind,
    Options,
    Run,
    Sampler,
    Step,
    in_steps,
    jumps,
    solver,
    targets,
)

__all__ = [
    "PREDICTED_DATA", "PROBABILITY_FLOW", "Advance", "Flow", "Formula", "Interval", "NetworkKind", "Options",
    "Place", "Run", "Sampler", "Step", "asked", "discover", "in_steps", "optional", "refusal", "sample",
    "sampler", "solver", "targets", "titles",
]  # fmt: skip

_NO_FLOOR = "This path’s network is asked down to the data, so there is no noise to end with. Choose “data”."
_NO_STEPS = (
    "Even steps are counted in whole ones that a network was trained at; this path’s time is continuous. "
    "Choose “next”."
)


@functools.cache
def discover() -> tuple[Sampler, ...]:
    """All samplers in the order they are listed."""
    return declared(__name__, __path__, "SAMPLER", Sampler, SAMPLERS)


def sampler(name: str) -> Sampler:
    """The sampler called ``name``; raises ``RecipeError`` with the names there are."""
    return named(name, discover(), "sampler")


def titles() -> dict[str, str]:
    """What each sampler is called, by its name."""
    return {each.name: each.title for each in discover()}


@functools.cache
def optional() -> frozenset[str]:
    """Names of the options that some samplers follow and others do not."""
    return frozenset(option for each in discover() for option in each.uses)


def refusal(
    chosen: Sampler,
    path: Path,
    network: NetworkKind = "denoiser",
    prediction: PredictionKind | None = None,
    options: Options | None = None,
) -> str | None:
    """Why a sampler cannot be used so, as a sentence; ``None`` where it can."""
    options = options or Options()
    uses = chosen.uses
    reasons = (
        chosen.refuses_networks.get(network),
        chosen.refuses_paths.get(path.kind),
        chosen.refuses_variances.get((options.variance, path.kind)),
        _NO_FLOOR if options.ending == "floor" and "ending" in uses and path.floor == 0 else None,
        _NO_STEPS if options.stride == "even" and "stride" in uses and path.steps is None else None,
        SILENT_IN_PURE_NOISE.get(prediction) if prediction and path.level(path.end).alpha == 0 else None,
    )
    return next((reason for reason in reasons if reason), None)


def asked(chosen: Sampler, path: Path, times: Sequence[float]) -> list[int]:
    """How often a sampler that is not adaptive asks the model in each step."""

    def of_step(index: int, target: Level) -> int:
        if jumps(path, target):
            return 1
        if target.sigma == 0 and chosen.evaluations_to_data:
            return chosen.evaluations_to_data
        first = chosen.evaluations_at_first
        return first[index] if index < len(first) else chosen.evaluations

    return [of_step(index, path.level(t)) for index, t in enumerate(times[1:])]


def sample(
    name: str,
    model: Denoiser,
    x: Array,
    path: Path,
    times: Sequence[float],
    noise: StepNoise | None = None,
    options: Options | None = None,
) -> Iterator[Step]:
    """The steps of a sampler from ``x`` at ``times[0]`` down to ``times[-1]``; raises ``RecipeError``.

    ``x`` has shape ``(batch, …)`` and is a numpy array or a torch tensor; all that comes out is of its kind.
    """
    chosen, options = sampler(name), options or Options()
    if reason := refusal(chosen, path, chosen.network, options=options):
        raise RecipeError(reason)
    if "variance" in chosen.uses and options.variance == "analytic" and options.mmse is None:
        raise RecipeError(NEEDS_MMSE)
    if len(times) < 2 or any(low >= high for high, low in itertools.pairwise(times)):
        raise RecipeError("A sampler needs at least two times, each below the one before.")
    if options.clip is not None and "clip" in chosen.uses:
        model = Clipped(model, options.clip)
    return chosen.run(Run(model, x, path, tuple(times), noise or NoNoise(), options))
