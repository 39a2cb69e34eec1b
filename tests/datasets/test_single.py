"""One picture becomes what a model takes as it would become one of a data set; damage is one sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.core.errors import DataError, PlaygroundError
from playground.datasets.preparing import Preparation, pasted_picture, prepared, read_picture

RANDOM = np.random.default_rng(5)


def test_it_becomes_what_it_would_be_in_a_data_set(tmp_path: Path) -> None:
    image = Image.fromarray(RANDOM.integers(0, 256, (30, 50, 4), np.uint8))
    path = tmp_path / "one.png"
    image.save(path)
    for channels, name in ((1, "grey"), (3, "colour")):
        expected = prepared(image, Preparation(size=16, channels=name))  # type: ignore[arg-type]
        assert read_picture(path, (channels, 16, 16)) == expected.tobytes()
        assert pasted_picture(path.read_bytes(), (channels, 16, 16)) == expected.tobytes()


def test_it_is_upright_on_white_and_of_any_shape(tmp_path: Path) -> None:
    levels = np.zeros((4, 8, 4), np.uint8)
    levels[:, :4] = 255, 0, 0, 255
    turned = Image.Exif()
    turned[0x0112] = 6
    path = tmp_path / "one.png"
    Image.fromarray(levels).save(path, exif=turned)
    found = np.frombuffer(read_picture(path, (3, 8, 4)), np.uint8).reshape(3, 8, 4)
    assert (found[:, :4] == np.array([255, 0, 0])[:, None, None]).all()
    assert (found[:, 4:] == 255).all()


def test_of_other_channels_it_is_one_sentence(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "one.png")
    with pytest.raises(DataError, match="have 2 channels"):
        read_picture(tmp_path / "one.png", (2, 8, 8))
    with pytest.raises(DataError, match=r"other\.png cannot be opened: there is no such file"):
        read_picture(tmp_path / "other.png", (1, 8, 8))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=30))
def test_damaged_bytes_are_a_picture_or_one_sentence(at: int, other: bytes) -> None:
    file = io.BytesIO()
    Image.fromarray(np.arange(192, dtype=np.uint8).reshape(8, 8, 3)).save(file, "PNG")
    data = file.getvalue()
    try:
        found = pasted_picture(data[:at] + other + data[at + len(other) :], (3, 6, 6))
    except PlaygroundError as error:
        assert error.sentence.startswith("What was copied") and "\n" not in error.sentence
    else:
        assert len(found) == 108
