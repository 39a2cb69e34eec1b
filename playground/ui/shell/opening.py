"""Files that are dropped on the window or opened: recipes to apply or compare, and model folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from playground import paradigms
from playground.core.recipe import Recipe
from playground.paradigms.grid.recipes import Grid
from playground.ui.state.background import Background
from playground.ui.tab import Tab
from playground.ui.timers import once
from playground.ui.widgets.files import ask_for_file
from playground.ui.widgets.messages import EVERYWHERE, MessageBar

SUFFIXES = (".png", ".apng", ".gif", ".webp", ".svg", ".npz", ".json")
_ABOUT = "opening a file"
_QUIET_MS = 400
"""What is read sooner is not told of."""


class _Found(msgspec.Struct, frozen=True):
    """What a file carries, whether it holds pictures to compare as well, and what of it is gone."""

    path: Path
    recipe: Recipe
    comparable: bool
    retired: str = ""


def _read(path: Path) -> Path | _Found:
    """What a file carries, or the folder that it is."""
    if path.is_dir():
        return path
    # Reading needs numpy alone, but nobody waits for it before something is opened.
    from playground.export.metadata import read_recipe
    from playground.export.verify import refusal_of

    recipe, facts = read_recipe(path)
    comparable = refusal_of(path, recipe, facts) is None
    return _Found(path, recipe, comparable, facts.get("retired", ""))


class Opener(QObject):
    """Reads what a file carries and offers to apply or compare it."""

    def __init__(
        self,
        messages: MessageBar,
        visit: Callable[[str], Tab | None],
        add_models: Callable[[Path], None],
        parent: QWidget,
        way: Callable[[str], AbstractContextManager[Tab | None]] | None = None,
    ) -> None:
        """``visit`` shows a tab by its name; ``add_models`` adds a folder with models for this session.

        ``way`` shows a tab, too, and makes one undoable step of that and of what is edited inside.
        """
        super().__init__(parent)
        self._window = parent
        self._messages = messages
        self._visit = visit
        self._way = way or (lambda name: nullcontext(visit(name)))
        self._add_models = add_models
        self._name, self._at_once = "", False
        self._reading = Background()
        self._reading.done.connect(self._offer)
        self._reading.failed.connect(self._fail)
        self._slow = once(self, _QUIET_MS, self._tell_of_reading)
        self.native_dialogs = True

    def ask(self) -> None:
        """Ask for a file to open."""
        ask_for_file(
            self._window, "Open an exported file or a recipe", "Exported files",
            (f"*{suffix}" for suffix in SUFFIXES), self.open, native=self.native_dialogs,
        )  # fmt: skip

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open what was dropped; of several files the first, since each asks what to do with it."""
        if len(paths) > 1:
            self._messages.show_message(
                f"Of the {len(paths)} files dropped only {paths[0].name} was opened; drop one at a time.",
                severity="warning",
            )
        if paths:
            self.open(paths[0])

    def open(self, path: Path, *, at_once: bool = False) -> None:
        """Offer what a file or folder carries when it has been read, or show it ``at_once``.

        Of two, it is the later one.
        """
        self._name, self._at_once = path.name, at_once
        self._reading.start(partial(_read, path))
        self._slow.start()

    def close(self) -> None:
        """The window closes: nobody waits for what is being read."""
        self._reading.give_up()
        self._slow.stop()

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._reading.busy

    def _tell_of_reading(self) -> None:
        self._messages.show_message(
            f"Reading {self._name} …", severity="info", choices={"Cancel": self._cancel},
            tab=EVERYWHERE, about=_ABOUT,
        )  # fmt: skip

    def _cancel(self) -> None:
        self.close()
        self._messages.show_message(f"Cancelled: {self._name} was not opened.", severity="info")

    def _fail(self, sentence: str) -> None:
        self._stop_telling()
        if sentence:
            self._messages.show_message(sentence)

    def _stop_telling(self) -> None:
        self._slow.stop()
        self._messages.withdraw(_ABOUT)

    def _offer(self, found: object) -> None:
        self._stop_telling()
        match found:
            case Path():
                self._add_models(found)
            case _Found() if self._at_once:
                self.apply(found.recipe, found.retired)
            case _Found():
                self._offer_recipe(found)

    def _offer_recipe(self, found: _Found) -> None:
        path, recipe = found.path, found.recipe
        choices = {"Apply": partial(self.apply, recipe, found.retired)}
        sentence = f"{path.name} carries a recipe. Apply it here, or compare the file with what it gives now?"
        if found.comparable:
            choices["Compare"] = partial(self.compare, recipe, path)
        else:
            is_recipe = path.suffix.lower() == ".json"
            sentence = f"{path.name} {'is' if is_recipe else 'carries'} a recipe. Apply it here?"
        self._messages.show_message(sentence, severity="info", choices=choices)

    def apply(self, recipe: Recipe, retired: str = "") -> None:
        """Show a recipe as one undoable step, in whose undoing the way to its tab is taken back, too.

        Of a grid, what all its cells have in common is shown. What is ``retired`` of it is told.
        """
        single = recipe.base if isinstance(recipe, Grid) else recipe
        with self._way(paradigms.paradigm_of(single).name) as tab:
            shown = tab is not None and tab.accept(single)
        if not shown:
            self._messages.show_message("No tab here can show this recipe.", severity="warning")
        elif isinstance(recipe, Grid):
            axes = ", ".join(axis.field for axis in recipe.axes)
            self._messages.show_message(
                f"This is a grid over {axes}: what is the same in all of its cells is shown.", severity="info"
            )
        elif retired:
            self._messages.show_message(retired, severity="info")

    def compare(self, recipe: Recipe, path: Path) -> None:
        """Show an exported file beside what its recipe gives now."""
        tab = self._visit(paradigms.paradigm_of(recipe).name)
        if tab is None or not tab.compare(recipe, path):
            self._messages.show_message(f"{path.name} cannot be compared here.", severity="warning")
