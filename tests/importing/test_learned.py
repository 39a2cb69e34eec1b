"""Which data set a model of others learned, said when it is imported or afterwards."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from playground.cli import main
from playground.core import folders
from playground.core.errors import ImportingError
from playground.core.heldout import About, write_about
from playground.export.atomic import write_card
from playground.importing.learned import data_sets, fitting, say_learned, with_data
from playground.paradigms.cards import read_card

NUMBERS = tuple(map(str, range(10)))


@pytest.fixture
def card():
    """That of a network that is told ten classes, which nobody has named, of data that nobody knows."""
    known = read_card(folders.shipped_models() / "fashion-flow")
    return structs.replace(known, name="net", title="Net", data="", labels=NUMBERS)


@pytest.fixture
def folder(card, tmp_path):
    place = tmp_path / "net"
    place.mkdir()
    write_card(place, card)
    return place


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A maker of data sets of one's own."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))

    def made(name: str, shape: tuple[int, int, int], classes: int) -> None:
        place = folders.own_data_sets() / name
        place.mkdir(parents=True)
        labels = tuple(f"{name} {each}" for each in range(classes))
        write_about(place, About(title=name.title(), shape=(5, *shape), labels=labels, licence=""))

    return made


def test_data_sets_of_the_same_pictures_and_classes_are_offered(card, own) -> None:
    own("drawings", (1, 28, 28), 10)
    own("few", (1, 28, 28), 3)
    own("large", (3, 32, 32), 10)
    assert {"drawings", "few", "large", "mnist", "fashion-mnist"} <= data_sets().keys()
    assert fitting(card).keys() == {"drawings", "mnist", "fashion-mnist"}
    assert fitting(card)["drawings"] == "Drawings"
    # A network that is told no classes may have learned any.
    assert "few" in fitting(structs.replace(card, tables=(), labels=()))


def test_what_was_learned_is_written_into_the_card_and_names_its_classes(card, folder, own) -> None:
    own("drawings", (1, 28, 28), 10)
    assert say_learned(folder, "drawings") == read_card(folder)
    assert read_card(folder).data == "drawings"
    assert read_card(folder).labels == data_sets()["drawings"].labels
    named = structs.replace(card, labels=tuple("abcdefghij"))
    assert with_data(named, "mnist").labels == named.labels


def test_what_it_cannot_have_learned_is_a_sentence(card, folder, own, capsys) -> None:
    own("few", (1, 28, 28), 3)
    own("large", (3, 32, 32), 10)
    before = (folder / "card.toml").read_bytes()
    for name, why in (("few", "classes are 10"), ("large", "1 × 28 × 28"), ("nobody", "there are .*mnist")):
        with pytest.raises(ImportingError, match=why):
            say_learned(folder, name)
        assert main(["import", str(folder), "--data", name]) == 1
    assert "playground data add" in capsys.readouterr().err
    assert (folder / "card.toml").read_bytes() == before


def test_the_command_says_it_of_a_model_that_is_there(folder, capsys) -> None:
    assert main(["import", str(folder), "--data", "mnist", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["data"], read_card(folder).data) == ("mnist", "mnist")
    assert main(["import", str(folder), "--data", "fashion-mnist"]) == 0
    assert "Net learned fashion-mnist" in capsys.readouterr().out
