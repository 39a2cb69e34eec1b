"""``python assets/start/build.py``: make the films that ship, by the recipes that the window runs."""

from __future__ import annotations

import sys
from io import BytesIO

import msgspec
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from playground import paradigms
from playground.core.folders import assets, shipped_models
from playground.core.recipe import decode
from playground.core.resources import Placement
from playground.engine.inprocess import final
from playground.export.atomic import write_file
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources
from playground.ui.start.thumbs import Film, load_thumbs


def main() -> int:
    """Write a sheet for every paradigm, row by row the pictures of its film."""
    folder = assets() / "start"
    resources = open_resources((shipped_models(),), rules(), Placement(), sys.stderr.write)
    for thumb in load_thumbs(folder):
        recipe = decode(msgspec.json.encode(thumb.round(0)), paradigms.recipe_types())
        film = thumb.film(final(recipe, resources).arrays)
        path = folder / f"{thumb.tab}.png"
        write_file(path, _sheet(film), overwrite=True)
    return 0


def _sheet(film: Film) -> bytes:
    rows, columns, height, width, *colours = film.shape
    sheet = film.swapaxes(1, 2).reshape(rows * height, columns * width, *colours)
    written = BytesIO()
    info = PngInfo()
    info.add_text("rows", str(rows))
    info.add_text("columns", str(columns))
    Image.fromarray(sheet).save(written, "PNG", optimize=True, pnginfo=info)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
