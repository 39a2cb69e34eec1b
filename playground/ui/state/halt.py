"""What ended something that goes on for ever, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec


class Halt(msgspec.Struct, frozen=True):
    """A sentence with its details, and buttons by their titles."""

    sentence: str
    details: str
    choices: Mapping[str, Callable[[], object]]
