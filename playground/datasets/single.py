"""One picture of one's own as a model takes it: upright, on white, cropped and scaled to its shape."""

from __future__ import annotations

import io
from pathlib import Path

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular import open_regular
from playground.datasets.preparing import LARGEST_FILE, fitted, opened

Shape = tuple[int, int, int]


def read_picture(path: Path, shape: Shape) -> bytes:
    """The levels of a file's picture, channel by channel and row by row; raises ``DataError``."""
    with guarded(DataError, f"{path.name} cannot be opened"), open_regular(path, LARGEST_FILE) as file:
        return fitted(opened(file), shape).tobytes()


def pasted_picture(data: bytes, shape: Shape) -> bytes:
    """The same of a picture that was copied elsewhere, as PNG; raises ``DataError``."""
    with guarded(DataError, "What was copied cannot be pasted as a picture"):
        return fitted(opened(io.BytesIO(data)), shape).tobytes()
