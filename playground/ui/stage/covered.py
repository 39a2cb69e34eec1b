"""A view, or a sentence in its place that says why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.pages import Pages

_MARGIN = 24


class Covered(Pages):
    """Shows its view unless there is a sentence to be shown instead."""

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        self.view = view
        self.notice = Label(
            name="Why nothing is shown", align=Qt.AlignmentFlag.AlignCenter, wraps=True, selectable=True
        )
        self.notice.setMargin(_MARGIN)
        self.notice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.addWidget(view)
        self.addWidget(self.notice)

    def minimumSizeHint(self) -> QSize:
        """What the view needs, shown or not."""
        return self.view.minimumSizeHint().expandedTo(self.view.minimumSize())

    @property
    def covered(self) -> bool:
        """Whether the sentence is shown."""
        return self.currentWidget() is self.notice

    def cover(self, sentence: str) -> None:
        """Show this in place of the view; the view again where it is empty."""
        self.notice.setText(sentence)
        self.setCurrentWidget(self.notice if sentence else self.view)
