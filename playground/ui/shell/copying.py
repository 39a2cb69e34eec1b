"""What is shown, on the clipboard: its picture, a link to it, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from playground.core.recipe import Recipe
from playground.core.recipe_code import Setting, as_command, as_python
from playground.ui.shell.desk import Desk
from playground.ui.shell.linking import Linker
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
