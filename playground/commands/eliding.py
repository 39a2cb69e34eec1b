"""A line of text on a terminal that gives up its middle where there is no room for all of it."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.progress import ProgressColumn, Task
from rich.table import Column
from rich.text import Text

LEAST = 8
_CUT = "…"


def elided(text: str, width: int) -> str:
    """The text in at most ``width`` letters, with more of its end than of its beginning."""
    if len(text) <= width:
        return text
    kept = max(width - len(_CUT), 0)
    tail = (kept + 1) // 2
    return (text[: kept - tail].rstrip() + _CUT + text[len(text) - tail :].lstrip())[: max(width, 0)]


class Elided:
    """A text that is as wide as there is room, and never takes a second line."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text, or what fits of it."""
        yield Text(elided(self.text, options.max_width), no_wrap=True, overflow="crop")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From a few letters to all of it."""
        return Measurement(min(LEAST, len(self.text)), len(self.text)).with_maximum(options.max_width)


class TitleColumn(ProgressColumn):
    """What a bar is of: the only column that gives way where a line is too narrow for all."""

    def render(self, task: Task) -> Elided:
        """The task's description."""
        return Elided(task.description)


def fixed() -> Column:
    """A column of a table that keeps its width."""
    return Column(no_wrap=True)
