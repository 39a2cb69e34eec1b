"""Held-out images of data sets: what is known of their folder, and the images themselves, read once and kept
for as long as their folder is the same one.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.regular_files import read_regular

OWN_FILE = "set.json"
"""In the folder of a data set that a user has added."""
DATA_FACT = "data_sha256"
"""The name under which a measurement tells the content of a user's data set that it is of."""
SHORT = 16
"""Figures of a digest by which a content is told in words."""
_FILE = "about.json"
_MAX_BYTES = 1_000_000
_MOST_TOLD = 5_000_000


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


class _Own(msgspec.Struct, frozen=True):
    """What is asked of a data set that a user has added."""

    sha256: str


def content_of(data: str) -> str:
    """The digest of the content of a user's data set; empty for one that ships, and without any."""
    return content_in(folders.held_out(data))


def content_in(folder: Path | None) -> str:
    """That of the data set in a folder; empty where it cannot be read, which its readers tell."""
    path = folder / OWN_FILE if folder else None
    if path is None or not path.is_file():
        return ""
    with contextlib.suppress(DataError), guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MOST_TOLD), type=_Own).sha256
    return ""


def learned_other(card: Card) -> str:
    """That a model learned from another content under the name of a data set, in a sentence; else empty."""
    said = re.search(r"” \(([0-9a-f]{16})\)", card.training.data) if card.training else None
    now = content_of(card.data)
    if said is None or not now or now.startswith(said[1]):
        return ""
    return (
        f"{card.title} learned from other pictures ({said[1]}) than are held in the data set {card.data} now "
        f"({now[:SHORT]}): what is held out there it may have seen."
    )


def measured_other(data: str, content: str) -> str:
    """That something was measured with another ``content`` under the name of a data set; else empty."""
    now = content_of(data) if content else ""
    if now in ("", content):
        return ""
    return (
        f"The data set {data} holds other pictures now ({now[:SHORT]}) than those this was measured with "
        f"({content[:SHORT]})."
    )


class HeldOutImages:
    """The held-out images of every requested data set, by its name.

    They are stored by folder, because a data set that was removed and added again has other images.
    """

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[str, int, int], LabelledImages]] = {}

    def of(self, data: str) -> LabelledImages | None:
        """Those that ship or are the user's own; ``None`` without any, and ``DataError`` where unreadable."""
        folder = folders.held_out(data)
        if folder is None:
            return None
        with guarded(DataError, f"The data set {folder} cannot be read"):
            status = folder.stat()
        identity = (str(folder), status.st_ino, status.st_mtime_ns)
        if data not in self._read or self._read[data][0] != identity:
            self._read[data] = (identity, read_labelled_images(folder, "t10k"))
        return self._read[data][1]
