"""Drawings in colour of three classes, as a user's folder of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

CLASSES = ("discs", "squares", "triangles")


_INK = 30
"""By so many grey levels what is drawn differs from the paper, whose lower right corner is never drawn on."""


def places(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The rows and columns, ``(n, 2)``, of the centres of drawings, of pictures ``(n, 3, side, side)``.

    Pictures without a drawing are left out.
    """
    paper = pictures[:, :, -1:, -1:].astype(np.float64)
    ink = np.abs(pictures - paper).mean(axis=1) > _INK
    return np.array([np.argwhere(each).mean(axis=0) for each in ink if each.any()]).reshape(-1, 2)


def draw(folder: Path, count: int, side: int) -> Path:
    """A folder of so many drawings, as many of each class as of the others, and no two alike."""
    for index in range(count):
        rng = np.random.default_rng(index)
        picture = Image.new("RGB", (side, side), tuple(rng.integers(200, 256, 3).tolist()))
        pen, colour = ImageDraw.Draw(picture), tuple(rng.integers(0, 160, 3).tolist())
        left, top = rng.integers(0, side // 3, 2).tolist()
        right, bottom = left + side // 2, top + side // 2
        name = CLASSES[index % len(CLASSES)]
        if name == "discs":
            pen.ellipse((left, top, right, bottom), colour)
        elif name == "squares":
            pen.rectangle((left, top, right, bottom), colour)
        else:
            pen.polygon([(left, bottom), (right, bottom), ((left + right) / 2, top)], colour)
        (folder / name).mkdir(parents=True, exist_ok=True)
        picture.save(folder / name / f"{index}.png")
    return folder
