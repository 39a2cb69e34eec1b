"""What there is to know of a model before it is used, as data: its files, its graphs, its licence."""

from __future__ import annotations

import msgspec

from playground.core.cards import ModelFile
from playground.core.errors import ModelFileError
from playground.core.guard import guarded
from playground.export.trust import TrustStore
from playground.runtimes.catalogue import Entry
from playground.runtimes.graph_facts import Verdict
from playground.runtimes.graph_verdict import inspect
from playground.runtimes.model_files import FileChecker


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A model as it lies in its folder; ``damage`` says what is wrong with its files, if anything is.

    ``graphs`` has for each of its parts what a check found, or why it could not be read as its fault.
    """

    name: str
    title: str
    folder: str
    fingerprint: str
    foreign: bool
    trusted: bool
    licence: str
    files: tuple[ModelFile, ...]
    damage: str
    graphs: dict[str, Verdict]


def about(entry: Entry, store: TrustStore) -> About:
    """All of it; reads every file, and has every graph checked."""
    card = entry.card
    return About(
        name=card.name,
        title=card.title,
        folder=str(entry.folder),
        fingerprint=store.print_of(entry),
        foreign=store.is_foreign(entry),
        trusted=store.trusts(entry),
        licence=card.licence,
        files=card.files,
        damage=_damage(entry),
        graphs={part: _verdict(entry, part) for part in card.parts},
    )


def _damage(entry: Entry) -> str:
    try:
        FileChecker().check(entry.card, entry.folder)
    except ModelFileError as error:
        return error.sentence
    return ""


def _verdict(entry: Entry, part: str) -> Verdict:
    try:
        return inspect(entry.card, entry.folder, part)
    except ModelFileError as error:
        return Verdict(fault=error.sentence.rstrip("."))


def decode(data: bytes) -> About:
    """The same as JSON, read back; raises :class:`ModelFileError`."""
    with guarded(ModelFileError, "What there is to know of the model cannot be read"):
        return msgspec.json.decode(data, type=About)
