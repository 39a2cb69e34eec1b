"""Arrays as ``.npz``: pictures, labels, latents, and the recipe as text."""

from __future__ import annotations

import io

import numpy as np

from playground.core.errors import ExportError
from playground.core.frames import Array, Frame
from playground.export.pictures import pictures_of


def arrays_of(frame: Frame) -> dict[str, Array]:
    """The frame's arrays by their names, numbers as float32, and all its pictures as ``images``.

    ``images`` is (n, channels, height, width) uint8; ``labels`` (n,), ``latents`` (n, d) and ``noise``
    (n, …) are there where the run gives them. A run that gives the noise it started from, as ``start``,
    draws other pictures for the window only, and they are left out.
    """
    if not frame.final:
        raise ExportError("The result is still being computed; export it when it is complete.")
    arrays = {
        name: array.astype(np.float32) if array.dtype.kind == "f" else array
        for name, array in frame.arrays.items()
        if "start" not in frame.arrays or name == "images" or array.dtype != np.uint8
    }
    if "start" in arrays:
        arrays["noise"] = arrays.pop("start")
    if any(array.dtype == np.uint8 and array.ndim > 1 for array in arrays.values()):
        arrays["images"] = pictures_of(frame)
    return arrays


def npz(frame: Frame, document: str) -> bytes:
    """The bytes of an ``.npz`` file that ``numpy.load`` reads without pickles."""
    out = io.BytesIO()
    contents: dict[str, Array] = {**arrays_of(frame), "recipe": np.array(document)}
    np.savez_compressed(out, allow_pickle=False, **contents)
    return out.getvalue()
