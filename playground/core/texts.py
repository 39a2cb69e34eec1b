"""Reading of the texts that ship in ``assets/``, each whole or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import msgspec

from playground.core.errors import PlaygroundError
from playground.core.guard import guarded
from playground.core.regular import read_regular

_LARGEST = 5_000_000


class ContentError(PlaygroundError):
    """An equation, explanation, lesson or claim that should have shipped is missing or damaged."""


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything read here: frozen, every key known."""


def read_text(path: Path) -> str:
    """A file's text; raises :class:`ContentError`."""
    with guarded(ContentError, f"Please reinstall: {path} cannot be read"):
        return read_regular(path, _LARGEST).decode()
