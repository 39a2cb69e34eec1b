"""How near drawings lie to what was learned, by its command."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.zoo import cli
from playground.zoo.pair.nearness import MEASURES, Report, _nearness
from tests.support.tiny_words import write_model

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "large-words", side=32)
    return folder


def test_drawings_are_held_against_what_was_learned(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--models", str(models), "--out", str(tmp_path), "--steps", "1", "--seeds", "2", "--pairs", "3"]
    assert cli.main(["nearness", "large-words", *asked]) == 0
    found = msgspec.json.decode((tmp_path / "nearness.json").read_bytes(), type=Report)
    assert {name: row.drawings for name, row in found.rows.items()} == {"held_out": 6, "learned": 6}
    assert "Never seen together" in capsys.readouterr().out


def test_copies_and_compositions_are_told_apart() -> None:
    # Two drawings by two measures: a copy of what was asked for, and one that is nearer to another.
    arrays = {
        "usual": np.zeros((2, 239), np.float32),
        "nearer": np.array([[0.0, 0.6], [0.0, 0.7]], np.float32),
        "distances": np.array([[[0.01, 0.3], [0.2, 0.4]], [[0.1, 0.5], [0.6, 0.7]]], np.float32),
        "apart": np.array([[0.01, 0.5], [0.1, 0.55]], np.float32),
    }
    found = _nearness([arrays])
    assert [found.copies[by].value for by in MEASURES] == [0.5, 0.5]
    # By the first measure the second drawing is nearer to another; by the second it is nearest to its own.
    assert [found.nearer[by].value for by in MEASURES] == [0.5, 1.0]
    np.testing.assert_allclose([found.median[by] for by in MEASURES], [0.105, 0.35], rtol=1e-5)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nearness", "large-words", "--pairs", "0"], "at least one"),
        (["nearness", "fashion-flow"], "No captioned pictures"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    models: Path, tmp_path: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, "--models", str(models), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert says in said[-1]
    assert not list(tmp_path.iterdir())
