"""A line or paragraph of text: what is shown is what the text says, unless it is our own rich text."""

from __future__ import annotations

from markupsafe import Markup
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from playground.core import plain_text
from playground.ui.widgets.plain import set_tip


class Label(QLabel):
    """Shows a ``str`` as it is, and a ``Markup`` as rich text; nothing is guessed.

    A piece of rich text that has become a ``str`` on its way shows its tags, and a foreign text that has tags
    does no more.
    """

    _wraps = False

    def __init__(
        self,
        text: str = "",
        *,
        name: str = "",
        tip: str = "",
        align: Qt.AlignmentFlag | None = None,
        wraps: bool = False,
        selectable: bool = False,
        shrinks: bool = False,
    ) -> None:
        """``name`` is the accessible one; what ``shrinks`` is as narrow as need be, however long the text."""
        super().__init__()
        self.said = ""
        """The text that was set, which is rich if that was."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(name)
        set_tip(self, tip)
        if align is not None:
            self.setAlignment(align)
        self.setWordWrap(wraps or self._wraps)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if shrinks:
            self.setMinimumWidth(1)
        if text:
            self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text; saying it once more costs nothing."""
        if text == self.said and isinstance(text, Markup) == isinstance(self.said, Markup):
            return
        self.said = text
        if isinstance(text, Markup):
            self.setTextFormat(Qt.TextFormat.RichText)
            super().setText(str(text))
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            super().setText(plain_text.text(text))
