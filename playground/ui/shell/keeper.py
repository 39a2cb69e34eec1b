"""Keeps the session: gathers it from the window, saves it a moment after a change, and gives it back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core.errors import RecipeError, SettingsError
from playground.core.recipe import Recipe, decode, retired
from playground.ui.shell.mishaps import mistakes_raised
from playground.ui.shell.session import Session, SessionFile
from playground.ui.tab import Tab
from playground.ui.timers import once

_AFTER_MS = 1500
_log = logging.getLogger(__name__)


class SessionKeeper(QObject):
    """Saves what ``gather`` gives, together with the tabs' states."""

    trouble = Signal(str)
    """One sentence; the same trouble is told once."""

    def __init__(
        self, file: SessionFile, session: Session, gather: Callable[[Session], Session], parent: QObject
    ) -> None:
        """``gather`` changes everything but the tabs' states in the session it is given."""
        super().__init__(parent)
        self._file = file
        self._states = dict(session.tabs)
        self._tabs: dict[str, Tab] = {}
        self._gather = gather
        self._told = ""
        self._timer = once(self, _AFTER_MS, self.save)

    def keep(self, name: str, tab: Tab) -> None:
        """Give a new tab the state it had, and keep the one it gets."""
        self._tabs[name] = tab
        if name in self._states:
            usual = tab.store.state
            try:
                with mistakes_raised():
                    tab.restore(decode(self._states[name], (type(usual),)))
                    notice = retired(self._states[name], (type(usual),))
            except Exception as error:  # noqa: BLE001 - whatever a session brings, the start goes on
                _log.warning("The last state of %s: %r", tab.title, error)
                why = f" {error.sentence}" if isinstance(error, RecipeError) else ""
                tab.store.load(usual)
                self._tell(
                    f"The last state of {tab.title} cannot be shown, so it starts anew.{why} "
                    f"{self._file.set_aside()}"
                )
            else:
                if notice:
                    self._tell(notice)
        tab.store.changed.connect(self.touch)

    def start_anew(self) -> None:
        """The session cannot be shown: set it aside and forget it."""
        self._states.clear()
        self._tell(f"The last session cannot be shown. {self._file.set_aside()}")

    def touch(self, *_: object) -> None:
        """Something changed: save in a moment, once for many changes."""
        if self._file.owned and not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Save now."""
        self._timer.stop()
        try:
            self._file.save(self.gathered)
        except SettingsError as error:
            self._tell(error.sentence)

    @property
    def gathered(self) -> Session:
        """Everything that is kept, as it is now."""
        return msgspec.structs.replace(self._gather(Session()), tabs=self._current())

    def _current(self) -> Mapping[str, msgspec.Raw]:
        return {**self._states, **{name: _written(tab.store.state) for name, tab in self._tabs.items()}}

    def _tell(self, sentence: str) -> None:
        _log.warning("%s", sentence)
        if sentence != self._told:
            self._told = sentence
            self.trouble.emit(sentence)


def _written(state: Recipe) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(state))
