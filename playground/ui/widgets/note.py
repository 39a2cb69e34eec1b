"""A remark of a line or two in the window."""

from __future__ import annotations

from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import coloured
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.theme import themes


class Note(Restyled, Label):
    """A remark under a control, in less weight; a warning has the warning colour, and may offer a way out."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, wraps=True)
        self._text, self._warning = "", False
        self.hide()

    @property
    def words(self) -> str:
        """What is said, without its colour; empty where nothing is."""
        return self._text

    def say(self, text: str, *, warning: bool = False) -> None:
        """Show a text, or nothing."""
        if (text, warning) != (self._text, self._warning):
            self._text, self._warning = text, warning
            self._ink()

    def _ink(self) -> None:
        ink = themes().theme.warning if self._warning else themes().theme.muted
        self.setText(coloured(self._text, ink))
        self.setVisible(bool(self._text))
