"""A folder of pictures: its sub-folders are classes, and ``train`` and ``test`` in it are parts."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
from PIL import Image

from playground.core import plain_text
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.progress import Heed, unheeded
from playground.core.regular_files import open_regular, unreadable_reason
from playground.datasets.preparing import LARGEST_FILE, opened
from playground.datasets.source import Item, Notes, Part, SourceGoneError, check_classes

SUFFIXES = frozenset((
    ".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm",
))  # fmt: skip
MOST_FILES = 1_000_000
_OFTEN = 400
"""Files that are met between two looks whether anybody waits for them."""
_PARTS: dict[str, Part] = {
    "train": "train",
    "test": "test",
    "val": "test",
    "valid": "test",
    "validation": "test",
}


T = TypeVar("T")


class _Found(msgspec.Struct, frozen=True, gc=False):
    path: str
    label: int
    part: Part


class FolderSource:
    """The pictures of a folder; raises ``DataError`` where it cannot be looked through.

    Links to folders are not followed: they may lead out of it, or back. Class folders that differ only in
    capitals, or in how an accent is written, are one class. With ``classes`` false, sub-folders mean nothing.
    ``heed`` is called often while the files are looked for.
    """

    licence = ""

    def __init__(self, folder: Path, *, classes: bool = True, heed: Heed = unheeded) -> None:
        self._folder, self._heed = folder, heed
        self._notes = Notes()
        self._passed = 0
        self.title = folder.resolve().name
        parts, self.has_parts = self._parts()
        self._names: dict[str, str] = {}
        self._joined: set[str] = set()
        pictures = [(path, name, part) for place, part in parts for path, name in self._below(place, classes)]
        beside = sum(name is None for _, name, _ in pictures)
        if len(self._names) == 1:
            # All in one folder is no class, and one folder among pictures is none either.
            (only,) = self._names.values()
            if beside:
                self._notes.add(
                    f"One folder, {only}, among pictures is no class: all are taken, and none has a class."
                )
            self._names.clear()
        elif self._names and beside:
            self._notes.add(
                f"{beside:,} picture{'s lie' if beside > 1 else ' lies'} beside the folders of the classes: "
                "left out."
            )
            pictures = [each for each in pictures if each[1] is not None]
        check_classes(folder, len(self._names))
        # Numbered by their names in order, whichever part they were met in first.
        order = {key: number for number, key in enumerate(sorted(self._names))}
        self.labels = tuple(plain_text.line(self._names[key]) for key in sorted(self._names))
        self._found = [
            _Found(path, order.get(name or "", 0), part) for path, name, part in self._heeding(pictures)
        ]
        if self._passed:
            files = "files that are no pictures were" if self._passed > 1 else "file that is no picture was"
            self._notes.add(f"{self._passed:,} {files} passed over.")

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not followed or not used."""
        return tuple(self._notes.lines(len(self._notes.first)))

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index: int, /) -> Item:
        found = self._found[index]
        return Item(found.path, found.label, found.part, lambda: self._read(found.path))

    def _read(self, path: str) -> Image.Image:
        try:
            with (
                guarded(DataError, f"{path} was left out"),
                open_regular(self._folder / path, LARGEST_FILE) as file,
            ):
                return opened(file)
        except DataError as error:
            # A disk that was pulled out leaves no picture out: they all are.
            if os.path.isdir(self._folder):  # noqa: PTH112 - that of paths raises where a disk fails
                raise
            gone = f"The folder {self._folder} is no longer there; nothing was made of its pictures."
            raise SourceGoneError(gone) from error

    def _parts(self) -> tuple[list[tuple[str, Part]], bool]:
        """The folders to look through, the test part first, and whether both parts are there."""
        try:
            entries = sorted(os.scandir(self._folder), key=lambda entry: entry.name)
            there = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        except OSError as error:
            raise DataError(
                f"The folder {self._folder} cannot be read: {unreadable_reason(error)}."
            ) from error
        named = {name: _PARTS[name.lower()] for name in sorted(there) if name.lower() in _PARTS}
        if "train" not in named.values():
            return [("", "")], False
        for name in sorted(there - set(named)):
            self._notes.add(f"The folder {name} lies beside the training part: left out.")
        beside = sum(entry.name not in there and is_picture(entry.name) for entry in entries)
        if beside:
            self._notes.add(
                f"{beside:,} picture{'s lie' if beside > 1 else ' lies'} beside the training part: left out."
            )
        if "test" in {name.lower() for name in named}:
            # Where there is a test part, a validation part is there to choose by, which training may.
            named = {name: "test" if name.lower() == "test" else "train" for name in named}
        parts = sorted(named.items(), key=lambda each: each[1])
        return parts, len(set(named.values())) == 2

    def _below(self, place: str, classes: bool) -> Iterator[tuple[str, str | None]]:
        """Paths of pictures below a folder with the keys of their classes, ``None`` for what has none."""
        for path in self._walk(place):
            # With strings: there may be a million of them, and a window waits beside.
            first, inside, _ = path.removeprefix(f"{place}/" if place else "").partition("/")
            yield path, self._class(first) if classes and inside else None

    def _class(self, name: str) -> str:
        key = unicodedata.normalize("NFC", name).casefold()
        known = self._names.setdefault(key, name)
        if known != name and name not in self._joined:
            self._joined.add(name)
            self._notes.add(f"The folders {known} and {name} have the same name but for capitals: one class.")
        return key

    def _walk(self, place: str) -> Iterator[str]:
        """Paths of all files with a picture's suffix, in the order of their names."""
        left, count = [place], 0
        while left:
            folder = left.pop()
            deeper: list[str] = []
            for entry in self._heeding(self._entries(folder)):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.name.startswith(".") or entry.name == "__MACOSX":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    deeper.append(path)
                elif self._is_file(entry, path):
                    count += 1
                    if count > MOST_FILES:
                        raise DataError(
                            f"{self._folder} holds more than {MOST_FILES:,} pictures, too many for one set."
                        )
                    yield path
            left += reversed(deeper)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder / folder) as entries:
                return sorted(self._heeding(entries), key=lambda entry: entry.name)
        except OSError as error:
            self._notes.add(f"The folder {folder or self._folder} was left out: {unreadable_reason(error)}.")
            return []

    def _heeding(self, items: Iterable[T]) -> Iterator[T]:
        for met, item in enumerate(items, 1):
            if met % _OFTEN == 0:
                self._heed()
            yield item

    def _is_file(self, entry: os.DirEntry[str], path: str) -> bool:
        """Whether this is a picture by its name: a plain file, or a link to one."""
        try:
            if entry.is_symlink() and entry.is_dir():
                self._notes.add(f"The link {path} leads to a folder and was not followed.")
                return False
        except OSError as error:
            self._notes.add(f"The link {path} was left out: {unreadable_reason(error)}.")
            return False
        if not is_picture(entry.name):
            self._passed += 1
            return False
        return True


def is_picture(name: str) -> bool:
    """Whether a file is a picture by its name."""
    stem, _, suffix = name.rpartition(".")
    return bool(stem) and f".{suffix.lower()}" in SUFFIXES
