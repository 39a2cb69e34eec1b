"""What goes into and comes out of a model's parts: named arrays and their shapes."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec


class Port(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A named array that goes into or comes out of a part; ``shape`` is without the batch."""

    name: str
    shape: tuple[int, ...]
    dtype: Literal["float32", "int64"] = "float32"


LABEL = Port(name="label", shape=(), dtype="int64")

Ports: TypeAlias = tuple[tuple[Port, ...], tuple[Port, ...]]
"""Inputs and outputs of a part."""


def listed(ports: tuple[Port, ...]) -> str:
    """Ports in words."""
    return " and ".join(
        f"“{port.name}” of shape {port.shape}{'' if port.dtype == 'float32' else f' ({port.dtype})'}"
        for port in ports
    )
