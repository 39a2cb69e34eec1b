"""A remark of a line or two in the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt

from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import coloured
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.theme import themes

_ABOVE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Note(Restyled, Label):
    """A remark under a control, in less weight; a warning has the warning colour, and may offer a way out."""

    def __init__(self, name: str, least: int = 0) -> None:
        """``least`` lines have room, however little is said, so that what is below stays where it is."""
        super().__init__(name=name, wraps=True, align=_ABOVE)
        self._text, self._warning, self._least = "", False, least
        self.setVisible(least > 0)

    @property
    def words(self) -> str:
        """What is said, without its colour; empty where nothing is."""
        return self._text

    def say(self, text: str, *, warning: bool = False) -> None:
        """Show a text, or nothing."""
        if (text, warning) != (self._text, self._warning):
            self._text, self._warning = text, warning
            self._ink()

    def heightForWidth(self, width: int) -> int:
        """That of its lines, or of those that have room."""
        return max(super().heightForWidth(width), self._room)

    def minimumSizeHint(self) -> QSize:
        """The same of the least that it needs."""
        return super().minimumSizeHint().expandedTo(QSize(0, self._room))

    @property
    def _room(self) -> int:
        return self._least * self.fontMetrics().lineSpacing()

    def _ink(self) -> None:
        ink = themes().theme.warning if self._warning else themes().theme.muted
        self.setText(coloured(self._text, ink))
        self.setVisible(bool(self._text) or self._least > 0)
