"""A model's files are checked against its card before anything opens them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from playground.core.cards import Card, ModelFile
from playground.core.errors import ModelFileError

MAX_BYTES = 4 << 30
_CHUNK = 1 << 20
_REPAIR = "copy the model’s folder again or reinstall the program"


class FileChecker:
    """Checks files by size and SHA-256, reading each file once for as long as it stays untouched."""

    def __init__(self) -> None:
        self._digests: dict[tuple[Path, int, int, int], str] = {}

    def check(self, card: Card, folder: Path) -> None:
        """Raise :class:`ModelFileError` unless every file that the card lists is there and unchanged."""
        for file in card.files:
            self._check_file(file, card, folder)

    def _check_file(self, file: ModelFile, card: Card, folder: Path) -> None:
        path = folder / file.path
        try:
            if path.resolve().parent != folder.resolve():
                raise ModelFileError(
                    f"The model file {path} is a link to a place outside its model’s folder."
                )
            if not path.is_file():
                raise ModelFileError(f"The model file {path} is missing; {_REPAIR}.")
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise ModelFileError(f"The model file {path} is larger than {MAX_BYTES >> 30} GiB.")
            digest = self._digest(path) if size == file.bytes else ""
            other = _swapped_with(file, card, digest or self._digest(path))
        except OSError as error:
            raise ModelFileError(
                f"The model file {path} cannot be read: {error.strerror or error}."
            ) from error
        if digest == file.sha256.lower():
            return
        if other:
            raise ModelFileError(
                f"The model file {path} was swapped: it holds what “{other}” should; {_REPAIR}."
            )
        if size < file.bytes:
            why = f"is cut off: it has {size} bytes instead of {file.bytes}"
        elif size > file.bytes:
            why = f"has been changed: it has {size} bytes instead of {file.bytes}"
        else:
            why = "has been changed: its SHA-256 is not the one in the model card"
        raise ModelFileError(f"The model file {path} {why}; {_REPAIR}.")

    def _digest(self, path: Path) -> str:
        status = path.stat()
        identity = (path, status.st_size, status.st_mtime_ns, status.st_ino)
        if identity not in self._digests:
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
            self._digests[identity] = digest.hexdigest()
        return self._digests[identity]


def _swapped_with(file: ModelFile, card: Card, digest: str) -> str:
    same = (other.path for other in card.files if other.sha256.lower() == digest and other.path != file.path)
    return "" if digest == file.sha256.lower() else next(same, "")
