"""Finding models: a broken card hides no other model and is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core.errors import CardError, UnknownModelError
from playground.export.atomic import write_card
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue, locate
from tests.support.fakes import make_card


def place(folder: Path, name: str, broken: bool = False) -> None:
    (folder / name).mkdir(parents=True)
    write_card(folder / name, make_card(name=name))
    if broken:
        (folder / name / "card.toml").write_text("format = 'one'")


def test_a_broken_card_hides_no_other(tmp_path: Path) -> None:
    place(tmp_path, "alpha")
    place(tmp_path, "beta", broken=True)
    place(tmp_path, "gamma")
    (tmp_path / "no-model").mkdir()
    found = catalogue((tmp_path / "nowhere", tmp_path), rules())
    assert [entry.card.name for entry in found.entries] == ["alpha", "gamma"]
    assert [entry.folder for entry in found.entries] == [tmp_path / "alpha", tmp_path / "gamma"]
    assert len(found.problems) == 1 and "beta" in found.problems[0]


def test_the_first_folder_that_has_the_name_wins(tmp_path: Path) -> None:
    place(tmp_path / "mine", "alpha")
    place(tmp_path / "shipped", "alpha")
    folders = (tmp_path / "mine", tmp_path / "shipped")
    assert locate("alpha", folders) == tmp_path / "mine" / "alpha"
    assert [entry.folder for entry in catalogue(folders, rules()).entries] == [tmp_path / "mine" / "alpha"]


def test_a_broken_model_is_not_quietly_replaced_by_its_namesake(tmp_path: Path) -> None:
    place(tmp_path / "mine", "alpha", broken=True)
    place(tmp_path / "shipped", "alpha")
    folders = (tmp_path / "mine", tmp_path / "shipped")
    assert locate("alpha", folders) == tmp_path / "mine" / "alpha"
    assert catalogue(folders, rules()).entries == ()
    assert len(catalogue(folders, rules()).problems) == 1


@pytest.mark.parametrize("name", ["delta", "", "..", "../models/alpha", "/", "a\0b"])
def test_an_unknown_name_lists_what_there_is(tmp_path: Path, name: str) -> None:
    place(tmp_path / "models", "alpha")
    with pytest.raises(CardError, match="alpha"):
        locate(name, (tmp_path / "models",))


def test_a_folder_of_one_model_is_that_model(tmp_path) -> None:
    place(tmp_path / "models", "alpha")
    alone = (tmp_path / "models" / "alpha",)
    assert locate("alpha", alone) == alone[0]
    assert [entry.card.name for entry in catalogue(alone, rules()).entries] == ["alpha"]
    with pytest.raises(UnknownModelError, match="there are alpha"):
        locate("beta", alone)
