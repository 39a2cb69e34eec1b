"""Following a training in the terminal, until it ends or Ctrl+C."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playground.commands import options
from playground.core.errors import DataError, PlaygroundError
from playground.core.words import duration
from playground.studio import foresight, kept, starting
from playground.studio.kept import Kept, Told

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


def said_at_the_end(found: Kept) -> Iterator[str]:
    """What there is to say of a training on which no process works; raises ``PlaygroundError``."""
    name, told = found.plan.name, found.told
    if told.stage == "failed":
        raise PlaygroundError(f"{told.sentence} (playground trainings go {name} takes it up again)")
    if told.stage == "finished":
        yield from (f"{what}  {value:,.6g}" for what, value in told.measured.items())
        if told.sentence:
            yield told.sentence
        yield f"The model {told.model} is there; its tab shows it."
        if foresight.too_few(found.plan.family, told.steps):
            yield foresight.were_few(told.steps)
    elif told.stage == "stopped":
        yield f"{told.sentence} (playground trainings go {name})"
    else:
        went = f"The process of {name} ended at step {told.step:,}"
        yield f"{went}; playground trainings go {name} takes it up."


def progress_of(told: Told) -> str:
    """How far it is, in a line."""
    parts: list[str] = [told.stage]
    if told.steps:
        parts.append(f"step {told.step:,} of {told.steps:,}")
    if told.seconds_left:
        parts.append(f"{duration(told.seconds_left)} left")
    parts += [f"{what} {value:.4g}" for what, value in told.scalars.items()]
    return "  ".join([*parts, told.sentence]).strip()


def _followed(name: str) -> Kept:
    """The training at its end, with a line on the way that says how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn(name), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task("", total=None)
        found = kept.read(name)
        while True:
            if not (found.folder / kept.PLAN).exists():
                raise DataError(f"The training {name} is no longer there: its folder {found.folder} is gone.")
            found = kept.read(name)
            told = found.told
            progress.update(bar, description=progress_of(told), total=told.steps or None, completed=told.step)
            if not found.alive:
                return found
            time.sleep(_LOOK)
