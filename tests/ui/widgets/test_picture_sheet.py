"""Pictures from one sheet: enlarged with hard edges, and shrunk without a line left out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from playground.ui.widgets.picture_sheet import PictureSheet

pytestmark = pytest.mark.qt


def drawn(picture: np.ndarray, side: int) -> np.ndarray:
    """The grey levels of a picture drawn on a square of this side, between two black ones."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    black = np.zeros_like(picture)
    PictureSheet(np.stack([black, picture, black])[:, None]).draw(painter, QRect(0, 0, side, side), 1)
    painter.end()
    return np.array([[image.pixelColor(x, y).red() for x in range(side)] for y in range(side)])


def test_an_enlarged_picture_has_hard_edges(qapp: object) -> None:
    board = (np.indices((6, 6)).sum(0) % 2 * 255).astype(np.uint8)
    np.testing.assert_array_equal(drawn(board, 18), np.kron(board, np.ones((3, 3))))


@pytest.mark.parametrize("place", range(28))
def test_no_line_of_a_shrunk_picture_is_left_out(qapp: object, place: int) -> None:
    line = np.zeros((28, 28), np.uint8)
    line[place] = 255
    assert drawn(line, 18).max() > 60
