"""Data sets are found, or one sentence says how to get them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.core.images import read_labelled_images, write_idx
from playground.zoo import data
from playground.zoo.data import DATA_SETS, load
from playground.zoo.heldout import write_heldout


def test_an_unknown_data_set_is_one_sentence() -> None:
    with pytest.raises(DataError, match="there are fashion-mnist, mnist"):
        load("cifar", "train")


def test_a_missing_folder_says_how_to_get_the_data(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="apt-get install dataset-fashion-mnist"):
        load("fashion-mnist", "train", tmp_path / "none")


def test_a_data_set_without_a_usual_place_asks_for_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_download", lambda data_set: None)
    with pytest.raises(DataError, match="--data"):
        load("mnist", "train")


def test_labels_that_a_data_set_does_not_have_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte.gz", np.zeros((2, 28, 28), np.uint8))
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", np.array([3, 10], np.uint8))
    with pytest.raises(DataError, match="labels exceed 9"):
        load("mnist", "train", tmp_path)


@pytest.mark.parametrize("name", DATA_SETS)
def test_held_out_samples_ship_and_can_be_made_again(name: str, tmp_path: Path) -> None:
    shipped = folders.assets() / "heldout" / name
    images = read_labelled_images(shipped, "t10k")
    assert len(images) == 1000
    assert images.images.shape[1:] == (1, 28, 28)
    assert np.bincount(images.labels, minlength=10).min() >= 80
    write_heldout(name, shipped, tmp_path)
    again = read_labelled_images(tmp_path, "t10k")
    np.testing.assert_array_equal(again.images, images.images)
    np.testing.assert_array_equal(again.labels, images.labels)
