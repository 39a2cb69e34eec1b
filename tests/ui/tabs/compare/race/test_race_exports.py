"""What the race writes: every file carries the race, and pictures alone can be verified."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFont

from playground.core.errors import ExportError, PlaygroundError
from playground.core.progress import Cancelled, unwatched
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.paradigms.race.recipes import Race
from playground.ui.plots.plot_files import pixels
from playground.ui.plots.slide import Look, image, slide
from playground.ui.tab import Export
from playground.ui.tabs.compare.race.exports import ROW, WIDTH, Film
from playground.ui.widgets.theme import LIGHT
from tests.support.race_world import RaceWorld
from tests.support.svg import pictures_in
from tests.ui.tabs.compare.race.conftest import LANES, RaceBench

pytestmark = pytest.mark.qt


def named(bench: RaceBench, title: str) -> Export:
    return next(export for export in bench.stage.exports() if title in export.title)


@pytest.mark.parametrize(
    ("title", "suffix"),
    [
        ("animated", ".gif"), ("animated", ".webp"), ("pictures alone", ".apng"),
        ("Filmstrips", ".png"), ("Filmstrips", ".npz"),
        ("as it is shown", ".png"), ("as it is shown", ".svg"),
        ("What each lane", ".png"), ("What each lane", ".svg"),
    ],
)  # fmt: skip
def test_a_file_carries_the_race_with_its_times(
    bench: RaceBench, tmp_path: Path, title: str, suffix: str
) -> None:
    bench.edit(clock="milliseconds", pace="linear", shows="x", position=1.0)
    path = tmp_path / f"race{suffix}"
    export = named(bench, title)
    assert suffix in export.suffixes
    export.save(path, False, unwatched)
    recipe, facts = read_recipe(path)
    assert isinstance(recipe, Race)
    assert (recipe.lanes, recipe.label, recipe.count, recipe.seed) == (LANES, 1, 2, 0)
    assert (recipe.clock, recipe.pace, recipe.shows) == ("milliseconds", "linear", "x")
    for times, tape in zip(recipe.measured, bench.scene.grid.run, strict=True):
        assert list(times) == tape.milliseconds.tolist()
    assert facts["flow_sha256"] == "weights of flow"


@pytest.mark.parametrize("title", ["The race, animated", "pictures alone"])
def test_an_animation_is_laid_out_for_a_slide(bench: RaceBench, tmp_path: Path, title: str) -> None:
    export, look = named(bench, title), Look(title="Race", size=(320, 180), theme=LIGHT)
    assert export.film is not None and export.drawing is not None
    path = tmp_path / "race.webp"
    export.film.laid_out(look, QFont())(path, False, unwatched)
    with Image.open(path) as film:
        # What stays the same is written once.
        assert 2 < film.n_frames <= export.film.count and film.size == (320, 180)
        film.seek(film.n_frames - 1)
        last = np.asarray(film.convert("RGB")).transpose(2, 0, 1)
    np.testing.assert_array_equal(last, pixels(image(slide(export.drawing, look, QFont()))))
    assert isinstance(read_recipe(path)[0], Race)


@pytest.mark.parametrize(
    ("title", "suffix"), [("pictures alone", ".webp"), ("Filmstrips", ".png"), ("Filmstrips", ".npz")]
)
def test_pictures_alone_are_what_the_race_gives_again(
    bench: RaceBench, tmp_path: Path, title: str, suffix: str
) -> None:
    bench.edit(clock="milliseconds")
    path = tmp_path / f"race{suffix}"
    named(bench, title).save(path, False, unwatched)
    found = verify(path, RaceWorld())
    assert found.same and found.largest == 0


@pytest.mark.parametrize(("title", "suffix"), [("The race, animated", ".gif"), ("as it is shown", ".png")])
def test_a_race_as_it_is_drawn_cannot_be_checked_and_that_is_said_at_once(
    bench: RaceBench, tmp_path: Path, title: str, suffix: str
) -> None:
    path = tmp_path / f"race{suffix}"
    named(bench, title).save(path, False, unwatched)
    with pytest.raises(ExportError) as found:
        verify(path, RaceWorld())
    assert "the times of the machine that it was run on, so it cannot be checked" in found.value.sentence
    assert found.value.sentence.count(". ") == 0


def test_the_animation_shows_every_moment_and_then_stands(bench: RaceBench) -> None:
    bench.edit(pace="linear")
    result = bench.scene.result(2)
    assert result is not None
    pictures = Film(bench.scene.grid, bench.view.style_now(marked=False), result).canvases(unwatched, 5)
    assert pictures.shape[1:] == (3, 34 + ROW * len(LANES), WIDTH)
    assert len({picture.tobytes() for picture in pictures}) == 5
    np.testing.assert_array_equal(pictures[4:], np.broadcast_to(pictures[4], pictures[4:].shape))


def test_giving_up_writes_nothing(bench: RaceBench, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    path = tmp_path / "race.webp"
    with pytest.raises(Cancelled):
        named(bench, "The race, animated").save(path, False, stop)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unasked(bench: RaceBench, tmp_path: Path) -> None:
    path = tmp_path / "race.png"
    path.write_bytes(b"mine")
    with pytest.raises(PlaygroundError):
        named(bench, "as it is shown").save(path, False, unwatched)
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("title", ["as it is shown", "What each lane"])
def test_a_vector_graphic_holds_each_picture_by_itself(bench: RaceBench, tmp_path: Path, title: str) -> None:
    bench.edit(position=1.0)
    path = tmp_path / "race.svg"
    named(bench, title).save(path, False, unwatched)
    found = pictures_in(path.read_text(encoding="utf-8"))
    lanes = [lane for lane in bench.view.lanes if lane.pictures is not None]
    if title == "What each lane":
        lanes.sort(key=lambda lane: lane.place)
    wanted = [picture[0] for lane in lanes for picture in lane.pictures]  # type: ignore[union-attr]
    assert len(wanted) == 2 * len(LANES)
    np.testing.assert_array_equal(found, wanted)


def test_the_costs_are_a_table(bench: RaceBench, tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    named(bench, "What each lane").save(path, False, unwatched)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["paradigm"] for row in rows].count("DDPM") == 1
    for row in rows:
        tape = next(
            tape
            for tape, lane in zip(bench.scene.grid.run, bench.view.lanes, strict=True)
            if lane.model == row["model"]
        )
        assert int(row["evaluations"]) == tape.total("evaluations")
        assert float(row["milliseconds"]) == tape.total("milliseconds")
        assert float(row["milliseconds_per_picture"]) == tape.total("milliseconds") / 2


def test_a_filmstrip_has_a_row_for_every_picture(bench: RaceBench, tmp_path: Path) -> None:
    path = tmp_path / "strip.png"
    named(bench, "Filmstrips").save(path, False, unwatched)
    with Image.open(path) as image:
        rows, columns = len(LANES) * 2, 11
        assert image.size == (2 * (columns * 9 - 1), 2 * (rows * 9 - 1))
