"""Models that come while the window is open, copied into one of the folders of models by whatever means."""

from __future__ import annotations

import itertools
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
_QUIET = 5
"""After so many looks at which nothing has grown, nothing is expected to come."""
_MOST_FILES = 1000

Unfinished = dict[Path, tuple[tuple[str, int], ...]]
"""Folders that are no whole model, with the files in them and their sizes."""


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
        """``found`` is told of each model that is whole and not ``known`` with this card, which what is
        measured of it changes, and ``trouble`` why one cannot be used; neither while ``busy``."""
        super().__init__(parent)
        self._places = tuple(places)
        self._known = {entry.card.name: entry.card for entry in known.entries}
        self._told = set(known.problems)
        self._found, self._trouble, self._busy = found, trouble, busy
        self._left = 0
        self._last: Unfinished = {}
        self._settled: Unfinished = {}
        self._same = 0
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
            self._known[entry.card.name] = entry.card
            self._found(entry.card)
        coming = self._is_coming({each.folder for each in there.entries if not self._is_new(each)})
        if not (coming and self._left):
            for problem in sorted({*there.problems} - self._told):
                self._told.add(problem)
                self._trouble(problem)
        return coming

    def _is_coming(self, whole: set[Path]) -> bool:
        """Whether a folder grows that is no whole model; what was quiet once is nothing that comes."""
        unfinished = {
            folder: _files(folder)
            for place in self._places
            for folder in _folders(place)
            if folder not in whole
        }
        self._same = self._same + 1 if unfinished == self._last else 0
        self._last = unfinished
        if self._same >= _QUIET:
            self._settled = unfinished
        return any(self._settled.get(folder) != files for folder, files in unfinished.items())

    def _is_new(self, entry: Entry) -> bool:
        return self._known.get(entry.card.name) != entry.card

    def _look_on(self) -> None:
        self._left = max(0, self._left - 1)
        if self.look() and self._left > 0:
            self._later.start()

    def _come_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look_soon()

    def _watch(self) -> None:
        places = [place for place in self._places if _is_there(place)]
        # What is written into a model's folder changes nothing in the folder around it.
        there = [str(folder) for place in places for folder in dict.fromkeys((place, *_folders(place)))]
        if new := [place for place in there if place not in self._watcher.directories()]:
            self._watcher.addPaths(new)


def _is_whole(entry: Entry) -> bool:
    """Whether all files of a model are there, as large as its card says."""
    try:
        return all((entry.folder / file.path).stat().st_size == file.bytes for file in entry.card.files)
    except OSError:
        return False


def _is_there(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:
        return False  # A network drive may be away.


def _folders(place: Path) -> list[Path]:
    """The folders in a place that may become models, or the model that it is."""
    try:
        if (place / "card.toml").exists():
            return [place]
        return [path for path in place.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except OSError:
        return []


def _files(folder: Path) -> tuple[tuple[str, int], ...]:
    try:
        paths = itertools.islice(folder.iterdir(), _MOST_FILES)
        return tuple(sorted((path.name, path.lstat().st_size) for path in paths))
    except OSError:
        return ()
