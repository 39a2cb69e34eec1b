"""The outline of a mask: where it runs, and that it goes around all of it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from playground.ui.plots.colours import POSTERIOR, worn
from playground.ui.plots.outline import Outline, edges_of

pytestmark = pytest.mark.qt

GENERATOR = np.random.default_rng(5)
MASKS = [
    np.zeros((4, 6), bool),
    np.ones((4, 6), bool),
    *(GENERATOR.random((7, 5)) < share for share in (0.2, 0.5, 0.8)),
]


@pytest.mark.parametrize("mask", MASKS)
def test_edges_part_what_is_in_the_mask_from_what_is_not(mask: np.ndarray) -> None:
    high, wide = mask.shape
    inside = {(x, y) for y, x in np.argwhere(mask).tolist()}
    wanted = set()
    for y in range(-1, high + 1):
        for x in range(-1, wide + 1):
            if ((x, y) in inside) != ((x + 1, y) in inside):
                wanted.add((x + 1, y, x + 1, y + 1))
            if ((x, y) in inside) != ((x, y + 1) in inside):
                wanted.add((x, y + 1, x + 1, y + 1))
    found = edges_of(mask).tolist()
    assert {tuple(edge) for edge in found} == wanted and len(found) == len(wanted)


@pytest.mark.parametrize("mask", MASKS)
def test_as_many_edges_come_to_each_corner_as_go(mask: np.ndarray) -> None:
    corners, counts = np.unique(edges_of(mask).reshape(-1, 2), axis=0, return_counts=True)
    assert (counts % 2 == 0).all(), corners


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("side", [5, 33, 100])
def test_it_stays_in_its_rectangle_and_leaves_the_painter_as_it_was(mask: np.ndarray, side: int) -> None:
    image = QImage(side + 20, side + 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    rect = QRect(10, 10, side, side)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    Outline(mask).draw(painter, rect)
    assert painter.pen() == pen and painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.end()
    inked = [(x, y) for y in range(side + 20) for x in range(side + 20) if image.pixel(x, y) & 0xFFFFFF]
    assert bool(inked) == bool(mask.any())
    assert all(rect.contains(x, y) for x, y in inked)
    assert {image.pixel(x, y) for x, y in inked} <= {worn(POSTERIOR).rgb()}, "one crisp line"
