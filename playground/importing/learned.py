"""Which data set a model of others learned: what it is measured against, and what its classes are called."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import structs

from playground.core import folders, plain_text
from playground.core.cards import Card
from playground.core.conditions import condition_of
from playground.core.errors import DataError, ImportingError
from playground.core.heldout import About, read_about
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card


def data_sets() -> dict[str, About]:
    """All that ship or that a user has added and that can be read, by their names."""
    places = (folders.assets() / "heldout", folders.user_data() / "heldout", folders.own_data_sets())
    found: dict[str, About] = {}
    for folder in sorted(each for place in places if place.is_dir() for each in place.iterdir()):
        try:
            found.setdefault(folder.name, read_about(folder))
        except DataError:
            continue
    return found


def fitting(card: Card) -> dict[str, str]:
    """The titles, by name, of the data sets that a model may have learned, by its pictures and classes."""
    return {name: about.title for name, about in data_sets().items() if _misfit(card, about) is None}


def about_of(name: str, sets: Mapping[str, About] | None = None) -> About:
    """What is known of a data set; raises :class:`ImportingError` where there is none of that name."""
    there = data_sets() if sets is None else sets
    if name not in there:
        raise ImportingError(
            f"There is no data set “{plain_text.line(name)}”; there are {', '.join(there)}. Add one of your "
            "own by playground data add."
        )
    return there[name]


def with_data(card: Card, name: str) -> Card:
    """The card of a model that learned a data set; raises :class:`ImportingError` where it cannot have.

    Classes that nobody has named get the names that the data set has for them.
    """
    about = about_of(name)
    if misfit := _misfit(card, about):
        raise ImportingError(f"{card.title} cannot have learned {about.title}: {misfit}.")
    nameless = card.labels == tuple(map(str, range(len(card.labels))))
    return structs.replace(card, data=name, labels=about.labels if nameless else card.labels)


def say_learned(folder: Path, name: str) -> Card:
    """Write into the card of a model which data set it learned; raises ``PlaygroundError``."""
    card = with_data(read_card(folder), name)
    write_card(folder, card)
    return read_card(folder)


def _misfit(card: Card, about: About) -> str | None:
    """Why a model cannot have learned a data set."""
    if about.shape[1:] != card.image.shape:
        theirs, own = (" × ".join(map(str, shape)) for shape in (about.shape[1:], card.image.shape))
        return f"its pictures are {own}, those of the data set {theirs}"
    count = condition_of(card).classes
    if count and count != len(about.labels):
        return f"its classes are {count}, those of the data set {len(about.labels)}"
    return None
