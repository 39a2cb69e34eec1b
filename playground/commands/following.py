"""Following a training in the terminal, until it ends or Ctrl+C."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playground.commands import options
from playground.core.errors import DataError, PlaygroundError
from playground.core.words import duration
from playground.studio import foresight, starting, training_folders
from playground.studio.training_folders import Report, StoredTraining

INTERRUPTED = 130
_LOOK = 0.3


def follow(name: str, *, stops: bool) -> int:
    """Show how a training goes until it ends; 0 if it was finished or stopped.

    Ctrl+C stops the training where it ``stops`` it, and else no longer follows. Raises ``PlaygroundError``
    where the training failed.
    """
    try:
        found = _followed(name)
    except KeyboardInterrupt:
        if not stops:
            options.notice(f"The training {name} goes on.")
            return INTERRUPTED
        options.notice("The training stops; its newest steps are kept.")
        starting.ask(name, "stop")
        found = _followed(name)
    for line in said_at_the_end(found):
        options.say(line)
    return INTERRUPTED if found.interrupted else 0


def said_at_the_end(found: StoredTraining) -> Iterator[str]:
    """What there is to say of a training on which no process works; raises ``PlaygroundError``."""
    name, report = found.plan.name, found.report
    if report.stage == "failed":
        raise PlaygroundError(f"{report.sentence} (playground trainings go {name} takes it up again)")
    if report.stage == "finished":
        yield from (f"{what}  {value:,.6g}" for what, value in report.measured.items())
        if report.sentence:
            yield report.sentence
        yield f"The model {report.model} is there; its tab shows it."
        if foresight.too_few(found.plan.family, report.steps):
            yield foresight.were_few(report.steps)
    elif report.stage == "stopped":
        yield f"{report.sentence} (playground trainings go {name})"
    else:
        went = f"The process of {name} ended at step {report.step:,}"
        yield f"{went}; playground trainings go {name} takes it up."


def progress_of(report: Report) -> str:
    """How far it is, in a line."""
    parts: list[str] = [report.stage]
    if report.steps:
        parts.append(f"step {report.step:,} of {report.steps:,}")
    if report.seconds_left:
        parts.append(f"{duration(report.seconds_left)} left")
    parts += [f"{what} {value:.4g}" for what, value in report.scalars.items()]
    return "  ".join([*parts, report.sentence]).strip()


def _followed(name: str) -> StoredTraining:
    """The training at its end, with a line on the way that says how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn(name), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task("", total=None)
        found = training_folders.read(name)
        while True:
            if not (found.folder / training_folders.PLAN).exists():
                raise DataError(f"The training {name} is no longer there: its folder {found.folder} is gone.")
            found = training_folders.read(name)
            report = found.report
            progress.update(
                bar, description=progress_of(report), total=report.steps or None, completed=report.step
            )
            if not found.alive:
                return found
            time.sleep(_LOOK)
