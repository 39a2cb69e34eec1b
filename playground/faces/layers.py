"""The layers that faces are put together from, as they ship in ``assets/faces``.

A layer lies over what is below it: ``own + colour · its colour + (1 − covers) · below``, shares in 0 to 1.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import open_regular
from playground.faces.factors import VALUES

SIZE = 64
"""Pixels of a side at which faces are put together."""

_MAX_BYTES = 2_000_000
_COLOUR_OF = {"skin": "skin", "hair": "hair_colour", "clothes": "clothes_colour"}
COLOURED = ("skin", "hair_colour", "clothes_colour", "ground")
"""The factors that choose a colour."""


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a factor, or what is always drawn, where it is not empty.

    ``box`` is top, bottom, left, right. ``own`` is ``(3, height, width)``; ``colour``, how much its colour
    adds, and ``shows``, how much shows of what is below, are ``(height, width)``.
    """

    box: tuple[int, int, int, int]
    own: NDArray[np.float32]
    colour: NDArray[np.float32]
    shows: NDArray[np.float32]


class Stratum(msgspec.Struct, frozen=True, kw_only=True):
    """The layers of one place in the order, of which one is drawn.

    They are by the codes of ``factor``; what is always drawn belongs to none, and has the code 0.
    """

    factor: str
    coloured_by: str
    layers: dict[int, Layer | None]


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """Of each style its strata from back to front, and the colours by factor and code, in 0 to 255."""

    strata: dict[str, tuple[Stratum, ...]]
    colours: dict[str, NDArray[np.float32]]


@functools.cache
def parts() -> Parts:
    """All layers; raises :class:`DataError` where they are not there or damaged."""
    path = folders.assets() / "faces" / "layers.npz"
    beginning = f"The parts of faces cannot be read from {path} (install the program anew)"
    with guarded(DataError, beginning), open_regular(path, _MAX_BYTES) as file:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _parts(json.loads(arrays["about"].tobytes()), arrays)


def _parts(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Parts:
    strata: dict[str, dict[int, Stratum]] = {}
    for number, layer in enumerate(about["layers"]):
        factor = layer["factor"]
        found = strata.setdefault(layer["style"], {}).setdefault(
            layer["order"], Stratum(factor=factor, coloured_by=_COLOUR_OF.get(layer["slot"], ""), layers={})
        )
        code = VALUES[factor].index(layer["value"]) if factor else 0
        found.layers[code] = _layer(
            *(arrays[name][number].astype(np.float32) for name in ("own", "colour", "covers"))
        )
    colours = {
        factor: np.array(
            [list(bytes.fromhex(about["colours"][factor][value])) for value in VALUES[factor]], np.float32
        )
        for factor in COLOURED
    }
    return Parts(
        strata={style: tuple(found[order] for order in sorted(found)) for style, found in strata.items()},
        colours=colours,
    )


def _layer(
    own: NDArray[np.float32], colour: NDArray[np.float32], covers: NDArray[np.float32]
) -> Layer | None:
    """What of a layer is not empty."""
    rows, columns = (np.flatnonzero(covers.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    box = (int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
    cut = np.s_[box[0] : box[1], box[2] : box[3]]
    return Layer(
        box=box,
        own=np.ascontiguousarray(own[cut].transpose(2, 0, 1)),
        colour=colour[cut] / np.float32(255),
        shows=1 - covers[cut] / np.float32(255),
    )
