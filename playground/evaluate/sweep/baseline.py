"""What real, held-out pictures reach by the same measure, and beside which results that may stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from playground.evaluate.report import Measure
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.texts import interval

UNBIASED = frozenset({"kernel_distance", "class_agreement", "agreement"})
"""Measures whose expectation does not depend on how many pictures there are."""


class Footing(msgspec.Struct, frozen=True, kw_only=True):
    """In what sets of pictures must be alike for a measure of one to be held against that of the other.

    ``samples`` is how many pictures of a set are measured, 0 where that does not matter; ``by_class`` whether
    there are equally many of every class; ``judge`` and ``reference`` are in whose features, against what.
    """

    measure: str
    samples: int
    by_class: bool
    judge: str
    reference: str


def footing(result: Result, measure: str) -> Footing | None:
    """On what footing a result's pictures stand by a measure; nothing where it does not have that."""
    found = result.measures.get(measure)
    return None if found is None else _footing(result, measure, found)


def real(stand: Footing, results: Iterable[Result]) -> Measure | None:
    """The measure of real pictures on this footing, from whichever of the results tells it best.

    Only held-out images, judge and reference make it, so it may come from any model's result.
    """
    found = []
    for result in results:
        measure = result.report.real.get(stand.measure)
        if measure is not None and _footing(result, stand.measure, measure) == stand:
            found.append((measure.repeats, measure.samples, result.date, measure))
    return max(found, key=lambda one: one[:3])[3] if found else None


def lines(found: Iterable[Result], others: Iterable[Result], measure: str, title: str) -> Iterator[str]:
    """For people: the level of real pictures on every footing that results have, or why there is none.

    ``others`` are results that may tell it too, such as those that ship.
    """
    results, known = list(found), [*found, *others]
    stands = dict.fromkeys(stand for result in results if (stand := footing(result, measure)))
    for stand in stands:
        level = real(stand, known)
        if level is None:
            yield absent(stand, results, title)
        else:
            yield f"Real, held-out pictures, {_sets(stand)}: {title} {interval(level)}."


def absent(stand: Footing, results: Iterable[Result], title: str) -> str:
    """Why no real pictures stand beside those on this footing, in one sentence."""
    counts = [
        measure.samples
        for result in results
        if (measure := result.report.real.get(stand.measure)) is not None
    ]
    fewer = max((count for count in counts if count < stand.samples), default=None)
    if fewer is None:
        return f"No {title} of real pictures is known beside sets of {stand.samples:,}."
    return (
        f"No {title} of real pictures can stand beside sets of {stand.samples:,}: only {fewer:,} are held "
        "out here; playground compare --data DIR takes more, from the whole data set."
    )


def _footing(result: Result, name: str, measure: Measure) -> Footing:
    report = result.report
    return Footing(
        measure=name,
        samples=0 if name in UNBIASED else measure.samples,
        # Classes can agree only where they were asked for, and then there are equally many of each.
        by_class="class_agreement" in report.measures,
        judge=report.features_sha256,
        reference=report.reference,
    )


def _sets(stand: Footing) -> str:
    of = "equally many of every class" if stand.by_class else "of any class"
    return f"{stand.samples:,} in a set, {of}" if stand.samples else of
