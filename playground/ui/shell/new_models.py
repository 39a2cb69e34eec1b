"""Models that come while the window is open, copied into one of the folders of models by whatever means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt
from PySide6.QtWidgets import QApplication

from playground.core.cards import Card
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import Catalogue, Entry, catalogue
from playground.ui.timers import once

_SETTLED_MS = 700
_LOOKS = 60
"""So often a folder is looked at that is still being copied into."""


class NewModels(QObject):
    """Looks at folders of models when something changes in them, and whenever the program is come back to."""

    def __init__(
        self,
        places: Iterable[Path],
        known: Catalogue,
        found: Callable[[Card], None],
        trouble: Callable[[str], object],
        busy: Callable[[], bool],
        parent: QObject,
    ) -> None:
        """``found`` is told of each model that is whole and not ``known``, and ``trouble`` why one cannot be
        used; neither while ``busy``."""
        super().__init__(parent)
        self._places = tuple(places)
        self._known = {entry.card.name: entry.card.hash for entry in known.entries}
        self._told = set(known.problems)
        self._found, self._trouble, self._busy = found, trouble, busy
        self._left = 0
        self._later = once(self, _SETTLED_MS, self._look_on)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _path: self.look_soon())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._come_back)
        self._watch()

    def look_soon(self) -> None:
        """Look when nothing has changed for a moment."""
        self._left = _LOOKS
        self._later.start()

    def look(self) -> bool:
        """Tell of what is new and whole; whether something is there that is not whole yet.

        Why something cannot be used is told once nothing is expected to come.
        """
        if self._busy():
            return True
        self._watch()
        there = catalogue(self._places, rules())
        new = [each for each in there.entries if self._is_new(each)]
        for entry in filter(_is_whole, new):
            self._known[entry.card.name] = entry.card.hash
            self._found(entry.card)
        coming = any(self._is_new(entry) for entry in new) or any(map(_is_coming, self._places))
        if not (coming and self._left):
            for problem in sorted({*there.problems} - self._told):
                self._told.add(problem)
                self._trouble(problem)
        return coming

    def _is_new(self, entry: Entry) -> bool:
        return self._known.get(entry.card.name) != entry.card.hash

    def _look_on(self) -> None:
        self._left = max(0, self._left - 1)
        if self.look() and self._left > 0:
            self._later.start()

    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look_soon()

    def _watch(self) -> None:
        there = [str(place) for place in self._places if place.is_dir()]
        if new := [place for place in there if place not in self._watcher.directories()]:
            self._watcher.addPaths(new)


def _is_whole(entry: Entry) -> bool:
    """Whether all files of a model are there, as large as its card says."""
    try:
        return all((entry.folder / file.path).stat().st_size == file.bytes for file in entry.card.files)
    except OSError:
        return False


def _is_coming(place: Path) -> bool:
    """Whether a folder without a card lies there, such as one that is being copied."""
    if (place / "card.toml").exists():
        return False
    try:
        folders = (path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
        return any(not (path / "card.toml").exists() for path in folders)
    except OSError:
        return False
