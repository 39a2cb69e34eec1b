"""What a plot shows, written over it as it stands alone: in a file no window is around it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks
from playground.ui.widgets.plain import Document, coloured

_MARGIN = 6.0


def with_caption(plot: QPicture, caption: str, widget: QWidget) -> QPicture:
    """A plot under its caption, plain or rich text, in the colours and the font of a widget.

    A caption that is too long for a line goes on in the next one.
    """
    ink, area = inks(widget.palette()), QRectF(plot.boundingRect())
    document = Document()
    document.setDefaultFont(widget.font())
    document.setDocumentMargin(_MARGIN)
    document.setTextWidth(area.width())
    document.set_text(coloured(caption, ink.text.name()))
    above = round(document.size().height())
    whole = QRect(0, 0, round(area.width()), above + round(area.height()))
    picture = QPicture()
    painter = QPainter(picture)
    painter.fillRect(whole, ink.ground)
    document.drawContents(painter)
    painter.drawPicture(QPointF(-area.left(), above - area.top()), plot)
    painter.end()
    picture.setBoundingRect(whole)
    return picture
