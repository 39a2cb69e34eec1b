"""What is to be said of a model's graph before it is used."""

from __future__ import annotations

from pathlib import Path

from playground.core.cards import Card
from playground.core.errors import ModelFileError
from playground.runtimes.graph_facts import Facts, Verdict

__all__ = ["Facts", "Verdict", "check_graph", "inspect"]

MAX_GRAPH_BYTES = 512 << 20


def inspect(card: Card, folder: Path, part: str) -> Verdict:
    """The verdict on the graph of one part; raises :class:`ModelFileError` only where it cannot be read."""
    return _verdict(_read(folder / card.parts[part].graph), facts_of(card, folder, part))


def check_graph(card: Card, folder: Path, part: str) -> bytes:
    """The graph of one part, which is safe and fits its card.

    What is given was checked: a file that changes meanwhile changes nothing. Raises
    :class:`ModelFileError` in one sentence.
    """
    path = folder / card.parts[part].graph
    data = _read(path)
    if fault := _verdict(data, facts_of(card, folder, part)).fault:
        raise ModelFileError(f"The graph {path} is not used: {fault}.")
    return data


def facts_of(card: Card, folder: Path, part: str) -> Facts:
    """What a check of the part's graph is told."""
    files: dict[str, int] = {}
    links: list[str] = []
    for file in card.files:
        path = folder / file.path
        if path.is_symlink() or not path.is_file():
            links.append(file.path)
        else:
            files[file.path] = path.stat().st_size
    one = card.parts[part]
    return Facts(inputs=one.inputs, outputs=one.outputs, files=files, links=tuple(links))


def _verdict(data: bytes, facts: Facts) -> Verdict:
    from playground.runtimes.graph_check import judge

    return judge(data, facts)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_GRAPH_BYTES:
            raise ModelFileError(f"The graph {path} is larger than {MAX_GRAPH_BYTES >> 20} MiB.")
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"The graph {path} cannot be read: {error.strerror or error}.") from error
