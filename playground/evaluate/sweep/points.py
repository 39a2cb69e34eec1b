"""Results as points of quality against cost, with the lines between them and the Pareto front."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from playground.core.cards import Card
from playground.core.words import counted
from playground.evaluate.report import Kind, Measure, kinds
from playground.evaluate.sweep import baseline, pareto
from playground.evaluate.sweep.choosing import KERNEL, comparable, data_of
from playground.evaluate.sweep.jobs import VARIANTS, Result, VariantName
from playground.evaluate.sweep.known import Known, OriginName, preferred, series
from playground.evaluate.sweep.texts import day

MeasureName = Literal[
    "Fréchet distance", "kernel distance", "precision", "recall", "coverage", "class agreement",
    "agreement with words",
]  # fmt: skip
CostName = Literal["evaluations", "milliseconds"]

MEASURES: dict[MeasureName, str] = {
    "Fréchet distance": "frechet_distance",
    "kernel distance": "kernel_distance",
    "precision": "precision",
    "recall": "recall",
    "coverage": "coverage",
    "class agreement": "class_agreement",
    "agreement with words": "agreement",
}
"""Keys of the measures in a report."""

COSTS: dict[CostName, str] = {
    "evaluations": "network_evaluations",
    "milliseconds": "milliseconds_per_image",
}

_NO_WORDS = "Only models that are told words are held against them, and of these none is measured here."
_LACKS: dict[MeasureName, str] = {
    "agreement with words": _NO_WORDS,
    "class agreement": "None of these models was asked for classes that something could name.",
}
UNBIASED: frozenset[MeasureName] = frozenset(
    name for name, key in MEASURES.items() if key in baseline.UNBIASED
)
"""Measures whose expectation does not depend on how many pictures there are."""


class Sight(Protocol):
    """Of which results, and by what, points are shown."""

    @property
    def data(self) -> str: ...
    @property
    def origin(self) -> OriginName: ...
    @property
    def measure(self) -> MeasureName: ...
    @property
    def cost(self) -> CostName: ...
    @property
    def hidden(self) -> tuple[str, ...]: ...


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the plot: ``low`` and ``high`` are its interval, NaN where there is none.

    ``fewer``: it is of another number of pictures than most, so that it cannot be held against theirs.
    """

    known: Known
    cost: float
    value: float
    low: float
    high: float
    fewer: bool

    @property
    def key(self) -> str:
        """The key of its result."""
        return self.known.result.key

    @property
    def family(self) -> VariantName:
        """Who made the pictures."""
        return self.known.result.family


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What real pictures reach, and what that level is called; without a measure, ``why`` there is none."""

    measure: Measure | None = None
    title: str = ""
    why: str = ""


class Layers(Sight, Protocol):
    """What is drawn with the points."""

    @property
    def lines(self) -> bool: ...
    @property
    def front(self) -> bool: ...
    @property
    def intervals(self) -> bool: ...
    @property
    def logarithmic(self) -> bool: ...


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """All that is drawn: marks, lines through some of them, the front, and the level of real pictures.

    ``intervals`` and ``logarithmic`` say whether intervals are drawn, and how the measure's axis is divided.
    """

    marks: tuple[Mark, ...] = ()
    lines: tuple[tuple[Mark, ...], ...] = ()
    front: tuple[Mark, ...] = ()
    level: Level = Level()
    intervals: bool = True
    logarithmic: bool = False


def points(chosen: Sequence[Known], known: Iterable[Known], state: Layers) -> Points:
    """What is drawn of the results ``chosen``, beside real pictures of any that are ``known``."""
    shown = marks(chosen, state)
    positive = state.measure == "Fréchet distance" and all(mark.value > 0 for mark in shown)
    return Points(
        marks=shown,
        lines=lines(shown) if state.lines else (),
        front=front(shown, state) if state.front else (),
        level=real(shown, known, state),
        intervals=state.intervals,
        logarithmic=state.logarithmic and positive,
    )


def kind_of(state: Sight, features: str) -> Kind:
    """The measure's title, with the features that it is in, and which way is better."""
    return kinds(features)[MEASURES[state.measure]]


def wanted(results: Iterable[Known], state: Sight, cards: Mapping[str, Card]) -> list[Known]:
    """Results of the state's data and origin whose pictures were measured."""
    there = [
        one
        for one in preferred(results, state.origin)
        if one.result.job.task == "pictures" and data_of(one.result, cards) == state.data
    ]
    fair = {result.key for result in comparable([one.result for one in there], cards)}
    return [one for one in there if one.result.key in fair]


def measured_by(chosen: Sequence[Known], measure: MeasureName) -> MeasureName:
    """The measure itself, or the kernel distance where a Fréchet distance is known of none of the results."""
    known = {name for one in chosen for name in one.result.measures}
    if measure == "Fréchet distance" and MEASURES[measure] not in known and KERNEL in known:
        return "kernel distance"
    return measure


def unmeasured(chosen: Sequence[Known], measure: MeasureName) -> str:
    """Why none of these results is a point: what they do not have. Empty where some do, or there are none."""
    if not chosen or any(MEASURES[measure] in one.result.measures for one in chosen):
        return ""
    return _LACKS.get(measure, f"None of these results has this measure: {measure}.")


def exported(results: Iterable[Known], state: Sight, cards: Mapping[str, Card]) -> tuple[Result, ...]:
    """Results of the state's data, origin and families, by whatever measure, and of likelihood as well."""
    return tuple(
        one.result
        for one in preferred(results, state.origin)
        if data_of(one.result, cards) == state.data and one.result.family not in state.hidden
    )


def marks(chosen: Sequence[Known], state: Sight) -> tuple[Mark, ...]:
    """The points of results, families in their order, and each from the cheapest on."""
    usual = _usual(chosen, state.measure)
    found = [
        mark
        for one in chosen
        if one.result.family not in state.hidden and (mark := _mark(one, state, usual)) is not None
    ]
    order = list(VARIANTS)
    return tuple(sorted(found, key=lambda mark: (order.index(mark.family), mark.cost, mark.value)))


def lines(shown: Sequence[Mark]) -> tuple[tuple[Mark, ...], ...]:
    """Marks of one model and sampler at one placement, in the order of their steps; single ones make none."""
    groups: dict[tuple[object, ...], list[Mark]] = {}
    for mark in shown:
        result = mark.known.result
        if result.steps is not None:
            group = (series(result.job.recipe), mark.known.shipped, result.job.samples, result.placement)
            groups.setdefault(group, []).append(mark)
    ordered = (sorted(group, key=lambda mark: mark.known.result.steps or 0) for group in groups.values())
    return tuple(tuple(group) for group in ordered if len(group) > 1)


def front(shown: Sequence[Mark], state: Sight) -> tuple[Mark, ...]:
    """The marks that none beats in cost or quality without losing in the other, from the cheapest on."""
    fair = [mark for mark in shown if not mark.fewer]
    better: Literal["higher", "lower"] = "lower" if kind_of(state, "").better == "lower" else "higher"
    found = pareto.front([mark.cost for mark in fair], [mark.value for mark in fair], better)
    return tuple(fair[index] for index in found)


def real(shown: Sequence[Mark], known: Iterable[Known], state: Sight) -> Level:
    """The same measure of real held-out pictures, for sets like those that most of the marks are of.

    It may come from any of the ``known`` results. Nothing where there are no marks.
    """
    measure = MEASURES[state.measure]
    stands = [
        stand
        for mark in shown
        if not mark.fewer and (stand := baseline.footing(mark.known.result, measure)) is not None
    ]
    if not stands:
        return Level()
    (stand, count), *_ = Counter(stands).most_common()
    results = [one.result for one in known]
    found = baseline.real(stand, results)
    if found is None:
        return Level(why=baseline.absent(stand, results, state.measure))
    if state.measure == "agreement with words":
        # The real picture itself is what is looked for.
        return Level(measure=found, title="real, of another style")
    alike = "" if count == len(stands) else ", by class" if stand.by_class else ", any class"
    return Level(measure=found, title=f"real, held-out{alike}")


def usual_pictures(shown: Sequence[Mark]) -> int:
    """Of how many pictures most marks are; 0 where there are none."""
    counts = Counter(mark.known.result.job.samples for mark in shown)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def summaries(shown: Sequence[Mark]) -> tuple[str, ...]:
    """What points there are, in words: the longest text first."""
    if not shown:
        nothing = "Nothing has been measured yet"
        return (f"{nothing}: choose settings at the left, and measure them here.", f"{nothing}.")
    shipped = [mark.known.result for mark in shown if mark.known.shipped]
    fewer = sum(mark.fewer for mark in shown)
    count = counted(len(shown), "point")
    of, where, others, short = "", "", "", count
    if shipped:
        last = max(shipped, key=lambda result: result.date)
        own = len(shown) - len(shipped)
        of = f"; {own} filled: measured here; {len(shipped)} hollow: came with the program"
        short = f"{count}: {own} ● here, {len(shipped)} ○ shipped"
        where = f", measured on {day(last.date)} on {last.machine.sentence}"
    if fewer:
        usual = usual_pictures([mark for mark in shown if not mark.fewer])
        others = f"; {fewer} small: not of {usual:,} pictures, so not on the front nor beside the real ones"
    return (f"{count}{of}{where}{others}", f"{count}{of}{others}", f"{count}{of}", short, count)


def _usual(results: Sequence[Known], measure: MeasureName) -> int | None:
    if measure in UNBIASED or not results:
        return None
    counts = Counter(one.result.job.samples for one in results)
    return max(counts, key=lambda count: (counts[count], count))


def _mark(one: Known, state: Sight, usual: int | None) -> Mark | None:
    cost, value = one.result.measures.get(COSTS[state.cost]), one.result.measures.get(MEASURES[state.measure])
    if cost is None or value is None or not cost.value > 0 or not math.isfinite(value.value):
        return None
    return Mark(
        known=one,
        cost=cost.value,
        value=value.value,
        low=math.nan if value.low is None else value.low,
        high=math.nan if value.high is None else value.high,
        fewer=usual is not None and one.result.job.samples != usual,
    )
