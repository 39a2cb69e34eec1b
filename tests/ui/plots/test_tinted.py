"""Meshes and curves are drawn where their nodes are, in the colours of their tints."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from playground.ui.plots.tinted import Tinted

pytestmark = pytest.mark.qt

ENDS = ("#ff0000", "#0000ff")


def drawn(item: Tinted) -> QImage:
    """The item on a white square of 100 pixels a side."""
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def test_each_cell_has_its_tint(qtbot: QtBot) -> None:
    ticks = np.array([10.0, 50.0, 90.0])
    nodes = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    mesh = Tinted(ENDS)
    mesh.set_nodes(nodes, np.array([[0, 255], [255, 0]], np.uint8))
    image = drawn(mesh)
    colours = {(x, y): image.pixelColor(x, y).name() for x in (30, 70) for y in (30, 70)}
    assert colours == {(30, 30): "#ff0000", (70, 30): "#0000ff", (30, 70): "#0000ff", (70, 70): "#ff0000"}
    assert image.pixelColor(5, 5).name() == "#ffffff"
    assert mesh.boundingRect().contains(10, 10) and mesh.boundingRect().contains(90, 90)


def test_each_piece_of_a_curve_has_its_tint(qtbot: QtBot) -> None:
    curve = Tinted(ENDS)
    curve.set_nodes(np.array([[10.0, 50.0], [50.0, 50.0], [90.0, 50.0]]), np.array([0, 255], np.uint8))
    image = drawn(curve)
    assert image.pixelColor(30, 50).name() == "#ff0000" and image.pixelColor(70, 50).name() == "#0000ff"


def test_nothing_and_what_is_no_number_are_not_shown(qtbot: QtBot) -> None:
    curve = Tinted(ENDS)
    nodes, tints = np.array([[0.0, 0.0], [1.0, 1.0]]), np.zeros(1, np.uint8)
    for shown, given in ((True, nodes), (False, None), (False, np.array([[0.0, np.nan], [1.0, 1.0]]))):
        curve.set_nodes(given, tints)
        assert curve.isVisible() == shown
