"""The header of a safetensors file, read and checked before any library opens the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec

from playground.core.errors import ModelFileError
from playground.core.guard import guarded
from playground.core.regular_files import open_regular
from playground.core.sides import numbers_in

MAX_BYTES = 4 << 30
MAX_HEADER = 10_000_000
_ITEM_BYTES = {
    "F64": 8,
    "F32": 4,
    "F16": 2,
    "BF16": 2,
    "I64": 8,
    "I32": 4,
    "I16": 2,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}
_PICKLES = (b"\x80", b"PK\x03\x04", b"PK\x05\x06")

Size = Annotated[int, msgspec.Meta(ge=0)]


class Tensor(msgspec.Struct, frozen=True):
    """Type and shape of one tensor, and where its bytes lie after the header."""

    dtype: str
    shape: tuple[Size, ...]
    data_offsets: tuple[Size, Size]


def read_header(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file by name; raises :class:`ModelFileError` if it is not a sound one."""
    with guarded(ModelFileError, f"The weights {path} cannot be read"), open_regular(path, MAX_BYTES) as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(8)
        length = int.from_bytes(start, "little")
        if len(start) == 8 and length <= min(MAX_HEADER, size - 8):
            return _decode(path, file.read(length), size - 8 - length)
    if start.startswith(_PICKLES):
        raise ModelFileError(
            f"The weights {path} are a Python pickle, which could run any code, so they were not opened; "
            "save them as safetensors."
        )
    raise ModelFileError(f"The weights {path} are not a safetensors file.")


def _decode(path: Path, header: bytes, data_bytes: int) -> dict[str, Tensor]:
    with guarded(ModelFileError, f"The weights {path} have a damaged header"):
        raw = msgspec.json.decode(header, type=dict[str, msgspec.Raw])
        raw.pop("__metadata__", None)
        tensors = {name: msgspec.json.decode(item, type=Tensor) for name, item in raw.items()}
    end = 0
    for name, tensor in sorted(tensors.items(), key=lambda item: item[1].data_offsets):
        first, last = tensor.data_offsets
        if tensor.dtype not in _ITEM_BYTES:
            raise ModelFileError(
                f"The weights {path} hold “{name[:80]}” of unknown type {tensor.dtype[:20]}."
            )
        with guarded(ModelFileError, f"The weights {path} have a damaged header at “{name[:80]}”"):
            claimed = numbers_in(tensor.shape, MAX_BYTES) * _ITEM_BYTES[tensor.dtype]
        if first != end or last - first != claimed:
            raise ModelFileError(
                f"The weights {path} have a damaged header: the place of “{name[:80]}” is wrong."
            )
        end = last
    if end != data_bytes:
        raise ModelFileError(f"The weights {path} hold {data_bytes} bytes of tensors, but claim {end}.")
    return tensors
