"""Drawings in colour of three classes, as a user's folder of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ("discs", "squares", "triangles")


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
