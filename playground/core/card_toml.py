"""A model card as TOML: read with everything checked, and encoded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from playground.core import foreign, toml
from playground.core.card_faults import fault_of
from playground.core.cards import Card
from playground.core.errors import CardError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular import read_regular

MAX_BYTES = 200_000

_PARAGRAPHS = ("summary", "measured_with")


def read_card(folder: Path) -> Card:
    """Read and validate ``folder/card.toml``; raises :class:`CardError` naming the field that is wrong."""
    path = folder / "card.toml"
    with guarded(CardError, f"The model card {path} cannot be read"):
        content = read_regular(path, MAX_BYTES)
    with guarded(CardError, f"The model card {path} is not valid"):
        fields = foreign.cleaned(toml.decode(content.decode()), _PARAGRAPHS)
        if field := _endless(fields):
            raise DamagedFileError(f"{field[:120]} must be a finite number")
        card = msgspec.convert(fields, Card)
        if fault := fault_of(card, folder.name):
            raise DamagedFileError(" ".join(fault))
    return card


def encode_card(card: Card) -> bytes:
    """The card as TOML, which has no word for nothing: fields that are ``None`` are left out."""
    fields = {name: value for name, value in msgspec.structs.asdict(card).items() if value is not None}
    return msgspec.toml.encode(fields)


def _endless(value: Any, field: str = "") -> str:
    """The first field of a decoded card that holds NaN or ∞, as TOML may; empty if there is none."""
    if isinstance(value, float):
        return "" if math.isfinite(value) else field
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    names = ((f"{field}.{key}" if field else str(key), each) for key, each in inner)
    return next((found for name, each in names if (found := _endless(each, name))), "")
