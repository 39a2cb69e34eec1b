"""Files that are dropped on the window go to whoever takes them; what is shown goes to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from playground.core.recipe import Recipe
from playground.core.recipe_code import Setting, as_command, as_python
from playground.ui.shell.desk import Desk
from playground.ui.shell.dialogs import Dialogs
from playground.ui.shell.importing import Importer
from playground.ui.shell.linking import Linker
from playground.ui.shell.opening import Opener
from playground.ui.state.background import Background
from playground.ui.state.link import Link
from playground.ui.widgets.status import StatusLine


class Copier:
    """Copies from the tab that is open, and says so in the status line."""

    def __init__(
        self, desk: Desk, link: Link, linker: Linker, status: StatusLine, models: tuple[Path, ...]
    ) -> None:
        """``models`` are further folders of models, which a command is to be told."""
        self._desk, self._link, self._linker, self._status = desk, link, linker, status
        self._models = models

    def copy(self) -> None:
        """The main picture."""
        if self._desk.current is not None and self._desk.current.copy():
            self._status.say("Copied.")

    def copy_link(self) -> None:
        """A link that opens here what is open."""
        if self._linker.copy(self._desk.open_name, self._desk.current):
            self._status.say("Copied a link to what is open: Ctrl+V opens it.")

    def copy_python(self) -> None:
        """A program that makes what is shown."""
        self._copy_made(as_python, "a program")

    def copy_command(self) -> None:
        """A command that does."""
        self._copy_made(as_command, "a command")

    def _copy_made(self, spell: Callable[[Recipe, Setting], str], what: str) -> None:
        made = None if self._desk.current is None else self._desk.current.made()
        if made is None:
            self._status.say("No single recipe makes what is shown.")
            return
        setting = Setting(
            models=tuple(map(str, self._models)), placement=self._link.placement,
            train_steps=made.train_steps, pictures=made.pictures,
        )  # fmt: skip
        QGuiApplication.clipboard().setText(spell(made.recipe, setting))
        self._status.say(f"Copied {what} that makes what is shown.")


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
