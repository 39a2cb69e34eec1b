"""``playground models`` about one card, and about all: every fault on a line of its own, and the schema."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from playground.cli import main
from playground.core import folders
from playground.core.card_toml import card_schema, encode_card
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from tests.support.fakes import make_card


def test_every_fault_of_a_card_has_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "fake"
    folder.mkdir()
    (folder / "card.toml").write_bytes(encode_card(make_card()))
    assert main(["models", "--check", str(folder)]) == 0
    assert "as it must be" in capsys.readouterr().out
    table = msgspec.toml.decode(encode_card(make_card()))
    table |= {"latent": 0, "labels": [1], "colour": "red"}
    (folder / "card.toml").write_bytes(msgspec.toml.encode(table))
    assert main(["models", "--check", str(folder)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and all(" must " in line for line in said)


def test_a_folder_without_a_card_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--check", str(tmp_path / "none")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_faults_are_said_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "fake"
    folder.mkdir()
    (folder / "card.toml").write_bytes(encode_card(make_card()))
    assert main(["models", "--check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(folder), "faults": []}
    assert main(["models", "--check", str(tmp_path), "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert "cannot be read" in fault


def test_the_learned_numbers_of_every_model_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path)
    assert main(["models", "--parameters", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    cards = {entry.card.name: entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries}
    card = cards["fashion-vae-2d"]
    assert found.keys() == {each.hash for each in cards.values()}
    assert found[card.hash] == card.measured["parameters"]


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(card_schema(rules())))
