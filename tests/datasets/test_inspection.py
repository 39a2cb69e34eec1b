"""What is looked at before pictures become a data set is what they become."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.core.errors import DataError
from playground.core.images import first_labelled_images, read_labelled_images
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import is_source, source_of
from playground.datasets.inspection import inspect
from playground.datasets.preparing import Preparation
from tests.support.own_drawings import draw


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))


@pytest.mark.parametrize("channels", ["", "grey"])
def test_what_is_seen_is_what_is_added(tmp_path: Path, channels) -> None:
    place = str(draw(tmp_path / "drawings", 20, 24))
    how = Preparation(size=16, channels=channels)
    seen = inspect(source_of(place), how)
    own = add(source_of(place), Order(name="own", place=place, how=how))
    assert seen.pictures.shape[1:] == own.shape and seen.labels == own.labels
    assert (seen.training, seen.held_out) == (own.training, own.held_out)
    parts = [read_labelled_images(own_sets.folder_of("own"), part) for part in ("train", "t10k")]
    become = {
        image.tobytes(): label
        for one in parts
        for image, label in zip(one.images, one.labels.tolist(), strict=True)
    }
    assert [become[one.tobytes()] for one in seen.pictures] == list(seen.classes)


def test_broken_and_same_pictures_are_named_and_the_test_part_is_counted(tmp_path: Path) -> None:
    for part, count in (("train", 9), ("test", 6)):
        draw(tmp_path / "set" / part, count, 16)
    whole = tmp_path / "set" / "train" / "discs" / "0.png"
    whole.with_name("cut.png").write_bytes(whole.read_bytes()[:70])
    place = str(tmp_path / "set")
    seen = inspect(source_of(place), Preparation())
    own = add(source_of(place), Order(name="own", place=place, how=Preparation()))
    assert (seen.count, seen.has_parts) == (16, True)
    assert (seen.training, seen.held_out) == (own.training, own.held_out) == (3, 6)
    assert len(seen.left_out) == 1 and seen.left_out[0].startswith("train/discs/cut.png was left out")
    assert len(seen.duplicates) == 6 and len(seen.pictures) == 9


@pytest.mark.parametrize(("count", "broken", "share"), [(4, 2, 0.1), (3, 3, 0.1), (12, 5, 0.5), (2, 0, 0.9)])
def test_what_is_counted_is_what_the_set_then_has(tmp_path: Path, count, broken, share) -> None:
    folder = draw(tmp_path / "drawings", count, 16)
    for number in range(broken):
        (folder / "discs" / f"broken-{number}.png").write_bytes(b"no picture")
    seen = inspect(source_of(str(folder)), Preparation(), share=share)
    own = add(source_of(str(folder)), Order(name="own", place=str(folder), how=Preparation(), held_out=share))
    assert seen.whole and seen.count == count + broken
    assert (seen.training, seen.held_out) == (own.training, own.held_out)


def test_a_few_that_are_left_out_tell_little_of_how_many_are(tmp_path: Path) -> None:
    folder = draw(tmp_path / "drawings", 30, 16)
    sorted(folder.rglob("*.png"))[0].write_bytes(b"no picture")
    seen = inspect(source_of(str(folder)), Preparation(), most=10)
    assert not seen.whole and seen.count == 30
    assert len(seen.pictures) == 9 and len(seen.left_out) == 1
    assert (seen.training, seen.held_out) == (27, 3)


def test_what_would_be_too_large_is_said_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(draw(tmp_path / "drawings", 6, 16))
    monkeypatch.setattr("playground.datasets.adding.MAX_BYTES", 1000)
    with pytest.raises(DataError, match="choose a smaller size"):
        inspect(source_of(place), Preparation())


def test_the_first_pictures_of_a_part_are_those_of_the_whole(tmp_path: Path) -> None:
    for channels in ("grey", "colour"):
        place = str(draw(tmp_path / channels, 30, 16))
        add(source_of(place), Order(name=channels, place=place, how=Preparation(channels=channels)))
        folder = own_sets.folder_of(channels)
        whole = read_labelled_images(folder, "train")
        first = first_labelled_images(folder, "train", 5)
        np.testing.assert_array_equal(first.images, whole.images[:5])
        np.testing.assert_array_equal(first.labels, whole.labels[:5])
        assert len(first_labelled_images(folder, "t10k", 1000)) == 3
    (folder / "t10k-images-idx4-ubyte").write_bytes(b"\x00\x00\x08\x04")
    with pytest.raises(DataError, match="damaged"):
        first_labelled_images(folder, "t10k", 5)


def test_pictures_are_looked_for_in_the_first_folders_alone(tmp_path: Path, monkeypatch) -> None:
    deep = tmp_path.joinpath(*"abcde")
    deep.mkdir(parents=True)
    Image.new("L", (8, 8)).save(deep / "one.png")
    assert is_source(tmp_path)
    monkeypatch.setattr("playground.datasets.choosing._FIRST", 5)
    assert not is_source(tmp_path)


def test_what_looks_like_pictures_is_told_from_models_and_exports(tmp_path: Path) -> None:
    pictures, model, text = (tmp_path / name for name in ("pictures", "model", "text"))
    draw(pictures, 3, 8)
    draw(model, 3, 8)
    (model / "card.toml").write_text("")
    text.mkdir()
    (text / "a.txt").write_text("a")
    np.savez(tmp_path / "own.npz", images=np.zeros((2, 8, 8), np.uint8))
    np.savez(tmp_path / "exported.npz", images=np.zeros((2, 8, 8), np.uint8), recipe=np.array("{}"))
    (tmp_path / "broken.npz").write_bytes(b"PK")
    Image.new("L", (8, 8)).save(tmp_path / "one.png")
    there = {path.name for path in tmp_path.iterdir() if is_source(path)}
    assert there == {"pictures", "own.npz"}
    assert is_source(tmp_path / "some.parquet") and is_source(tmp_path / "train-images-idx3-ubyte")
