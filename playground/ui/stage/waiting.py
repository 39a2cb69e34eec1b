"""What an open panel waits for, said in its place for as long as it has nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from playground.ui.stage.scene import Scene
from playground.ui.state.feed import AGED_MS
from playground.ui.state.views import StageState
from playground.ui.timers import once
from playground.ui.widgets.label import Label

_MARGIN = 10


class Waiting(Label):
    """Stands over the middle of a panel, and lets the mouse through."""

    def __init__(self, scene: Scene[StageState], place: QWidget, title: Callable[[], str]) -> None:
        """``title`` is what the open panel is called."""
        super().__init__(name="What is waited for", align=Qt.AlignmentFlag.AlignCenter)
        self._scene, self._place, self._title = scene, place, title
        self.setParent(place)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setMargin(_MARGIN)
        self.hide()
        self._later = once(self, AGED_MS, self.tell)
        place.installEventFilter(self)
        scene.changed.connect(self._look)
        scene.availability_changed.connect(self._look)
        for feed in scene.feeds.values():
            feed.arrived.connect(self._look)
            feed.busy_changed.connect(self._look)

    def _look(self, *_news: object) -> None:
        """Say nothing of what is there soon, and nothing any more of what is there."""
        if not self._sentence():
            self.hide()
        self._later.start()

    def tell(self) -> None:
        """Say what is waited for now."""
        sentence = self._sentence()
        self.setText(sentence)
        self.setVisible(bool(sentence))
        self._put()

    def _sentence(self) -> str:
        scene, names = self._scene, self._scene.shown_views
        if not names or any(scene.current(name) for name in names) or scene.unavailable(*names):
            return ""
        if any(scene.feeds[name].busy for name in names):
            return f"Computing what “{self._title()}” shows …\nEsc stops it."
        if any(scene.feeds[name].stopped for name in names):
            return "Stopped before there was anything to show:\nchange a setting, and it is computed."
        return ""

    def _put(self) -> None:
        self.adjustSize()
        self.move(self._place.rect().center() - self.rect().center())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._put()
        return False
