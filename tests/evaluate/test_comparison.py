"""Measuring recipes: the same numbers however often it was stopped; pictures are kept only when whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import paradigms
from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.heldout import DATA_FACT
from playground.evaluate.comparison import Point, Report, measure
from playground.evaluate.features import Classifier
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.reference import make_reference
from playground.evaluate.report import flat
from playground.evaluate.sampling import group_size
from playground.paradigms.vae_images.recipes import Decode, Interpolate, Sample
from tests.support.fake_classifier import NAME, MeasuredWorld

RECIPE = Sample(model="fake", seed=5)
POINT = Point(recipe=RECIPE, samples=100, repeats=2)
GROUP = 48


@pytest.fixture
def world() -> MeasuredWorld:
    return MeasuredWorld()


@pytest.fixture
def yardstick(world: MeasuredWorld) -> PictureYardstick:
    classifier = Classifier(NAME, world)
    return PictureYardstick(classifier, make_reference(world.sample, classifier), world.sample)


def drive(frames: Any) -> tuple[list[Frame], Any]:
    seen = []
    while True:
        try:
            seen.append(next(frames))
        except StopIteration as end:
            return seen, end.value


def report_of(
    point: Point, world: MeasuredWorld, yardstick: PictureYardstick, cache: Path, **options: bool
) -> Report:
    report: Report = drive(measure(point, world, yardstick, cache, **options))[1]
    return report


def numbers(report: Report) -> dict[str, Any]:
    """All that does not hang on the clock."""
    return {name: value for name, value in flat(report).items() if "milliseconds" not in name}


def files(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cache.rglob("*.safetensors")}


def test_a_report_tells_the_content_of_a_data_set_of_ones_own(world: MeasuredWorld, tmp_path: Path) -> None:
    classifier = Classifier(NAME, world)
    for content, facts in (("abc", {DATA_FACT: "abc"}), ("", {})):
        own = PictureYardstick(classifier, make_reference(world.sample, classifier), world.sample, content)
        found = report_of(Point(recipe=RECIPE, samples=GROUP), world, own, tmp_path)
        assert {name: value for name, value in found.facts.items() if name == DATA_FACT} == facts


def test_groups_are_whole_blocks_with_every_class_as_often() -> None:
    assert group_size(Sample, 10) == 80
    assert group_size(Sample, 3) == GROUP
    assert group_size(Sample, 0) == 80
    with pytest.raises(RecipeError, match="number of pictures"):
        group_size(Decode, 10)


def test_the_final_frame_holds_every_number(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    frames, report = drive(measure(POINT, world, yardstick, tmp_path))
    last = frames[-1]
    assert last.final and not any(frame.final for frame in frames[:-1])
    assert last.scalars.items() >= flat(report).items()
    assert set(report.measures) == {
        "frechet_distance", "kernel_distance", "precision", "recall", "density", "coverage",
        "milliseconds_per_image", "network_evaluations",
    }  # fmt: skip
    assert set(report.real) == set(report.measures) - {"milliseconds_per_image", "network_evaluations"}
    assert report.measures["frechet_distance"].samples == 100
    assert report.measures["frechet_distance"].repeats == 2
    assert report.real["frechet_distance"].samples == 60
    done = [frame.index for frame in frames]
    assert done == sorted(done) and {frame.total for frame in frames} == {200}
    assert any("held out here" in note for note in report.notes)


def test_pictures_are_those_of_the_recipe_itself(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    frames, _ = drive(measure(POINT, world, yardstick, tmp_path))
    made = np.concatenate([frame.arrays["images"] for frame in frames if frame.arrays])
    for group in range(2):
        (*_, last) = paradigms.run(Sample(model="fake", seed=5 + group, count=GROUP), world)
        assert np.array_equal(made[GROUP * group : GROUP * (group + 1)], last.arrays["images"])
    assert len(np.unique(made.reshape(len(made), -1), axis=0)) == len(made)


@pytest.mark.parametrize("stop", [1, 5, 12])
def test_a_stopped_measurement_ends_like_one_that_was_not(
    stop: int, world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    whole = report_of(POINT, world, yardstick, tmp_path / "whole")
    frames = measure(POINT, world, yardstick, tmp_path / "stopped")
    for _ in range(stop):
        next(frames)
    frames.close()
    kept = files(tmp_path / "stopped")
    assert len(kept) < len(files(tmp_path / "whole"))
    again = report_of(POINT, world, yardstick, tmp_path / "stopped")
    assert numbers(again) == numbers(whole)
    assert files(tmp_path / "stopped").items() >= kept.items()


def test_frames_say_how_many_pictures_an_earlier_run_has_kept(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    frames = measure(POINT, world, yardstick, tmp_path)
    made = [next(frames)]
    while not (made[-1].arrays and made[-1].index >= GROUP):
        made.append(next(frames))
    frames.close()
    assert {frame.scalars["kept"] for frame in made} == {0}
    again, _ = drive(measure(POINT, world, yardstick, tmp_path))
    told = [(frame.index, frame.scalars["kept"]) for frame in again if "kept" in frame.scalars]
    assert told[0] == (GROUP, GROUP)
    assert len(told) > 2 and all(kept == GROUP and done > GROUP for done, kept in told[1:])


def test_what_was_made_is_not_made_again(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    first = report_of(POINT, world, yardstick, tmp_path)
    made = len(world.sessions["decoder"].batches)
    assert flat(report_of(POINT, world, yardstick, tmp_path)) == flat(first)
    assert len(world.sessions["decoder"].batches) == made
    fewer = Point(recipe=RECIPE, samples=60)
    report_of(fewer, world, yardstick, tmp_path)
    assert len(world.sessions["decoder"].batches) == made
    report_of(
        Point(recipe=Sample(model="fake", seed=5, temperature=0.5), samples=60), world, yardstick, tmp_path
    )
    assert len(world.sessions["decoder"].batches) > made


def test_half_written_groups_do_not_count(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    first = report_of(POINT, world, yardstick, tmp_path)
    before = files(tmp_path)
    damaged = sorted(tmp_path.rglob("*.safetensors"))
    damaged[0].write_bytes(damaged[0].read_bytes()[:-100])
    damaged[1].write_bytes(b"")
    (damaged[2].parent / ".playground-0.part").write_bytes(damaged[2].read_bytes())
    damaged[2].unlink()
    assert numbers(report_of(POINT, world, yardstick, tmp_path)) == numbers(first)
    assert files(tmp_path).keys() == before.keys()


def test_fresh_makes_every_picture_anew(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    first = report_of(POINT, world, yardstick, tmp_path)
    made = len(world.sessions["decoder"].batches)
    again = report_of(POINT, world, yardstick, tmp_path, fresh=True)
    assert numbers(again) == numbers(first)
    assert len(world.sessions["decoder"].batches) == 2 * made


def test_classes_that_were_asked_for_are_agreed_with(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def labelled(recipe: Sample, resources: MeasuredWorld) -> Iterator[Frame]:
        images = np.resize(world.sample.images, (recipe.count, 1, 6, 5))
        labels = np.arange(recipe.count) % 4  # Of three classes: 3 stands for none.
        yield Frame(arrays={"labels": labels}, total=1)
        yield Frame(arrays={"images": images}, scalars={"nfe": 7}, index=1, final=True)

    monkeypatch.setattr(paradigms, "run", labelled)
    report = report_of(Point(recipe=RECIPE, samples=96), world, yardstick, tmp_path)
    assert report.measures["network_evaluations"].value == 7
    group = np.resize(world.sample.images, (GROUP, 1, 6, 5))
    seen = yardstick.classifier.look(np.concatenate([group, group]))
    asked = np.arange(96) % 4
    right = (seen.named == asked)[asked < 3]
    assert report.measures["class_agreement"].value == pytest.approx(right.mean())
    assert report.measures["class_agreement"].samples == len(right) == 72
    real = yardstick.classifier.look(world.sample.images).named == world.sample.labels
    assert report.real["class_agreement"].value == pytest.approx(real.mean())


def test_what_cannot_be_measured_is_one_sentence(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    for recipe in (Decode(model="fake"), Interpolate(model="fake")):
        with pytest.raises(RecipeError, match="measured"):
            report_of(Point(recipe=recipe, samples=40), world, yardstick, tmp_path)
    with pytest.raises(RecipeError, match="pictures"):
        Point(recipe=RECIPE, samples=3)


def test_no_number_is_called_an_inception_score(
    world: MeasuredWorld, yardstick: PictureYardstick, tmp_path: Path
) -> None:
    from playground.commands.evaluation import notes, table

    report = report_of(POINT, world, yardstick, tmp_path)
    said = [*table(report), *notes([report, report])]
    assert len(set(said)) == len(said) - 1  # Only the empty line comes twice.
    distances = [line for line in said if " distance" in line.split("  ")[0] and "features" in line]
    assert len([line for line in distances if f"({NAME} features)" in line]) == 2
    assert not any(word in line for line in said for word in ("FID", "KID") if "no Inception FID" not in line)


def test_of_few_held_out_pictures_of_ones_own_there_is_no_frechet_distance_and_the_report_says_why(
    world: MeasuredWorld, tmp_path: Path
) -> None:
    classifier = Classifier(NAME, world)
    own = PictureYardstick(classifier, make_reference(world.sample, classifier), world.sample, "c" * 64)
    report = report_of(POINT, world, own, tmp_path)
    assert "frechet_distance" not in report.measures and "frechet_distance" not in report.real
    assert "kernel_distance" in report.measures and "kernel_distance" in report.real
    assert "There is no Fréchet distance" in report.notes[0] and "60 are held out" in report.notes[0]
    assert report.features_worth.startswith("a classifier of") and report.features_worth in report.notes[1]
    assert report.judge == f"{NAME}, {report.features_worth}"
