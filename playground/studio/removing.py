"""Removing a training: all at once, and its model stays."""

from __future__ import annotations

from playground.core import leftovers
from playground.core.errors import DataError
from playground.studio import kept
from playground.zoo.lock import is_held


def remove(name: str) -> None:
    """Remove a training on which no process works; raises ``DataError``."""
    folder = kept.folder_of(name)
    if is_held(folder):
        raise DataError(f"The training {name} is at work; stop it first.")
    try:
        with leftovers.new_folder(folder.parent) as gone:
            folder.rename(gone / name)
    except OSError as error:
        raise DataError(f"{folder} cannot be removed: {(error.strerror or str(error)).lower()}.") from error
