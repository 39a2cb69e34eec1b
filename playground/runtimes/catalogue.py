"""The models that are there: every folder with a card, and what is wrong with those that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from playground.core.card_faults import Rules
from playground.core.card_toml import read_card
from playground.core.cards import Card
from playground.core.errors import CardError, UnknownModelError


class Entry(msgspec.Struct, frozen=True):
    """A model that can be used and the folder it lies in."""

    card: Card
    folder: Path


class Catalogue(msgspec.Struct, frozen=True):
    """All models by name, and one sentence for every folder whose card is broken."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def catalogue(model_folders: tuple[Path, ...], rules: Rules) -> Catalogue:
    """Read every card by the ``rules`` of its paradigm.

    Of models with one name the first folder's counts, even if it is the broken one.
    """
    found: dict[str, Entry | str] = {}
    for folder in model_folders:
        for model in _models_in(folder):
            if model.name not in found:
                found[model.name] = _read(model, rules)
    ordered = [found[name] for name in sorted(found)]
    return Catalogue(
        entries=tuple(item for item in ordered if isinstance(item, Entry)),
        problems=tuple(item for item in ordered if isinstance(item, str)),
    )


_LONGEST_NAME = 255
"""Bytes that a folder's name can have."""


def locate(model: str, model_folders: tuple[Path, ...]) -> Path:
    """The folder of the model of that name; raises :class:`UnknownModelError` listing what there is."""
    if Path(model).name == model and len(os.fsencode(model)) <= _LONGEST_NAME:
        for folder in model_folders:
            for place in (folder / model, folder):
                if place.name == model and _has_card(place):
                    return place
    names = ", ".join(sorted({path.name for folder in model_folders for path in _models_in(folder)}))
    raise UnknownModelError(f"There is no model “{model[:80]}”; there are {names or 'none'}.")


def entry_of(model: str, model_folders: tuple[Path, ...], rules: Rules) -> Entry:
    """The model of that name; raises :class:`CardError` where there is none, or its card is broken."""
    folder = locate(model, model_folders)
    return Entry(read_card(folder, rules), folder)


def _models_in(folder: Path) -> list[Path]:
    """The models in a folder, or the one that it is."""
    if _has_card(folder):
        return [folder]
    try:
        return sorted(filter(_has_card, folder.iterdir()))
    except OSError:
        return []  # A user without models of their own has no such folder.


def _has_card(folder: Path) -> bool:
    try:
        return (folder / "card.toml").is_file()
    except OSError:
        return False  # A network drive that is away is as good as an empty one.


def _read(model: Path, rules: Rules) -> Entry | str:
    try:
        return Entry(read_card(model, rules), model)
    except CardError as error:
        return error.sentence
