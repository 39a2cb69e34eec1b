"""All measures of sets of pictures, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.evaluate import distances, intervals
from playground.evaluate.distances import KernelDistance
from playground.evaluate.features import Features, Labels
from playground.evaluate.neighbours import LEAST, Neighbours
from playground.evaluate.reference import Reference
from playground.evaluate.report import Measure

Parts: TypeAlias = NDArray[np.bool_]
OfParts: TypeAlias = Callable[[Parts], NDArray[np.float64]]

PER_CLASS = 4
"""Half of a set must still have a pair of pictures of each class."""
SHARES = ("precision", "recall", "coverage")
COMPARED = ("frechet_distance",)
"""Measures by which settings are told from each other, so that their halves are kept."""


class Pictures(msgspec.Struct, frozen=True, kw_only=True):
    """One set of pictures: features ``(n, d)``, classes named and wanted ``(n,)`` (−1 where none is).

    Of each class wanted there are so many by design; those without are drawn independently.
    """

    features: Features
    named: Labels
    wanted: Labels


class _Estimate(msgspec.Struct, frozen=True):
    """A measure of one set: value, standard error, number of pictures, and values on their halves."""

    value: float
    error: float
    samples: int
    halves: NDArray[np.float64]
    rests: NDArray[np.float64] | None


def measure_sets(sets: Sequence[Pictures], reference: Reference) -> dict[str, Measure]:
    """The measures of equally large sets of pictures from one source, by their keys.

    Intervals are for other pictures against the same reference. Raises :class:`DataError` for sets too small.
    """
    check_count(min(len(one.features) for one in sets), reference.labels, *(one.wanted for one in sets))
    estimates = [_of_set(one, reference) for one in sets]
    found = {name: _pooled(name, [each[name] for each in estimates]) for name in estimates[0]}
    if agreement := _agreement(sets):
        found["class_agreement"] = agreement
    return found


def check_count(count: int, *labels: NDArray[np.int64]) -> None:
    """Raise :class:`DataError` where so many pictures are too few to measure, whose classes may be these."""
    least = max(LEAST, PER_CLASS * max(len(np.unique(each)) for each in labels))
    if count < least:
        raise DataError(f"At least {least} pictures are needed to measure them, and these are {count:,}.")


def timing(milliseconds: NDArray[np.float64], samples: int, repeats: int) -> Measure:
    """Return the median of the times per image, ``milliseconds`` ``(groups,)`` of groups of images."""
    value, low, high = float(np.median(milliseconds)), None, None
    if len(milliseconds) >= 4:
        parts = intervals.halves(np.zeros(len(milliseconds), dtype=np.int64))
        medians = np.array([np.median(milliseconds[part]) for part in parts])
        reach = intervals.Z * intervals.standard_error(medians, parts)
        low, high = max(value - reach, 0.0), value + reach
    return Measure(
        value=value, low=low, high=high, samples=samples, repeats=repeats,
        interval="none" if low is None else "half-samples", values=(value,),
    )  # fmt: skip


def exact(value: float, samples: int, repeats: int) -> Measure:
    """A number that is counted, not estimated."""
    return Measure(
        value=value, low=None, high=None, samples=samples, repeats=repeats, interval="none", values=(value,)
    )


def _of_set(one: Pictures, reference: Reference) -> dict[str, _Estimate]:
    # Sets of equal size are compared: of the reference's features only as many as there are pictures count.
    count = min(len(one.features), len(reference.features))
    some, against = one.features[:count], reference.features[:count]
    kernel = KernelDistance(some, one.wanted[:count], against, reference.labels[:count])
    neighbours = Neighbours(some, against)
    found = {"frechet_distance": _estimate(_frechet(one.features, reference), one.wanted)}
    measures: dict[str, OfParts] = {
        "kernel_distance": kernel.of_parts,
        "precision": neighbours.precision,
        "density": neighbours.density,
        "coverage": neighbours.coverage,
    }
    found |= {name: _estimate(of_parts, one.wanted[:count]) for name, of_parts in measures.items()}
    found["recall"] = _estimate(neighbours.recall, one.wanted[:count], paired=False)
    return found


def _frechet(features: Features, reference: Reference) -> OfParts:
    root = distances.root(reference.moments.covariance)

    def of_parts(parts: Parts) -> NDArray[np.float64]:
        moments = (distances.moments(features[part]) for part in parts)
        return np.array([distances.distance(each, reference.moments, root) for each in moments])

    return of_parts


def _estimate(of_parts: OfParts, strata: Labels, *, paired: bool = True) -> _Estimate:
    """``paired`` where a half is seen as the whole is; in recall its own balls are wider."""
    value = float(of_parts(np.ones((1, len(strata)), dtype=bool))[0])
    parts = intervals.halves(strata)
    over = of_parts(parts)
    rests = of_parts(~parts) if paired else None
    if rests is None:
        error = intervals.standard_error(over, parts)
    else:
        error = intervals.paired_error(over, rests, parts)
    return _Estimate(value, error, len(strata), over, rests)


def _pooled(name: str, estimates: list[_Estimate]) -> Measure:
    """The mean over sets; their errors are independent."""
    values = tuple(each.value for each in estimates)
    value = float(np.mean(values))
    reach = intervals.Z * math.sqrt(sum(each.error**2 for each in estimates)) / len(estimates)
    low, high = value - reach, value + reach
    if name != "kernel_distance":
        low = max(low, 0.0)
    halves: tuple[float, ...] = ()
    rests: tuple[float, ...] = ()
    if name in COMPARED:
        halves = _rounded([each.halves for each in estimates])
        rests = _rounded([each.rests for each in estimates if each.rests is not None])
    return Measure(
        value=value, low=low, high=min(high, 1.0) if name in SHARES else high,
        samples=estimates[0].samples, repeats=len(estimates), interval="half-samples", values=values,
        halves=halves, rests=rests,
    )  # fmt: skip


def _rounded(of_sets: list[NDArray[np.float64]]) -> tuple[float, ...]:
    """The mean over sets, to as many digits as errors need."""
    return tuple(float(f"{value:.6g}") for value in np.mean(of_sets, axis=0))


def _agreement(sets: Sequence[Pictures]) -> Measure | None:
    """Share of the pictures that the classifier gives the class asked for; none where none was asked, or
    where it names none."""
    asked = [one.wanted >= 0 for one in sets]
    named = any((one.named >= 0).any() for one in sets)
    if not named or not all(mask.any() for mask in asked):
        return None
    right = [(one.named == one.wanted)[mask] for one, mask in zip(sets, asked, strict=True)]
    every = np.concatenate(right)
    low, high = intervals.clopper_pearson(int(every.sum()), len(every))
    return Measure(
        value=float(every.mean()), low=low, high=high, samples=len(right[0]), repeats=len(sets),
        interval="Clopper–Pearson", values=tuple(float(each.mean()) for each in right),
    )  # fmt: skip
