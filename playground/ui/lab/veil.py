"""What lies over the planes of a lab while they show nothing yet, or what another training will replace."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import STOPPED, TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.state.feed import AGED_MS
from playground.ui.timers import once

_GREY = QColor(24, 27, 32, 190)
_INK = QColor("#eee9e8")


class Veil(QWidget):
    """Dims the planes, says why, and lets the mouse through; what is there soon needs no word."""

    def __init__(self, scene: TrainingScene[S, R], planes: LabPlanes[S, R]) -> None:
        super().__init__(planes)
        self._planes = planes
        self._scene, self._feed, self._waits, self.sentence = scene, scene.feed, False, ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("What is waited for")
        self.hide()
        self._later = once(self, AGED_MS, self.tell)
        planes.installEventFilter(self)
        scene.feed.busy.connect(self._wait)
        scene.feed.interrupted.connect(self._wait)
        scene.feed.stopped.connect(lambda: self.say(f"{STOPPED}\n▶ above begins it again."))
        scene.feed.arrived.connect(self._look)

    def _wait(self, waits: bool) -> None:
        self._waits = waits and not self._scene.empty
        if self._waits:
            self._later.start()
        else:
            self._lift()

    def _look(self) -> None:
        """A frame of the training before is no answer."""
        if self._waits and self._feed.fresh:
            self._wait(False)

    def _lift(self) -> None:
        self._later.stop()
        self.hide()

    def tell(self) -> None:
        """Say what is waited for now."""
        if not self._waits:
            return
        anew = self._feed.frame is not None
        self.say("not current:\nanother training begins …" if anew else "The training begins …")

    def say(self, sentence: str) -> None:
        """Say why nothing comes, until something does."""
        if sentence == self.sentence and self.isVisibleTo(self._planes):
            return
        self.sentence = sentence
        self.setAccessibleDescription(sentence)
        self._cover()
        self.show()
        self.raise_()
        self.update()

    def _cover(self) -> None:
        self.setGeometry(self._planes.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim every plane, and write the sentence on the largest."""
        planes = self._planes.planes.values()
        places = [plane.geometry() for plane in planes if plane.isVisibleTo(self._planes)] or [self.rect()]
        painter = QPainter(self)
        for place in places:
            painter.fillRect(place, _GREY)
        painter.setPen(_INK)
        centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(max(places, key=QRect.width), centred, self.sentence)
        painter.end()
