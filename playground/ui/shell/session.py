"""The last session: what is kept, and the file it is kept in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from PySide6.QtCore import QLockFile

from playground.core.errors import ExportError, SettingsError
from playground.core.guard import guarded
from playground.core.recipe import Written
from playground.core.regular_files import read_regular, unreadable_reason
from playground.core.resources import Placement
from playground.export.atomic import write_file
from playground.ui.widgets.theme import Palette, Preference

FORMAT = "playground-session"
VERSION = 2
FILE = "session.json"
LOCK = "session.lock"
_MAX_BYTES = 20_000_000

Migration = Callable[[Written], Written]


def _vae_of_two_stages(document: Written) -> Written:
    """The VAE tab was its Images stage alone."""
    match document:
        case {"tabs": {"vae": {"kind": "vae-images", **images}, **others}}:
            vae = {"kind": "vae-tab", "images": {"kind": "vae-images", **images}}
            return {**document, "tabs": {**others, "vae": vae}}
    return document


_Name = Annotated[str, msgspec.Meta(max_length=200)]

Side = Annotated[int, msgspec.Meta(ge=0, le=32_767)]
"""Pixels of a window or of a part of it, of which Qt counts no more in earnest."""

MIGRATIONS: Mapping[int, Migration] = {1: _vae_of_two_stages}
"""By version, how a document of it becomes one of the next version."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """What comes back at the next start."""

    format: str = FORMAT
    version: int = VERSION
    tab: Annotated[str, msgspec.Meta(max_length=100)] = ""
    tabs: Annotated[dict[str, msgspec.Raw], msgspec.Meta(max_length=100)] = {}
    """The state of each visited tab as JSON."""
    size: tuple[Side, Side] = (0, 0)
    maximized: bool = False
    columns: Annotated[tuple[Side, ...], msgspec.Meta(max_length=10)] = ()
    """Widths of controls, views and explanation; 0 is folded away."""
    diagram: bool = True
    """Whether dataflows are seen where there is room."""
    simple: Annotated[dict[_Name, bool], msgspec.Meta(max_length=100)] | None = None
    """By tab, whether it shows few controls, as one does that is not named; in a session that does not say,
    all tabs show all."""
    theme: Preference = "system"
    palette: Palette = "usual"
    high_contrast: bool = False
    text_scale: Annotated[float, msgspec.Meta(ge=0.1, le=10.0)] = 1.0
    placement: Placement = Placement()
    done: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=1000)] = ()
    """Lessons that are done, and handles that have been dragged."""
    training: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """The training that is shown in the Studio."""


_BOOT: Written = {
    "kind": "vae-tab",
    "images": {"kind": "vae-images", "z": (-0.83, -1.15), "source": {"from": "held-out", "index": 537}},
}
"""A boot that is clear and its own code, where z = 0 lies between all classes."""

FIRST = Session(simple={}, tabs={"vae": msgspec.Raw(msgspec.json.encode(_BOOT))})
"""That of one who comes for the first time: little is shown, and something worth looking at."""


class SessionFile:
    """The session's file in one settings folder, which the first window to open it owns.

    A second window on the same folder starts from what the first saved, and its own session is not kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE
        self._lock = QLockFile(str(folder / LOCK))
        # A living owner is never robbed, however old its lock is; a dead one's lock is taken over at once.
        self._lock.setStaleLockTime(0)
        self._saved = b""

    @property
    def owned(self) -> bool:
        """Whether this window's session is kept."""
        return self._lock.isLocked()

    def claim(self) -> str:
        """Become the owner; gives the sentence for the user where that is not possible, else nothing."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return _not_kept(f"the settings folder {self._folder} cannot be made ({error.strerror})")
        lock = self._folder / LOCK
        # Qt would wait for what a pipe in the lock's place has to say.
        if os.path.lexists(lock) and not lock.is_file():
            return _not_kept(f"{lock} is no regular file")
        if self._lock.tryLock(0):
            return ""
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            return (
                "Another window is open on the same settings, so this window’s session will not be kept; "
                "the other window’s will."
            )
        return _not_kept(f"the settings folder {self._folder} cannot be written to")

    def load(self, new: Session = Session()) -> Session:  # noqa: B008 - it is frozen
        """The last session, or a ``new`` one where there is none.

        Raises :class:`SettingsError` when the file cannot be used; the owner has then set it aside.
        """
        try:
            return parse(read_regular(self._path, _MAX_BYTES))
        except (FileNotFoundError, NotADirectoryError):
            return new
        except OSError as error:
            reason = f"The last session {self._path} cannot be read: {unreadable_reason(error)}."
            raise SettingsError(f"{reason} {self.set_aside()}") from error
        except SettingsError as error:
            raise SettingsError(f"{error} {self.set_aside()}") from error

    def save(self, session: Session) -> None:
        """Write the session whole or not at all, if this window owns it; raises :class:`SettingsError`."""
        data = msgspec.json.format(msgspec.json.encode(session), indent=1)
        if not self.owned or data == self._saved:
            return
        try:
            write_file(self._path.resolve(), data, overwrite=True)
        except ExportError as error:
            raise SettingsError(_not_kept(error.sentence.rstrip("."))) from error
        self._saved = data

    def release(self) -> None:
        """Let another window own the session."""
        self._lock.unlock()

    def set_aside(self) -> str:
        """Give the file another name, if this window owns it and it is there; the sentence says which."""
        if not self.owned or not os.path.lexists(self._path):
            return "A new session was started."
        number = 1
        while (aside := self._path.with_name(f"{FILE}.broken-{number}")).exists():
            number += 1
        try:
            self._path.rename(aside)
            self._saved = b""
        except OSError as error:
            return f"A new session was started, and it could not be set aside ({error.strerror})."
        return f"It was set aside as {aside.name} and a new session was started."


def parse(data: bytes, migrations: Mapping[int, Migration] = MIGRATIONS, version: int = VERSION) -> Session:
    """Read a session's file, whatever version of this program wrote it; raises :class:`SettingsError`."""
    with guarded(SettingsError, "The last session’s file is damaged"):
        document = msgspec.json.decode(data, type=Written)
        found = document.get("version")
        if document.get("format") != FORMAT or type(found) is not int or found < 1:
            raise SettingsError("The last session’s file does not hold a session.")
        if found > version:
            raise SettingsError("The last session was saved by a newer version of this program.")
        for step in range(found, version):
            document = migrations[step](document)
            document["version"] = step + 1
        return msgspec.json.decode(msgspec.json.encode(document), type=Session)


def _not_kept(why: str) -> str:
    return f"This session will not be kept, because {why}."
