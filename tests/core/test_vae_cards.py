"""Cards of autoencoders with named directions: every wrong field is named in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playground.core.card_toml import encode_card
from playground.core.cards import Card
from playground.core.errors import CardError
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card
from playground.paradigms.vae_images.card import Confirmation, Direction, Directions
from tests.support.fakes import make_card

CONFIRMED = Confirmation(by="a judge", share=0.8, low=0.7, high=0.9, chance=0.3, pictures=40)
DIRECTIONS = Directions(
    step=2.0,
    named=(
        Direction(name="glasses", within="face", vector=(0.5, -1.0, 0.0), confirmed=CONFIRMED),
        Direction(name="red", vector=(0.0, 0.0, 0.25)),
    ),
)

Change = Callable[[dict[str, Any]], None]


def steered() -> Card:
    return msgspec.structs.replace(make_card(), tables=(DIRECTIONS,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fake"
    path.mkdir()
    return path


def test_a_card_comes_back_as_written(folder: Path) -> None:
    write_card(folder, steered())
    assert read_card(folder) == steered()
    assert DIRECTIONS.names == ("glasses", "red")


def put(place: int, field: str, value: Any) -> Change:
    """Set a field of a direction."""

    def change(table: dict[str, Any]) -> None:
        table["directions"]["named"][place][field] = value

    return change


FAULTS: dict[str, tuple[Change, str]] = {
    "no step": (lambda table: table["directions"].update(step=0.0), "directions.step must be a positive"),
    "a step without end": (lambda table: table["directions"].update(step=float("inf")), "directions.step"),
    "none": (lambda table: table["directions"].update(named=[]), "directions.named must have between 1 and"),
    "a short vector": (put(1, "vector", [1.0]), "directions.named must have vectors of 3 values"),
    "a vector of nothing": (put(1, "vector", [0.0, 0.0, 0.0]), "directions.named must lead somewhere"),
    "a vector out of this world": (
        put(1, "vector", [0.0, -1e30, 0.0]),
        "directions.named must lead somewhere, by no more than 1000 in any dimension",
    ),
    "no number": (put(1, "vector", [0.0, float("nan"), 1.0]), "directions"),
    "the same name": (put(1, "name", "glasses"), "directions.named must have a name each, and none of them"),
    "no name": (put(1, "name", ""), "directions.named must have a name each"),
    "a share above all": (
        put(0, "confirmed", msgspec.to_builtins(msgspec.structs.replace(CONFIRMED, share=1.5, high=2.0))),
        "directions.named must be confirmed by shares between 0 and 1",
    ),
    "an interval beside its share": (
        put(0, "confirmed", msgspec.to_builtins(msgspec.structs.replace(CONFIRMED, low=0.85))),
        "directions.named must be confirmed by shares",
    ),
    "chance beyond all": (
        put(0, "confirmed", msgspec.to_builtins(msgspec.structs.replace(CONFIRMED, chance=30.0))),
        "directions.named must be confirmed by shares between 0 and 1",
    ),
    "a share of none": (
        put(0, "confirmed", msgspec.to_builtins(msgspec.structs.replace(CONFIRMED, pictures=0))),
        "of at least one picture",
    ),
    "another paradigm": (lambda table: table.update(paradigm="classifier"), "directions must be left out"),
}


@pytest.mark.parametrize(("change", "said"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_named(folder: Path, change: Change, said: str) -> None:
    table = msgspec.toml.decode(encode_card(steered()))
    change(table)
    (folder / "card.toml").write_bytes(msgspec.toml.encode(table))
    with pytest.raises(CardError) as caught:
        read_card(folder)
    assert said in caught.value.sentence and "\n" not in caught.value.sentence
