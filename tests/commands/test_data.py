"""``playground data``: what is added is listed, shown, trained on by its name, and removed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.cli import main
from playground.core import folders
from playground.datasets.own_sets import named
from playground.zoo.data import load
from tests.support import bad_pictures


@pytest.fixture
def drawings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))
    for seed in range(40):
        folder = tmp_path / "drawings" / str(seed % 10)
        folder.mkdir(parents=True, exist_ok=True)
        levels = np.random.default_rng(seed // 2 * 2).integers(0, 256, (28, 28), np.uint8)
        Image.fromarray(levels).save(folder / f"{seed}.png")
    return str(tmp_path / "drawings")


def test_what_is_added_is_listed_shown_and_removed(drawings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "list"]) == 0
    said = capsys.readouterr().out
    assert "no data set of your own yet" in said and "when first needed" in said and "faces-64" in said
    assert main(["data", "add", "mine", drawings, "--held-out", "0.5", "--title", "My drawings"]) == 0
    said = capsys.readouterr().out
    assert "mine: My drawings" in said and "28 × 28, grey" in said
    assert "Duplicates, kept once (20):" in said and "… and 10 more" in said
    assert main(["data", "list"]) == 0
    assert "My drawings" in capsys.readouterr().out
    assert main(["data", "show", "mine", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["training"] + known["held_out"] == 20 and len(known["sha256"]) == 64
    assert main(["data", "remove", "mine"]) == 0
    assert main(["data", "show", "mine"]) == 1
    assert "no data set “mine” of your own" in capsys.readouterr().err


def test_faces_are_there_without_being_added(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "list", "--json"]) == 0
    (faces,) = (each for each in json.loads(capsys.readouterr().out) if each["name"] == "faces-64")
    assert faces["labels"] == ["toon", "persona"] and faces["sha256"] == ""
    for name in ("faces", "faces-64"):
        assert main(["data", "show", name]) == 0
        said = capsys.readouterr().out
        assert "10,000 to learn from, 1,000 held out; 64 × 64, colour" in said and "Johan Melin" in said
        assert "none yet: it is made when first needed" in said
    assert main(["data", "add", "few", "faces:style=persona:count=20:size=16"]) == 0
    assert "20 to learn from, 2 held out; 16 × 16, colour" in capsys.readouterr().out


def test_bad_pictures_are_a_sentence_each_and_the_rest_is_used(
    drawings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = bad_pictures.spoil(Path(drawings) / "bad")
    assert main(["data", "add", "mine", drawings, "--size", "24", "--labels", "none"]) == 0
    found = capsys.readouterr().out
    assert f"Left out ({len(said)}):\n" in found
    assert [line.strip() for line in found.splitlines() if line.strip() in said] == [*said]
    assert main(["data", "show", "mine", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["training"] + known["held_out"] == 20 + bad_pictures.KINDS and known["shape"][0] == 3
    assert main(["data", "add", "mine", drawings]) == 1
    assert "There is a data set mine already; choose another name" in capsys.readouterr().err


def test_a_recipe_of_that_shape_reads_a_set_by_its_name(drawings: str) -> None:
    assert main(["data", "add", "mine", drawings, "--labels", "none"]) == 0
    parts = [load("mnist", part, named("mine")) for part in ("train", "t10k")]
    assert sum(map(len, parts)) == 20 and parts[0].images.shape[1:] == (1, 28, 28)
    assert folders.held_out("mine") == named("mine")
    assert named("elsewhere/mine") == Path("elsewhere/mine")


@pytest.mark.parametrize(("more", "status", "sentence"), [
    (["--size", "4"], 1, "8 to 128 pixels"),
    (["--held-out", "2"], 1, "between 0 and 1"),
    (["--crop", "round"], 2, "invalid choice"),
])  # fmt: skip
def test_what_cannot_be_is_one_sentence(
    drawings: str, more: list[str], status: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "add", "mine", drawings, *more]) == status
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and sentence in said[0]


def test_one_set_that_cannot_be_read_does_not_hide_the_others(
    drawings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("mine", "newer"):
        assert main(["data", "add", name, drawings]) == 0
    path = named("newer") / "set.json"
    path.write_text(path.read_text().replace("{", '{"later": 1,', 1))
    capsys.readouterr()
    assert main(["data", "list"]) == 0
    said = capsys.readouterr()
    assert "mine" in said.out and "newer" not in said.out
    assert "newer/set.json cannot be read" in said.err
