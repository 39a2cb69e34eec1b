"""The film through the history of a training: a picture for every moment, and nothing lost by making it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from playground.core.errors import ExportError
from playground.core.progress import Cancelled, unwatched
from playground.core.recipe import change
from playground.export.metadata import read_recipe
from playground.ui.lab import film
from playground.ui.lab.film import HistoryFilm, sheet
from playground.ui.plots.plot_files import pixels
from playground.ui.plots.slide import Look, image, slide
from playground.ui.tab import Export
from playground.ui.widgets.theme import DARK, themes
from tests.ui.lab.conftest import LabBench

LOOK = Look(title="History", size=(640, 360), theme=DARK)


def of_history(bench: LabBench) -> Export:
    bench.turn(8)
    return next(each for each in bench.stage.exports() if each.stem.endswith("-history"))


def made(bench: LabBench, write: Callable[[], object]) -> Future[object]:
    """Written in another thread, while engine and window work."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(write)
        while not future.done():
            bench.turn(1)
        return future


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_it_has_a_picture_for_every_moment(bench: LabBench, tmp_path: Path, suffix: str) -> None:
    export = of_history(bench)
    moments, out = int(bench.stage.scene.feed.scalars["moments"]), tmp_path / f"film{suffix}"
    made(bench, lambda: export.write(out, False, unwatched)).result()
    with Image.open(out) as image:
        assert image.n_frames == moments > 2
        assert image.width == max(bench.stage.planes.width(), bench.stage.plots.width())
    assert read_recipe(out)[0] == bench.state.run
    assert bench.stage.scene.moment == 0 and not bench.stage.scene.feed.past


def test_its_pictures_are_those_of_its_tab_where_another_is_opened_meanwhile(bench: LabBench) -> None:
    bench.turn(8)
    shown = bench.stage._filmed()
    bench.stage.hide()
    hidden = bench.stage._filmed()
    assert hidden.size() == shown.size() and hidden == shown


def test_it_is_made_while_another_tab_is_looked_at(bench: LabBench, tmp_path: Path) -> None:
    export = of_history(bench)
    moments, out = int(bench.stage.scene.feed.scalars["moments"]), tmp_path / "film.webp"
    bench.stage.watch(False)
    bench.stage.hide()
    made(bench, lambda: export.write(out, False, unwatched)).result()
    with Image.open(out) as image:
        assert image.n_frames == moments > 2
    bench.turn(2)
    step = bench.step()
    bench.turn(8)
    assert bench.step() == step


def test_it_is_laid_out_for_a_slide_moment_by_moment_in_another_theme(
    bench: LabBench, tmp_path: Path
) -> None:
    export, seen = of_history(bench), slide(bench.stage._posed, LOOK, bench.stage.font())
    assert export.film is not None and export.drawing is not None
    moments, out = int(bench.stage.scene.feed.scalars["moments"]), tmp_path / "film.webp"
    before = themes().theme
    save = export.film.laid_out(LOOK, bench.stage.font())
    made(bench, lambda: save(out, False, unwatched)).result()
    with Image.open(out) as film:
        assert (film.n_frames, film.size) == (moments, LOOK.size) == (export.film.count, LOOK.size)
        first = np.asarray(film.convert("RGB"))
        film.seek(moments - 1)
        last = np.asarray(film.convert("RGB"))
    # The last moment is the present, but for what is told of the past alone.
    present = pixels(image(seen)).transpose(1, 2, 0)
    assert (last == present).mean() > 0.97 and (first != last).any()
    assert tuple(last[2, 2]) == QColor(DARK.window).getRgb()[:3] and themes().theme == before
    assert read_recipe(out)[0] == bench.state.run and not bench.stage.scene.feed.past


def test_two_trainings_and_their_names_stand_on_a_slide_as_in_the_window(bench: LabBench) -> None:
    stage = bench.stage
    stage.scene.run.step("two", change(bench.state.run, beside={"coupling": "optimal transport"}))
    bench.turn(8)
    bench.draw()
    assert stage.second is not None
    both = stage.planes, stage.second.planes
    for planes in both:
        planes.draw()
    look = msgspec.structs.replace(LOOK, legend=False)

    def halves() -> list[np.ndarray]:
        return np.array_split(pixels(image(slide(stage._posed, look, stage.font()))), 2, axis=2)

    def changed() -> list[bool]:
        """Whether each half is another than at the last look, but for the edge of a letter."""
        before, seen[:] = list(seen), halves()
        return [(one != other).mean() > 0.001 for one, other in zip(before, seen, strict=True)]

    seen = halves()
    assert changed() == [False, False]
    for side, planes in enumerate(both):
        planes.large.cloud.setVisible(False)
        assert changed() == [side == 0, side == 1]
        stage.halves.names[side].set_texts(["Another name"])
        assert changed() == [side == 0, side == 1]


def test_writing_what_was_laid_out_makes_as_many_pictures_as_were_told_of(
    bench: LabBench, tmp_path: Path
) -> None:
    export = of_history(bench)
    assert export.film is not None
    bench.turn(8)
    save = export.film.laid_out(LOOK, bench.stage.font())
    assert int(bench.stage.scene.feed.scalars["moments"]) > export.film.count
    out = tmp_path / "film.webp"
    made(bench, lambda: save(out, False, unwatched)).result()
    with Image.open(out) as image:
        assert image.n_frames == export.film.count


def test_its_pictures_are_what_is_drawn_at_those_moments(bench: LabBench) -> None:
    scene, drawn = bench.stage.scene, list[int]()

    def picture() -> object:
        drawn.append(int(scene.feed.scalars["moment"]))
        return sheet(f"step {drawn[-1]}", [bench.stage.planes])

    scene.look_back(2)
    bench.turn()
    found = HistoryFilm(scene, picture, "{}")  # type: ignore[arg-type]
    pictures = made(bench, lambda: found.pictures(unwatched)).result()
    assert isinstance(pictures, np.ndarray)
    assert drawn == list(range(1, found.count + 1)) and len(pictures) == found.count
    assert any(not np.array_equal(pictures[0], each) for each in pictures[1:])
    bench.turn()
    assert scene.moment == 2


def test_of_very_many_moments_it_takes_some_that_stand_evenly(
    bench: LabBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "MOST", 3)
    bench.turn(8)
    scene, seen = bench.stage.scene, list[int]()

    def picture() -> object:
        seen.append(int(scene.feed.scalars["moment"]))
        return sheet("", [bench.stage.planes])

    found = HistoryFilm(scene, picture, "{}")  # type: ignore[arg-type]
    made(bench, lambda: found.pictures(unwatched)).result()
    assert seen[0] == 1 and len(seen) == 3 and abs(seen[1] - (1 + seen[2]) / 2) <= 0.5


def test_it_can_be_given_up(bench: LabBench, tmp_path: Path) -> None:
    def progress(_done: int, _total: int) -> None:
        raise Cancelled

    export, out = of_history(bench), tmp_path / "film.gif"
    with ThreadPoolExecutor(1) as pool:
        # Nobody draws meanwhile, so that it looks whether it is still wanted.
        future = pool.submit(lambda: export.write(out, False, progress))
        assert isinstance(future.exception(), Cancelled)
    bench.turn()
    assert not out.exists() and bench.stage.scene.moment == 0


def test_training_on_meanwhile_ends_it_with_a_sentence(bench: LabBench) -> None:
    found = HistoryFilm(bench.stage.scene, bench.stage.grab, "{}")  # type: ignore[arg-type]
    found._go(0)
    bench.stage.train("toggle")
    bench.turn()
    error = found._drawn.get_nowait()
    assert isinstance(error, ExportError) and "went on meanwhile" in error.sentence


def test_a_sheet_holds_what_is_shown_below_its_caption() -> None:
    above, below = QLabel("above"), QLabel("below")
    above.resize(80, 30)
    below.resize(60, 20)
    found = pixels(sheet("Step 5", [above, below]))
    assert found.shape[0] == 3 and found.shape[2] == 80 and found.shape[1] > 50
    assert (found[:, :20] != found[:, :1, :1]).any()
