"""Trajectories from the command line: rows of samples, columns of moments, animations, arrays, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import cli
from playground.core.errors import ExportError
from playground.export.pictures import Layout, arrange
from playground.export.reading import read_arrays, read_canvases

MODEL = "exact-flow-mnist"
ASKED = ["generate", "--model", MODEL, "--count", "3", "--steps", "6", "--sampler", "euler"]
SIDE = 28


def generate(out: Path, *flags: str) -> Any:
    assert cli.main([*ASKED, *flags, "--out", str(out)]) == 0
    assert cli.main(["verify", str(out)]) == 0
    return read_arrays(out) if out.suffix == ".npz" else read_canvases(out)


def test_the_models_card_chooses_the_recipe_and_its_defaults(tmp_path: Path) -> None:
    arrays = generate(tmp_path / "a.npz")
    assert arrays["images"].shape == (3, 1, SIDE, SIDE)
    assert arrays["noise"].dtype == np.float32
    assert arrays["noise"].shape == (3, 1, SIDE, SIDE)
    assert arrays["labels"].tolist() == [0, 1, 2]
    assert arrays["times"][[0, -1]].tolist() == [1, 0]
    assert not {"x", "data", "start"} & set(arrays)


@pytest.mark.parametrize("layout", ["grid", "filmstrip"])
def test_a_filmstrip_has_a_row_for_each_sample(tmp_path: Path, layout: str) -> None:
    rows = generate(tmp_path / "a.npz", "--output", "trajectory", "--moments", "4")["images"]
    picture = generate(tmp_path / "a.png", "--output", "trajectory", "--moments", "4", "--layout", layout)
    assert picture.shape == (1, 3, 3 * SIDE, 4 * SIDE)
    for row in range(3):
        for column in range(4):
            tile = picture[0, 0, row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
            np.testing.assert_array_equal(tile, rows[4 * row + column, 0])


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_an_animation_shows_all_samples_at_each_moment(tmp_path: Path, suffix: str) -> None:
    rows = generate(tmp_path / "a.npz", "--output", "trajectory", "--moments", "7")["images"]
    animation = generate(tmp_path / f"a{suffix}", "--output", "trajectory", "--moments", "7")
    assert animation.shape == (7, 3, 2 * SIDE, 2 * SIDE)
    for moment in range(7):
        np.testing.assert_array_equal(animation[moment, 0, SIDE:, :SIDE], rows[2 * 7 + moment, 0])


def test_a_recipe_file_brings_its_layout_along(tmp_path: Path) -> None:
    first = tmp_path / "a.png"
    generate(first, "--output", "trajectory", "--moments", "4", "--gap", "2")
    again = tmp_path / "b.png"
    assert cli.main(["generate", "--recipe", str(first), "--out", str(again)]) == 0
    np.testing.assert_array_equal(read_canvases(first), read_canvases(again))


def test_the_pixels_between_pictures_have_two_names_where_steps_have_no_spacing(tmp_path: Path) -> None:
    common = ["generate", "--model", "fashion-vae-2d", "--count", "4"]
    for flag in ("--gap", "--spacing"):
        out = tmp_path / f"{flag[2:]}.png"
        assert cli.main([*common, flag, "3", "--out", str(out)]) == 0
        assert read_canvases(out).shape[2:] == (59, 59)


def test_whole_numbers_are_read_from_flags(tmp_path: Path) -> None:
    out = tmp_path / "a.npz"
    asked = ["generate", "--kind", "flow-reflow", "--model", MODEL, "--reflow", MODEL, "--count", "2"]
    assert cli.main([*asked, "--steps", "1,3", "--out", str(out)]) == 0
    assert read_arrays(out)["steps"].tolist() == [1, 3]
    assert cli.main([*asked, "--steps", "1.5", "--out", str(out)]) == 2


def test_a_model_that_makes_no_pictures_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["generate", "--model", "fashion-classifier", "--out", str(tmp_path / "a.png")]) == 2
    assert "makes no pictures" in capsys.readouterr().err


def test_what_does_not_go_together_fails_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "a.png"
    assert cli.main(["generate", "--model", MODEL, "--sampler", "consistency", "--out", str(out)]) == 1
    assert "Use a consistency model" in capsys.readouterr().err
    assert not out.exists()


def test_pictures_that_do_not_fill_rows_are_refused() -> None:
    with pytest.raises(ExportError, match="rows of 4"):
        arrange(np.zeros((6, 1, 2, 2), dtype=np.uint8), Layout(name="animation", moments=4))
