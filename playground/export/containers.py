"""Where a recipe's text is kept in PNG, GIF, WebP and SVG files, read piece by piece with limits.

Nothing is decoded and no piece larger than the limit is ever held in memory, whatever a file claims.
"""

from __future__ import annotations

import html
import os
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO

from playground.core.errors import ExportError
from playground.core.guard import DamagedFileError
from playground.core.recipe import MAX_BYTES

KEY = "playground"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST_PIECE = MAX_BYTES + 1000
_MOST_PIECES = 200_000
_MOST_BLOCKS = 1_000_000
"""Twice the blocks of the largest GIF that is exported; the smallest block holds one byte."""
LARGEST_FILE = 400_000_000
"""Bytes of the largest file that is read: more than the largest picture, and all arrays, take."""

_XMP_OPEN = '<playground:recipe xmlns:playground="urn:generative-playground:recipe">'
_XMP_CLOSE = "</playground:recipe>"


def xmp(document: str) -> bytes:
    """An XMP packet that holds a recipe document."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="">{_element(document)}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def with_svg_metadata(svg: bytes, document: str) -> bytes:
    """The SVG file with the recipe in a ``metadata`` element; raises ``ExportError`` for other files."""
    start = svg.find(b"<svg")
    end = svg.find(b">", start)
    if start < 0 or end < 0 or svg[end - 1 : end] == b"/":
        raise ExportError("The plot is not an SVG picture that can hold its recipe.")
    metadata = f"<metadata>{_element(document)}</metadata>".encode()
    return svg[: end + 1] + metadata + svg[end + 1 :]


def _element(document: str) -> str:
    return f"{_XMP_OPEN}{html.escape(document, quote=False)}{_XMP_CLOSE}"


def read_text(file: BinaryIO) -> bytes | None:
    """The recipe's JSON kept in an image file, or ``None`` where there is none.

    Raises ``DamagedFileError`` for unknown formats and for files that break off or hold too much.
    """
    head = file.read(512)
    file.seek(0)
    reader = _reader(head)
    if reader is None:
        raise DamagedFileError("it is not a PNG, GIF, WebP, SVG, NPZ or JSON file")
    return reader(file)


def _reader(head: bytes) -> Callable[[BinaryIO], bytes | None] | None:
    if head.startswith(PNG_SIGNATURE):
        return _png
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _gif
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp
    if b"<svg" in head or head.lstrip().startswith(b"<?xml"):
        return _svg
    return None


def _exactly(file: BinaryIO, size: int) -> bytes:
    if size > _LARGEST_PIECE:
        raise DamagedFileError(
            f"it holds a piece of {size / 1e6:.1f} MB that is not a picture, more than a recipe needs"
        )
    data = file.read(size)
    if len(data) < size:
        raise DamagedFileError("it breaks off in the middle")
    return data


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _png(file: BinaryIO) -> bytes | None:
    """Read all chunks up to the end, so that a file that was cut off within its pixels is noticed too."""
    found: bytes | None = None
    total = _size(file)
    file.seek(8)
    for _ in range(_MOST_PIECES):
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if file.tell() + length + 4 > total:
            raise DamagedFileError("it breaks off in the middle")
        if kind in (b"IDAT", b"fdAT"):
            file.seek(length + 4, os.SEEK_CUR)
            continue
        data = _exactly(file, length)
        if zlib.crc32(kind + data) != int.from_bytes(_exactly(file, 4), "big"):
            raise DamagedFileError(f"the checksum of its {kind.decode('latin-1')} part is wrong")
        if kind == b"IEND":
            return found
        named = kind in (b"tEXt", b"zTXt", b"iTXt") and data.startswith(KEY.encode() + b"\0")
        if named and found is None:
            found = _png_text(kind, data[len(KEY) + 1 :])
    raise DamagedFileError("it has too many parts")


def _png_text(kind: bytes, data: bytes) -> bytes:
    if kind == b"tEXt":
        return data.decode("latin-1").encode()
    if kind == b"zTXt":
        return _inflated(data[1:])
    parts = data[2:].split(b"\0", 2)
    if len(data) < 4 or len(parts) < 3:
        raise DamagedFileError("its text is not complete")
    return _inflated(parts[2]) if data[0] else parts[2]


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise DamagedFileError("its compressed text is damaged") from error
    if len(text) > MAX_BYTES:
        raise DamagedFileError(f"its recipe is larger than {MAX_BYTES // 1000} kB")
    if not inflater.eof:
        raise DamagedFileError("its compressed text is damaged")
    return text


def _gif(file: BinaryIO) -> bytes | None:
    """The first comment that is a JSON object; walks to the end, so that a file cut off is noticed."""
    found: bytes | None = None
    head = _exactly(file, 13)
    blocks = _Blocks(file)
    _skip_colours(file, head[10])
    for _ in range(_MOST_PIECES):
        mark = _exactly(file, 1)
        if mark == b";":
            return found
        if mark == b"!":
            comment = _exactly(file, 1) == b"\xfe"
            text = blocks.read(keep=comment and found is None)
            if text.startswith(b"{"):
                found = text
        elif mark == b",":
            _skip_colours(file, _exactly(file, 9)[8])
            _exactly(file, 1)
            blocks.read(keep=False)
        else:
            raise DamagedFileError("it is not a valid GIF")
    raise DamagedFileError("it has too many parts")


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        _exactly(file, 3 << ((flags & 7) + 1))


class _Blocks:
    """The blocks of up to 255 bytes that a GIF's data are cut into, counted over the whole file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_BLOCKS

    def read(self, *, keep: bool) -> bytes:
        """Go over the blocks to the empty one; their content, if it is to be kept."""
        kept = bytearray()
        read = self._file.read
        size = _exactly(self._file, 1)[0]
        while size:
            # A block and the size of the next one at a time.
            block = read(size + 1)
            self._left -= 1
            if len(block) <= size:
                raise DamagedFileError("it breaks off in the middle")
            if self._left < 0:
                raise DamagedFileError("it is cut into too many blocks")
            if keep:
                kept += block[:size]
                if len(kept) > MAX_BYTES:
                    raise DamagedFileError(f"its comment is larger than {MAX_BYTES // 1000} kB")
            size = block[size]
        return bytes(kept)


def _webp(file: BinaryIO) -> bytes | None:
    total = _size(file)
    claimed = int.from_bytes(_exactly(file, 12)[4:8], "little") + 8
    if claimed > total:
        raise DamagedFileError("it breaks off in the middle")
    for _ in range(_MOST_PIECES):
        if file.tell() + 8 > claimed:
            return None
        kind, length = struct.unpack("<4sI", _exactly(file, 8))
        if file.tell() + length > claimed:
            raise DamagedFileError("it breaks off in the middle")
        if kind == b"XMP ":
            text = _marked(_exactly(file, length))
            if text is not None:
                return text
            file.seek(length % 2, os.SEEK_CUR)
        else:
            file.seek(length + length % 2, os.SEEK_CUR)
    raise DamagedFileError("it has too many parts")


def _svg(file: BinaryIO) -> bytes | None:
    """The recipe stands right after the opening tag, so the beginning of the file is enough."""
    return _marked(file.read(2 * _LARGEST_PIECE))


def _marked(data: bytes) -> bytes | None:
    start = data.find(_XMP_OPEN.encode())
    end = data.find(_XMP_CLOSE.encode(), start)
    if start < 0:
        return None
    if end < 0:
        raise DamagedFileError("its recipe breaks off in the middle")
    text = data[start + len(_XMP_OPEN) : end].decode("utf-8", "replace")
    return html.unescape(text).encode()
