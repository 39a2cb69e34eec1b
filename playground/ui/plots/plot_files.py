"""Plots as files: PNG and SVG from recorded drawing commands, CSV from columns; with their recipe."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPicture

from playground.core.errors import ExportError
from playground.core.frames import Array

_PNG_SCALE = 2
_KEY = "playground"


def plot_bytes(suffix: str, picture: QPicture | None, columns: Mapping[str, Array], document: str) -> bytes:
    """A plot in the format that the suffix names; raises ``ExportError``.

    Without a picture it can be but a table, and without columns but a picture.
    """
    from playground.export.figure import csv_bytes

    if suffix == ".png" and picture is not None:
        return png_bytes(drawn(picture), document)
    if suffix == ".svg" and picture is not None:
        return svg_bytes(picture, picture.boundingRect().size(), document)
    if suffix == ".csv" and columns:
        return csv_bytes(columns)
    known = [*([] if picture is None else [".png", ".svg"]), *([".csv"] if columns else [])]
    raise ExportError(f"This cannot be written as “{suffix}”; use {' or '.join(known)}.")


def drawn(picture: QPicture) -> QImage:
    """The picture in pixels, twice as fine as on an ordinary screen."""
    size = picture.boundingRect().size() * _PNG_SCALE
    image = QImage(size, QImage.Format.Format_RGB32)
    dots_as(image, picture)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_PNG_SCALE, _PNG_SCALE)
    picture.play(painter)
    painter.end()
    return image


def picture_of(canvas: NDArray[np.uint8], scale: int = 1) -> QPicture:
    """Grey levels or colours, ``(1 or 3, height, width)``, as drawing commands: every pixel is a square of so
    many units."""
    rgb = np.ascontiguousarray(np.broadcast_to(canvas, (3, *canvas.shape[1:])).transpose(1, 2, 0))
    height, width = canvas.shape[1:]
    # It is copied: what is drawn refers to the array no longer.
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    picture, area = QPicture(), QRect(0, 0, scale * width, scale * height)
    painter = QPainter(picture)
    painter.drawImage(area, image)
    painter.end()
    picture.setBoundingRect(area)
    return picture


def dots_as(image: QImage, picture: QPicture) -> None:
    """Let an image have a picture's dots per inch: a picture is played at the size it had in inches."""
    image.setDotsPerMeterX(round(picture.logicalDpiX() / 0.0254))
    image.setDotsPerMeterY(round(picture.logicalDpiY() / 0.0254))


def png_bytes(image: QImage, document: str) -> bytes:
    """An image of 32 bits a pixel as a PNG file with a recipe."""
    from playground.export.images import png

    return png(pixels(image), document)


def pixels(image: QImage) -> NDArray[np.uint8]:
    """The pixels of an image of 32 bits each, ``(3, height, width)``, or with their opacity ``(4, …)``."""
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    channels = [2, 1, 0, 3] if image.hasAlphaChannel() else [2, 1, 0]
    return np.ascontiguousarray(data[:, : image.width(), channels].transpose(2, 0, 1))


def svg_bytes(picture: QPicture, size: QSize, document: str) -> bytes:
    """A picture that fills so many pixels as an SVG file with a recipe."""
    # QtSvg is loaded when it is needed: the window starts without it.
    from PySide6.QtSvg import QSvgGenerator

    from playground.export.containers import with_svg_metadata

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(picture.logicalDpiX())
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), picture.boundingRect().size()))
    painter = QPainter(generator)
    picture.play(painter)
    painter.end()
    return with_svg_metadata(bytes(data.data()), document)
