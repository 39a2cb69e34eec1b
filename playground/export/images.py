"""PNG files of one canvas that carry their recipe."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, PngImagePlugin

from playground.core.errors import ExportError
from playground.export.containers import KEY
from playground.export.pictures import Images


def to_pillow(canvas: Images) -> Image.Image:
    """A canvas ``(channels, height, width)`` as a Pillow image; its channels are grey, RGB, or RGB and
    opacity."""
    if canvas.shape[0] == 1:
        return Image.fromarray(np.ascontiguousarray(canvas[0]))
    if canvas.shape[0] in (3, 4):
        return Image.fromarray(np.ascontiguousarray(canvas.transpose(1, 2, 0)))
    raise ExportError(f"A picture of {canvas.shape[0]} channels cannot be exported; grey and RGB can.")


def from_pillow(image: Image.Image) -> Images:
    """A Pillow image of any mode as a canvas of three channels; grey has three equal ones."""
    return np.asarray(image.convert("RGB"), dtype=np.uint8).transpose(2, 0, 1)


def text_chunk(document: str) -> PngImagePlugin.PngInfo:
    """The recipe document as PNG text under the key ``playground``."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt(KEY, document)
    return info


def png(canvas: Images, document: str) -> bytes:
    """A PNG file's bytes with the recipe document in its text, if there is one."""
    out = io.BytesIO()
    to_pillow(canvas).save(out, "PNG", pnginfo=text_chunk(document) if document else None)
    return out.getvalue()
