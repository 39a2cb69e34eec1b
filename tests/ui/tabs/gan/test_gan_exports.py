"""What the GAN's Images stage writes carries its recipe: rendered again it is the same, and it reopens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.paradigms.gan_images.recipes import LAST, Interpolate, Moments
from playground.ui.stage.compare import CompareDialog
from playground.ui.tab import Export
from playground.ui.tabs.gan.state import GanImages, GanState
from tests.support.linear_gan import STEPS
from tests.ui.tabs.gan.images_bench import ImagesBench

pytestmark = pytest.mark.qt

PANELS = ("plane", "sample", "interpolate", "directions", "judge", "moments")
DRAWN = {
    "Latent plane, as drawn": "plane",
    "D along the way, plot": "interpolate",
    "Along the directions, with headings": "traverse",
    "Decisions, histograms": "judge",
    "Through the training, with headings": "moments",
    "Mean of D by moment, plot": "moments",
}
"""Plots, and the method of the state that gives their recipe."""


@pytest.fixture
def exports(stage: ImagesBench) -> Iterator[dict[str, Export]]:
    found: dict[str, Export] = {}
    stage.scene.edit("another moment", moment=1)
    for panel in PANELS:
        stage.panel(panel)
        found |= {export.title: export for export in stage.tab.exports()}
    yield found


def test_everything_shown_can_be_exported(exports: dict[str, Export]) -> None:
    pictures = {
        "Picture at the point", "Latent plane, tiles alone", "Samples, grid and arrays",
        "Samples, a folder of pictures", "Between two seeds, filmstrip and arrays",
        "Between two seeds, animated", "As the seed has it, and moved",
        "Along the directions, filmstrips and arrays", "Along the directions, animated",
        "Through the training, filmstrips and arrays", "Through the training, animated",
        "Decisions and pictures, arrays",
    }  # fmt: skip
    assert set(exports) == pictures | set(DRAWN)


def test_what_the_open_panel_shows_is_offered_alone(stage: ImagesBench, exports: dict[str, Export]) -> None:
    stage.panel("sample")
    assert [export.title for export in stage.tab.exports()] == [
        "Samples, grid and arrays", "Samples, a folder of pictures",
    ]  # fmt: skip
    stage.panel("plane")
    assert {export.title for export in stage.tab.exports()} == {
        "Picture at the point", "Latent plane, tiles alone", "Latent plane, as drawn",
    }  # fmt: skip


def test_what_is_not_there_yet_is_told(stage: ImagesBench) -> None:
    stage.scene.edit("open", panel="sample")
    (only,) = stage.tab.exports()
    assert (only.title, only.why) == ("Samples", "it is still being computed")
    stage.settle()
    assert not any(export.why for export in stage.tab.exports())


def test_every_picture_and_array_is_what_its_recipe_gives(
    stage: ImagesBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    for number, (title, export) in enumerate(exports.items()):
        for suffix in export.suffixes:
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            if title in DRAWN or suffix == ".apng":
                continue
            result = verify(path, stage.players)
            assert result.largest == 0 and result.largest_number < 1e-6, (title, suffix, result.sentence)
            assert result.model_matches is True


def test_each_reopens_as_what_it_was(stage: ImagesBench, exports: dict[str, Export], tmp_path: Path) -> None:
    there = stage.images
    for number, (title, export) in enumerate(exports.items()):
        suffix = export.suffixes[0] or ".png"
        path = tmp_path / f"{number}{suffix}"
        export.save(path if export.suffixes[0] else tmp_path / "folder", False, unwatched)
        recipe, _ = read_recipe(path if export.suffixes[0] else tmp_path / "folder" / "0000.png")
        wanted = change(recipe, snapshot=LAST) if isinstance(recipe, Moments) else recipe
        if title in DRAWN:
            assert wanted == stage.scene.views[DRAWN[title]].of(there)
        elsewhere = GanImages().with_values(model=there.model, seed=99, label=1, **{"sample.label": 2})
        assert stage.tab.accept(GanState(stage="images", images=elsewhere))
        assert stage.tab.accept(recipe), title
        again = stage.images
        stage.settle()
        assert wanted in stage.scene.wanted().values(), title
        assert not isinstance(recipe, Moments) or again.look.moment == recipe.snapshot == 1
        assert not isinstance(recipe, Interpolate) or again.interpolate == recipe
        assert stage.tab.store.state.stage == "images" and stage.reports == []


def test_an_animation_has_a_picture_for_each_moment(exports: dict[str, Export], tmp_path: Path) -> None:
    path = tmp_path / "training.gif"
    exports["Through the training, animated"].save(path, False, unwatched)
    with Image.open(path) as animation:
        assert animation.n_frames == len(STEPS)
    exports["Between two seeds, animated"].save(tmp_path / "way.webp", False, unwatched)
    with Image.open(tmp_path / "way.webp") as animation:
        assert animation.n_frames == 5


def test_decisions_are_a_table(stage: ImagesBench, exports: dict[str, Export], tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    exports["Decisions, histograms"].save(path, False, unwatched)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    arrays = stage.scene.feeds["judge"].last.frame.arrays
    np.testing.assert_allclose([float(row["real_logit"]) for row in rows], arrays["real_logits"], rtol=1e-6)
    above = sum(float(a["real_logit"]) > float(b["generated_logit"]) for a in rows for b in rows)
    ties = sum(float(a["real_logit"]) == float(b["generated_logit"]) for a in rows for b in rows)
    area = stage.scene.feeds["judge"].last.frame.scalars["area"]
    assert (above + ties / 2) / len(rows) ** 2 == pytest.approx(area)


def test_an_export_is_compared_with_what_its_recipe_gives(
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
    assert not stage.tab.compare(stage.images, path) and not stage.tab.compare(GanState(), path)


def test_what_another_model_shows_is_asked_of_it(stage: ImagesBench) -> None:
    model = stage.images.model
    missing = change(stage.scene.recipe("sample"), model="gone", count=5)
    assert stage.tab.accept(missing)
    assert stage.reports == [
        "The recipe needs the model “gone”, which was not found: its settings are shown with "
        f"“{stage.scene.card.title}”."
    ]
    assert (stage.images.model, stage.images.sample.count, stage.images.panel) == (model, 5, "sample")
    assert stage.tab.accept(change(stage.scene.recipe("sample"), model="linear-gan-few", label=9, count=6))
    stage.settle()
    assert (stage.images.model, stage.images.sample.label) == ("linear-gan-few", 3)
    assert stage.images.sample.count == 6
    assert stage.reports[1:] == [
        "Linear players linear-gan-few does not know the label 9; “Dress” is taken instead."
    ]


def test_of_judged_pictures_those_that_were_made_have_a_recipe(stage: ImagesBench, tmp_path: Path) -> None:
    panel = stage.panel("judge")
    wanted: list[Export] = []
    stage.tab.export_wanted.connect(wanted.append)
    for strip in panel.strips.values():
        stage.stage.saving(strip._images[3], None)()
    real, fake = tmp_path / "real.png", tmp_path / "fake.png"
    for export, path in zip(wanted, (real, fake), strict=True):
        export.write(path, False, unwatched)
    with Image.open(real) as image:
        assert image.text == {}
    recipe, facts = read_recipe(fake)
    assert recipe == stage.scene.recipe("judge")
    # Real pictures stand before them in the frame.
    assert facts["picture_index"] == len(panel.strips["real"]._images) + 3
