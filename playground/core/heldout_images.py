"""Held-out images of data sets, read once and kept for as long as their folder is the same one."""

from __future__ import annotations

from playground.core import folders
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.images import LabelledImages, read_labelled_images


class HeldOutImages:
    """Those of every data set that was asked for, by its name.

    A data set that was removed and added again has other images in another folder of the same name.
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
