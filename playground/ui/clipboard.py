"""Pictures on the clipboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from playground.ui.widgets.image_view import to_qimage

COPY_SCALE = 10
"""Copied pictures are enlarged as exported ones are: 28 pixels are a speck in a document."""


def copy_picture(picture: NDArray[np.uint8]) -> None:
    """Put a picture ``(channels, height, width)`` on the clipboard."""
    image = to_qimage(picture)
    size = image.size() * COPY_SCALE
    ratio, how = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
    QGuiApplication.clipboard().setImage(image.scaled(size, ratio, how))
