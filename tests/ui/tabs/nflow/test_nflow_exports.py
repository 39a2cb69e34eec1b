"""Exported files hold what is shown, with its recipe: rendered or opened again, they are the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from playground.core.errors import ExportError
from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.paradigms.nflow_images.recipes import Likelihoods, Noise
from playground.ui.stage.compare import CompareDialog
from playground.ui.tab import Export
from tests.ui.tabs.nflow.bench_images import ImagesBench

pytestmark = pytest.mark.qt

TITLES = [
    "Samples, grid and arrays",
    "Samples, a folder of pictures",
    "Between A and B, filmstrip and arrays",
    "Between A and B, animated",
    "There and back, and read as each class",
    "Scales, pictures and arrays",
    "Bits per dimension, held-out",
    "Bits per dimension, digits",
    "Bits per dimension, histograms",
    "Terms of the log-likelihood",
    "Values of z, plot",
]


@pytest.fixture
def exports(stage: ImagesBench) -> dict[str, Export]:
    """What can be written once every panel was open, the histogram last."""
    stage.scene.edit("other ends", a=Noise(2, 1, 0.5), beside=("digits",))
    found: dict[str, Export] = {}
    for panel in ("sample", "interpolate", "scales", "inspect", "back", "likelihood"):
        stage.panel(panel)
        found |= {export.title: export for export in stage.tab.exports()}
    return found


def test_everything_shown_can_be_exported(exports: dict[str, Export]) -> None:
    assert sorted(exports) == sorted(TITLES)


def test_every_exported_picture_and_array_is_what_its_recipe_gives(
    stage: ImagesBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    checked = []
    for number, (title, export) in enumerate(exports.items()):
        if "plot" in title or "histograms" in title or "Terms" in title:
            continue
        for suffix in set(export.suffixes) - {".apng", ".csv"}:
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            result = verify(path, stage.flows)  # type: ignore[arg-type]
            assert result.largest == 0 and result.largest_number < 1e-6, (title, result.sentence)
            assert result.model_matches is True
            checked.append(suffix)
    assert sorted(checked) == sorted([".png", ".npz"] * 4 + [".npz"] * 2 + ["", ".gif", ".webp"])


def test_what_was_exported_is_shown_again_when_it_is_opened(
    stage: ImagesBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    state = stage.images
    panels = {
        "Samples, grid and arrays": ("sample", ".png"), "Between A and B, animated": ("interpolate", ".webp"),
        "There and back, and read as each class": ("back", ".png"), "Values of z, plot": ("back", ".svg"),
        "Scales, pictures and arrays": ("scales", ".npz"), "Terms of the log-likelihood": ("inspect", ".svg"),
        "Bits per dimension, histograms": ("likelihood", ".png"),
        "Bits per dimension, digits": ("likelihood", ".npz"),
    }  # fmt: skip
    for number, (title, (panel, suffix)) in enumerate(panels.items()):
        path = tmp_path / f"{number}{suffix}"
        exports[title].save(path, False, unwatched)
        recipe, facts = read_recipe(path)
        assert facts["model_sha256"] == stage.scene.card.hash, title
        stage.scene.store.load(state.with_values(seed=5, temperature=0.3, a=Noise(7), panel="sample"))
        assert stage.tab.accept(recipe), title
        assert stage.images.panel == panel, title
        if panel == "sample":
            assert (stage.images.sample.seed, stage.images.sample.temperature) == (
                state.sample.seed,
                state.sample.temperature,
            )
        if panel == "interpolate":
            assert stage.images.interpolate.a == state.interpolate.a


def test_bits_are_a_table_of_every_picture(
    exports: dict[str, Export], tmp_path: Path, stage: ImagesBench
) -> None:
    path = tmp_path / "bits.csv"
    for suffix in (".png", ".svg", ".gif"):
        with pytest.raises(ExportError, match=f"“{suffix}”; use .csv"):
            exports["Bits per dimension, held-out"].save(path.with_suffix(suffix), False, unwatched)
    assert not list(tmp_path.glob("bits.*"))
    exports["Bits per dimension, held-out"].save(path, False, unwatched)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    frame = stage.frame(stage.images.likelihood_of())
    assert list(rows[0]) == ["index", "label", "bits", "log_base", "log_determinant"]
    np.testing.assert_allclose([float(row["bits"]) for row in rows], frame.arrays["bits"], rtol=1e-6)
    assert [int(row["label"]) for row in rows] == frame.arrays["labels"].tolist()


def test_plots_are_drawn_and_tabulated(
    exports: dict[str, Export], tmp_path: Path, stage: ImagesBench
) -> None:
    for number, title in enumerate(TITLES[-3:]):
        for suffix in (".png", ".svg", ".csv"):
            exports[title].save(tmp_path / f"{number}{suffix}", False, unwatched)
        with Image.open(tmp_path / f"{number}.png") as picture:
            assert len(np.unique(np.asarray(picture.convert("L")))) > 10
        assert QSvgRenderer(str(tmp_path / f"{number}.svg")).isValid()
    recipe, _ = read_recipe(tmp_path / "0.png")
    assert recipe == stage.scene.recipe("likelihoods") and isinstance(recipe, Likelihoods)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "0.csv").read_text(encoding="utf-8"))))
    assert sum(int(row["held-out"]) for row in rows) == 200 and sum(int(row["digits"]) for row in rows) == 40
    terms = list(csv.DictReader(io.StringIO((tmp_path / "1.csv").read_text(encoding="utf-8"))))
    nats = [float(row["nats"]) for row in terms]
    assert sum(nats[:-1]) == pytest.approx(nats[-1]) and terms[-1]["term"] == "log p(x+u)"


def test_a_result_that_is_still_growing_is_not_offered(stage: ImagesBench) -> None:
    stage.scene.edit("measure", panel="likelihood", beside=("digits",))
    stage.pump(3)
    (only,) = stage.tab.exports()
    assert (only.title, only.why) == ("Histogram", "it is still being computed")
    stage.settle()
    assert sum("Bits" in export.title for export in stage.tab.exports()) == 3


def test_a_picture_in_a_file_is_compared_with_what_its_recipe_gives(
    stage: ImagesBench, exports: dict[str, Export], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "samples.png"
    exports["Samples, grid and arrays"].save(path, False, unwatched)
    assert stage.tab.compare(read_recipe(path)[0], path)
    stage.settle()
    dialog = stage.tab.findChild(CompareDialog)
    qtbot.waitUntil(lambda: dialog.verdict.text() != "Rendering …")
    assert dialog.verdict.text().startswith("Same")
    dialog.close()
    assert not stage.tab.compare(stage.images, path)
