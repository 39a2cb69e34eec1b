"""How often sums are as expected, and how near drawings lie to what was learned, by their commands."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.core import folders
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import rules
from playground.paradigms.words.analogies import ANALOGIES, read_results
from playground.paradigms.words.recipes import Sum
from playground.paradigms.words.sums import sum_of
from playground.runtimes.resources import open_resources
from playground.zoo import cli
from playground.zoo.pair.nearness import MEASURES, Report, _nearness
from tests.support.tiny_words import write_model

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "large-words", side=32)
    return folder


@pytest.fixture
def resources(models: Path) -> Resources:
    return open_resources((models, folders.shipped_models()), rules(), Placement(), lambda _: None)


def test_rates_are_counted_over_the_drawings_of_all_analogies(
    models: Path, resources: Resources, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--models", str(models), "--out", str(tmp_path), "--steps", "1", "--seeds", "1"]
    assert cli.main(["arithmetic", "large-words", *asked, "--guidance", "1"]) == 0
    found = read_results(tmp_path / "arithmetic.json")
    assert list(found.each) == [each.told for each in ANALOGIES]
    for space in ("text", "prediction"):
        shares = [each[space] for each in found.each.values()]
        assert found.rows[space].four.value == pytest.approx(np.mean(shares))
        assert found.rows[space].four.low <= np.mean(shares) <= found.rows[space].four.high
    for analogy in ANALOGIES[:3]:
        _, prompt, minus, plus, expected = analogy
        recipe = Sum(
            model="large-words", prompt=prompt, minus=minus, plus=plus, expected=expected, style="noto",
            count=1, steps=1, guidance=1.0,
        )  # fmt: skip
        *_, last = sum_of(recipe, resources)
        assert found.each[analogy.told]["text"] == float(last.arrays["nearest"][3, 0] == 3)
        assert found.each[analogy.told]["expected"] == float(last.arrays["nearest"][4, 0] == 3)
    said = capsys.readouterr().out
    assert said == (tmp_path / "arithmetic.md").read_text()
    assert all(each.told in said for each in ANALOGIES) and "1,588 captions" in said


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
        (["arithmetic", "large-words", "--seeds", "0"], "at least one"),
        (["nearness", "large-words", "--pairs", "0"], "at least one"),
        (["arithmetic", "fashion-flow"], "No captioned pictures"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    models: Path, tmp_path: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*words, "--models", str(models), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert says in said[-1]
    assert not list(tmp_path.iterdir())
