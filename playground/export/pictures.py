"""The pictures in a frame, and how they are laid out on one canvas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import ExportError
from playground.core.frames import Array, Frame, Scalar
from playground.core.pictures import shown

Images: TypeAlias = NDArray[np.uint8]
LayoutName = Literal["grid", "filmstrip", "single", "animation"]

MAX_PIXELS = 80_000_000
"""Largest canvas, below the size at which image readers suspect an attack."""

MAX_SCALE = 64
_MAX_SPACING = 1000
_MAX_IMAGES = 1_000_000


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Where pictures stand on a canvas: enough to lay the same pictures out again.

    ``columns`` of a grid (0 is as square as possible), ``spacing`` black pixels between pictures before
    enlarging by the whole number ``scale``, ``index`` of a single picture, and ``milliseconds`` that each
    picture of an animation stays. ``moments`` pictures after each other are one thing's way (0: each
    stands for itself): a filmstrip has a row, and a picture of an animation a place, for each way.
    """

    name: LayoutName = "grid"
    columns: int = 0
    spacing: int = 0
    scale: int = 1
    index: int = 0
    milliseconds: int = 80
    moments: int = 0

    def __post_init__(self) -> None:
        limits = {
            "columns": (0, _MAX_IMAGES),
            "spacing": (0, _MAX_SPACING),
            "scale": (1, MAX_SCALE),
            "index": (0, _MAX_IMAGES),
            "milliseconds": (10, 60_000),
            "moments": (0, _MAX_IMAGES),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not (type(value) is int and low <= value <= high):
                raise ExportError(
                    f"The picture’s {name} must lie between {low} and {high}; it is {str(value)[:40]}."
                )
        if self.name not in get_args(LayoutName):
            raise ExportError(f"The picture’s layout “{self.name}” is not known.")

    def facts(self) -> dict[str, Scalar]:
        """The layout as facts to be recorded beside a recipe."""
        return {f"picture_{key}": value for key, value in msgspec.structs.asdict(self).items()}


def has_layout(facts: Mapping[str, Any]) -> bool:
    """Whether a layout is recorded in facts."""
    return "picture_name" in facts


def layout_of(facts: dict[str, Any]) -> Layout:
    """The layout recorded in facts; raises :class:`ExportError` when it is missing or makes no sense."""
    found = {
        name: facts[f"picture_{name}"] for name in Layout.__struct_fields__ if f"picture_{name}" in facts
    }
    if not has_layout(facts):
        raise ExportError(
            "The file does not record how its pictures were laid out, so it cannot be compared."
        )
    return Layout(**found)


def pictures_of(frame: Frame) -> Images:
    """All pictures of a frame, ``(n, channels, height, width)``.

    They are the frame's ``images``, row by row where they stand in rows, or its other pictures of equal
    shape in the frame's order. Raises :class:`ExportError` when there are none or they are not complete.
    """
    if not frame.final:
        raise ExportError("The pictures are still being computed; export them when they are complete.")
    if "images" in frame.arrays:
        return _stack(frame.arrays["images"])
    found = [_stack(array) for array in frame.arrays.values() if array.dtype == np.uint8 and array.ndim > 1]
    if not found or len({stack.shape[1:] for stack in found}) > 1:
        raise ExportError("This result has no pictures; export its numbers as .npz or .csv.")
    return np.concatenate(found)


def _stack(array: Array) -> Images:
    """One picture, or pictures in rows of rows, as ``(n, channels, height, width)``."""
    shape = array.shape[-3:] if array.ndim > 2 else (1, *array.shape)
    return np.asarray(array).reshape(-1, *shape)


def arrange(images: Images, layout: Layout) -> Images:
    """The canvases of a layout, ``(channels, height, width)`` each: one, or one per picture of an
    animation.

    Shape ``(canvases, channels, height, width)``.
    """
    count, images = len(images), shown(images)
    if layout.name == "single" and layout.index >= count:
        raise ExportError(f"There is no picture {layout.index}: there are {count}, counted from 0.")
    if layout.name == "single":
        return _enlarged(images[layout.index : layout.index + 1], layout.scale)
    if layout.moments and count % layout.moments:
        raise ExportError(f"{count} pictures cannot stand in rows of {layout.moments}.")
    if layout.name == "animation":
        return _enlarged(_animated(images, layout), layout.scale)
    square = layout.moments or math.ceil(math.sqrt(count))
    columns = layout.moments or count if layout.name == "filmstrip" else layout.columns or square
    return _enlarged(_grid(images, min(columns, count), layout.spacing)[None], layout.scale)


def _animated(images: Images, layout: Layout) -> Images:
    """One canvas per picture, or per moment with the pictures of all ways at it."""
    if not layout.moments:
        return images
    ways = len(images) // layout.moments
    columns = layout.columns or math.ceil(math.sqrt(ways))
    return np.stack(
        [
            _grid(images[moment :: layout.moments], min(columns, ways), layout.spacing)
            for moment in range(layout.moments)
        ]
    )


def _grid(images: Images, columns: int, spacing: int) -> Images:
    count, channels, height, width = images.shape
    rows = math.ceil(count / columns)
    cells = np.zeros((rows * columns, channels, height + spacing, width + spacing), dtype=np.uint8)
    cells[:count, :, :height, :width] = images
    canvas = cells.reshape(rows, columns, channels, height + spacing, width + spacing)
    canvas = canvas.transpose(2, 0, 3, 1, 4).reshape(channels, rows * (height + spacing), -1)
    return canvas[:, : canvas.shape[1] - spacing, : canvas.shape[2] - spacing]


def _enlarged(canvases: Images, scale: int) -> Images:
    pixels = canvases.shape[0] * canvases.shape[2] * canvases.shape[3] * scale * scale
    if pixels > MAX_PIXELS:
        raise ExportError(
            f"The picture would have {pixels / 1e6:.0f} million pixels, but at most {MAX_PIXELS / 1e6:.0f} "
            "million can be exported; so choose a smaller scale or fewer images."
        )
    return canvases.repeat(scale, axis=2).repeat(scale, axis=3)
