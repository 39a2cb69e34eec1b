"""Which models of others are trusted, what a child says of one, and what is kept of their graphs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.core.errors import SettingsError
from playground.export import about
from playground.export.trust import FILE, TrustStore
from playground.paradigms.cards import read_card
from playground.runtimes import graph_verdict
from playground.runtimes.catalogue import Entry
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader
from tests.support import tiny_model


def _entry(folder: Path) -> Entry:
    tiny_model.write_model(folder / "tiny")
    return Entry(read_card(folder / "tiny"), folder / "tiny")


def _trusted(folder: Path) -> Sequence[bytes]:
    store = TrustStore(folder)
    store.trust(_entry(folder))
    return [store.path.read_bytes()]


def _mended(path: Path) -> None:
    """As at the start: what cannot be used is set aside, and said."""
    if said := TrustStore(path.parent).mend():
        raise SettingsError(said)


def _known(folder: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(about.about(_entry(folder), TrustStore(folder)))]


def _verdicts(_: Path) -> Sequence[bytes]:
    return [graph_verdict.SHIPPED.read_bytes()]


READERS = (
    Reader(
        name="graph-verdicts", seeds=_verdicts, read=graph_verdict.read, mutate=json_mutation,
        opens=("playground.runtimes.graph_verdict.read",), inputs=20,
    ),
    Reader(
        name="trust", seeds=_trusted, read=_mended, mutate=json_mutation, file=FILE, moves=True,
        opens=("playground.export.trust.TrustStore.models",), inputs=30,
    ),
    Reader(
        name="about-model", seeds=_known, read=lambda path: about.decode(path.read_bytes()),
        mutate=json_mutation, opens=("playground.export.about.decode",), inputs=20,
    ),
)  # fmt: skip
