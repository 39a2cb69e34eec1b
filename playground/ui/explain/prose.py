"""A paragraph or more of Markdown in the theme's colours."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QSizePolicy

from playground.ui.widgets.fold import Fold

_TERM = "term:"
_CONDITION = "|\N{WORD JOINER}z"
"""Qt would break a line after the bar of p(x|z)."""


def plain_in_prose(text: str) -> str:
    """A text of others for a sentence in Markdown: it stands there as it is, in one line."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


class Prose(QLabel):
    """Shows Markdown; a link to ``term:kl`` points at a term of an equation, any other opens outside."""

    term_hovered = Signal(str)
    """The term whose link is under the mouse; empty when there is none."""

    term_clicked = Signal(str)

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.MarkdownText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )  # fmt: skip
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(markdown.replace("|z", _CONDITION))
        self.linkActivated.connect(self._follow)
        self.linkHovered.connect(self._hover)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font: colours of links and room between paragraphs are fixed when text is set."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            text = self.text()
            self.setText("")
            self.setText(text)

    def _follow(self, link: str) -> None:
        if link.startswith(_TERM):
            self.term_clicked.emit(link.removeprefix(_TERM))
        else:
            QDesktopServices.openUrl(QUrl(link))

    def _hover(self, link: str) -> None:
        self.term_hovered.emit(link.removeprefix(_TERM) if link.startswith(_TERM) else "")


def folded(title: str, prose: Prose, about: str) -> Fold:
    """A text that one unfolds by its title; a screen reader hears what it is about, too."""
    fold = Fold(title, name=f"{title}: {about}")
    fold.body.addWidget(prose)
    return fold
