"""A film as pictures to draw: what is seen at a place, and between two of its pictures a mixture of both."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from playground.ui.start.thumbs import Film


def image_of(picture: Film) -> QImage:
    """A picture (height, width) of grey levels, or (height, width, 3) of colours."""
    form = QImage.Format.Format_Grayscale8 if picture.ndim == 2 else QImage.Format.Format_RGB888
    height, width = picture.shape[:2]
    return QImage(picture.tobytes(), width, height, picture[0].size, form).copy()


class Sheet:
    """All pictures of a film in one image, row by row."""

    def __init__(self, image: QImage, rows: int, columns: int) -> None:
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self._rows, self._columns = max(rows, 1), max(columns, 1)
        self._width, self._height = image.width() // self._columns, image.height() // self._rows

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """A film that ships; an empty one where the file is not there."""
        image = QImage(str(path))
        rows, columns = (int(image.text(name) or 1) for name in ("rows", "columns"))
        return cls(image, rows, columns)

    @classmethod
    def of(cls, film: Film) -> Sheet:
        """A film that was just drawn."""
        rows, columns, height, width, *colours = film.shape
        return cls(
            image_of(film.swapaxes(1, 2).reshape(rows * height, columns * width, *colours)), rows, columns
        )

    @property
    def flat(self) -> bool:
        """Whether only going to the right or left changes what is seen."""
        return self._rows == 1

    def picture(self, place: QPointF) -> QImage:
        """What is seen at shares of width and height."""
        (left, across), (top, down) = _between(place.x(), self._columns), _between(place.y(), self._rows)

        def row(number: int) -> QImage:
            return _mixed(self._tile(number, left), lambda: self._tile(number, left + 1), across)

        return _mixed(row(top), lambda: row(top + 1), down)

    def _tile(self, row: int, column: int) -> QImage:
        return self._image.copy(column * self._width, row * self._height, self._width, self._height)


def _mixed(image: QImage, other: Callable[[], QImage], share: float) -> QImage:
    """An image under a share of another."""
    if share > 0:
        painter = QPainter(image)
        painter.setOpacity(share)
        painter.drawImage(0, 0, other())
        painter.end()
    return image


def _between(share: float, count: int) -> tuple[int, float]:
    """The picture before a place, and how far it is to the next one."""
    place = min(max(share, 0.0), 1.0) * (count - 1)
    return math.floor(place), place - math.floor(place)
