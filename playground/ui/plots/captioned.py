"""What a plot shows, written over it as it stands alone: in a file no window is around it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks
from playground.ui.plots.pose import fill_ground, inked, narrowed, pose
from playground.ui.widgets.plain import Document, coloured

_MARGIN = 6.0


def with_caption(plot: QPicture, caption: str, widget: QWidget) -> QPicture:
    """A plot under its caption, plain or rich text, in the colours and the font of a widget.

    A caption that is too long for a line goes on in the next one.
    """
    area = QRectF(plot.boundingRect())
    document = _laid_out(caption, widget, area.width())
    above = round(document.size().height())
    whole = QRect(0, 0, round(area.width()), above + round(area.height()))
    picture = QPicture()
    painter = QPainter(picture)
    fill_ground(painter, whole, widget)
    document.drawContents(painter)
    painter.drawPicture(QPointF(-area.left(), above - area.top()), plot)
    painter.end()
    picture.setBoundingRect(whole)
    return picture


def captioned(draw: Callable[[], QPicture], caption: Callable[[], str], widget: QWidget) -> QPicture:
    """A widget's plot under its caption, which says what is what in it: no more than both have room for, and
    the plot alone where no legend was chosen."""
    with inked(widget):
        chosen = pose()
        if chosen is None or not chosen.legend:
            plot = draw()
            return with_caption(plot, caption(), widget) if chosen is None else plot
        if (room := chosen.room) is None:
            return with_caption(draw(), caption(), widget)
        above = round(_laid_out(caption(), widget, room.width()).size().height())
        with narrowed(room - QSize(0, above)):
            return with_caption(draw(), caption(), widget)


def _laid_out(caption: str, widget: QWidget, width: float) -> Document:
    document = Document()
    document.setDefaultFont(widget.font())
    document.setDocumentMargin(_MARGIN)
    document.setTextWidth(width)
    document.set_text(coloured(caption, inks(widget.palette()).text.name()))
    return document
