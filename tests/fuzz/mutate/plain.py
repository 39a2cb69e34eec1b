"""Changes that need no knowledge of a format: of bits, of bytes, of lengths and of numbers in texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.mutate.values import NUMBERS, NUMERALS, TEXTS

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]
"""Makes an input of a generator, one of the seeds, and all of them."""

LARGEST = 1 << 20
"""No input is larger, so that a run has many of them; larger findings are made by themselves."""

_NUMERAL = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def mutate(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """One to four changes after each other."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        data = rng.choice(_CHANGES)(rng, data, seeds)
    return data[:LARGEST]


def mutate_text(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Also numerals and words, which a text has."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        data = rng.choice((*_CHANGES, _numeral, _numeral, _numeral, _words, _line, _line))(rng, data, seeds)
    return data[:LARGEST]


def span(rng: Random, data: bytes) -> slice:
    """A piece of the data, short more often than long."""
    start = rng.randrange(len(data) + 1)
    return slice(start, start + min(rng.choice((1, 1, 2, 4, 8, 16, 64, 256, 4096)), len(data) - start))


def _flip(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return b"\0"
    changed = bytearray(data)
    for _i in range(rng.choice((1, 1, 2, 8))):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _byte(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) + 1)
    return (
        data[:at] + bytes([rng.choice((0, 1, 10, 13, 34, 44, 127, 128, 192, 237, 254, 255))]) + data[at + 1 :]
    )


def _cut_end(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _remove(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    gone = span(rng, data)
    return data[: gone.start] + data[gone.stop :]


def _insert(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.choice((1, 1, 2, 4, 8, 64, 1000))) + data[at:]


def _repeat(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    again = span(rng, data)
    times = rng.choice((2, 2, 3, 10, 100, 10_000))
    piece = data[again] * times
    return data[: again.start] + piece[:LARGEST] + data[again.stop :]


def _splice(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = rng.choice(seeds) if seeds else data
    piece = other[span(rng, other)] if rng.random() < 0.5 else other[rng.randrange(len(other) + 1) :]
    at = rng.randrange(len(data) + 1)
    return data[:at] + piece + (data[at + len(piece) :] if rng.random() < 0.5 else b"")


def _integer(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    size, order = rng.choice((1, 2, 4, 8)), rng.choice(("little", "big"))
    value = (rng.choice(NUMBERS) % (1 << 8 * size)).to_bytes(size, order)
    at = rng.randrange(len(data) + 1)
    return data[:at] + value + data[at + size :]


def _numeral(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_NUMERAL.finditer(data))
    if not found:
        return data
    place = rng.choice(found)
    return data[: place.start()] + rng.choice(NUMERALS).encode() + data[place.end() :]


def _words(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = span(rng, data)
    return data[: at.start] + rng.choice(TEXTS).encode() + data[at.stop :]


def _line(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Lines that are lost, doubled or in another order."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    what = rng.randrange(3)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(at, rng.choice(lines))
    else:
        rng.shuffle(lines)
    return b"\n".join(lines)


_CHANGES: tuple[Mutation, ...] = (_flip, _byte, _cut_end, _remove, _insert, _repeat, _splice, _integer)
