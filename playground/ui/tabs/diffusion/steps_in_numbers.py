"""The numbers of one step of a sampler, under the terms of its equations; nothing here knows Qt."""

from __future__ import annotations

from playground.core.words import figure
from playground.gaussian import samplers
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Interval, Options

Terms = dict[str, str]
Filled = dict[str, Terms]


def guidance(scale: float, label: str) -> Terms:
    """The scale 1 + w, and w."""
    return {"guidance": f"{scale:g}", "guidance_excess": f"{scale - 1:g}", "label": label}


def in_numbers(sampler: str, path: Path, times: tuple[float, ...], index: int, options: Options) -> Filled:
    """The values of a sampler's equations in its step from ``times[index]``, by equation and term."""
    chosen, now = samplers.sampler(sampler), path.level(times[index])
    targets = samplers.targets(path, times, options if "ending" in chosen.uses else Options())
    if now.sigma == 0 or now.alpha == 0:
        return {}
    before = path.level(times[index - 1]) if index else None
    step = Interval(path, before, now, targets[index], options.eta, options.variance, options.coordinates)
    return {
        formula.name: {term: figure(value(step)) for term, value in formula.terms.items()}
        for formula in chosen.formulas
    }
