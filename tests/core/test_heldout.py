"""A data set of the user's own is known by its content, and another content of that name is told apart."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.core import folders
from playground.core.cards import Card
from playground.core.heldout import HeldOutImages, content_in, content_of, learned_other, measured_other
from playground.core.images import write_idx
from playground.paradigms.cards import read_card

THEN, NOW = "a" * 64, "b" * 64


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a data set “mine”, which holds other pictures now than it did."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    place = folders.own_data_sets() / "mine"
    place.mkdir(parents=True)
    (place / "set.json").write_text(json.dumps({"sha256": NOW, "of a later version": 1}), encoding="utf-8")
    return place


def card_of(data: str, said: str) -> Card:
    card = read_card(folders.shipped_models() / "digits-flow")
    assert card.training is not None
    return msgspec.structs.replace(
        card, data=data, title="Cats", training=msgspec.structs.replace(card.training, data=said)
    )


def test_the_content_is_that_which_the_data_set_says(place: Path) -> None:
    assert content_of("mine") == content_in(place) == NOW
    assert content_of("mnist") == content_of("") == content_of("none") == content_in(None) == ""
    (place / "set.json").write_text("{", encoding="utf-8")
    assert content_of("mine") == ""


def test_a_model_that_learned_from_another_content_is_told_apart(place: Path) -> None:
    said = learned_other(card_of("mine", f"pictures of “mine” ({THEN[:16]}), 8 of them to choose"))
    assert said.startswith(f"Cats learned from other pictures ({THEN[:16]})") and NOW[:16] in said
    for same in (f"pictures of “mine” ({NOW[:16]}), 8 of them", "pictures of “mine”, 8 of them", ""):
        assert learned_other(card_of("mine", same)) == ""
    assert learned_other(card_of("gone", f"pictures of “gone” ({THEN[:16]})")) == ""


def test_what_was_measured_with_another_content_is_told_apart(place: Path) -> None:
    assert measured_other("mine", THEN).startswith(f"The data set mine holds other pictures now ({NOW[:16]})")
    for data, content in (("mine", NOW), ("mine", ""), ("gone", THEN), ("mnist", THEN)):
        assert measured_other(data, content) == ""


def test_images_of_a_data_set_that_was_removed_and_added_again_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))

    def put(level: int) -> None:
        folder = folders.own_data_sets() / "mine"
        folder.mkdir(parents=True)
        write_idx(folder / "t10k-images-idx3-ubyte.gz", np.full((2, 3, 3), level, np.uint8))
        write_idx(folder / "t10k-labels-idx1-ubyte.gz", np.zeros(2, np.uint8))

    kept = HeldOutImages()
    assert kept.of("mine") is None
    put(7)
    first = kept.of("mine")
    assert first is not None and kept.of("mine") is first and (first.images == 7).all()
    (folders.own_data_sets() / "mine").rename(tmp_path / "gone")
    assert kept.of("mine") is None
    put(9)
    again = kept.of("mine")
    assert again is not None and (again.images == 9).all()
