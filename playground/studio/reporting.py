"""What a training's process tells, seldom enough to cost nothing, and the wishes that it looks at."""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from pathlib import Path
from typing import Any

import msgspec

from playground.core.errors import DataError, ExportError
from playground.studio import training_folders
from playground.studio.training_folders import Asked, Report, Stage

SELDOM = 0.7
"""Seconds between two tellings, and between two looks at what is asked."""


class StopAskedError(Exception):
    """Somebody asked the training to stop."""


def lacks_memory(error: Exception) -> bool:
    """Whether an error says that there is too little memory, of which PyTorch has its own."""
    own = type(error).__name__ == "OutOfMemoryError" or "allocate memory" in str(error)
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and own)


def note(error: Exception) -> None:
    """Write down where an error came from, for whoever mends it; there may be no room for that."""
    with contextlib.suppress(OSError):
        traceback.print_exception(error)


class Reporter:
    """Writes ``report.json`` of a folder, and reads its ``asked.json``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has_its_model = False
        """Whether the model is written that the training ends with."""
        try:
            self.report = training_folders.report_of(folder)
        except DataError:
            self.report = Report()
        self._wrote = self._looked = -SELDOM
        self._asked = Asked()
        self._unsaid = False

    def tell(self, **changes: Any) -> None:
        """Say something new, now or with what is said next, which it is, too, where it cannot be written."""
        self.report = msgspec.structs.replace(self.report, **changes)
        self._unsaid = True
        self._say()

    def _say(self) -> None:
        now = time.monotonic()
        if self._unsaid and now - self._wrote >= SELDOM:
            self._wrote = now
            with contextlib.suppress(ExportError):
                self._write()

    def _write(self) -> None:
        training_folders.write_report(self.folder, self.report)
        self._unsaid = False

    def stage(self, stage: Stage, sentence: str, **changes: Any) -> None:
        """Say at once that another stage has begun; what is asked is looked at anew, too."""
        self._looked = -SELDOM
        self._wrote = -SELDOM
        self.tell(stage=stage, sentence=sentence, **changes)

    def end(self, stage: Stage, sentence: str, **changes: Any) -> None:
        """Say how it ended, if need be over what was said before: a full disk has that much room."""
        changes = {"stage": stage, "sentence": sentence, "seconds_left": None, **changes}
        self.report = msgspec.structs.replace(self.report, **changes)
        self._looked = -SELDOM
        try:
            self._write()
        except ExportError:
            _overwrite(self.folder / training_folders.REPORT, msgspec.json.encode(self.report))

    def asked(self) -> Asked:
        """What is asked of the process; what cannot be read is not asked. What is still unsaid is said.

        Raises ``DataError`` where the folder is gone: nobody could see the training or ask it to stop.
        """
        self._say()
        now = time.monotonic()
        if now - self._looked >= SELDOM:
            self._looked = now
            if not (self.folder / training_folders.PLAN).exists():
                raise DataError(f"{self.folder} is no longer there, and so its training ends.")
            with contextlib.suppress(DataError):
                self._asked = training_folders.asked_of(self.folder)
        return self._asked


def _overwrite(path: Path, data: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            os.write(handle, data)
            os.ftruncate(handle, len(data))
        finally:
            os.close(handle)
    except OSError:
        pass  # the folder is gone, or was never written: nobody can be told
