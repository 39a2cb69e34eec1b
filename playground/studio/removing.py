"""Removing a training: all at once, and its model with it where that is wanted."""

from __future__ import annotations

import contextlib
from pathlib import Path

from playground.core import folders, leftovers
from playground.core.errors import CardError, DataError, SettingsError
from playground.export.trust import TrustStore
from playground.paradigms.cards import read_card
from playground.studio import training_folders
from playground.zoo.lock import is_held


def remove(name: str, *, model: bool = False) -> None:
    """Remove a training on which no process works, and its ``model``; raises ``DataError``."""
    folder = training_folders.folder_of(name)
    if is_held(folder):
        raise DataError(f"The training {name} is at work; stop it first.")
    if model and (made := model_of(folder)) is not None:
        _take_away(made)
        with contextlib.suppress(SettingsError):
            TrustStore().distrust(lambda known: known.folder == str(made))
    _take_away(folder)


def model_of(folder: Path) -> Path | None:
    """The folder of the model that the training in a folder has written; ``None`` where there is none."""
    with contextlib.suppress(DataError, CardError):
        written = training_folders.report_of(folder).model
        found = folders.user_data() / "models" / folder.name
        # Another model may have got its name since.
        if written == folder.name and read_card(found).data.startswith(
            training_folders.plan_of(folder).data[:36]
        ):
            return found
    return None


def _take_away(folder: Path) -> None:
    try:
        with leftovers.new_folder(folder.parent) as gone:
            folder.rename(gone / folder.name)
    except OSError as error:
        raise DataError(f"{folder} cannot be removed: {(error.strerror or str(error)).lower()}.") from error
