"""Which likelihoods may stand beside each other, which speaks for a family, and how far they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from playground.evaluate import intervals
from playground.evaluate.sweep.cells import Cell
from playground.evaluate.sweep.jobs import VARIANTS, Result, VariantName

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
