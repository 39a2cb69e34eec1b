"""Trainings on the disk: what was kept comes back once, and whatever else lies there costs a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import numpy as np
import pytest

import playground
from playground.core.checkpoint import SavedTraining, State
from playground.core.frames import Frame
from playground.core.recipe import change
from playground.engine import trainings
from playground.engine.trainings import TrainingFolder
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab

KEPT = SavedTraining(
    State(
        {"weights 0": np.arange(6, dtype=np.float32).reshape(2, 3)}, {"steps": 7, "last": [1.5, float("nan")]}
    ),
    Frame(
        arrays={"density": np.eye(2, dtype=np.float32)}, scalars={"step": 7, "phase": "training"}, keep=True
    ),
)
RECIPE = FlowLab(width=16)


class Folder(TrainingFolder):
    """One whose sentences are kept."""

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        super().__init__(folder, self.told.append)


def kept(folder: Path) -> Path:
    """The file of one training."""
    writing = Folder(folder)
    writing.keep(RECIPE, KEPT)
    writing.close()
    assert writing.told == []
    (path,) = folder.iterdir()
    return path


def test_what_was_kept_comes_back_and_only_once(tmp_path: Path) -> None:
    kept(tmp_path / "labs")
    reading = Folder(tmp_path / "labs")
    assert reading.recall(DiffusionLab()) is None
    found = reading.recall(RECIPE)
    assert found is not None and found.frame is not None and KEPT.frame is not None
    assert found.frame.scalars == KEPT.frame.scalars and found.frame.keep and not found.frame.still
    assert np.array_equal(found.state.arrays["weights 0"], KEPT.state.arrays["weights 0"])
    assert found.state.values["steps"] == 7 and np.isnan(found.state.values["last"][1])
    assert reading.told == []
    # Who asks again begins anew, and means it.
    assert reading.recall(RECIPE) is None
    reading.close()
    assert list((tmp_path / "labs").iterdir()) == []


def test_each_training_that_was_replaced_comes_back_by_its_number(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first, second = folder.numbered(1), folder.numbered(2)
    assert first.recall(RECIPE) is None
    first.keep(RECIPE, KEPT)
    assert second.recall(RECIPE) is None
    second.keep(RECIPE, SavedTraining(State(values={"steps": 9}), KEPT.frame))
    for _ in range(2):
        for place, steps in ((first, 7), (second, 9)):
            found = place.recall(RECIPE)
            assert found is not None and found.state.values["steps"] == steps
    # Under other settings it would be another one.
    assert folder.numbered(1).recall(change(RECIPE, seed=5)) is None
    second.drop(RECIPE)
    assert second.recall(RECIPE) is None and folder.told == []
    folder.close()


def test_what_came_from_the_disk_and_made_no_step_since_comes_back_too(tmp_path: Path) -> None:
    kept(tmp_path)
    folder = Folder(tmp_path)
    assert folder.numbered(1).recall(RECIPE) is not None
    assert folder.numbered(2).recall(change(RECIPE, seed=5)) is None
    assert folder.numbered(1).recall(RECIPE) is not None


def test_of_replaced_trainings_only_the_newest_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.numbered(1).keep(RECIPE, KEPT)
    size = sum(map(len, folder._numbered.values()))
    monkeypatch.setattr(trainings, "_MOST_REPLACED", 2 * size)
    for number in (2, 3):
        folder.numbered(number).keep(RECIPE, KEPT)
    assert [number for _kind, number in folder._numbered] == [2, 3]
    folder.close()


def test_under_other_controls_it_goes_on_and_shows_nothing_old(tmp_path: Path) -> None:
    kept(tmp_path)
    found = Folder(tmp_path).recall(change(RECIPE, steps=3))
    assert found is not None and found.frame is None and found.state.values["steps"] == 7


def test_what_was_shown_last_is_shown_again_whether_it_trains_on_or_not(tmp_path: Path) -> None:
    kept(tmp_path)
    found = Folder(tmp_path).recall(change(RECIPE, training=False, single_steps=3, speed=5))
    assert found is not None and found.frame is not None


def test_a_training_that_failed_is_forgotten(tmp_path: Path) -> None:
    kept(tmp_path)
    folder = Folder(tmp_path)
    folder.drop(RECIPE)
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_another_recipe_finds_nothing(tmp_path: Path) -> None:
    kept(tmp_path)
    assert Folder(tmp_path).recall(change(RECIPE, seed=5)) is None


def test_the_newest_stays(tmp_path: Path) -> None:
    writing = Folder(tmp_path)
    for step in range(20):
        writing.keep(RECIPE, SavedTraining(State(values={"steps": step}), KEPT.frame))
    writing.close()
    found = Folder(tmp_path).recall(RECIPE)
    assert found is not None and found.state.values == {"steps": 19}
    assert len(list(tmp_path.iterdir())) == 1


DAMAGE = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "junk": lambda data: bytes(range(256)) * 40,
    "deep": lambda data: b"\x91" * 100_000,
    "another format": lambda data: msgspec.msgpack.encode({"format": 1}),
    "objects": lambda data: data.replace(b"<f4", b"|O8"),
    "a type that is no word": lambda data: data.replace(b"<f4", b"(,)"),
    "a shape that lies": lambda data: data.replace(b"\x92\x02\x03", b"\x92\x7f\x7f"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_costs_a_sentence(tmp_path: Path, damage: str) -> None:
    path = kept(tmp_path)
    damaged = DAMAGE[damage](path.read_bytes())
    assert damaged != path.read_bytes()
    path.write_bytes(damaged)
    reading = Folder(tmp_path)
    assert reading.recall(RECIPE) is None
    assert len(reading.told) == 1 and "begins anew" in reading.told[0]
    reading.close()
    later = Folder(tmp_path)
    assert later.recall(RECIPE) is None and later.told == [], "it was said once"


@pytest.mark.parametrize("fields", [b"\xff", b"[]", b"3", b"[" * 100_000])
@pytest.mark.parametrize("name", ["cold", "hot"])
def test_damaged_parts_of_a_recipe_cost_a_sentence(tmp_path: Path, name: str, fields: bytes) -> None:
    path = kept(tmp_path)
    written = msgspec.msgpack.decode(path.read_bytes())
    beside = msgspec.json.encode({**msgspec.json.decode(written["cold"]), "beside": {}})
    path.write_bytes(msgspec.msgpack.encode({**written, "cold": beside, name: fields}))
    reading = Folder(tmp_path)
    assert reading.recall(RECIPE) is None
    assert len(reading.told) == 1 and "begins anew" in reading.told[0]


def test_every_cut_is_found(tmp_path: Path) -> None:
    path = kept(tmp_path)
    data = path.read_bytes()
    for end in range(0, len(data), 7):
        path.write_bytes(data[:end])
        assert Folder(tmp_path).recall(RECIPE) is None


def test_another_version_and_a_huge_file_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data.replace(playground.__version__.encode(), b"9" * len(playground.__version__)))
    assert path.read_bytes() != data
    newer = Folder(tmp_path)
    assert newer.recall(RECIPE) is None and newer.told == []
    # The first versions wrote no version of the program, and other parts.
    written = msgspec.msgpack.decode(data)
    old = {name: part for name, part in written.items() if name not in ("program", "hot")} | {"version": 1}
    path.write_bytes(msgspec.msgpack.encode(old))
    older = Folder(tmp_path)
    assert older.recall(RECIPE) is None and older.told == []
    monkeypatch.setattr(trainings, "_MOST", len(data) - 1)
    path.write_bytes(data)
    large = Folder(tmp_path)
    assert large.recall(RECIPE) is None and len(large.told) == 1
    large.keep(RECIPE, KEPT)
    large.close()
    assert path.read_bytes() == data


def test_a_folder_or_a_pipe_in_the_files_place_is_no_training(tmp_path: Path) -> None:
    (tmp_path / "flow-lab.training").mkdir()
    assert Folder(tmp_path).recall(RECIPE) is None
    os.mkfifo(tmp_path / "diffusion-lab.training")
    assert Folder(tmp_path).recall(DiffusionLab()) is None


def test_what_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "labs").write_text("a file where the folder should be")
    writing = Folder(tmp_path / "labs")
    for _ in range(3):
        writing.keep(RECIPE, KEPT)
        writing._writing["flow-lab"].result()
    writing.close()
    assert len(writing.told) == 1 and "cannot be kept" in writing.told[0]
