"""What a check of a graph is told, and what it says: plain data, for whoever asks and for whoever checks."""

from __future__ import annotations

import msgspec

from playground.core.ports import Port


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be known of a model to check one of its graphs.

    ``files`` are those that its card lists, with their true sizes in bytes; ``links`` those of them that are
    links or cannot be opened.
    """

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    files: dict[str, int]
    links: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
