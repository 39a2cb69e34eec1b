"""Exported files hold what is shown, with its recipe."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.ui.tab import Export
from tests.support.garments import garments
from tests.ui.tabs.conftest import Bench

pytestmark = pytest.mark.qt


@pytest.fixture
def exports(bench: Bench) -> dict[str, Export]:
    bench.stage.scene.move("move", {0: 1.0, 1: -0.5})
    found: dict[str, Export] = {}
    for panel in ("encode", "interpolate", "sample"):
        bench.stage.store.edit("open", panel=panel)
        bench.settle()
        found |= {export.title: export for export in bench.tab.exports()}
    return found


def test_what_is_hidden_is_not_offered_and_what_is_not_there_says_why(bench: Bench) -> None:
    both = {"Decoded picture", "Latent plane, plot", "Codes of the held-out images"}
    assert {export.title for export in bench.tab.exports()} == both | {
        "Image, decoded mean and decoded sample"
    }
    bench.stage.store.edit("open", panel="interpolate")
    found = {export.title: export.why for export in bench.tab.exports()}
    assert found == {**dict.fromkeys(both, ""), "Interpolate": "it is still being computed"}


def test_everything_shown_can_be_exported(exports: dict[str, Export]) -> None:
    assert sorted(exports) == sorted([
        "Decoded picture",
        "Image, decoded mean and decoded sample",
        "Interpolation, animated",
        "Interpolation, filmstrip and arrays",
        "Prior samples, grid and arrays",
        "Prior samples, a folder of pictures",
        "Latent plane, plot",
        "Codes of the held-out images",
        "Norm along the path, plot",
    ])  # fmt: skip


def test_every_exported_picture_and_array_is_what_its_recipe_gives(
    bench: Bench, exports: dict[str, Export], tmp_path: Path
) -> None:
    checked = 0
    for number, export in enumerate(exports.values()):
        if "plot" in export.title:
            continue
        for suffix in export.suffixes:
            if suffix in (".csv", ".apng"):
                continue
            path = tmp_path / f"{number}-{export.stem}{suffix}"
            export.save(path, False, unwatched)
            result = verify(path, bench.world)
            assert result.largest == 0 and result.largest_number == 0, result.sentence
            assert result.model_matches is True
            checked += 1
    assert checked == 12


def test_the_decoded_picture_is_the_one_in_the_window(
    bench: Bench, exports: dict[str, Export], tmp_path: Path
) -> None:
    path = tmp_path / "decoded.png"
    exports["Decoded picture"].save(path, False, unwatched)
    shown = bench.stage.above.picture_view.view.picture
    assert shown is not None
    np.testing.assert_array_equal(np.asarray(Image.open(path))[5::10, 5::10], shown[0])
    recipe, facts = read_recipe(path)
    assert recipe == bench.stage.scene.recipe("decode")
    assert facts["model_sha256"] == bench.stage.scene.card.hash


def test_an_export_keeps_what_was_shown_when_it_was_chosen(
    bench: Bench, exports: dict[str, Export], tmp_path: Path
) -> None:
    bench.stage.scene.move("move on", {0: -2.0})
    bench.settle()
    path = tmp_path / "decoded.png"
    exports["Decoded picture"].save(path, False, unwatched)
    recipe, _ = read_recipe(path)
    assert recipe.latent == (1.0, -0.5)  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", [".png", ".svg"])
@pytest.mark.parametrize("title", ["Latent plane, plot", "Norm along the path, plot"])
def test_plots_carry_their_recipe_and_are_not_empty(
    bench: Bench, exports: dict[str, Export], tmp_path: Path, title: str, suffix: str
) -> None:
    path = tmp_path / f"plot{suffix}"
    exports[title].save(path, False, unwatched)
    recipe, _ = read_recipe(path)
    assert recipe == bench.stage.scene.recipe("plane" if "plane" in title else "interpolate")
    if suffix == ".png":
        image = np.asarray(Image.open(path))
        assert len(np.unique(image.reshape(-1, 3), axis=0)) > 10
    else:
        assert QSvgRenderer(str(path)).isValid()


@pytest.mark.parametrize("title", ["Latent plane, plot", "Norm along the path, plot"])
def test_a_plot_looks_the_same_as_png_and_as_svg(
    exports: dict[str, Export], tmp_path: Path, title: str
) -> None:
    for suffix in (".png", ".svg"):
        exports[title].save(tmp_path / f"plot{suffix}", False, unwatched)
    bitmap = QImage(str(tmp_path / "plot.png")).convertToFormat(QImage.Format.Format_RGB32)
    vector = QImage(bitmap.size(), QImage.Format.Format_RGB32)
    vector.fill(Qt.GlobalColor.white)
    painter = QPainter(vector)
    QSvgRenderer(str(tmp_path / "plot.svg")).render(painter)
    painter.end()
    apart = np.abs(_levels(bitmap) - _levels(vector))
    # Blurred over 16 × 16 pixels, so that anti-aliasing and fonts do not count.
    height, width = (side // 16 * 16 for side in apart.shape[:2])
    blurred = apart[:height, :width].reshape(height // 16, 16, width // 16, 16, 3).mean(axis=(1, 3))
    assert blurred.max() < 64 and blurred.mean() < 4


def _levels(image: QImage) -> NDArray[np.float64]:
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return data[:, :, :3].astype(np.float64)


def test_the_codes_are_a_table(bench: Bench, exports: dict[str, Export], tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    exports["Codes of the held-out images"].save(path, False, unwatched)
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert list(rows[0]) == ["index", "label", "mean_1", "mean_2", "deviation_1", "deviation_2"]
    shown = bench.stage.scene.feeds["codes"].settled
    assert shown is not None
    assert [int(row["label"]) for row in rows] == garments().labels.tolist()
    np.testing.assert_array_equal(
        np.array([float(row["mean_2"]) for row in rows], np.float32), shown.frame.arrays["mean"][:, 1]
    )


def test_the_norm_is_a_table(bench: Bench, exports: dict[str, Export], tmp_path: Path) -> None:
    path = tmp_path / "norm.csv"
    exports["Norm along the path, plot"].save(path, False, unwatched)
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    shown = bench.stage.scene.feeds["interpolate"].settled
    assert shown is not None
    norms = np.linalg.norm(shown.frame.arrays["latents"], axis=1)
    np.testing.assert_allclose([float(row["norm"]) for row in rows], norms, rtol=1e-6)
