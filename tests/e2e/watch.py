"""Notes when a window, its tab and its pictures are painted first, and then makes way for the probe."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea


class Watch(QObject):
    """Costs next to nothing while the program starts."""

    def __init__(self, window: Any, path: str) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._painted = self._tab_painted = 0.0
        self._served = self._starts = False
        self._pictures: list[float] = []
        self._view: Any = None
        window.painted.connect(self._note_window)
        window.desk.built.connect(self._follow)
        window.desk.finished.connect(self._serve)
        window.desk.started.connect(self._follow_start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the tab is painted first: in the next turn, when all that is in it is painted too."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._note_tab)
        return False

    def _note_window(self) -> None:
        self._painted = time.monotonic()

    def _follow(self, tab: Any) -> None:
        self._window.desk.built.disconnect(self._follow)
        tab.installEventFilter(self)
        if tab.name == "vae":
            follow_pictures(tab, self._watch_pictures)

    def _follow_start(self, page: Any) -> None:
        """It is complete once it is painted, or what lies all over it, and stands where a tab would."""
        self._window.desk.started.disconnect(self._follow_start)
        for each in (page, *(area.widget() for area in page.findChildren(QScrollArea))):
            each.installEventFilter(self)
        self._starts = True

    def _watch_pictures(self, stage: Any) -> None:
        self._view = stage.above.picture_view.view
        self._view.painted.connect(self._note_picture)

    def _note_tab(self) -> None:
        self._tab_painted = time.monotonic()
        if self._starts:
            self._serve(None)

    def _note_picture(self) -> None:
        self._pictures.append(time.monotonic())

    def _serve(self, _shown: Any) -> None:
        if self._served:
            return
        self._served = True
        QTimer.singleShot(0, self, self._open)

    def _open(self) -> None:
        if self._view is not None:
            self._view.painted.disconnect(self._note_picture)
        from tests.e2e.probe import Probe

        Probe(self._window, self._path, self._painted, self._tab_painted, self._pictures)


def follow_pictures(tab: Any, follow: Callable[[Any], object]) -> None:
    """Hand over the VAE tab's Images as soon as they are built."""
    if "images" in tab.stages:
        follow(tab.stages["images"])
    else:
        tab.stage_built.connect(lambda name: name == "images" and follow(tab.stages[name]))
