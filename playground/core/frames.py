"""Frames: what a run yields. Named numpy arrays and scalars, never a tensor and never a Qt object."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Scalar: TypeAlias = str | int | float | bool

REAL = frozenset({"near", "real"})
"""Arrays of frames by these names hold pictures of a data set, which no recipe makes."""

_ARRAY = 1


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One step's result.

    ``index`` of ``total`` steps is done. ``keep`` marks frames that must all arrive; of the others only the
    newest one is shown. ``still`` marks those of a run without end after which nothing else comes until its
    recipe changes. ``final`` marks the frame that holds the whole result of its run; it carries the
    ``facts`` (model hash, runtime, device, versions) that are recorded when it is exported.
    """

    arrays: dict[str, Array] = {}
    scalars: dict[str, Scalar] = {}
    index: int = 0
    total: int = 1
    keep: bool = False
    still: bool = False
    final: bool = False
    facts: dict[str, Scalar] = {}


def by_axis(**vectors: Array) -> dict[str, Array]:
    """Arrays ``(n, axes)`` as columns of a table, named by the array and the number of the axis from 1."""
    return {
        f"{name}_{axis + 1}": each[:, axis] for name, each in vectors.items() for axis in range(each.shape[1])
    }


def encode_array(value: Any) -> Any:
    """``enc_hook`` for msgspec: an array becomes an extension of dtype, shape and raw bytes."""
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        head = msgspec.msgpack.encode((value.dtype.str, value.shape))
        return msgspec.msgpack.Ext(_ARRAY, len(head).to_bytes(2, "little") + head + value.tobytes())
    raise TypeError(f"cannot send a {type(value).__name__}")


def decode_array(code: int, data: memoryview) -> Any:
    """``ext_hook`` for msgspec: the inverse of :func:`encode_array`; the array is a read-only view."""
    if code != _ARRAY:
        raise ValueError(f"unknown extension {code}")
    size = int.from_bytes(data[:2], "little")
    dtype, shape = msgspec.msgpack.decode(data[2 : 2 + size], type=tuple[str, tuple[int, ...]])
    if np.dtype(dtype).hasobject:
        raise ValueError("an array of objects cannot be read")
    return np.frombuffer(data[2 + size :], dtype=dtype).reshape(shape)
