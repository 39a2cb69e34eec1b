"""NPZ files: ours with pictures, labels, latents and the recipe as text, and those of others.

Neither numpy's nor zipfile's own reader is let loose on files of others: an archive may name other ways of
packing, claim a directory that fills the memory, or a shape that its bytes do not have. Arrays are unpacked
one by one, each of the size that was looked at before.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from playground.core.errors import ExportError
from playground.core.frames import Array, Frame
from playground.core.guard import DamagedFileError
from playground.core.sides import numbers_in
from playground.export.pictures import pictures_of

_LARGEST_DIRECTORY = 100_000
_LONGEST_HEADER = 2_000
_MOST_NUMBERS = 1 << 40
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
_LOCKED = 0x1
# The record at a ZIP file's end, and the one before it in those that are larger than 4 GB.
_END, _END_BYTES = b"PK\x05\x06", 22
_LONG_END, _LONG_END_BYTES = b"PK\x06\x07", 20


@contextmanager
def opened_archive(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive in a file; raises ``DamagedFileError``, and whatever ``zipfile`` raises at damage."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONG_END_BYTES))
    end = file.read()
    last = end[-_END_BYTES:]
    # zipfile holds the whole directory in memory, so its size is looked at first.
    if (
        not last.startswith(_END)
        or int.from_bytes(last[12:16], "little") > _LARGEST_DIRECTORY
        or end.startswith(_LONG_END)
    ):
        raise DamagedFileError("it is not an NPZ file of this program, or it breaks off in the middle")
    with zipfile.ZipFile(file) as archive:
        yield archive


def unpacked(archive: zipfile.ZipFile, name: str, largest: int) -> Array:
    """The array of that name, of numbers or of text, whose packed or unpacked size is at most ``largest``.

    Raises ``KeyError`` where there is none, and what :func:`opened_archive` raises.
    """
    info = archive.getinfo(f"{name}.npy")
    if info.file_size > largest:
        raise DamagedFileError(
            f"its {name[:40]} claims {info.file_size / 1e6:.0f} MB, more than any exported here"
        )
    if info.flag_bits & _LOCKED:
        raise DamagedFileError("it is locked with a password")
    if info.compress_type not in _PACKED:
        raise DamagedFileError("it is packed in a way that numpy never uses")
    # Read without a size, zipfile unpacks all there is, and only then cuts it to the size that was looked at.
    with archive.open(info) as member:
        return _array(io.BytesIO(member.read(info.file_size + 1)), name[:40])


def read_array(file: BinaryIO, name: str) -> Array:
    """The one array of an ``.npy`` file that is not larger than what may be read at once.

    Raises what :func:`opened_archive` raises; ``name`` says what it is.
    """
    return _array(io.BytesIO(file.read()), name)


def _array(stream: io.BytesIO, name: str) -> Array:
    read_header = _HEADERS.get(np.lib.format.read_magic(stream))
    if read_header is None:
        raise DamagedFileError(f"its {name} is in a newer format")
    shape, by_columns, dtype = read_header(stream, max_header_size=_LONGEST_HEADER)
    if dtype.kind not in "biufU":
        raise DamagedFileError(f"its {name} holds neither numbers nor text")
    rest = stream.read()
    if numbers_in(shape, _MOST_NUMBERS) * dtype.itemsize != len(rest):
        raise DamagedFileError(f"its {name} does not have the size that it claims")
    return np.frombuffer(rest, dtype).reshape(shape, order="F" if by_columns else "C")


def arrays_of(frame: Frame) -> dict[str, Array]:
    """The frame's arrays by their names, numbers as float32, and all its pictures as ``images``.

    ``images`` is (n, channels, height, width) uint8; ``labels`` (n,), ``latents`` (n, d) and ``noise``
    (n, …) are there where the run gives them. A run that gives the noise it started from, as ``start``,
    draws other pictures for the window only, and they are left out.
    """
    if not frame.final:
        raise ExportError("The result is still being computed; export it when it is complete.")
    arrays = {
        name: array.astype(np.float32) if array.dtype.kind == "f" else array
        for name, array in frame.arrays.items()
        if "start" not in frame.arrays or name == "images" or array.dtype != np.uint8
    }
    if "start" in arrays:
        arrays["noise"] = arrays.pop("start")
    if any(array.dtype == np.uint8 and array.ndim > 1 for array in arrays.values()):
        arrays["images"] = pictures_of(frame)
    return arrays


def npz(frame: Frame, document: str) -> bytes:
    """The bytes of an ``.npz`` file that ``numpy.load`` reads without pickles."""
    out = io.BytesIO()
    contents: dict[str, Array] = {**arrays_of(frame), "recipe": np.array(document)}
    np.savez_compressed(out, allow_pickle=False, **contents)
    return out.getvalue()
