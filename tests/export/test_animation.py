"""Animations: timing, what other readers see of them, and MP4 with and without PyAV."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest
from PIL import Image

from playground.core.errors import ExportError
from playground.export import animation
from playground.export.images import to_pillow
from playground.export.reading import read_canvases
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import HeldOut, Interpolate

WAY = Interpolate(model="tiny", a=HeldOut(1), b=HeldOut(2), frames=5)


@pytest.mark.parametrize(
    ("fps", "expected"), [(12, 80), (25, 40), (10, 100), (100, 20), (0.5, 2000), (30, 30)]
)
def test_durations_are_ones_that_gif_can_say(fps, expected) -> None:
    assert animation.milliseconds(fps) == expected


@pytest.mark.parametrize("suffix", ["gif", "webp", "apng"])
def test_other_readers_see_every_picture_its_duration_and_a_loop(suffix, out, resources, run_final) -> None:
    path = out / f"a.{suffix}"
    export(run_final(WAY, resources), WAY, {}, path, scale=2, fps=10)
    with Image.open(path) as image:
        assert (image.n_frames, image.size, image.info["loop"]) == (5, (12, 12), 0)
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            durations.append(image.info["duration"])
    assert durations == [100] * 5


def test_a_grey_gif_keeps_all_256_levels(tmp_path) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    canvases = np.concatenate([levels, 255 - levels])
    path = tmp_path / "a.gif"
    path.write_bytes(animation.gif(canvases, 80, "{}"))
    assert np.array_equal(read_canvases(path)[:, :1], canvases)


def test_a_webp_too_wide_is_refused() -> None:
    with pytest.raises(ExportError, match="16383"):
        animation.webp(np.zeros((1, 1, 1, 20_000), np.uint8), 80, "{}")


def test_two_channels_are_refused() -> None:
    with pytest.raises(ExportError, match="2 channels"):
        to_pillow(np.zeros((2, 3, 3), np.uint8))


def test_without_pyav_mp4_is_one_sentence(out, resources, run_final, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(ExportError, match="pip install av"):
        export(run_final(WAY, resources), WAY, {}, out / "a.mp4")
    assert list(out.iterdir()) == []


def test_mp4_holds_every_picture_and_the_recipe(out, resources, run_final) -> None:
    av = pytest.importorskip("av")
    frame = run_final(WAY, resources)
    export(frame, WAY, {}, out / "a.mp4", scale=7, fps=10)
    with av.open(io.BytesIO((out / "a.mp4").read_bytes())) as container:
        assert "vae-interpolate" in container.metadata["comment"]
        pictures = [picture.to_ndarray(format="gray") for picture in container.decode(video=0)]
    expected = frame.arrays["images"].repeat(7, 2).repeat(7, 3)[:, 0]
    assert np.shape(pictures) == expected.shape
    assert np.abs(np.array(pictures, float) - expected).mean() < 12
