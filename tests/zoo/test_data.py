"""Data sets are found, or one sentence says how to get them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from playground.core import folders
from playground.core.captioned import captioned
from playground.core.errors import DataError
from playground.core.images import LabelledImages, read_labelled_images, write_idx
from playground.zoo.data import load
from playground.zoo.heldout import write_heldout
from tests.support import tiny_words


def test_an_unknown_data_set_is_one_sentence() -> None:
    with pytest.raises(DataError, match="there are fashion-mnist, mnist"):
        load("cifar", "train")


def test_a_missing_folder_says_how_to_get_the_data(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="apt-get install dataset-fashion-mnist"):
        load("fashion-mnist", "train", tmp_path / "none")


@pytest.fixture
def torchvision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A torchvision that “downloads” two images; gives the names of what it was asked for."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "user"))
    asked: list[str] = []

    def mnist(root: str, download: bool) -> None:
        asked.append("MNIST")
        place = Path(root) / "MNIST" / "raw"
        place.mkdir(parents=True)
        write_idx(place / "train-images-idx3-ubyte.gz", np.zeros((2, 28, 28), np.uint8))
        write_idx(place / "train-labels-idx1-ubyte.gz", np.array([3, 4], np.uint8))

    module = ModuleType("torchvision")
    module.datasets = SimpleNamespace(MNIST=mnist)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torchvision", module)
    return asked


def test_nothing_is_downloaded_unasked(torchvision: list[str]) -> None:
    with pytest.raises(DataError, match=r"--data.*--download"):
        load("mnist", "train")
    assert torchvision == []


def test_what_was_downloaded_once_is_found_again(torchvision: list[str]) -> None:
    for download in (True, True, False):
        assert len(load("mnist", "train", download=download)) == 2
    assert torchvision == ["MNIST"]


def test_a_download_without_torchvision_is_one_sentence(
    torchvision: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(DataError, match="torchvision, which is not installed"):
        load("mnist", "train", download=True)


def test_labels_that_a_data_set_does_not_have_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte.gz", np.zeros((2, 28, 28), np.uint8))
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", np.array([3, 10], np.uint8))
    with pytest.raises(DataError, match="labels exceed 9"):
        load("mnist", "train", tmp_path)


@pytest.mark.parametrize("name", ["fashion-mnist", "mnist"])
def test_held_out_samples_ship_and_can_be_made_again(name: str, tmp_path: Path) -> None:
    shipped = folders.assets() / "heldout" / name
    images = read_labelled_images(shipped, "t10k")
    assert images.images.shape == (1000, 1, 28, 28)
    assert np.bincount(images.labels, minlength=10).min() >= 80
    write_heldout(name, images, tmp_path)
    again = read_labelled_images(tmp_path, "t10k")
    np.testing.assert_array_equal(again.images, images.images)
    np.testing.assert_array_equal(again.labels, images.labels)


def test_emoji_that_are_held_out_are_those_with_captions() -> None:
    shipped = read_labelled_images(folders.assets() / "heldout" / "emoji", "t10k")
    known = captioned("emoji")

    def each(images: LabelledImages) -> list[tuple[bytes, int]]:
        rows = zip(images.images, images.labels.tolist(), strict=True)
        return sorted((image.tobytes(), label) for image, label in rows)

    assert each(shipped) == each(known.held_out)
    learned = {image for image, _ in each(known.learned)}
    assert not learned & {image for image, _ in each(shipped)}


def test_held_out_samples_in_colour_are_written_in_colour(tmp_path: Path) -> None:
    pictures = tiny_words.captioned()
    write_heldout("emoji", pictures, tmp_path)
    again = read_labelled_images(tmp_path, "t10k")
    np.testing.assert_array_equal(again.images, pictures.images)
    np.testing.assert_array_equal(again.labels, pictures.labels)


def test_the_held_out_faces_that_ship_are_those_that_are_put_together() -> None:
    shipped = read_labelled_images(folders.assets() / "heldout" / "faces", "t10k")
    faces = load("faces", "t10k").images[: len(shipped)]
    assert len(shipped) == 240
    np.testing.assert_array_equal(shipped.images, faces)
