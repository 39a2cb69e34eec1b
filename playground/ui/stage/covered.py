"""A view, or a sentence in its place that says why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.pages import Pages

_MARGIN = 24


class Covered(Pages):
    """Shows its view unless there is a sentence to be shown instead."""

    def __init__(self, view: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.notice = view, Label()
        self.notice.setWordWrap(True)
        self.notice.setMargin(_MARGIN)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice.setAccessibleName("Why nothing is shown")
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The place is as large as the view needs, and no larger for a long sentence.
        self.notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.addWidget(view)
        self.addWidget(self.notice)

    @property
    def covered(self) -> bool:
        """Whether the sentence is shown."""
        return self.currentWidget() is self.notice

    def cover(self, sentence: str) -> None:
        """Show this in place of the view; the view again where it is empty."""
        self.notice.setText(sentence)
        self.setCurrentWidget(self.notice if sentence else self.view)
