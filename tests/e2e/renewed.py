"""How the probe makes a program as good as new, for tests that share one."""

from __future__ import annotations

from typing import Any

import msgspec

from playground.core.recipe import decode
from playground.ui.shell.desk import COLUMNS
from playground.ui.shell.window import Window
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.theme import themes

_SIZE = 1280, 800


class RenewQuestions:
    """Beginning anew without a start; mixed into the probe."""

    _window: Window
    _folds: dict[Fold, bool]

    def note_folds(self, _tab: object = None) -> None:
        """Remember what stands unfolded in a tab that has just been built."""
        for fold in self._window.findChildren(Fold):
            self._folds.setdefault(fold, fold.unfolded)

    def ask_renew(self, tab: str, state: dict[str, Any]) -> None:
        """Be as after a start on a session with this state of a tab.

        What stays: tabs and stages that were built, networks that were loaded, what labs have learned, and
        which lessons were tried.
        """
        window = self._window
        wanted = window.desk.tab_of(tab)
        assert wanted is not None
        for name, built in window.desk.tabs.items():
            built.player.pause()
            if built.guide is not None:
                built.guide.leave()
            if built is not wanted:
                built.restore(window._defaults[name])
        document = msgspec.json.encode({"kind": f"{tab}-tab", **state})
        wanted.restore(decode(document, (type(wanted.store.state),)))
        window.desk.visit(tab)
        window.desk.finish(tab)
        self._lay_out_anew()
        window.messages.clear()
        window.undo.clear()

    def _lay_out_anew(self) -> None:
        """The usual looks and sizes, everything folded as at first, and the keyboard with no control."""
        window = self._window
        window.commands["theme-system"].trigger()
        themes().set_scale(1.0)
        for fold in window.findChildren(Fold):
            fold.unfold(self._folds.get(fold, False))
        window._want_diagram(True)
        window.desk.set_columns(COLUMNS)
        window.resize(*_SIZE)
        window.move(0, 0)
        window.raise_()
        window.desk.setFocus()
