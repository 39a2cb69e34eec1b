"""Which models of others a person has allowed: by what their cards say, files' hashes included.

A model is *foreign* if it did not come with the program. The window runs none that nobody has allowed; a
command runs what it is told to, and says so.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.card_toml import encode_card
from playground.core.cards import Card
from playground.core.errors import ExportError, SettingsError, UntrustedModelError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular
from playground.export.atomic import make_folder, write_file
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import Entry, catalogue

FILE = "trusted-models.json"
FORMAT = 1
_MAX_BYTES = 1_000_000


class Trusted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model that was allowed: its fingerprint counts, all else says which one that was."""

    fingerprint: str
    name: str
    folder: str
    date: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: int
    models: tuple[Trusted, ...]


_decoder = msgspec.json.Decoder(_File)


def fingerprint(card: Card) -> str:
    """SHA-256 of all that a card says, which includes the hashes of the model's files.

    No file is loaded whose hash is not the one in the card, so that another file needs another card.
    """
    return hashlib.sha256(encode_card(card)).hexdigest()


class TrustStore:
    """What was allowed, in one small file; of several processes each reads what the others wrote."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is that of the settings, where it is another than usual."""
        self.path = (folder or folders.user_settings()) / FILE
        self._shipped: frozenset[str] | None = None
        self._read: tuple[tuple[int, int] | None, tuple[Trusted, ...]] = (None, ())
        self._prints: dict[int, tuple[Entry, str]] = {}

    def models(self) -> tuple[Trusted, ...]:
        """All that was allowed; raises :class:`SettingsError` where that cannot be read."""
        with guarded(SettingsError, f"The list of trusted models {self.path} cannot be used"):
            try:
                content = read_regular(self.path, _MAX_BYTES)
            except (FileNotFoundError, NotADirectoryError):
                return ()
            found = _decoder.decode(content)
            if found.format != FORMAT:
                raise SettingsError(
                    f"The list of trusted models {self.path} is of the format {found.format}, but this "
                    f"program reads {FORMAT}."
                )
        return found.models

    def mend(self) -> str:
        """Set a damaged file aside, and give the sentence that says so; empty where it is sound."""
        try:
            self.models()
        except SettingsError as error:
            return f"{error.sentence} {self._set_aside()}"
        return ""

    def trusts(self, entry: Entry) -> bool:
        """Whether a model may be used unasked: it came with the program, or was allowed as it is now."""
        own = self.print_of(entry)
        return not self.is_foreign(entry) or self.knows(own)

    def is_foreign(self, entry: Entry) -> bool:
        """Whether a model did not come with the program; a copy of one that did is none."""
        if entry.folder.resolve().parent == folders.shipped_models().resolve():
            return False
        if self._shipped is None:
            shipped = catalogue((folders.shipped_models(),), rules()).entries
            self._shipped = frozenset(fingerprint(each.card) for each in shipped)
        return self.print_of(entry) not in self._shipped

    def trust(self, entry: Entry) -> None:
        """Allow a model from now on; raises :class:`SettingsError` where that cannot be kept."""
        self.allow(self.print_of(entry), entry.card.name, str(entry.folder))

    def allow(self, fingerprint: str, name: str, folder: str) -> None:
        """Allow what has this fingerprint; raises :class:`SettingsError` where that cannot be kept."""
        date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        added = Trusted(fingerprint=fingerprint, name=name, folder=folder, date=date)
        others = (each for each in self.models() if each.fingerprint != fingerprint)
        self._write((*others, added))

    def check_writable(self) -> None:
        """Raise :class:`SettingsError` where nothing could be allowed now."""
        self._write(self.models())

    def knows(self, fingerprint: str) -> bool:
        """Whether what has this fingerprint was allowed."""
        return any(each.fingerprint == fingerprint for each in self._known())

    def distrust(self, wanted: Callable[[Trusted], bool]) -> int:
        """Allow those no longer that are ``wanted``; gives their number. Raises :class:`SettingsError`."""
        known = self.models()
        kept = tuple(each for each in known if not wanted(each))
        if len(kept) < len(known):
            self._write(kept)
        return len(known) - len(kept)

    def print_of(self, entry: Entry) -> str:
        """The fingerprint of a model, computed once for as long as its card is the same object."""
        if id(entry) not in self._prints:
            self._prints[id(entry)] = (entry, fingerprint(entry.card))
        return self._prints[id(entry)][1]

    def _known(self) -> tuple[Trusted, ...]:
        """All that was allowed, read again when the file has changed; none where it cannot be read."""
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if self._read[0] != stamp:
                self._read = (stamp, self.models())
        except (OSError, SettingsError):
            self._read = (None, ())
        return self._read[1]

    def _write(self, models: tuple[Trusted, ...]) -> None:
        content = msgspec.json.format(msgspec.json.encode(_File(format=FORMAT, models=models)), indent=1)
        try:
            make_folder(self.path.parent)
            write_file(self.path, content + b"\n", overwrite=True)
        except ExportError as error:
            raise SettingsError(error.sentence) from error

    def _set_aside(self) -> str:
        number = 1
        while (aside := self.path.with_name(f"{FILE}.broken-{number}")).exists():
            number += 1
        try:
            self.path.replace(aside)
        except OSError:
            return "No model of others is trusted meanwhile."
        return f"It is now called {aside.name}, and every model of others is asked about anew."


class Gate:
    """Lets models pass that a person has allowed."""

    def __init__(self, store: TrustStore) -> None:
        self._store = store
        self._told: set[str] = set()

    def refuse(self, entry: Entry) -> None:
        """Raise :class:`UntrustedModelError` for a model that nobody has allowed."""
        if not self._store.trusts(entry):
            raise UntrustedModelError(
                f"The model {entry.card.title} did not come with the program, and is not used until you have "
                "allowed it in its tab.",
                entry.card.name,
            )

    def telling(self, notice: Callable[[str], None]) -> Callable[[Entry], None]:
        """Let every model pass, and say of each that nobody has allowed, once, that it is foreign."""

        def admit(entry: Entry) -> None:
            if entry.card.name not in self._told and not self._store.trusts(entry):
                self._told.add(entry.card.name)
                where = f"The model {entry.card.name} in {entry.folder}"
                notice(f"{where} is foreign: it did not come with the program.")

        return admit
