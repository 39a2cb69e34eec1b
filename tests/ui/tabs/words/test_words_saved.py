"""Pictures of the Text to Image tab, saved one by one with what makes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.ui.plots.picture_matrix import Spot
from playground.ui.plots.pose import Pose, posing
from playground.ui.tab import Export
from playground.ui.widgets.theme import themes
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.words.conftest import swapped

pytestmark = [pytest.mark.qt, pytest.mark.torch]

Save = Callable[[Any, Spot], tuple[Path, np.ndarray[Any, np.dtype[np.uint8]]]]


@pytest.fixture
def save(bench: StageBench, tmp_path: Path) -> Save:
    """Saves the picture at a spot of a matrix by its menu; gives the file, and the picture."""
    wanted: list[Export] = []
    bench.tab.export_wanted.connect(wanted.append)

    def save(matrix: Any, spot: Spot) -> tuple[Path, np.ndarray[Any, np.dtype[np.uint8]]]:
        reason = QContextMenuEvent.Reason.Mouse
        pixel = matrix.rect_of(spot).center()
        QApplication.sendEvent(matrix, QContextMenuEvent(reason, pixel, QPoint(9, 9)))
        picture = matrix.picture_at(spot).copy()
        bench.pick("Save picture…")
        path = tmp_path / f"{len(wanted)}.png"
        wanted[-1].write(path, False, unwatched)
        with Image.open(path) as image:
            found = np.asarray(image.convert("RGB")).transpose(2, 0, 1)
        np.testing.assert_array_equal(found, picture.repeat(10, axis=1).repeat(10, axis=2))
        return path, picture

    return save


def test_a_drawing_is_saved_with_its_place_among_those_of_its_recipe(bench: StageBench, save: Save) -> None:
    panel = swapped(bench)
    path, picture = save(panel.matrix, Spot(1, 0, 1))
    recipe, facts = read_recipe(path)
    assert recipe == bench.scene.recipe("edit")
    assert (facts["picture_name"], facts["picture_index"]) == ("single", 3)
    np.testing.assert_array_equal(bench.world.frame(recipe).arrays["images"][1, 1], picture)


def test_what_is_no_picture_of_a_run_is_saved_with_the_recipe_that_shows_it(
    bench: StageBench, save: Save
) -> None:
    panel = swapped(bench)
    path, _ = save(panel.matrix, Spot(2, 1, 0))
    recipe, facts = read_recipe(path)
    assert recipe == bench.scene.recipe("edit")
    assert "picture_name" not in facts


def test_a_file_of_an_edit_names_both_prompts_and_is_not_half_empty(
    bench: StageBench, tmp_path: Path
) -> None:
    panel = swapped(bench, few=1)
    panel.matrix.resize(1200, 300)
    (headed,) = (each for each in panel.exports() if each.title == "Edit, with headings")
    for suffix in (".png", ".svg"):
        headed.save(tmp_path / f"edit{suffix}", False, unwatched)
    drawing = (tmp_path / "edit.svg").read_text(encoding="utf-8")
    for text in ("Original: red heart", "Edited: blue heart", "as prompted", "changed"):
        assert text in drawing
    with Image.open(tmp_path / "edit.png") as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    drawn = (np.abs(pixels - pixels[-1, 0]) > 8).any(axis=2)
    sides = (drawn.any(axis=0), drawn.any(axis=1))
    edges = [int(way.argmax()) for side in sides for way in (side, side[::-1])]
    assert all(8 <= edge <= 32 for edge in edges), "as much room around all as between pictures"
    assert pixels.shape[1] < 2 * 1200 / 2
    assert panel.matrix.picture().boundingRect() == panel.matrix.rect()
    room = QSize(640, 480)
    with posing(Pose(themes().theme, room)):
        assert panel.matrix.picture(["Original: red heart"]).boundingRect().size() == room


def test_each_panel_lets_each_picture_be_saved(bench: StageBench, save: Save) -> None:
    for name, matrix in (
        ("prompt", "matrix"),
        ("plane", "matrix"),
        ("guidance", "film"),
        ("inside", "places"),
    ):
        panel = bench.panel(name)
        path, _ = save(getattr(panel, matrix), Spot(0, 0, 0))
        recipe, _ = read_recipe(path)
        assert recipe.model == bench.images.model
