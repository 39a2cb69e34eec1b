"""What is known of a folder of held-out images beside its pictures: title, labels and licence."""

from __future__ import annotations

from pathlib import Path

import msgspec

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular import read_regular

_FILE = "about.json"
_MAX_BYTES = 1_000_000


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data set's title, the names of its labels, its licence, and the shape of the images in the folder.

    ``shape`` is (images, channels, height, width), known thus without reading them.
    """

    title: str
    shape: tuple[int, int, int, int]
    labels: tuple[str, ...]
    licence: str


def read_about(folder: Path) -> About:
    """What ``about.json`` in a folder of held-out images says; raises ``DataError``."""
    path = folder / _FILE
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MAX_BYTES), type=About)


def write_about(folder: Path, about: About) -> None:
    """Write ``about.json``."""
    (folder / _FILE).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=1) + b"\n")
