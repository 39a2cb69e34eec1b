"""Which result speaks for a family: the cheapest setting that is surely not much worse than the best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from playground.core.cards import Card
from playground.core.heldout import DATA_FACT, content_of
from playground.evaluate import intervals
from playground.evaluate.sweep.jobs import Result, VariantName
from playground.paradigms.families import draws

QUALITY = "frechet_distance"
KERNEL = "kernel_distance"
"""What quality is told by where too few pictures are held out for a Fréchet distance."""
MARGIN = 0.05
"""A Fréchet distance that is less than this above another is not much worse."""
RULE = (
    "A row’s setting is the cheapest measured whose Fréchet distance lies less than "
    f"{MARGIN:g} above that of the family’s best setting, with a confidence of 95 % for each by itself; "
    "where that is sure of no cheaper one, it is the best. The best is the one with the least distance "
    "measured, which among few pictures need not be the best in truth. Settings draw from the same noise, so "
    "they are compared on the same random halves of their pictures, where what they share does not count."
)
KERNEL_RULE = (
    "A row’s setting is that with the least kernel distance measured, which among few pictures need not be "
    "the best in truth; there is no Fréchet distance, since too few pictures are held out for it."
)
_ONE_SIDED = 1.6448536269514722
"""The standard normal's 95 % quantile."""


def data_sets(cards: Iterable[Card], results: Iterable[Result], known: Mapping[str, Card]) -> tuple[str, ...]:
    """The data sets of models and of results, whose models may be among those that are ``known``."""
    of_models, of_results = (card.data for card in cards), (data_of(result, known) for result in results)
    return tuple(sorted({*of_models, *of_results}))


def up_to_date(results: Iterable[Result], cards: Mapping[str, Card]) -> list[Result]:
    """Results of models and data as they are now: those of a model that was trained again since are left
    out, and those that cannot stand beside what is measured now."""
    return [result for result in comparable(results, cards) if is_of_now(result, cards.get(result.model))]


def is_of_now(result: Result, card: Card | None) -> bool:
    """Whether the model that was measured is the one here; also where either is not known."""
    recorded = str(result.report.facts.get("model_sha256") or "")
    return card is None or not recorded or card.is_of(recorded)


def comparable(results: Iterable[Result], cards: Mapping[str, Card]) -> list[Result]:
    """Results that may stand beside each other: without those of a user's data set that held other pictures
    then, or in the features of a classifier that is another one now."""
    now = {data: content_of(data) for data in {card.data for card in cards.values()}}

    def held_these(result: Result) -> bool:
        card, judge = cards.get(result.model), cards.get(result.report.features)
        content = result.report.facts.get(DATA_FACT, "")
        if not content:
            return True
        return (card is None or content == now[card.data]) and (
            judge is None or result.report.features_sha256 == judge.hash
        )

    return [result for result in results if held_these(result)]


def latest(*sources: Iterable[Result]) -> list[Result]:
    """The results of several sources, of each job those of the first source that has any.

    What they were held against may differ: the user's own may be of fewer real pictures than those that ship.
    """
    found: dict[str, list[Result]] = {}
    for source in sources:
        own: dict[str, list[Result]] = {}
        for result in source:
            own.setdefault(_what(result), []).append(result)
        found = {**own, **found}
    return [result for results in found.values() for result in results]


def _what(result: Result) -> str:
    recipe = {name: value for name, value in result.job.recipe.items() if name != "count"}
    job = msgspec.structs.replace(result.job, recipe=recipe)
    return msgspec.json.encode(job, order="sorted").decode()


def data_of(result: Result, cards: Mapping[str, Card]) -> str:
    """The data set that a result's model was trained on, as far as it is known."""
    if result.model in cards:
        return cards[result.model].data
    return result.report.held_out.rpartition(" of ")[2]


def usual_data(results: Sequence[Result], cards: Mapping[str, Card]) -> str:
    """The data set of most results, or of most models where there are no results."""
    counts = Counter(
        data_of(result, cards) for result in results if result.measures.keys() & {QUALITY, KERNEL}
    )
    counts = counts or Counter(card.data for card in cards.values() if draws(card))
    return max(sorted(counts), key=lambda data: counts[data], default="")


def usual_samples(results: Sequence[Result]) -> int:
    """The number of pictures in the sets of most results: distances compare only among equally many."""
    quality = quality_of(results)
    counts = Counter(result.job.samples for result in results if quality in result.measures)
    return max(sorted(counts), key=lambda samples: counts[samples], default=0)


def quality_of(results: Iterable[Result]) -> str:
    """The key of the measure that the results of one data set are ranked by."""
    measured = {name for result in results for name in result.measures}
    return KERNEL if QUALITY not in measured and KERNEL in measured else QUALITY


def representative(results: Sequence[Result], family: VariantName, samples: int) -> Result | None:
    """Of a family's results with ``samples`` pictures in a set, the one that speaks for it.

    It is the cheapest whose Fréchet distance is, with a confidence of 95 %, less than :data:`MARGIN` above
    that of the best. To ask whether it can be told from the best would favour small samples, which tell
    nothing. The best as measured needs no test against itself, so it speaks where none passes: of samples so
    small it may in truth be worse than others by more. By kernel distances it is the best.
    """
    quality = quality_of(results)
    found = [
        result
        for result in results
        if result.family == family and result.job.samples == samples and quality in result.measures
    ]
    if not found:
        return None
    best = min(found, key=lambda result: result.measures[quality].value)
    alike = [result for result in found if quality == QUALITY and _is_near(result, best)]
    near = [best, *(result for result in alike if result is not best)]
    return min(near, key=lambda result: (evaluations_of(result), milliseconds_of(result), result.key))


def _is_near(result: Result, best: Result) -> bool:
    apart, error = intervals.difference(result.measures[QUALITY], best.measures[QUALITY])
    return apart + _ONE_SIDED * error < MARGIN  # not where the error is NaN


def evaluations_of(result: Result) -> float:
    """Network evaluations for each picture; those of a decoder or generator are one."""
    measure = result.measures.get("network_evaluations")
    return measure.value if measure else 1.0


def milliseconds_of(result: Result) -> float:
    """Milliseconds for each picture."""
    measure = result.measures.get("milliseconds_per_image")
    return measure.value if measure else 0.0
