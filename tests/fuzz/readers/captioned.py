"""Pictures with captions: what is said of them, with a digest that agrees, and without."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.core.captioned import ABOUT, CAPTIONS, read_captioned, write_captioned
from tests.core.test_captioned import some
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

_OPENS = tuple(f"playground.core.captioned.{name}" for name in ("_read_about", "_read_captions", "_checked"))


def _about(folder: Path) -> Sequence[bytes]:
    write_captioned(folder, some())
    return [(folder / ABOUT).read_bytes()]


def _captions(folder: Path) -> Sequence[bytes]:
    write_captioned(folder, some())
    return [(folder / CAPTIONS).read_bytes()]


def _agreeing(path: Path) -> object:
    """Read captions whose digest is told as it is."""
    about = msgspec.json.decode((path.parent / ABOUT).read_bytes())
    data = path.read_bytes()
    about["files"][CAPTIONS] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (path.parent / ABOUT).write_bytes(msgspec.json.encode(about))
    return read_captioned(path.parent)


READERS = (
    Reader(
        name="captioned", seeds=_about, read=lambda path: read_captioned(path.parent), mutate=json_mutation,
        file=ABOUT, opens=_OPENS, inputs=20,
    ),
    Reader(
        name="captioned-captions", seeds=_captions, read=_agreeing, mutate=json_mutation,
        file=CAPTIONS, opens=_OPENS,
    ),
)  # fmt: skip
