"""A tag in a file stays on its ground, whatever fonts there are where it is looked at."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from playground.ui.plots.plot_files import plot_bytes
from playground.ui.plots.record import record
from playground.ui.plots.tag import Tag

pytestmark = pytest.mark.qt


@pytest.fixture
def shown(qtbot):
    """A plot with a tag of two lines in its middle."""
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.hideAxis("left")
    plot.hideAxis("bottom")
    tag = Tag("real, held-out,\nby class")
    tag.set_font(QFont(plot.font()))
    plot.addItem(tag, ignoreBounds=True)
    plot.setRange(QRectF(-1, -1, 2, 2), padding=0)
    plot.resize(300, 200)
    plot.show()
    qtbot.waitExposed(plot)
    return plot, tag


def test_its_text_is_in_a_file_as_shapes_on_the_ground(shown, tmp_path):
    plot, _ = shown
    (tmp_path / "tag.svg").write_bytes(plot_bytes(".svg", record(plot, plot), {}, "{}"))
    assert not ElementTree.parse(tmp_path / "tag.svg").findall(".//{*}text")


def test_it_looks_in_a_file_as_on_the_screen(shown):
    plot, tag = shown
    area = plot.viewport().rect()
    file, screen = (QImage(area.size(), QImage.Format.Format_RGB32) for _ in range(2))
    for image in (file, screen):
        image.fill(QColor("black"))
    painter = QPainter(file)
    record(plot, plot).play(painter)
    painter.end()
    painter = QPainter(screen)
    plot.scene().render(painter, QRectF(area), plot.sceneRect())
    painter.end()

    def light(image: QImage) -> np.ndarray:
        """Where the letters are, away from the ground's round corners."""
        data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        place = tag.boundingRect().translated(tag.scenePos()).adjusted(4, 2, -4, -2)
        left, right, top, bottom = map(round, (place.left(), place.right(), place.top(), place.bottom()))
        return data[top:bottom, left:right, :3].mean(2) > 150

    one, other = light(file), light(screen)
    assert one.any() and other.any()
    for axis in (0, 1):
        mine, theirs = np.flatnonzero(one.any(axis)), np.flatnonzero(other.any(axis))
        assert abs(mine[0] - theirs[0]) <= 2 and abs(mine[-1] - theirs[-1]) <= 2
    assert one.sum() == pytest.approx(other.sum(), rel=0.3)
