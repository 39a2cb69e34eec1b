"""A data set that the program knows is learned from by its name, where its files are."""

from __future__ import annotations

import gzip
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground import cli
from playground.core.errors import DataError
from playground.core.images import LabelledImages, read_labelled_images, write_idx
from playground.datasets import own_sets as data_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.preparing import Preparation
from playground.studio import known_sets, memory, starting, training_folders
from playground.studio.training_folders import Plan
from playground.ui.studio.sources import sources
from playground.zoo import data
from tests.support import own_drawings

SIDE, TRAINING, HELD_OUT = 28, 40, 11


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of Fashion-MNIST, which has few pictures here."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))
    folder, rng = tmp_path / "fashion", np.random.default_rng(0)
    folder.mkdir()
    for part, count in (("train", TRAINING), ("t10k", HELD_OUT)):
        pictures = rng.integers(0, 256, (count, SIDE, SIDE), np.uint8)
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", pictures)
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", (np.arange(count) % 10).astype(np.uint8))
    put(monkeypatch, folder)
    return folder


def put(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """Let Fashion-MNIST be in a folder, and no other set anywhere."""
    sets = {
        name: msgspec.structs.replace(each, folder=folder if name == "fashion-mnist" else None)
        for name, each in data.DATA_SETS.items()
    }
    monkeypatch.setattr(known_sets, "DATA_SETS", sets)


def labelled(images: LabelledImages) -> set[tuple[bytes, int]]:
    return {(image.tobytes(), int(label)) for image, label in zip(images.images, images.labels, strict=True)}


def test_it_is_described_before_it_is_made_as_it_is_then(there: Path) -> None:
    before, _faces = known_sets.known()
    assert known_sets.find("fashion-mnist") == known_sets.described("fashion-mnist-28") == before.own
    assert not data_sets.names()
    made = known_sets.own_of("fashion-mnist-28")
    assert data_sets.read("fashion-mnist-28") == made == known_sets.find("fashion-mnist")
    for name in ("name", "title", "licence", "labels", "shape", "training", "held_out", "source", "how"):
        assert getattr(made, name) == getattr(before.own, name), name
    assert made.labels[9] == "Ankle boot" and made.of_classes[0] == 6
    assert [each.name for each in known_sets.known()] == ["faces"]
    for part in ("train", "t10k"):
        first, own = (read_labelled_images(place, part) for place in (there, data_sets.folder_of(made.name)))
        assert labelled(first) == labelled(own)
    assert known_sets.own_of("fashion-mnist-28") == made


@pytest.mark.usefixtures("there")
def test_it_is_learned_from_by_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    assert cli.main(("train", "flow", "--data", "fashion-mnist", "--background")) == 0
    (name,) = training_folders.names()
    plan = training_folders.read(name).plan
    assert (name, plan.data, plan.size) == ("fashion-mnist-flow", "fashion-mnist-28", SIDE)
    assert "learns from the data set fashion-mnist-28" in capsys.readouterr().err


def test_the_studio_offers_it_beside_ones_own(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choice, _faces = sources()
    assert (choice.name, choice.side, choice.channels, choice.classes) == ("fashion-mnist-28", SIDE, 1, 10)
    assert choice.title == "Fashion-MNIST" and choice.training == TRAINING and not choice.own
    plan = Plan(name="clothes", family="flow", data=choice.name, size=SIDE)
    assert memory.needed(plan) > 0
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    assert training_folders.read(starting.start(plan).plan.name).plan == plan
    known_sets.own_of(choice.name)
    choice, _faces = sources()
    assert choice.name == "fashion-mnist-28" and choice.own


@pytest.mark.usefixtures("there")
def test_what_is_not_here_or_damaged_is_not_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert known_sets.find("mnist") is None and known_sets.find("emoji") is None
    with pytest.raises(DataError, match="no data set “mnist”"):
        known_sets.described("mnist")
    broken = tmp_path / "broken"
    broken.mkdir()
    for content in (b"", b"\x1f\x8b broken", b"\x1f\x8b", gzip.compress(b"\0\0\x08\x03")):
        for part in ("train", "t10k"):
            (broken / f"{part}-images-idx3-ubyte.gz").write_bytes(content)
        put(monkeypatch, broken)
        assert [each.name for each in known_sets.known()] == ["faces"]
        assert [each.name for each in sources()] == ["faces-64"]
    put(monkeypatch, None)
    assert known_sets.find("fashion-mnist") is None


@pytest.mark.usefixtures("there")
def test_another_set_of_its_name_is_not_taken_for_it(tmp_path: Path) -> None:
    mine = Order(name="fashion-mnist-28", place="", how=Preparation(size=16), title="Mine")
    own = add(source_of(str(own_drawings.draw(tmp_path / "drawings", 9, 16))), mine)
    with pytest.raises(DataError, match="fashion-mnist-28 already, which is not Fashion-MNIST but “Mine”"):
        known_sets.find("fashion-mnist")
    assert known_sets.find("fashion-mnist-28") == own


@pytest.mark.usefixtures("there")
def test_another_training_that_makes_it_meanwhile_is_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_sets, "add", lambda *given: (add(*given), add(*given))[0])
    assert known_sets.own_of("fashion-mnist-28").training == TRAINING

    def refused(*_: object) -> None:
        raise DataError("The disk is full.")

    data_sets.remove("fashion-mnist-28")
    monkeypatch.setattr(known_sets, "add", refused)
    with pytest.raises(DataError, match="disk is full"):
        known_sets.own_of("fashion-mnist-28")


def test_faces_are_known_without_being_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    put(monkeypatch, None)
    (choice,) = sources()
    assert (choice.name, choice.title, choice.side, choice.channels) == ("faces-64", "Faces", 64, 3)
    assert choice.classes == 2 and choice.training == 10_000 and not choice.own
    plan = Plan(name="portraits", family="flow", data="faces-64", size=64)
    assert memory.needed(plan) > 0
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    assert training_folders.read(starting.start(plan).plan.name).plan == plan


def test_faces_become_what_was_told_of_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr(known_sets, "Faces", partial(known_sets.Faces, size=16, count=300))
    put(monkeypatch, None)
    told = known_sets.find("faces")
    assert told is not None and told.name == "faces-16"
    made = known_sets.own_of("faces-16")
    for name in ("name", "title", "licence", "labels", "shape", "training", "held_out", "source", "how"):
        assert getattr(made, name) == getattr(told, name), name
    assert "Johan Melin" in made.licence and "no endorsement" in made.licence
    assert sum(made.of_classes) == 330 and known_sets.find("faces") == made
