"""A film through the history of a training: its moments as they are drawn, for an animation."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QThread, Signal
from PySide6.QtGui import QImage, QPainter, QPicture, QTransform
from PySide6.QtWidgets import QWidget

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.plots.colours import inks
from playground.ui.plots.plot_files import pixels
from playground.ui.plots.pose import fill_ground, inked, narrowed, pose
from playground.ui.stage.filming import Pictures, write_film
from playground.ui.widgets.plain import Document, coloured
from playground.ui.widgets.still_label import FittingLabel

MOST = 100
"""Pictures: of more moments those are taken that stand evenly among them."""
FPS = 12.0
_MARGIN = 6
_LOOK = 0.05
"""Seconds between two looks whether whoever waits for the film still wants it."""


class HistoryFilm(QObject):
    """Walks through the moments in the window's thread, and hands their pictures to the one that writes them.

    The training waits meanwhile; afterwards one looks where one looked before.
    """

    _wanted = Signal(int)
    _over = Signal()

    def __init__(
        self, scene: TrainingScene[S, R], draw: Callable[[], QImage], document: str, count: int | None = None
    ) -> None:
        """``draw`` gives the picture of what the scene shows now; where no ``count`` was told of already, it
        is that of the moments that there are."""
        super().__init__()
        self._scene, self._draw, self._document = scene, draw, document
        self.count = min(MOST, int(scene.feed.scalars.get("moments", 0))) if count is None else count
        """How many pictures it has."""
        self._before = scene.moment
        self._due = 0
        self._drawn: queue.SimpleQueue[QImage | ExportError] = queue.SimpleQueue()
        self._wanted.connect(self._go, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)

    # In the thread that writes

    def save(self, path: Path, overwrite: bool, progress: Progress) -> None:
        """Write all pictures in the format that the suffix names."""
        write_film(path, self.pictures(progress), FPS, self._document, overwrite, progress)

    def pictures(self, progress: Progress) -> Pictures:
        """Each as ``(3, height, width)``; raises ``ExportError`` where the training has gone on meanwhile.

        It waits for the window, whose own thread cannot.
        """
        if QThread.currentThread() is self.thread():
            raise RuntimeError("a film is made in another thread than the window’s")
        found: list[Pictures] = []
        try:
            for place in range(self.count):
                self._wanted.emit(place)
                found.append(pixels(self._next(partial(progress, place, self.count))))
                if found[-1].shape != found[0].shape:
                    raise ExportError("The film was not made: the window changed its size meanwhile.")
        finally:
            self._over.emit()
        return np.stack(found)

    def _next(self, look: Callable[[], None]) -> QImage:
        while True:
            try:
                drawn = self._drawn.get(timeout=_LOOK)
            except queue.Empty:
                look()
                continue
            if isinstance(drawn, ExportError):
                raise drawn
            return drawn

    # In the window's thread

    def _go(self, place: int) -> None:
        feed = self._scene.feed
        if place == 0:
            self._before = self._scene.moment
            feed.arrived.connect(self._take)
            self._scene.set_filmed(True)
        last = int(feed.scalars.get("moments", 1)) - 1
        self._due = 1 + round(place * last / max(1, self.count - 1))
        self._scene.look_back(self._due)
        self._take()

    def _take(self) -> None:
        scalars = self._scene.feed.scalars
        if self._due and self._scene.moment != self._due:
            self._drawn.put(ExportError("The film was not made: the training went on meanwhile."))
            self._due = 0
        elif self._due and scalars.get("moment") == self._due and scalars.get("settled"):
            self._drawn.put(self._draw())
            self._due = 0

    def _end(self) -> None:
        self._due = 0
        self._scene.feed.arrived.disconnect(self._take)
        self._scene.set_filmed(False)
        self._scene.look_back(self._before)


def sheet(caption: str, shown: Sequence[QWidget]) -> QImage:
    """A picture of some widgets under one another, below a caption."""
    head, style = shown[0].fontMetrics().height() + 2 * _MARGIN, shown[0]
    width = max(widget.width() for widget in shown)
    height = head + sum(widget.height() for widget in shown)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(style.palette().window().color())
    painter = QPainter(image)
    painter.setFont(style.font())
    painter.setPen(style.palette().windowText().color())
    painter.drawText(QRect(_MARGIN, 0, width, head), Qt.AlignmentFlag.AlignVCenter, caption)
    for widget in shown:
        widget.render(painter, QPoint(0, head))
        head += widget.height()
    painter.end()
    return image


@runtime_checkable
class Drawn(Protocol):
    """A plot that is drawn as posed."""

    def picture(self) -> QPicture:
        """What it shows now."""


def posed_sheet(caption: str, within: QWidget, groups: Sequence[Sequence[QWidget]]) -> QPicture:
    """Plots and names as they stand in a widget, below a caption, spread over the room that was chosen: what
    is between groups of them is left out."""
    with inked(within):
        head, chosen = within.fontMetrics().height() + 2 * _MARGIN, pose()
        shown, places = [widget for group in groups for widget in group], list[QRect]()
        for group in filter(None, groups):
            found = [QRect(widget.mapTo(within, QPoint()), widget.size()) for widget in group]
            below = reduce(QRect.united, places).bottom() + _MARGIN if places else 0
            up = reduce(QRect.united, found).top() - below
            places += [place.translated(0, -up) for place in found]
        around = reduce(QRect.united, places)
        room = around.size() if chosen is None or chosen.room is None else chosen.room - QSize(0, head)
        to_room = QTransform.fromTranslate(-around.x(), -around.y()) * QTransform.fromScale(
            room.width() / around.width(), room.height() / around.height()
        )
        picture, whole = QPicture(), QRect(QPoint(0, -head), room + QSize(0, head))
        painter = QPainter(picture)
        fill_ground(painter, whole, within)
        painter.setFont(within.font())
        painter.setPen(within.palette().windowText().color())
        painter.drawText(_MARGIN, -head, room.width(), head, Qt.AlignmentFlag.AlignVCenter, caption)
        for widget, place in zip(shown, places, strict=True):
            _draw(painter, widget, to_room.mapRect(place))
        painter.end()
    picture.setBoundingRect(whole)
    return picture


def _draw(painter: QPainter, widget: QWidget, place: QRect) -> None:
    """A plot in its room, or what a name says."""
    painter.save()
    if isinstance(widget, FittingLabel):
        document = Document()
        document.setDefaultFont(widget.font())
        document.setDocumentMargin(0)
        document.set_text(coloured(widget.line.said, inks(widget.palette()).text.name()))
        painter.translate(place.topLeft())
        document.drawContents(painter)
    elif isinstance(widget, Drawn):
        with narrowed(place.size()):
            drawn = widget.picture()
        area = QRectF(drawn.boundingRect())
        share = min(1.0, place.width() / area.width(), place.height() / area.height())
        painter.translate(QRectF(place).center())
        painter.scale(share, share)
        painter.drawPicture(-area.center(), drawn)
    else:
        grabbed = widget.grab()
        size = grabbed.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(QPoint(), size)
        target.moveCenter(place.center())
        painter.drawPixmap(target, grabbed)
    painter.restore()
