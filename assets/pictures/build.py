"""``python assets/pictures/build.py [NAME …]``: make the pictures of the models that ship, or of these."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import playground as pg
from playground.core.folders import assets
from playground.export.atomic import write_file

_FOLDER = assets() / "pictures"
_SIDE = 2


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the samples that these fields of a model's recipe give are set side by side in a square."""

    chosen: tuple[int, ...]
    fields: dict[str, Any] = msgspec.field(default_factory=lambda: {"count": 24, "seed": 1})


def main(*names: str) -> int:
    """Draw and write them."""
    pictures = load_pictures()
    for name in names or pictures:
        written = BytesIO()
        Image.fromarray(draw(name, pictures[name])).save(written, "PNG", optimize=True)
        write_file(_FOLDER / f"{name}.png", written.getvalue(), overwrite=True)
    return 0


def load_pictures() -> dict[str, Picture]:
    """What is drawn, by the names of the models."""
    return msgspec.toml.decode((_FOLDER / "pictures.toml").read_bytes(), type=dict[str, Picture])


def draw(name: str, picture: Picture) -> NDArray[np.uint8]:
    """The square: grey levels, or colours last."""
    images = np.asarray(pg.sample(name, **picture.fields).images)
    tiles = np.moveaxis(images.reshape(-1, *images.shape[-3:])[list(picture.chosen)], 1, -1)
    _, height, width, channels = tiles.shape
    rows = tiles.reshape(_SIDE, _SIDE, height, width, channels).swapaxes(1, 2)
    square = rows.reshape(_SIDE * height, _SIDE * width, channels)
    return square[..., 0] if channels == 1 else square


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
