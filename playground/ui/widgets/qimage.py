"""Pictures as Qt holds them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from playground.core.pictures import shown


def to_qimage(picture: NDArray[np.uint8]) -> QImage:
    """A picture ``(height, width)`` or ``(channels, height, width)`` as a copy for Qt."""
    planes = shown(picture if picture.ndim == 3 else picture[None])
    channels, height, width = planes.shape
    if channels == 1:
        data = np.ascontiguousarray(planes[0])
        return QImage(data.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    data = np.ascontiguousarray(planes.transpose(1, 2, 0))
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
