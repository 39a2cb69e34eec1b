"""Ways on a plane: each has the colour of where it ends, and all of its width."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.ui.plots.ways import WIDTH, Ways

pytestmark = pytest.mark.qt

SIDE = 100


def drawn(item: Ways) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setWindow(-1, -1, 2, 2)
    item.draw(painter)
    painter.end()
    return image


def test_ways_have_the_colours_of_their_ends(qtbot: QtBot) -> None:
    item = Ways()
    item.set_bounds(QRectF(-1, -1, 2, 2))
    right, left = np.array([0.9, 0.0]), np.array([-0.9, 0.0])
    heights = (-0.5, 0.0, 0.5)
    ways = np.array([[[-0.8, height], [0.8, height]] for height in heights])
    item.set_ways(ways, np.stack([right, left, right]))
    image = drawn(item)
    above, middle, below = (image.pixelColor(SIDE // 2, round(SIDE * (1 + height) / 2)) for height in heights)
    assert above == below != middle
    column = [image.pixelColor(SIDE // 2, y).lightness() > 40 for y in range(SIDE)]
    assert WIDTH * len(heights) <= sum(column) <= (WIDTH + 1) * len(heights)
    item.set_ways(None)
    assert drawn(item).pixelColor(SIDE // 2, SIDE // 2) == QColor("black")
