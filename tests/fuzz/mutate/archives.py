"""Changes of NPZ files: members, their compression, and the header of each array."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import warnings
import zipfile
from collections.abc import Sequence
from random import Random

from tests.fuzz.mutate import plain
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.mutate.values import NUMERALS

_NAMES = (
    "recipe.npy",
    "images.npy",
    "labels.npy",
    "../a.npy",
    "",
    "a" * 300,
    "recipe.txt",
    "\x00.npy",
    "像.npy",
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_KINDS = (
    "'|O'", "'<U3'", "'<U999999999'", "'<U0'", "'<f4'", "'V3'", "'|S9'", "'<M8[s]'", "[('a', '|O')]",
    "[('a', '<f4')]",
    "'f4,f4'", "'(2,2)f4'", "''", "'x'", "3", "None", "[" * 300 + "]" * 300, "'" + "9" * 5000 + "'", "'<U-1'",
)  # fmt: skip
_SHAPES = (
    "(-1,)", "(2**40,)", "(1099511627776,)", "(4611686018427387904, 4)", "(0, 1099511627776)", "[1]", "1",
    "(1.5,)",
    "(True,)", "('a',)", "(1,) * 9", "(" * 200 + ")" * 200, "(" * 3000, "(1000000000, 3)", "(1,)", "(,)",
    "(" + "1, " * 64 + ")",
)  # fmt: skip
_TEXTS = (
    "'''",
    '"',
    "\x00",
    "\\",
    "0x",
    "1" * 5000,
    "-" * 3000 + "1",
    "f''",
    "lambda: 0",
    "\n  \n ",
    "{" * 1000,
    "#",
    "é",
)


def npz_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """An archive whose members are read; now and then its directory lies."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:
        return plain.mutate(rng, data, seeds)
    if not members or rng.random() < 0.2:
        return plain.mutate(rng, data, seeds)
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(members))
        what = rng.randrange(12)
        if what == 0:
            del members[at]
        elif what == 1:
            members.append((rng.choice(_NAMES), members[at][1]))
        elif what == 2:
            members[at] = (rng.choice(_NAMES), members[at][1])
        elif what == 3:
            members[at] = (members[at][0], members[at][1] + bytes(rng.choice((1, 1000, 30_000_000))))
        else:
            members[at] = (members[at][0], array_mutation(rng, members[at][1]))
        if not members:
            break
    packed = _packed(rng, members)
    return packed if rng.random() < 0.85 else plain.mutate(rng, packed, seeds)


def _packed(rng: Random, members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in members:
                with contextlib.suppress(ValueError, IndexError):
                    archive.writestr(name, content, rng.choice(_METHODS), 1)
    return out.getvalue()


def array_mutation(rng: Random, data: bytes) -> bytes:
    """An NPY file with another header, whose length is mostly right, or with other content."""
    if not data.startswith(b"\x93NUMPY\x01\x00") or rng.random() < 0.2:
        return plain.mutate(rng, data, ())
    size = int.from_bytes(data[8:10], "little")
    header, body = data[10 : 10 + size].decode("latin-1"), data[10 + size :]
    what = rng.randrange(6)
    if what == 0:
        header = re.sub(r"'descr': .*?, 'fort", lambda _: f"'descr': {rng.choice(_KINDS)}, 'fort", header)
    elif what == 1:
        header = re.sub(r"'shape': .*?\), ", lambda _: f"'shape': {rng.choice(_SHAPES)}, ", header)
    elif what == 2:
        at = rng.randrange(len(header) + 1)
        header = header[:at] + rng.choice((*_TEXTS, *NUMERALS)) + header[at:]
    elif what == 3:
        header = plain.mutate_text(rng, header.encode("latin-1", "replace"), ()).decode("latin-1")
    elif what == 4 and "U" in header:
        document = json_mutation(rng, body.decode("utf-32-le", "replace").encode("utf-8", "replace"), ())
        body = document.decode("utf-8", "replace").encode("utf-32-le")
        header = re.sub(r"<U\d+", f"<U{len(body) // 4}", header)
    else:
        body = plain.mutate(rng, body, ())
    head = header.encode("latin-1", "replace")[:65_000]
    length = len(head) if rng.random() < 0.95 else rng.randrange(65_536)
    version = b"\1\0" if rng.random() < 0.95 else rng.choice((b"\2\0", b"\3\0", b"\0\0", b"\xff\xff"))
    return b"\x93NUMPY" + version + struct.pack("<H", length) + head + body
