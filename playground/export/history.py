"""Pictures that were drawn, kept with their recipes in a folder that grows beyond a bound by pins alone."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import msgspec

from playground.core.errors import ExportError
from playground.core.frames import Frame
from playground.core.recipe import Recipe, identity, to_json
from playground.export.atomic import make_folder, write_file
from playground.export.images import png
from playground.export.pictures import Layout, arrange, pictures_of

MAX_PICTURES = 200
MAX_BYTES = 50_000_000
"""What is pinned counts, but is never let go."""
_PINNED, _PLAIN = ".pinned.png", ".png"
_NUMBER = re.compile(r"[0-8][0-9]{19}")
"""Of nanoseconds; one that begins with a 9 is none of ours, and leaves no number above it."""


class SavedImage(msgspec.Struct, frozen=True):
    """A picture that was kept."""

    path: Path
    pinned: bool


class History:
    """The pictures of a folder, a PNG file each, named by when they were drawn and what drew them."""

    def __init__(self, folder: Path, most: int = MAX_PICTURES, most_bytes: int = MAX_BYTES) -> None:
        self.folder, self._most, self._most_bytes = folder, most, most_bytes

    def kept(self) -> tuple[SavedImage, ...]:
        """All pictures, the newest first."""
        try:
            paths = sorted(self.folder.glob(f"*{_PLAIN}"), reverse=True)
        except OSError:
            return ()
        return tuple(SavedImage(path, path.name.endswith(_PINNED)) for path in paths)

    def add(self, frame: Frame, recipe: Recipe) -> Path:
        """Keep a result; one of the same recipe goes. Raises ``ExportError``, and then nothing was kept."""
        layout = Layout(spacing=1)
        document = to_json(recipe, {**frame.facts, **layout.facts()})
        data = png(arrange(pictures_of(frame), layout)[0], document)
        key = identity(recipe)[:12]
        same = [one for one in self.kept() if one.path.name.split(".")[0].endswith(key)]
        end = _PINNED if any(one.pinned for one in same) else _PLAIN
        path = write_file(make_folder(self.folder) / f"{self._number():020d}-{key}{end}", data)
        for one in same:
            one.path.unlink(missing_ok=True)
        self._let_go()
        return path

    def _number(self) -> int:
        """When it was drawn, or the next number after the newest, where the clock was put back."""
        numbers = (one.path.name.partition("-")[0] for one in self.kept())
        newest = max((int(each) for each in numbers if _NUMBER.fullmatch(each)), default=0)
        return max(time.time_ns(), newest + 1)

    def pin(self, kept: SavedImage, pinned: bool) -> SavedImage:
        """Keep a picture for ever, or only for as long as there is room; raises ``ExportError``."""
        name = kept.path.name.split(".")[0] + (_PINNED if pinned else _PLAIN)
        try:
            kept.path.rename(kept.path.with_name(name))
        except OSError as error:
            raise ExportError(
                f"{kept.path} cannot be renamed: {(error.strerror or str(error)).lower()}."
            ) from error
        return SavedImage(kept.path.with_name(name), pinned)

    def _let_go(self) -> None:
        """Delete images from the oldest on, except pinned ones, until both bounds hold."""
        kept = self.kept()
        sizes = {one.path: _size(one.path) for one in kept}
        count, total = len(kept), sum(sizes.values())
        for one in reversed(kept[1:]):
            if count <= self._most and total <= self._most_bytes:
                return
            if not one.pinned:
                one.path.unlink(missing_ok=True)
                count, total = count - 1, total - sizes[one.path]


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - the path may be gone
    except OSError:
        return 0
