"""The work of ``playground evaluate``: a bar while pictures are made, and lines that say what was found."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from playground.commands import options, own_features
from playground.commands.eliding import TitleColumn, fixed
from playground.core import folders, leftovers
from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.heldout import DATA_FACT, SHORT
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.evaluate.comparison import Point, measure
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.report import Measure, Report, flat, kinds
from playground.evaluate.sweep.texts import interval
from playground.evaluate.yardsticks import judge_of, usual_size, yardstick_of
from playground.export.atomic import make_folder
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue


def measure_held_out(card: Card, args: argparse.Namespace) -> Card:
    """The card of a VAE or a flow with its likelihood and the like, measured on held-out images and said."""
    from playground.zoo.measuring import measured_card, measured_lines

    card = measured_card(args.folder, args.data)
    if not args.json:
        for line in measured_lines(card):
            options.say(line)
    return card


def measure_pictures(recipes: list[Recipe], card: Card, args: argparse.Namespace) -> list[Report]:
    """Measure the pictures of each recipe, saying what was found as soon as it is."""
    samples = usual_size(card) if args.samples is None else args.samples
    points = [Point(recipe=recipe, samples=samples, repeats=args.repeats) for recipe in recipes]
    args.models = [*args.models, args.folder.parent]
    resources, cache = options.resources(args), _cache(args)
    reports = []
    with _progress() as progress:
        yardstick = _yardstick(card, resources, cache, args, progress)
        for number, point in enumerate(points, 1):
            frames = measure(point, resources, yardstick, cache, fresh=args.fresh)
            report = _follow(frames, progress, f"{card.name} {number}/{len(points)}")
            reports.append(report)
            if not args.json:
                for line in table(report):
                    options.say(line)
    if not args.json:
        for line in notes(reports):
            options.say(line)
    return reports


def table(report: Report) -> Iterator[str]:
    """A report as lines: each measure with its interval, beside that of real held-out images."""
    recipe = msgspec.json.decode(report.recipe, type=dict[str, Any])
    hidden = {"kind", "model", "count", "seed"}
    how = ", ".join(f"{name} {value}" for name, value in recipe.items() if name not in hidden)
    some = report.measures["milliseconds_per_image"]
    yield ""
    yield f"{report.model}: {how}"
    yield f"{some.repeats} × {some.samples:,} pictures, seed {recipe['seed']}, against {report.reference}"
    titles = kinds(report.features)
    width = max(len(kind.title) for kind in titles.values())
    yield f"{'':<{width}}  {'model':>10}  {'95 % interval':<21}  {'real':>10}  {'95 % interval':<21}".rstrip()
    for name, kind in titles.items():
        if name in report.measures:
            both = (_cells(measures.get(name)) for measures in (report.measures, report.real))
            yield f"{kind.title:<{width}}  {'  '.join(both)}".rstrip()
    yield f"Real: {report.held_out}, measured in the same way."
    for name, found in report.noise.items():
        yield f"Pictures of noise: {titles[name].title} {interval(found)}."


def notes(reports: list[Report]) -> Iterator[str]:
    """What must be known to read reports, each sentence once."""
    yield ""
    yield (
        "Intervals: other pictures, same reference; from random half-samples, of agreement with classes or "
        "words Clopper and Pearson’s."
    )
    yield from dict.fromkeys(note for report in reports for note in report.notes)


def with_report(card: Card, report: Report) -> Card:
    """The card with a report's numbers among those measured, and a sentence on how they were.

    What else was told of pictures goes, but for copies, which a report does not look for.
    """
    recipe = msgspec.json.decode(report.recipe, type=dict[str, Any])
    hidden = {"kind", "model", "count"}
    how = ", ".join(f"{name} {value}" for name, value in recipe.items() if name not in hidden)
    some = report.measures["milliseconds_per_image"]
    sentence = (
        f"pictures: {some.repeats} × {some.samples:,} ({how}) against {report.reference} in the features of "
        f"{report.features}, real ones: {report.held_out}{_content(report)}"
    )
    before, _, former = card.measured_with.partition("pictures: ")
    _, copies, how_copies = former.partition("copies: ")
    said = filter(None, (before.rstrip("; "), sentence, copies + how_copies))
    others = {name: value for name, value in card.measured.items() if not _of_pictures(name)}
    numbers = {name: float(f"{float(value):.6g}") for name, value in flat(report).items()}
    return msgspec.structs.replace(
        card,
        measured=dict(sorted({**others, **numbers, "samples": float(some.samples)}.items())),
        measured_with="; ".join(said),
    )


def _of_pictures(name: str) -> bool:
    """Whether a card's number is of pictures in some features."""
    kind = name.removeprefix("real_").removeprefix("noise_")
    for end in ("_error", "_low", "_high"):
        kind = kind.removesuffix(end)
    return kind == "classifier_accuracy" or kind in kinds("").keys() - {"bits_per_dim"}


def _content(report: Report) -> str:
    content = str(report.facts.get(DATA_FACT, ""))
    return f" ({content[:SHORT]})" if content else ""


def _cells(measure: Measure | None) -> str:
    if measure is None:
        return ""
    between = "" if measure.low is None else f"{measure.low:.4g} … {measure.high:.4g}"
    return f"{measure.value:>10.4g}  {between:<21}"


def _cache(args: argparse.Namespace) -> Path:
    leftovers.sweep_all()
    return make_folder(args.cache or folders.user_data() / "evaluation")


def _yardstick(
    card: Card, resources: Resources, cache: Path, args: argparse.Namespace, progress: Progress
) -> PictureYardstick:
    def cards() -> list[Card]:
        entries = catalogue(folders.model_folders(tuple(args.models)), rules()).entries
        return [entry.card for entry in entries]

    own_features.make_missing([card], cards())
    judge = judge_of(card, cards())
    bars: list[TaskID] = []

    def watch(done: int, total: int) -> None:
        if not bars:
            bars.append(progress.add_task("training images", total=total, rate=""))
        progress.update(bars[0], completed=done)

    return yardstick_of(judge.name, resources, cache, args.data, watch)


def _follow(frames: Generator[Frame, None, Report], progress: Progress, title: str) -> Report:
    bar = progress.add_task(title, total=None, rate="")
    with contextlib.closing(frames):
        while True:
            try:
                frame = next(frames)
            except StopIteration as end:
                report: Report = end.value
                return report
            stage = str(frame.scalars["stage"])
            if "milliseconds" in frame.scalars:
                progress.update(bar, rate=f"{frame.scalars['milliseconds']:.3g} ms each")
            progress.update(bar, completed=frame.index, total=frame.total, description=f"{title} {stage}")


def _progress() -> Progress:
    columns = (
        TitleColumn(),
        BarColumn(20, table_column=fixed()),
        MofNCompleteColumn(table_column=fixed()),
        TimeRemainingColumn(table_column=fixed()),
        TextColumn("{task.fields[rate]}", table_column=fixed()),
    )
    console = Console(stderr=True)
    return Progress(
        *columns, console=console, refresh_per_second=4, transient=True, disable=not console.is_terminal,
        # Lines that go to a file stay lines of that file.
        redirect_stdout=sys.stdout.isatty(),
    )  # fmt: skip
