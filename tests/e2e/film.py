"""``python -m tests.e2e.film FILE.webp``: the README's film of a drag through a latent plane."""

from __future__ import annotations

import itertools
import math
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.e2e import deeds
from tests.e2e.screen import screen
from tests.e2e.seat import seat

_FRAMES, _MILLISECONDS = 30, 100
_WIDTH = 960


def main(file: Path) -> None:
    """Drag once around the origin, with a picture of the window at every point."""
    with screen(1280, 800) as display, tempfile.TemporaryDirectory() as folder:
        os.environ["DISPLAY"] = display
        deeds.begin_at(Path(folder) / "film", "vae", simple=True, stage="images")
        pictures = []
        with seat(Path(folder) / "film") as window:
            window.settle()
            way = [_point(2 * math.pi * n / _FRAMES) for n in range(_FRAMES + 1)]
            for step in itertools.pairwise(way):
                window.drag_on_plane(list(step))
                window.settle()
                path = Path(folder) / "shot.png"
                window.ask("shot", path=str(path))
                with Image.open(path) as shot:
                    pictures.append(_small(shot.convert("RGB")))
    first, *others = pictures
    animation = {"save_all": True, "append_images": others, "duration": _MILLISECONDS, "loop": 0}
    first.save(file, quality=70, method=6, **animation)


def _point(angle: float) -> tuple[float, float]:
    return 1.7 * math.cos(angle), 1.7 * math.sin(angle)


def _small(picture: Image.Image) -> Image.Image:
    return picture.resize((_WIDTH, _WIDTH * picture.height // picture.width), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
