"""Lines for people: a plan, results as they come, and all of them as a table with the Pareto front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playground.core.words import duration
from playground.evaluate.report import OF_WORDS
from playground.evaluate.sweep import baseline
from playground.evaluate.sweep.choosing import KERNEL, QUALITY, evaluations_of, milliseconds_of, quality_of
from playground.evaluate.sweep.events import Planned
from playground.evaluate.sweep.jobs import VARIANTS, Result
from playground.evaluate.sweep.naming import setting_of
from playground.evaluate.sweep.pareto import front
from playground.evaluate.sweep.plan import Found
from playground.evaluate.sweep.texts import digits, interval

_TITLES = {QUALITY: "Fréchet", KERNEL: "kernel distance"}
_SHARES = ("precision", "recall", "coverage", "class_agreement")


def outlook(jobs: Sequence[Planned], workers: int) -> str:
    """How much there is to do, and how long it may take."""
    new = [one for one in jobs if not one.kept]
    kept = len(jobs) - len(new)
    before = f", {kept} of which {'is' if kept == 1 else 'are'} measured already" if kept else ""
    said = f"{len(jobs)} {'setting' if len(jobs) == 1 else 'settings'}{before}"
    known = [one.seconds for one in new if one.seconds is not None]
    if not new:
        return said
    beside = f", {workers} at a time" if workers > 1 else ""
    if not known:
        return f"{said}{beside}; how long they take is not known yet"
    # Those whose speed is not known are taken for average.
    each = [sum(known) / len(known) if one.seconds is None else one.seconds for one in new]
    return f"{said}{beside}, about {duration(max(sum(each) / workers, max(each)))}"


def plan(found: Found, workers: int) -> Iterator[str]:
    """What would be measured, and what was left out."""
    width = max((len(one.title) for one in found.planned), default=0)
    for one in found.planned:
        seconds = "" if one.seconds is None else f"about {duration(one.seconds)}"
        yield f"{one.title:<{width}}  {'measured' if one.kept else seconds}".rstrip()
    yield from found.left_out
    yield outlook(found.planned, workers)


def result_line(result: Result) -> str:
    """One result in a line."""
    measures = result.measures
    words = []
    shown = quality_of([result])
    for name, title in (
        (shown, _TITLES[shown]),
        ("bits_per_dim", "bits/dim"),
        ("agreement", "agreement with words"),
        ("coverage", "coverage"),
    ):
        if name in measures:
            words.append(f"{title} {interval(measures[name])}")
    if "milliseconds_per_image" in measures:
        words.append(f"{digits(milliseconds_of(result))} ms each")
    return f"{result.title}: {', '.join(words)}"


def results(found: Sequence[Result], others: Sequence[Result] = ()) -> Iterator[str]:
    """All results as tables, one for each kind of features; a star marks what no other beats in both
    evaluations and distance.

    ``others`` may tell what real pictures reach in sets that are as large.
    """
    judges: dict[tuple[str, str], list[Result]] = {}
    for result in found:
        if result.measures.keys() & _TITLES.keys():
            judges.setdefault((result.report.features, result.report.features_sha256), []).append(result)
    for pictures in judges.values():
        yield from _pictures(pictures, others)
    for result in found:
        if "bits_per_dim" in result.measures:
            yield result_line(result)


def _pictures(found: Sequence[Result], others: Sequence[Result]) -> Iterator[str]:
    order = list(VARIANTS)
    ranked = sorted(found, key=lambda one: (order.index(one.family), one.model, evaluations_of(one)))
    quality = quality_of(ranked)
    title = "Fréchet distance" if quality == QUALITY else "kernel distance"
    best, several = _best(ranked, quality), len({one.job.samples for one in ranked}) > 1
    known = {name for one in ranked for name in one.measures}
    shares = (*_SHARES, *(name for name in OF_WORDS if name in known))
    heads = ["", "model", "setting", "pictures", "NFE", "ms", title, *shares]
    rows = [
        ["*" if one.key in best else "", one.model, setting_of(one.job.recipe), f"{one.job.samples:,}",
         f"{evaluations_of(one):g}", digits(milliseconds_of(one)), interval(one.measures[quality]),
         *(f"{one.measures[name].value:.3f}" if name in one.measures else "" for name in shares)]
        for one in ranked
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    yield ""
    for row in [heads, *rows]:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    yield from baseline.lines(ranked, others, quality, title)
    if several and quality == QUALITY:
        yield (
            "A Fréchet distance is the larger, the fewer pictures it is of: only rows of equally many "
            "pictures can be compared."
        )
    some = ranked[0].report
    against = f"against {some.reference}"
    named = f"{title[0].upper()}{title[1:]}s"
    yield f"{named} are in the features of {some.judge} {against}: no Inception FID."
    if quality == KERNEL:
        yield from dict.fromkeys(note for one in ranked for note in one.report.notes)
    equally = " among those of equally many pictures" if several else ""
    yield f"* nothing is better with as few network evaluations{equally}."


def _best(ranked: Sequence[Result], quality: str) -> set[str]:
    """The keys of results that no other of equally many pictures beats."""
    found = set()
    for samples in {one.job.samples for one in ranked}:
        fair = [one for one in ranked if one.job.samples == samples]
        values = [one.measures[quality].value for one in fair]
        found |= {fair[place].key for place in front(list(map(evaluations_of, fair)), values, "lower")}
    return found
