"""A picture of a plot as one wants it on a slide: its size, its theme, a title and a legend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageSize, QPainter, QPdfWriter, QPicture

from playground.core.errors import ExportError
from playground.ui.plots.plot_files import dots_as, png_bytes, svg_bytes
from playground.ui.plots.pose import Pose, posing
from playground.ui.widgets.plain import Document, coloured, strong
from playground.ui.widgets.theme import Theme

Kind = Literal[".png", ".svg", ".pdf", ".gif", ".webp", ".apng", ".mp4"]
LEAST, MOST = 100, 8000
"""Pixels a side."""

_MARGIN = 10
_TITLE = 1.35
_USUAL = QSizeF(480, 540)
"""Room that letters of the usual size are made for, across and down."""
_ALMOST = 1.02
"""What fits its room but for so much is not enlarged."""
_FINE = 2
"""Pixels for each on the screen, where a picture is as large as there."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen for a picture."""

    title: str = ""
    """Written above it; nothing where empty."""
    legend: bool = True
    size: tuple[int, int] | None = (1920, 1080)
    """Pixels; ``None`` is the shape on the screen, twice as fine."""
    text: float = 1.0
    """How many times the usual size text and lines have."""
    theme: Theme
    clear: bool = False
    """Whether there is nothing behind it."""
    kind: Kind = ".png"


class Slide(NamedTuple):
    """Drawing commands, and how many pixels they fill."""

    picture: QPicture
    size: QSize
    clear: bool

    @property
    def zoom(self) -> float:
        """Pixels for each unit of the commands."""
        return self.size.width() / self.picture.boundingRect().width()


def slide(draw: Callable[[], QPicture], look: Look, font: QFont) -> Slide:
    """What ``draw`` draws while a pose is chosen, laid out as wanted; text has a ``font``'s letters."""

    def posed(room: QSize | None) -> QPicture:
        with posing(Pose(look.theme, room, look.clear, look.legend)):
            return draw()

    return _laid_out(posed, look, font)


def slide_of(picture: QPicture, look: Look, font: QFont) -> Slide:
    """A picture that no pose changes, likewise; in any thread."""
    return _laid_out(lambda _room: picture, look, font)


def _laid_out(draw: Callable[[QSize | None], QPicture], look: Look, font: QFont) -> Slide:
    title = _title(look, font)
    zoom, size = _FINE * look.text, look.size
    if size is None:
        natural = draw(None).boundingRect()
        above = _above(title, natural.width())
        size = (
            _FINE * (natural.width() + 2 * _MARGIN),
            _FINE * (natural.height() + above + (1 if title else 2) * _MARGIN),
        )
    else:
        zoom = look.text * min(size[0] / _USUAL.width(), size[1] / _USUAL.height())
    whole = QSize(max(1, round(size[0] / zoom)), max(1, round(size[1] / zoom)))
    above = _above(title, whole.width() - 2 * _MARGIN)
    top = above if title else _MARGIN
    place = QRect(_MARGIN, top, whole.width() - 2 * _MARGIN, whole.height() - top - _MARGIN)
    if place.width() < 1 or place.height() < 1:
        raise ExportError("There is no room for the picture beside so large a title.")
    return Slide(_composed(draw(place.size()), place, title, whole, look), QSize(*size), look.clear)


def image(slide: Slide) -> QImage:
    """A slide in pixels."""
    kind = QImage.Format.Format_ARGB32 if slide.clear else QImage.Format.Format_RGB32
    drawn = QImage(slide.size, kind)
    drawn.fill(Qt.GlobalColor.transparent)
    dots_as(drawn, slide.picture)
    # Lines that are as wide at any scale grow with this one.
    drawn.setDevicePixelRatio(slide.zoom)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    slide.picture.play(painter)
    painter.end()
    drawn.setDevicePixelRatio(1)
    return drawn


def slide_bytes(slide: Slide, kind: Kind, document: str) -> bytes:
    """A slide as a file that carries a recipe."""
    if kind == ".png":
        return png_bytes(image(slide), document)
    if kind == ".svg":
        return svg_bytes(slide.picture, slide.size, document)
    return _pdf(slide, document)


def _pdf(slide: Slide, document: str) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # A picture is played at the size it had in inches, so the page takes over its dots per inch. How many
    # pixels it is to fill says nothing of a page: it has the size at which letters have their usual one.
    dots = slide.picture.logicalDpiX()
    writer.setResolution(dots)
    points = QSizeF(slide.picture.boundingRect().size()) * 72 / dots
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    writer.addFileAttachment("playground.json", QByteArray(document.encode()), "application/json")
    painter = QPainter(writer)
    slide.picture.play(painter)
    painter.end()
    return bytes(data.data())


def _title(look: Look, font: QFont) -> Document | None:
    if not look.title:
        return None
    larger = QFont(font)
    larger.setPointSizeF(_TITLE * font.pointSizeF())
    document = Document()
    document.setDefaultFont(larger)
    document.setDocumentMargin(_MARGIN)
    document.set_text(strong(coloured(look.title, look.theme.foreground)))
    return document


def _above(title: Document | None, width: int) -> int:
    """Height of a title that is so wide."""
    if title is None:
        return 0
    title.setTextWidth(width)
    return round(title.size().height())


def _composed(inner: QPicture, place: QRect, title: Document | None, whole: QSize, look: Look) -> QPicture:
    picture = QPicture()
    painter = QPainter(picture)
    if not look.clear:
        painter.fillRect(QRect(QPoint(0, 0), whole), QColor(look.theme.window))
    if title is not None:
        painter.save()
        painter.translate(place.left(), 0)
        title.drawContents(painter)
        painter.restore()
    area = QRectF(inner.boundingRect())
    # What is not drawn for the room, such as a table, is made smaller or larger to fit it.
    share = min(place.width() / area.width(), place.height() / area.height())
    share = 1.0 if 1 <= share < _ALMOST else share
    painter.translate(QRectF(place).center())
    painter.scale(share, share)
    painter.drawPicture(-area.center(), inner)
    painter.end()
    picture.setBoundingRect(QRect(QPoint(0, 0), whole))
    return picture
