"""What ``playground compare`` shows while it measures: a bar for all of it, one for each running job."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from playground.commands import compare_lines, options
from playground.commands.eliding import TitleColumn, fixed
from playground.core.words import duration
from playground.evaluate.sweep.events import Done, Event, Failed, Notice, Started, SweepPlan
from playground.evaluate.sweep.events import Progress as Beat

_BAR = 20


class Display:
    """Bars on a terminal's stderr, and a line for each new result on stdout unless ``quiet``."""

    def __init__(self, *, quiet: bool, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        self._quiet = quiet
        self.progress = Progress(
            TitleColumn(), BarColumn(_BAR, table_column=fixed()), MofNCompleteColumn(table_column=fixed()),
            TextColumn("{task.fields[left]}", table_column=fixed()),
            console=console, refresh_per_second=4, transient=True, disable=not console.is_terminal,
            redirect_stdout=sys.stdout.isatty(),
        )  # fmt: skip
        self._whole: TaskID | None = None
        self._bars: dict[str, TaskID] = {}
        self._titles: dict[str, str] = {}

    def __enter__(self) -> Display:
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def tell(self, event: Event) -> None:
        """Show an event at once, even where the output is a file that somebody watches."""
        self._show(event)
        sys.stdout.flush()

    def _show(self, event: Event) -> None:
        match event:
            case SweepPlan():
                self._begin(event)
            case Started(key=key):
                self._drop(key)
                self._bars[key] = self.progress.add_task(self._titles.get(key, key), total=None, left="")
            case Beat(key=key) if key in self._bars:
                self.progress.update(self._bars[key], completed=event.done, total=event.total)
                self._left(event.seconds_left)
            case Done(result=result):
                self._advance(result.key, event.seconds_left)
                if not event.kept and not self._quiet:
                    options.say(compare_lines.result_line(result))
            case Failed(key=key):
                self._advance(key, event.seconds_left)
                options.notice(f"{self._titles.get(key, key)}: {event.sentence}")
            case Notice(sentence=sentence):
                options.notice(sentence)
            case _:
                pass

    def _begin(self, plan: SweepPlan) -> None:
        self._titles = {one.key: one.title for one in plan.jobs}
        self._whole = self.progress.add_task("all", total=len(plan.jobs), left="")
        for sentence in plan.left_out:
            options.notice(sentence)
        if not self._quiet:
            options.say(compare_lines.outlook(plan.jobs, plan.workers))

    def _advance(self, key: str, left: float | None) -> None:
        self._drop(key)
        if self._whole is not None:
            self.progress.advance(self._whole)
        self._left(left)

    def _left(self, seconds: float | None) -> None:
        if self._whole is not None and seconds is not None:
            told = duration(seconds) + " left" if seconds > 0 else ""
            self.progress.update(self._whole, left=told)

    def _drop(self, key: str) -> None:
        if key in self._bars:
            self.progress.remove_task(self._bars.pop(key))
