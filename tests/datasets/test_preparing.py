"""Pictures of all modes become levels: upright, on their background, cropped and scaled."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from playground.core.errors import DataError
from playground.core.guard import DamagedFileError
from playground.datasets.preparing import Preparation, opened, prepared


def through(image: Image.Image, suffix: str = "PNG", **options: object) -> Image.Image:
    file = io.BytesIO()
    image.save(file, suffix, **options)
    file.seek(0)
    return opened(file)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_white_is_white_in_every_mode(mode: str) -> None:
    white = Image.new("L", (8, 8), 255)
    image = (
        Image.fromarray(np.full((8, 8), 65535, np.uint16))
        if mode == "I;16"
        else white.convert("RGB").convert(mode)
        if mode in ("CMYK", "YCbCr", "RGBA")
        else white.convert(mode)
    )
    read = through(image, "TIFF" if mode in ("CMYK", "YCbCr") else "PNG")
    levels = prepared(read, Preparation())
    assert levels.shape == (3, 8, 8) and levels.min() >= 254


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    levels = prepared(through(Image.fromarray(ramp)), Preparation(channels="grey"))
    assert np.abs(levels[0] - ramp / 257).max() <= 0.5


def test_of_thirty_two_bits_it_is_not_guessed_what_is_white() -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.int32).reshape(8, 8)
    levels = prepared(through(Image.fromarray(ramp), "TIFF"), Preparation(channels="grey"))
    assert np.abs(levels[0] - ramp / 257).max() <= 0.5
    with pytest.raises(DamagedFileError, match="white may be that or 65,535"):
        through(Image.fromarray(ramp // 257), "TIFF")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_not_opaque_shows_the_background(mode: str) -> None:
    if mode == "P":
        image = Image.new("P", (8, 8), 3)
        image.putpalette([200] * 768)
        read = through(image, transparency=3)
    else:
        read = through(Image.new(mode, (8, 8), (0,) * len(Image.new(mode, (1, 1)).getbands())))
    levels = prepared(read, Preparation(background="#102030"))
    assert levels.reshape(3, -1).T.tolist() == [[0x10, 0x20, 0x30]] * 64


def test_a_photograph_taken_on_its_side_stands_upright() -> None:
    image = Image.new("RGB", (8, 16), "white")
    image.paste("black", (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = 6
    read = through(image, "JPEG", exif=exif, quality=95)
    levels = prepared(read, Preparation(channels="grey"))[0]
    assert levels.shape == (8, 16)
    assert levels[:, :6].mean() > 240 and levels[:, -6:].mean() < 15


def test_of_a_moving_picture_the_first_is_taken() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("white", "black")]
    levels = prepared(through(frames[0], "GIF", save_all=True, append_images=frames[1:]), Preparation())
    assert levels.min() == 255


def test_crops_keep_what_they_say() -> None:
    image = Image.new("RGB", (30, 10), "red")
    image.paste("blue", (10, 0, 20, 10))
    centre, pad, stretch = (
        prepared(image, Preparation(size=10, crop=crop, background="lime"))
        for crop in ("centre", "pad", "stretch")
    )
    assert (centre[2] > 200).all() and (centre[0] < 50).all()
    assert (pad[1, [0, 1, 2, 7, 8, 9]] == 255).all() and (pad[1, 4:6] < 50).all()
    assert stretch[0, :, 0].min() > 200 and stretch[2, :, 5].min() > 200


def test_a_preparation_that_cannot_be_is_refused() -> None:
    with pytest.raises(DataError, match="8 to 128 pixels"):
        Preparation(size=1000)
    with pytest.raises(DataError, match="“no colour” is no colour"):
        Preparation(background="no colour")
