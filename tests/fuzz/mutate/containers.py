"""Changes of PNG, GIF, WebP and SVG files that keep the container whole, so that what is in it is read."""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.mutate import plain
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.mutate.values import NUMBERS

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KINDS = (
    b"tEXt",
    b"zTXt",
    b"iTXt",
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"iCCP",
    b"eXIf",
    b"aaaa",
)
_DOCUMENT = re.compile(rb"\{.*\}", re.DOTALL)

Chunks = list[tuple[bytes, bytes]]


def png_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Chunks changed, moved, doubled or lost; their lengths and checksums are mostly right."""
    chunks = _png_chunks(data)
    if not chunks or rng.random() < 0.2:
        return plain.mutate(rng, data, seeds)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _shuffle(rng, chunks, _png_chunk)
    return _SIGNATURE + b"".join(_png_written(rng, *chunk) for chunk in chunks)


def _png_chunks(data: bytes) -> Chunks:
    chunks, at = [], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def _png_chunk(rng: Random, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    if kind in (b"tEXt", b"zTXt", b"iTXt") and rng.random() < 0.8:
        return _png_text(rng, body)
    if kind == b"IHDR" and rng.random() < 0.7:
        sides = [rng.choice((1, 2, 30, *NUMBERS)) % 2**32 for _ in range(2)]
        return kind, struct.pack(">II", *sides) + bytes(
            rng.choice((0, 1, 2, 3, 6, 8, 16, 255)) for _ in range(5)
        )
    if kind in (b"IDAT", b"fdAT") and rng.random() < 0.7:
        return kind, _packed(rng, plain.mutate(rng, _unpacked(body), ()))
    if rng.random() < 0.3:
        return rng.choice(_KINDS), body
    return kind, plain.mutate(rng, body, ())


def _png_text(rng: Random, body: bytes) -> tuple[bytes, bytes]:
    found = _DOCUMENT.search(body)
    document = found[0] if found else _unpacked(body.rpartition(b"\0")[2])
    document = json_mutation(rng, document, ())
    key = rng.choice((b"playground",) * 9 + (b"Playground",)) + b"\0"
    kind = rng.choice((b"tEXt", b"zTXt", b"iTXt", b"iTXt"))
    if kind == b"tEXt":
        return kind, key + document
    if kind == b"zTXt":
        return kind, key + b"\0" + _packed(rng, document)
    flag = rng.choice((0, 0, 1, 1, 2))
    return kind, key + bytes((flag, 0)) + b"en\0\0" + (_packed(rng, document) if flag else document)


def _png_written(rng: Random, kind: bytes, body: bytes) -> bytes:
    length, checksum = len(body), zlib.crc32(kind + body)
    if rng.random() < 0.02:
        length = rng.choice(NUMBERS) % 2**32
    if rng.random() < 0.02:
        checksum ^= 1
    return struct.pack(">I", length) + kind + body + struct.pack(">I", checksum)


def gif_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """The comment with another document, in blocks of any size, and other sizes of the picture."""
    if rng.random() < 0.35:
        return plain.mutate(rng, data, seeds)
    at = data.find(b"!\xfe")
    if at < 0:
        return plain.mutate(rng, data, seeds)
    end, comment = at + 2, b""
    while end < len(data) and data[end]:
        comment += data[end + 1 : end + 1 + data[end]]
        end += 1 + data[end]
    size = rng.choice((1, 2, 100, 255, 255))
    document = json_mutation(rng, comment, ())
    blocks = b"".join(
        bytes((len(document[i : i + size]),)) + document[i : i + size] for i in range(0, len(document), size)
    )
    data = data[:at] + b"!\xfe" + blocks + data[end:]
    if rng.random() < 0.3:
        sides = struct.pack("<HH", *(rng.choice(NUMBERS) % 2**16 for _ in range(2)))
        data = data[:6] + sides + bytes((rng.randrange(256),)) + data[11:]
    return data if rng.random() < 0.8 else plain.mutate(rng, data, seeds)


def webp_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Chunks changed, moved, doubled or lost; their lengths are mostly right."""
    chunks: Chunks = []
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        chunks.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    if not chunks or rng.random() < 0.25:
        return plain.mutate(rng, data, seeds)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _shuffle(rng, chunks, _webp_chunk)
    body = b"WEBP"
    for kind, content in chunks:
        length = len(content) if rng.random() < 0.97 else rng.choice(NUMBERS) % 2**32
        body += kind + struct.pack("<I", length) + content + b"\0" * (len(content) % 2)
    total = len(body) if rng.random() < 0.95 else rng.choice(NUMBERS) % 2**32
    return b"RIFF" + struct.pack("<I", total) + body


def _webp_chunk(rng: Random, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    if kind == b"XMP " and rng.random() < 0.8:
        return kind, _marked(rng, body)
    if rng.random() < 0.2:
        return rng.choice((b"XMP ", b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"EXIF")), body
    return kind, plain.mutate(rng, body, ())


def svg_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Another document in the metadata, and other text around it."""
    return _marked(rng, data) if rng.random() < 0.7 else plain.mutate_text(rng, data, seeds)


def _marked(rng: Random, data: bytes) -> bytes:
    found = _DOCUMENT.search(data)
    if found is None:
        return plain.mutate_text(rng, data, ())
    document = html.unescape(found[0].decode("utf-8", "replace")).encode("utf-8", "surrogatepass")
    document = json_mutation(rng, document, ())
    if rng.random() < 0.8:
        document = document.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return data[: found.start()] + document + data[found.end() :]


def _shuffle(
    rng: Random, chunks: Chunks, change: Callable[[Random, bytes, bytes], tuple[bytes, bytes]]
) -> None:
    at = rng.randrange(len(chunks))
    what = rng.randrange(10)
    if what == 0 and len(chunks) > 1:
        del chunks[at]
    elif what == 1:
        chunks[at:at] = [chunks[at]] * rng.choice((1, 2, 1000))
    elif what == 2:
        rng.shuffle(chunks)
    else:
        chunks[at] = change(rng, *chunks[at])


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 1 << 20)
    except zlib.error:
        return data


def _packed(rng: Random, data: bytes) -> bytes:
    """Compressed again; now and then cut off, or as much as a bomb."""
    if rng.random() < 0.03:
        data += bytes(20_000_000)
    packed = zlib.compress(data, 1)
    return packed if rng.random() < 0.9 else plain.mutate(rng, packed, ())
