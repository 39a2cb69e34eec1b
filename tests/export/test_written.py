"""Files are what version 0.1 wrote of the same frame.

To the last byte where nothing else has a say; a compressed picture by its pixels and its text, since zlib is
not the same everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from playground.core.frames import Frame
from playground.export.reading import read_arrays, read_canvases
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import Sample

WRITTEN = Path(__file__).parents[1] / "written" / "exports"
FRAME = Frame(
    arrays={
        "images": (np.arange(360).reshape(5, 3, 6, 4) * 7 % 256).astype(np.uint8),
        "latents": np.linspace(-1.5, 2, 10, dtype=np.float32).reshape(5, 2),
        "labels": np.arange(5),
    },
    scalars={"done": 5},
    index=5,
    total=5,
    final=True,
)
RECIPE = Sample(model="fashion-vae-2d", count=5, seed=7, temperature=0.8)
FACTS = {"playground": "0.1.0", "runtime": "onnx"}
OPTIONS: dict[str, dict[str, Any]] = {
    "grid.png": {"layout": "grid", "columns": 2, "spacing": 1, "scale": 3},
    "filmstrip.png": {"layout": "filmstrip", "spacing": 2},
    "single.png": {"layout": "single", "index": 3},
    "moving.apng": {},
    "arrays.npz": {},
    "table.csv": {},
}


def write(name: str, place: Path) -> Path:
    (path,) = export(FRAME, RECIPE, FACTS, place / name, **OPTIONS[name])
    return path


def test_a_table_is_the_same_to_the_last_byte(tmp_path: Path) -> None:
    assert write("table.csv", tmp_path).read_bytes() == (WRITTEN / "table.csv").read_bytes()


@pytest.mark.parametrize("name", [name for name in OPTIONS if name.endswith("png")])
def test_a_picture_has_the_same_pixels_and_the_same_text(name: str, tmp_path: Path) -> None:
    path = write(name, tmp_path)
    np.testing.assert_array_equal(read_canvases(path), read_canvases(WRITTEN / name))
    with Image.open(path) as now, Image.open(WRITTEN / name) as before:
        assert (now.mode, now.info) == (before.mode, before.info)


def test_arrays_are_the_same_with_their_types(tmp_path: Path) -> None:
    now, before = read_arrays(write("arrays.npz", tmp_path)), read_arrays(WRITTEN / "arrays.npz")
    assert list(now) == list(before)
    for name, array in before.items():
        assert now[name].dtype == array.dtype
        np.testing.assert_array_equal(now[name], array)
