"""Plots as files: PNG and SVG from recorded drawing commands, CSV from columns; with their recipe."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPicture

from playground.core.errors import ExportError
from playground.core.frames import Array

_PNG_SCALE = 2
_KEY = "playground"


def plot_bytes(suffix: str, picture: QPicture | None, columns: Mapping[str, Array], document: str) -> bytes:
    """A plot in the format that the suffix names; raises ``ExportError``.

    Without a picture it can be but a table, and without columns but a picture.
    """
    from playground.export.containers import with_svg_metadata
    from playground.export.figure import csv_bytes

    if suffix == ".png" and picture is not None:
        return _png(picture, document)
    if suffix == ".svg" and picture is not None:
        return with_svg_metadata(_svg(picture), document)
    if suffix == ".csv" and columns:
        return csv_bytes(columns)
    known = [*([] if picture is None else [".png", ".svg"]), *([".csv"] if columns else [])]
    raise ExportError(f"This cannot be written as “{suffix}”; use {' or '.join(known)}.")


def drawn(picture: QPicture) -> QImage:
    """The picture in pixels, twice as fine as on an ordinary screen."""
    size = picture.boundingRect().size() * _PNG_SCALE
    image = QImage(size, QImage.Format.Format_RGB32)
    # A picture is played at the size it had in inches, so the image takes over its dots per inch.
    image.setDotsPerMeterX(round(picture.logicalDpiX() / 0.0254))
    image.setDotsPerMeterY(round(picture.logicalDpiY() / 0.0254))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_PNG_SCALE, _PNG_SCALE)
    picture.play(painter)
    painter.end()
    return image


def _png(picture: QPicture, document: str) -> bytes:
    from playground.export.images import png

    return png(pixels(drawn(picture)), document)


def pixels(image: QImage) -> NDArray[np.uint8]:
    """The pixels of an image of 32 bits each, ``(3, height, width)``."""
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(data[:, : image.width(), 2::-1].transpose(2, 0, 1))


def _svg(picture: QPicture) -> bytes:
    # QtSvg is loaded when it is needed: the window starts without it.
    from PySide6.QtSvg import QSvgGenerator

    size: QSize = picture.boundingRect().size()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(picture.logicalDpiX())
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    painter = QPainter(generator)
    picture.play(painter)
    painter.end()
    return bytes(data.data())
