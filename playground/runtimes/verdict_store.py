"""Verdicts that are kept, by graph and facts: those of graphs that ship, and those that were found here."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.leftovers import new_file
from playground.core.regular import read_regular
from playground.runtimes.graph_facts import Verdict

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
