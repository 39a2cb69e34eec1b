"""What is to be said of a model's graph before it is used; a graph that is known is not checked again."""

from __future__ import annotations

from pathlib import Path

from playground.core.cards import Card
from playground.core.errors import ModelFileError
from playground.core.regular import check_regular, read_regular, why_unreadable
from playground.runtimes import verdict_store
from playground.runtimes.graph_facts import Facts, Verdict, key_of
from playground.runtimes.graph_guard import CheckFailedError, check_in_child

__all__ = ["Facts", "Verdict", "check_graph", "facts_of", "inspect"]

MAX_GRAPH_BYTES = 512 << 20
_MAX_FILE_BYTES = 1 << 50

_failed: dict[str, str] = {}
"""Graphs whose check came to no verdict, which another process may: not kept longer than this one lives."""


def inspect(card: Card, folder: Path, part: str) -> Verdict:
    """The verdict on the graph of one part; raises :class:`ModelFileError` only where it cannot be read."""
    return _verdict(read_graph(folder / card.parts[part].graph), facts_of(card, folder, part))


def check_graph(card: Card, folder: Path, part: str) -> bytes:
    """The graph of one part, which is safe and fits its card.

    What is given was checked: a file that changes meanwhile changes nothing. Raises
    :class:`ModelFileError` in one sentence.
    """
    path = folder / card.parts[part].graph
    data = read_graph(path)
    if fault := _verdict(data, facts_of(card, folder, part)).fault:
        raise ModelFileError(f"The graph {path} is not used: {fault}.")
    return data


def facts_of(card: Card, folder: Path, part: str) -> Facts:
    """What a check of the part's graph is told."""
    files: dict[str, int] = {}
    links: list[str] = []
    for file in card.files:
        path = folder / file.path
        try:
            if path.is_symlink():
                raise OSError
            files[file.path] = check_regular(path, _MAX_FILE_BYTES)
        except OSError:
            links.append(file.path)
    one = card.parts[part]
    return Facts(inputs=one.inputs, outputs=one.outputs, files=files, links=tuple(links))


def _verdict(data: bytes, facts: Facts) -> Verdict:
    key = key_of(data, facts)
    if (verdict := verdict_store.kept(key)) is not None:
        return verdict
    if key not in _failed:
        try:
            verdict = check_in_child(data, facts)
        except CheckFailedError as error:
            _failed[key] = str(error)
        else:
            verdict_store.keep(key, verdict)
            return verdict
    return Verdict(fault=_failed[key])


def read_graph(path: Path) -> bytes:
    """The bytes of a graph's file; raises :class:`ModelFileError`."""
    try:
        return read_regular(path, MAX_GRAPH_BYTES)
    except OSError as error:
        raise ModelFileError(f"The graph {path} cannot be read: {why_unreadable(error)}.") from error
