"""Held-out images are looked for where a data set's are: those that ship, and one's own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.core.images import LabelledImages, write_idx
from playground.paradigms.cards import read_card
from playground.runtimes.model_files import FileChecker
from playground.zoo import measuring, of_families


@pytest.fixture(autouse=True)
def model_of_an_own_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model whose card says that it learned from “mine”; what it is measured on is given back."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    card = SimpleNamespace(data="mine", paradigm="vae", training=None)
    measures = {"vae": lambda _card, _folder, images: images}
    monkeypatch.setattr(measuring, "read_card", lambda _folder: card)
    monkeypatch.setattr(FileChecker, "check", lambda *_: None)
    monkeypatch.setattr(of_families, "said", lambda *_: measures)


def test_a_model_of_an_own_data_set_is_measured_on_its_held_out_images(tmp_path: Path) -> None:
    folder = tmp_path / "heldout" / "mine"
    folder.mkdir(parents=True)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", np.full((3, 4, 4), 7, np.uint8))
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", np.array([0, 1, 2], np.uint8))
    found: Any = measuring.measured_card(tmp_path, None)
    assert isinstance(found, LabelledImages) and len(found) == 3 and (found.images == 7).all()


def test_where_nothing_is_held_out_the_sentence_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="“mine” is here; name its folder by --data"):
        measuring.measured_card(tmp_path, None)


def test_what_is_measured_on_an_own_data_set_tells_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "datasets" / "mine"
    folder.mkdir(parents=True)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", np.full((3, 4, 4), 7, np.uint8))
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", np.array([0, 1, 2], np.uint8))
    (folder / "set.json").write_text('{"sha256": "' + 64 * "a" + '"}', encoding="utf-8")
    card = msgspec.structs.replace(
        read_card(folders.shipped_models() / "digits-flow"), data="mine", measured_with="3 images"
    )
    monkeypatch.setattr(measuring, "read_card", lambda _folder: card)
    monkeypatch.setattr(of_families, "said", lambda *_: {card.paradigm: lambda card, _folder, _images: card})
    found = measuring.measured_card(tmp_path, None)
    assert found.measured_with == f"3 images; the data set mine ({16 * 'a'})"
