"""How controls are drawn: by Qt's Fusion style, but for what it draws ill on dark or light ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QWidget,
)

_MARGIN, _HOVERED = 3, 1
"""Pixels of groove beside the handle, and fewer of them under the mouse."""

_Part = QStyle.SubControl
_ON_DIALOG_BUTTONS = frozenset(
    picture
    for picture in QStyle.StandardPixmap
    if picture.name.startswith("SP_Dialog") and picture.name.endswith("Button")
)


class ThemedFusion(QProxyStyle):
    """Fusion with scroll bars in two colours of the theme, and with dialogs' buttons that have a text alone.

    Fusion derives groove and handle from one colour, so that they look alike; and the pictures that Qt puts
    on the buttons of dialogs are black on any ground.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.groove, self.handle = QColor(), QColor()

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw a scroll bar in its two colours, and any other control as Fusion does."""
        bar = option if control == QStyle.ComplexControl.CC_ScrollBar else None
        if not isinstance(bar, QStyleOptionSlider) or widget is None:
            super().drawComplexControl(control, option, painter, widget)
            return
        arrows = QStyleOptionSlider(bar)
        arrows.subControls = _Part.SC_ScrollBarAddLine | _Part.SC_ScrollBarSubLine
        painter.save()
        painter.fillRect(bar.rect, self.groove)
        super().drawComplexControl(control, arrows, painter, widget)
        if bar.maximum > bar.minimum:
            self._draw_handle(bar, painter, widget)
        painter.restore()

    def standardIcon(
        self,
        standardIcon: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        """Fusion's icon, or none for a button of a dialog."""
        if standardIcon in _ON_DIALOG_BUTTONS:
            return QIcon()
        return super().standardIcon(standardIcon, option, widget)

    def _draw_handle(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget) -> None:
        control, part = QStyle.ComplexControl.CC_ScrollBar, _Part.SC_ScrollBarSlider
        place = QRectF(self.subControlRect(control, option, part, widget))
        in_use = bool(option.activeSubControls & part)
        beside = _HOVERED if in_use else _MARGIN
        if option.orientation == Qt.Orientation.Vertical:
            place.adjust(beside, 1, -beside, -1)
        else:
            place.adjust(1, beside, -1, -beside)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.handle)
        radius = min(place.width(), place.height()) / 2
        painter.drawRoundedRect(place, radius, radius)
