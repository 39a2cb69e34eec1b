"""Faces put together from layers are those rendered in one piece; smaller ones are means over areas."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.faces.factors import OF_STYLE, VALUES, Persona, Toon, encode
from playground.faces.layers import COLOURED, SIZE, parts
from playground.faces.render import SMALLEST, area_weights, render, render_codes, unrounded
from playground.faces.sampling import sample

STYLES = {"toon": Toon, "persona": Persona}


def test_they_are_those_that_were_rendered_in_one_piece() -> None:
    with np.load(Path(__file__).parent / "whole.npz") as stored:
        whole, records = stored["images"], json.loads(stored["faces"].tobytes())
    faces = [STYLES[record.pop("style")](**record) for record in records]
    assert len(faces) == len(whole) == 128
    found = render_codes(encode(*faces)).transpose(0, 2, 3, 1)
    assert np.abs(found.astype(int) - whole).max() <= 4


@pytest.mark.parametrize("size", [16, 32, 64])
def test_sizes_that_divide_are_plain_means_of_blocks(size: int) -> None:
    chosen, by = sample(1, 8), SIZE // size
    means = render_codes(chosen).reshape(8, 3, size, by, size, by).mean(axis=(3, 5))
    assert np.array_equal(render_codes(chosen, size), np.floor(means + 0.5))


@pytest.mark.parametrize("size", [SMALLEST, 17, 27, 48, SIZE])
def test_any_size_is_a_mean_over_areas(size: int) -> None:
    (row,) = sample(size, 1)
    # Each pixel repeated, so that both sizes divide the picture.
    large = render_codes(row[None])[0].repeat(size, axis=1).repeat(size, axis=2).astype(np.int64)
    sums = large.reshape(3, size, SIZE, size, SIZE).sum(axis=(2, 4))
    assert np.array_equal(render_codes(row[None], size)[0], (2 * sums + SIZE**2) // (2 * SIZE**2))
    assert np.abs(unrounded(row, size) - sums / SIZE**2).max() <= 0.5 + 1e-3


@pytest.mark.parametrize("size", range(SMALLEST, SIZE + 1))
def test_every_pixel_counts_alike(size: int) -> None:
    weights = area_weights(size)
    assert (weights.sum(axis=1) == SIZE).all() and (weights.sum(axis=0) == size).all()


def test_one_face_is_as_among_many() -> None:
    face = Persona(hair="mohawk", hair_colour="pink", beard="walrus")
    assert np.array_equal(render(face, 40), render_codes(encode(Toon(), face), 40)[1])


@pytest.mark.parametrize("size", [15, 65, 0, -16])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(DataError, match=f"16 to 64 pixels wide, not {size}"):
        render(Toon(), size)


def test_the_layers_are_of_the_values_that_faces_have() -> None:
    with np.load(folders.assets() / "faces" / "layers.npz") as stored:
        about = json.loads(stored["about"].tobytes())
    assert {name: [*colours] for name, colours in about["colours"].items()} == {
        factor: [*VALUES[factor]] for factor in COLOURED
    }
    for style, factors in OF_STYLE.items():
        shapes = {factor: set(values) for factor, values in factors.items() if factor not in COLOURED}
        assert {factor: set(values) for factor, values in about["factors"][style]} == shapes
        for stratum in parts().strata[style]:
            wanted = shapes[stratum.factor] if stratum.factor else {""}
            assert len(stratum.layers) == len(wanted)


def test_layers_that_are_damaged_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "assets", lambda: tmp_path)
    (tmp_path / "faces").mkdir()
    for content in (None, b"", b"PK\3\4 no archive"):
        if content is not None:
            (tmp_path / "faces" / "layers.npz").write_bytes(content)
        with pytest.raises(DataError, match="parts of faces cannot be read"):
            parts.__wrapped__()
