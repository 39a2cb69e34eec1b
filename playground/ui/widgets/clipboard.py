"""Pictures, tables and texts on the clipboard."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from playground.ui.widgets.qimage import to_qimage

COPY_SCALE = 10
"""Copied pictures are enlarged as exported ones are: 28 pixels are a speck in a document."""


def copy_picture(picture: NDArray[np.uint8]) -> None:
    """Put a picture ``(channels, height, width)`` on the clipboard."""
    image = to_qimage(picture)
    size = image.size() * COPY_SCALE
    ratio, how = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    QGuiApplication.clipboard().setImage(image.scaled(size, ratio, how))


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_table(text: str, html: Markup) -> None:
    """Put a table on the clipboard, as plain text and for a word processor or spreadsheet."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
    application = QGuiApplication.instance()
    if application is not None:
        # A table that is no longer there by then is left alone.
        application.aboutToQuit.connect(lambda: _leave_text(html))


def _leave_text(html: str) -> None:
    """Leave the plain text alone of a table that is still on the clipboard.

    Qt would take apart what Python made when Python is no more, which ends the process with a crash.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.mimeData().html() == html:
        clipboard.setText(clipboard.text())
