"""What a check of a graph is told, and what it says: plain data, for whoever asks and for whoever checks."""

from __future__ import annotations

import hashlib

import msgspec

from playground.core.ports import Port

CHECKER = 4
"""Rises whenever a check looks at more or less, so that no verdict of an older one is kept."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the check of one of a model's graphs must know of the model.

    ``files`` are the files that its card lists, with their sizes on disk in bytes; ``links`` are those that
    are symbolic links or no regular files.
    """

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    files: dict[str, int]
    links: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a check found: ``fault`` is why a graph is not used, as the end of a sentence, or empty.

    ``operators`` are counted by name; ``parameters`` are the numbers in all its tensors, which take
    ``claimed_bytes``. ``unbounded`` names the operators whose results may be of any size for a batch of one,
    which only running the graph would tell.
    """

    fault: str = ""
    operators: dict[str, int] = {}
    parameters: int = 0
    claimed_bytes: int = 0
    opset: int = 0
    unbounded: tuple[str, ...] = ()


def key_of(data: bytes, facts: Facts) -> str:
    """What a verdict is kept by: SHA-256 of the graph, of all that a check is told, and of the checker."""
    encoded = msgspec.json.encode((CHECKER, facts), order="sorted")
    return hashlib.sha256(len(encoded).to_bytes(8, "big") + encoded + data).hexdigest()
