"""“Drag the ring” stands at the edge of a plane until it was dragged, and does not come back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.plots.drag_tag import DragTag, Leader, invite
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.state.done import Done
from playground.ui.tabs.gan.square_plane import SquarePlane
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.theme import DARK, LIGHT, themes

pytestmark = pytest.mark.qt


def make(kind: str) -> LatentPlane | FieldPlane | SquarePlane:
    if kind == "latent":
        return LatentPlane()
    if kind == "square":
        return SquarePlane("square")
    plane = FieldPlane("field", axes=False)
    plane.set_handle((0.0, 0.0))
    return plane


@pytest.mark.parametrize("kind", ["latent", "field", "square"])
def test_a_handle_asks_to_be_dragged_until_it_was(qtbot: QtBot, kind: str) -> None:
    plane, done = make(kind), Done()
    holder = lay_out(QWidget(), down(plane))
    qtbot.addWidget(holder)
    holder.resize(420, 420)
    holder.show()
    assert invite(holder, "drag:some/stage", done)
    (tag,) = holder.findChildren(DragTag)
    assert tag.isVisible() and tag.text() == "drag the ring"
    pixel = plane.handle_pixel()
    assert pixel is not None
    middle = pixel.toPoint()
    qtbot.waitUntil(lambda: abs(tag.x() - plane.area().center().x()) <= 3)
    assert not tag.geometry().contains(middle), "it does not hide the handle"
    (leader,) = holder.findChildren(Leader)
    line = leader.geometry()
    assert line.intersects(tag.geometry().adjusted(-2, -2, 2, 2)), "the line begins at the tag"
    assert abs(line.center().x() - middle.x()) <= 3, "and goes to the handle"
    assert not line.contains(middle) and line.adjusted(-14, -14, 14, 14).contains(middle)
    qtbot.mouseMove(plane.canvas, middle + QPoint(3, 3))
    assert not done.names, "nothing was dragged"
    qtbot.mousePress(plane.canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(plane.canvas, middle + QPoint(30, 20))
    qtbot.mouseRelease(plane.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 20))
    assert done.names == ("drag:some/stage",)
    qtbot.waitUntil(lambda: not holder.findChildren(DragTag) and not holder.findChildren(Leader))
    assert invite(holder, "drag:some/stage", done) and not holder.findChildren(DragTag)


@pytest.mark.parametrize("kind", ["latent", "field", "square"])
def test_arrow_keys_have_dragged_it_too(qtbot: QtBot, kind: str) -> None:
    plane, done = make(kind), Done()
    holder = lay_out(QWidget(), down(plane))
    qtbot.addWidget(holder)
    holder.show()
    assert invite(holder, "drag:it", done)
    qtbot.keyClick(plane, Qt.Key.Key_Right)
    assert done.names == ("drag:it",)


def test_a_drag_that_moves_no_handle_is_none(qtbot: QtBot) -> None:
    plane, done = FieldPlane("field", axes=False), Done()
    holder = lay_out(QWidget(), down(plane))
    qtbot.addWidget(holder)
    holder.resize(300, 300)
    holder.show()
    assert invite(holder, "drag:it", done)
    qtbot.mousePress(plane.canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    qtbot.mouseMove(plane.canvas, QPoint(140, 120))
    qtbot.mouseRelease(plane.canvas, Qt.MouseButton.LeftButton, pos=QPoint(140, 120))
    assert not done.names


def test_a_tag_wears_the_theme_and_has_room_for_larger_letters(qtbot: QtBot) -> None:
    plane = LatentPlane()
    holder = lay_out(QWidget(), down(plane))
    qtbot.addWidget(holder)
    holder.resize(400, 400)
    holder.show()
    assert invite(holder, "drag:it", Done())
    (tag,) = holder.findChildren(DragTag)
    role = QPalette.ColorRole

    def shown() -> tuple[str, str]:
        palette = tag.palette()
        return palette.color(role.Window).name(), palette.color(role.WindowText).name()

    for theme, preference in ((LIGHT, "light"), (DARK, "dark")):
        themes().prefer(preference)
        wanted = theme.selection, theme.on_selection
        qtbot.waitUntil(lambda wanted=wanted: shown() == wanted)
    themes().set_scale(2.0)
    qtbot.waitUntil(lambda: tag.font().pointSizeF() == QApplication.font().pointSizeF())
    assert tag.size() == tag.sizeHint()
    themes().set_scale(1.0)
    themes().prefer("system")


def test_a_tag_goes_with_its_handle_and_stays_inside(qtbot: QtBot) -> None:
    plane = FieldPlane("field", axes=False)
    plane.set_handle((0.0, 0.0))
    holder = lay_out(QWidget(), down(plane))
    qtbot.addWidget(holder)
    holder.resize(300, 300)
    holder.show()
    assert invite(holder, "drag:it", Done())
    (tag,) = plane.findChildren(DragTag)
    for place in ((-3.0, -3.0), (0.0, -2.7), (0.0, 0.0), (3.0, 3.0)):
        plane.set_handle(place)
        tag.follow()
        pixel, area = plane.handle_pixel(), plane.area()
        assert (
            pixel is not None
            and area.contains(tag.geometry())
            and not tag.geometry().contains(pixel.toPoint())
        )
        apart = min(tag.geometry().top() - area.top(), area.bottom() - tag.geometry().bottom())
        assert apart <= 3, "what lies around the handle is seen"
    plane.set_handle(None)
    tag.follow()
    assert tag.isHidden()


def test_where_there_is_no_handle_nobody_is_asked(qtbot: QtBot) -> None:
    empty = QWidget()
    qtbot.addWidget(empty)
    assert not invite(empty, "drag:it", Done())
