"""Exported files hold what is shown, with its recipe: rendered again, they are the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtSvg import QSvgRenderer

from playground.core.errors import ExportError, SessionError
from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.paradigms import diffusion
from playground.ui.tab import Export
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


@pytest.fixture
def exports(bench: StageBench) -> Iterator[dict[str, Export]]:
    bench.scene.edit("few", frames=4, etas=(0.0, 1.0), branches=2)
    found: dict[str, Export] = {}
    for panel in ("denoise", "interpolate", "forward", "fan"):
        bench.panel(panel)
        found |= {export.title: export for export in bench.tab.exports()}
    yield found


def test_everything_shown_can_be_exported(exports: dict[str, Export]) -> None:
    assert list(exports) == [
        "Samples, grid and arrays",
        "Samples, a folder of pictures",
        "X on the way, a filmstrip for each sample",
        "X on the way, animated",
        "Predicted data on the way, a filmstrip for each sample",
        "Predicted data on the way, animated",
        "Between two seeds, filmstrip and arrays",
        "Between two seeds, animated",
        "Schedule, plot of β",
        "Schedule, plot of ᾱ",
        "Schedule, plot of SNR",
        "Fan of η, arrays",
        "Fan of η, plot",
    ]


def test_every_exported_picture_and_array_is_what_its_recipe_gives(
    bench: StageBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    checked = []
    for number, export in enumerate(exports.values()):
        if "plot" in export.title:
            continue
        for suffix in export.suffixes:
            if suffix == ".apng":
                continue
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            result = verify(path, bench.world)
            assert result.largest == 0 and result.largest_number < 1e-6, (export.title, result.sentence)
            assert result.model_matches is True
            checked.append(suffix)
    assert sorted(checked) == sorted([".png", ".npz"] * 4 + [".gif", ".webp"] * 3 + ["", ".npz"])


def test_a_trajectory_is_reopened_as_what_it_was(
    bench: StageBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    path = tmp_path / "way.gif"
    exports["X on the way, animated"].save(path, False, unwatched)
    recipe, facts = read_recipe(path)
    assert isinstance(recipe, diffusion.Sample) and recipe.output == "trajectory"
    assert facts["model_sha256"] == bench.scene.card.hash
    with Image.open(path) as animation:
        assert animation.n_frames == 9
    bench.scene.edit("elsewhere", steps=3, seed=6, panel="fan")
    assert bench.tab.accept(recipe)
    assert (bench.images.samples.steps, bench.images.samples.seed, bench.images.panel) == (8, 0, "denoise")


def test_what_has_stopped_is_not_exported_as_a_whole(bench: StageBench) -> None:
    bench.scene.edit("long", steps=300)
    bench.pump(10)
    bench.link.stop()
    (only,) = bench.tab.exports()
    assert (only.title, only.why, only.suffixes) == ("Denoising", "it was stopped before its end", ())
    with pytest.raises(ExportError, match="Denoising cannot be written: it was stopped"):
        only.save(Path("nowhere"), False, unwatched)


def test_only_what_is_seen_is_offered_and_why_where_it_cannot_be(bench: StageBench) -> None:
    bench.scene.choose_model(bench.world.cards["brief-ddpm"])
    bench.scene.edit("few", frames=4, **{"bound.count": 2})
    bench.panel("interpolate")
    assert [export.title for export in bench.tab.exports()] == [
        "Between two seeds, filmstrip and arrays", "Between two seeds, animated",
    ]  # fmt: skip
    bench.scene.edit("other", seed=5, panel="denoise")
    bench.pump(4)
    (only,) = bench.tab.exports()
    assert (only.title, only.why) == ("Denoising", "it is still being computed")
    bench.settle()
    assert not any("seeds" in export.title or export.why for export in bench.tab.exports())
    bench.panel("bound")
    (only,) = bench.tab.exports()
    assert (only.title, only.why) == ("Bound", "it has not been computed yet")
    bench.world.failure = SessionError("The model broke.")
    bench.scene.measure("bound")
    bench.settle()
    assert bench.tab.exports()[0].why == "it could not be computed"
    bench.world.failure = None
    bench.scene.edit("other bound", **{"bound.count": 3})
    bench.scene.measure("bound")
    bench.settle()
    assert [export.title for export in bench.tab.exports()] == ["Bound, terms"]


def test_nothing_older_is_offered_of_what_is_refused(bench: StageBench) -> None:
    bench.scene.choose_model(bench.world.cards["brief-ddpm"])
    bench.scene.edit("illegal", sampler="consistency")
    assert bench.scene.refusal is not None
    (only,) = bench.tab.exports()
    assert (only.title, only.why) == ("Denoising", "it does not fit what is chosen")


def test_the_plots_carry_their_recipe(bench: StageBench, exports: dict[str, Export], tmp_path: Path) -> None:
    for title, recipe in (
        ("Fan of η, plot", bench.scene.recipe("fan")),
        ("Schedule, plot of ᾱ", bench.scene.recipe("forward")),
    ):
        for suffix in (".png", ".svg"):
            path = tmp_path / f"{title.split()[-1]}{suffix}"
            exports[title].save(path, True, unwatched)
            assert read_recipe(path)[0] == recipe
        assert QSvgRenderer(str(path)).isValid()


def test_the_schedule_and_the_fan_are_tables(
    bench: StageBench, exports: dict[str, Export], tmp_path: Path
) -> None:
    exports["Schedule, plot of β"].save(tmp_path / "schedule.csv", False, unwatched)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "schedule.csv").read_text(encoding="utf-8"))))
    schedule = bench.scene.path.schedule
    np.testing.assert_allclose([float(row["β"]) for row in rows], schedule.betas, rtol=1e-6)
    np.testing.assert_allclose([float(row["SNR"]) for row in rows], schedule.snr, rtol=1e-6)
    exports["Fan of η, plot"].save(tmp_path / "fan.csv", False, unwatched)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "fan.csv").read_text(encoding="utf-8"))))
    paths = bench.scene.feeds["fan"].last.frame.arrays["paths"]
    last = rows[-1]
    assert (float(last["eta"]), int(last["branch"]), int(last["step"])) == (1.0, 1, 8)
    assert float(last["pc2"]) == pytest.approx(float(paths[1, 1, 8, 1]), rel=1e-5)
