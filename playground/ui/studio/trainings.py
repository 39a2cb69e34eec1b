"""Follows the trainings on disk for the window, whoever began them; files are read beside its thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from playground.studio import training_folders
from playground.ui.state.background import Background
from playground.ui.studio.seen import Looker, Overview
from playground.ui.timers import once

SOON_MS, SELDOM_MS = 300, 3000
"""From one look to the next: while somebody watches, and else."""


class Trainings(QObject):
    """What was seen last, and signals when something else is seen."""

    changed = Signal()
    """Something is different from before."""

    def __init__(self, chosen: str, parent: QObject) -> None:
        """``chosen`` is the training that is shown, if there is one of that name."""
        super().__init__(parent)
        self.chosen = chosen
        self.seen = Overview()
        self._looker = Looker()
        self.watched = False
        """Whether somebody watches."""
        self._looked = False
        self._looking = Background()
        self._looking.done.connect(self._take)
        self._next: QTimer = once(self, SELDOM_MS, self.look)
        self._looking.failed.connect(lambda _sentence: self._next.start())

    def choose(self, name: str) -> None:
        """Follow the record of this training, too."""
        if name != self.chosen:
            self.chosen = name
            self.changed.emit()
            self.look()

    def watch(self, watched: bool) -> None:
        """Somebody watches, or does so no more."""
        self.watched = watched
        self.changed.emit()
        self._next.setInterval(SOON_MS if watched else SELDOM_MS)
        if watched:
            self.look()

    def look(self) -> None:
        """Look now, unless that is being done."""
        if not self.watched and not training_folders.place().is_dir():
            self._next.start()
        elif not self._looking.busy:
            self._next.stop()
            self._looking.start(partial(self._looker.look, self.chosen if self.watched else ""))

    @property
    def settled(self) -> bool:
        """Whether the chosen training was looked at, if there is one."""
        return self._looked and (self.seen.of(self.chosen) is None or self.seen.name == self.chosen)

    def end(self) -> None:
        """The window closes."""
        self._next.stop()
        self._looking.give_up()

    def _take(self, seen: Overview) -> None:
        self._next.start()
        self._looked = True
        row = seen.of(self.chosen)
        if self.watched and seen.name != self.chosen and row is not None and row.kept is not None:
            # Another was chosen meanwhile.
            self.look()
        if seen != self.seen:
            self.seen = seen
            self.changed.emit()
