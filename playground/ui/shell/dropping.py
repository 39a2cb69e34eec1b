"""What is dropped on the window goes to whoever takes such files: a model, pictures to learn, or a recipe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from playground.ui.shell.dialogs import Dialogs
from playground.ui.shell.importing import Importer
from playground.ui.shell.opening import Opener
from playground.ui.state.background import Background


class Dropping:
    """Finds out beside the window what it is: a folder may be deep, and its disk far away."""

    def __init__(self, importer: Importer, dialogs: Dialogs, opener: Opener) -> None:
        self._importer, self._dialogs, self._opener = importer, dialogs, opener
        self._asking = Background()
        self._asking.done.connect(self._go)

    @property
    def busy(self) -> bool:
        """Whether it is being found out what was dropped."""
        return self._asking.busy

    def take(self, paths: list[Path]) -> None:
        """Take what was dropped."""
        self._asking.start(partial(self._way, paths))

    def end(self) -> None:
        """The window closes."""
        self._asking.give_up()

    def _way(self, paths: list[Path]) -> Callable[[], None]:
        # Start-up has no use for what reads pictures.
        from playground.datasets.choosing import is_source

        if paths and self._importer.takes(paths[0]):
            return partial(self._importer.bring, paths[0])
        if paths and is_source(paths[0]):
            return partial(self._dialogs.show_data, paths[0])
        return partial(self._opener.open_dropped, paths)

    @staticmethod
    def _go(way: Callable[[], None]) -> None:
        way()
