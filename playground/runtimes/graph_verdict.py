"""What is to be said of a model's graph before it is used; a graph that is known is not checked again."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import ModelFileError
from playground.core.leftovers import new_file
from playground.core.regular_files import check_regular, read_regular, unreadable_reason
from playground.runtimes.graph_facts import Facts, Verdict, key_of
from playground.runtimes.graph_guard import CheckFailedError, check_in_child

SHIPPED = Path(__file__).with_name("shipped_verdicts.json")
MAX_VERDICTS = 500
MAX_BYTES = 4 << 20

_shipped: dict[str, Verdict] = {}
_found: dict[str, Verdict] = {}


def kept(key: str) -> Verdict | None:
    """The verdict under a key, where one is kept."""
    if not _shipped:
        _shipped.update(read(SHIPPED))
    verdict = _shipped.get(key) or _found.get(key)
    if verdict is None and (verdict := read(_file()).get(key)) is not None:
        _found[key] = verdict
    return verdict


def keep(key: str, verdict: Verdict) -> None:
    """Keep a verdict, in this process and, where a file can be written, for later ones.

    Of two processes that keep one at the same time, one verdict may be lost, and is then found again.
    """
    _found[key] = verdict
    path = _file()
    others = [item for item in read(path).items() if item[0] != key]
    verdicts = dict([*others, (key, verdict)][-MAX_VERDICTS:])
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path.parent) as (temporary, file):
            file.write(msgspec.json.encode(verdicts))
            temporary.replace(path)


def read(path: Path) -> dict[str, Verdict]:
    """The verdicts in a file; none where it is missing or damaged."""
    try:
        return msgspec.json.decode(read_regular(path, MAX_BYTES), type=dict[str, Verdict])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _file() -> Path:
    return folders.user_data() / "graph-verdicts.json"


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
    if (verdict := kept(key)) is not None:
        return verdict
    if key not in _failed:
        try:
            verdict = check_in_child(data, facts)
        except CheckFailedError as error:
            _failed[key] = str(error)
        else:
            keep(key, verdict)
            return verdict
    return Verdict(fault=_failed[key])


def read_graph(path: Path) -> bytes:
    """The bytes of a graph's file; raises :class:`ModelFileError`."""
    try:
        return read_regular(path, MAX_GRAPH_BYTES)
    except OSError as error:
        raise ModelFileError(f"The graph {path} cannot be read: {unreadable_reason(error)}.") from error
