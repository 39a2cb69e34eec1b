"""The table's columns and rows, and which likelihoods may stand in one column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from playground.evaluate import intervals
from playground.evaluate.sweep.cells import Cell, Column
from playground.evaluate.sweep.jobs import VARIANTS, Result, VariantName
from playground.paradigms.families import variants
from playground.paradigms.family import Nature

COLUMNS = (
    Column(
        key="likelihood", title="Likelihood", group="Likelihood", unit="bits/dim", better="lower",
        help="Whether the model says how probable a picture is, and how many bits it needs for each value of "
        "one: exactly, at most (a bound), or not at all.",
    ),
    Column(
        key="frechet_distance", title="Fréchet distance", group="Quality", better="lower",
        help="How far the pictures’ features are from real ones’ in mean and covariance.",
    ),
    Column(
        key="coverage", title="Coverage", group="Mode coverage", better="higher",
        help="The share of real pictures that have a generated one among their likes.",
    ),
    Column(
        key="recall", title="Recall", group="Mode coverage", better="higher",
        help="The share of real pictures that lie within what the generated ones span.",
    ),
    Column(
        key="milliseconds_per_image", title="Time", group="Speed", unit="ms/picture", better="lower",
        help="Milliseconds for each picture, on one thread.",
    ),
    Column(
        key="network_evaluations", title="NFE", group="Speed", better="lower",
        help="How often the network is asked for each picture.",
    ),
    Column(
        key="spread", title="Spread over seeds", group="Stability", unit="millibits", better="lower",
        help="Standard deviation, over trainings in the plane that differ in nothing but their seed, of the "
        "Jensen–Shannon divergence from the known density; that of the estimator itself is taken off.",
    ),
    Column(
        key="diverged", title="Diverged", group="Stability", better="lower",
        help="How many of these trainings ended in no numbers, or far from the data.",
    ),
    Column(
        key="parameters", title="Parameters", group="Size",
        help="Numbers that were learned, of all parts of the model together.",
    ),
    Column(
        key="steps", title="Steps", group="Speed", better="lower",
        help="Steps of the sampler; NFE counts how often the network is asked in them.",
    ),
    Column(
        key="type", title="Mathematical type", group="Type", help="What kind of object the model is."
    ),
)  # fmt: skip


KERNEL_COLUMN = Column(
    key="kernel_distance", title="Kernel distance", group="Quality", better="lower",
    help="How far the pictures’ features are from real ones’ by an unbiased estimate, since too few pictures "
    "are held out for a Fréchet distance.",
)  # fmt: skip


AGREEMENT_COLUMN = Column(
    key="agreement", title="Agreement with words", group="Quality", better="higher",
    help="The share of drawings of prompts whose right real picture is among the five nearest of its style, "
    "by a model that compares pictures and words.",
)  # fmt: skip


def columns_of(quality: str, measured: Collection[str] = ()) -> tuple[Column, ...]:
    """All columns, where quality is told by the measure of this key, and of measures those that are
    ``measured``."""
    found: list[Column] = []
    for column in COLUMNS:
        of_quality = column.group == "Quality"
        found.append(KERNEL_COLUMN if of_quality and quality == KERNEL_COLUMN.key else column)
        if of_quality and AGREEMENT_COLUMN.key in measured:
            found.append(AGREEMENT_COLUMN)
    return tuple(found)


_NATURES: dict[VariantName, Nature] = {
    name: variant.nature for name, variant in variants().items() if variant.nature is not None
}
NATURES = {name: nature for name, nature in _NATURES.items() if not nature.apart}
"""What the variants that are rows are by definition, in their order."""
NATURES_APART = {name: nature for name, nature in _NATURES.items() if nature.apart}
"""The same of those that are rows only where there is something of their kind."""


MEASURE = "bits_per_dim"


def usual_images(results: Iterable[Result]) -> int:
    """How many held-out images most likelihoods are of: others are of easier ones, or of harder ones."""
    counts = Counter(
        result.measures[MEASURE].samples for result in results if result.job.task == "likelihood"
    )
    return max(sorted(counts, reverse=True), key=lambda images: counts[images], default=0)


def best_of(results: Iterable[Result], family: VariantName, model: str, images: int) -> Result | None:
    """A model's best likelihood, or lowest bound, as one of a family; of so many images if it can be.

    One that was not told the labels goes before one that was, which is of another probability.
    """
    found = [
        result for result in results
        if result.job.task == "likelihood" and (result.family, result.model) == (family, model)
    ]  # fmt: skip

    def order(result: Result) -> tuple[bool, bool, int, float]:
        measure, labelled = result.measures[MEASURE], bool(result.job.recipe.get("labelled"))
        return labelled, measure.samples != images, -measure.samples, measure.value

    return min(found, key=order, default=None)


def beside_the_best(
    cells: Mapping[VariantName, Cell], results: Mapping[VariantName, Result]
) -> tuple[dict[VariantName, Cell], str]:
    """The cells with how far each lies above the lowest one of the same images, and that in a sentence.

    ``results`` are those that cells are of; cells of others stay as they are, and so do all where only one is
    of these images.
    """
    images = usual_images(results.values())
    alike = {
        family: result.measures[MEASURE] for family, result in results.items()
        if result.measures[MEASURE].samples == images and not result.job.recipe.get("labelled")
    }  # fmt: skip
    if len(alike) < 2:
        return dict(cells), ""
    lowest = min(alike, key=lambda family: alike[family].value)
    found, told = dict(cells), list[str]()
    found[lowest] = msgspec.structs.replace(cells[lowest], above=(0.0, 0.0))
    for family, measure in alike.items():
        if family == lowest:
            continue
        apart, error = intervals.difference(measure, alike[lowest])
        low, high = apart - intervals.Z * error, apart + intervals.Z * error
        said = f"{apart:.3f} ({low:.3f}–{high:.3f})"
        told.append(f"{VARIANTS[family]} {said}")
        how = f"{cells[family].how} {said} bits more than {VARIANTS[lowest]} on the same pictures, in pairs."
        found[family] = msgspec.structs.replace(cells[family], how=how, above=(low, high))
    return found, _sentence(images, VARIANTS[lowest], told)


def _sentence(images: int, lowest: str, told: Sequence[str]) -> str:
    return (
        f"Bits are of the same {images:,} pictures for all. Picture by picture each needs so many more than "
        f"{lowest} (95 %), which is told far better than each number by itself: {', '.join(told)}."
    )
