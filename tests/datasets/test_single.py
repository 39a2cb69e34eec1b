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
from playground.datasets import preparing
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


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_a_much_larger_picture_is_made_smaller_by_strips_as_it_would_be_whole(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    y, x = np.mgrid[0:1500, 0:2001]
    levels = np.stack([x * 255 / 2000, y * 255 / 1499, 128 + 100 * np.sin(x / 90) * np.cos(y / 70)], axis=-1)
    image = Image.fromarray(levels.astype(np.uint8))
    if mode == "RGBA":
        image.putalpha(Image.fromarray((y * 255 / 1499).astype(np.uint8)))
    image = image if image.mode == mode else image.convert(mode)
    by_strips = preparing.fitted(image, (3, 28, 28)).astype(int)
    monkeypatch.setattr(preparing, "_STRIP", 10_000_000)
    whole = preparing.fitted(image, (3, 28, 28)).astype(int)
    assert np.abs(by_strips - whole).max() <= 3


def test_of_a_large_picture_only_strips_are_made_opaque(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GIF of 67 bytes may claim 80 million pixels, which as RGBA would be four times as many bytes."""
    made: list[int] = []
    opaque = preparing._opaque

    def watched(image: Image.Image, background: str) -> Image.Image:
        made.append(image.width * image.height)
        return opaque(image, background)

    monkeypatch.setattr(preparing, "_opaque", watched)
    preparing.fitted(Image.new("P", (4000, 4000)), (1, 28, 28))
    assert sum(made) == 16_000_000 and max(made) <= 2_000_000
    made.clear()
    preparing.fitted(Image.new("1", (7, 8_000_000)), (3, 6, 6))
    assert sum(made) < 1000, "only the middle counts"
