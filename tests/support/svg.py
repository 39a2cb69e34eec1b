"""What an SVG file embeds."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_IMAGE = re.compile(r'xlink:href="data:image/png;base64,([^"]+)"')


def pictures_in(svg: str) -> list[NDArray[np.uint8]]:
    """The embedded pictures ``(height, width)`` as grey levels, in their order."""
    pictures = []
    for found in _IMAGE.finditer(svg):
        with Image.open(io.BytesIO(base64.b64decode(found[1]))) as image:
            pictures.append(np.asarray(image.convert("L")))
    return pictures
