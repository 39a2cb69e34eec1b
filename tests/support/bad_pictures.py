"""Pictures as people have them in a folder: of every kind, turned, broken, in a circle, not allowed."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
from PIL import Image

_SECRET = Path("/proc/sys/vm/compact_memory")
"""May be written alone, also by root, whom the permissions of files do not bind."""

KINDS = 10
"""Pictures among them that can be used, no two alike."""


def spoil(folder: Path, side: int = 24) -> tuple[str, ...]:
    """Put them beside others, and give the sentences on what can only be left out, in the order of names."""
    folder.mkdir(parents=True, exist_ok=True)
    levels = np.random.default_rng(7).integers(0, 256, (side, side, 4), np.uint8)
    colour, grey = Image.fromarray(levels[..., :3]), levels[..., 0]
    turned = Image.Exif()
    turned[0x0112] = 6
    colour.quantize(16).save(folder / "P.png")
    colour.quantize(16).save(folder / "P with a hole.png", transparency=3)
    Image.fromarray(levels).convert("LA").save(folder / "LA.png")
    Image.fromarray(levels).save(folder / "RGBA.png")
    Image.fromarray(grey.astype(np.uint16) * 200).save(folder / "I;16.png")
    colour.convert("CMYK").save(folder / "CMYK.tif")
    colour.convert("1").save(folder / "one bit.png")
    Image.fromarray(grey).save(folder / "L.gif")
    colour.convert("YCbCr").save(folder / "YCbCr.jpg")
    colour.save(folder / "turned.jpg", exif=turned)
    (folder / "broken.png").write_bytes((folder / "P.png").read_bytes()[:-60])
    (folder / "empty.png").touch()
    Image.fromarray(grey.astype(np.float32)).save(folder / "numbers.tif")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "text.jpg").write_text("no picture")
    shut = _shut(folder / "shut.png")
    place = f"{folder.name}/"
    return (
        f"The link {place}round leads to a folder and was not followed.",
        f"{place}broken.png was left out: image file is truncated.",
        f"{place}empty.png was left out: it is no picture that can be read.",
        f"{place}numbers.tif was left out: its pixels are numbers without a known range.",
        *((f"{place}shut.png was left out: it may not be read by you.",) if shut else ()),
        f"{place}text.jpg was left out: it is no picture that can be read.",
    )


def _shut(path: Path) -> bool:
    """Make a picture that may not be read; false where there can be none."""
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        path.touch(0o000)
        return True
    try:
        _SECRET.open("rb").close()
    except OSError as error:
        if error.errno == errno.EACCES:
            path.symlink_to(_SECRET)
            return True
    return False
