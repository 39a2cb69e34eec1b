"""A line of text that says less where there is less room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize

from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import Document
from playground.ui.widgets.restyled import Fitted


class FittingLabel(Fitted, Label):
    """Shows the first of its texts, plain or rich, that fits into one line, or else the last."""

    def __init__(self, *, name: str = "", selectable: bool = False) -> None:
        super().__init__(name=name, selectable=selectable)
        self._texts: tuple[str, ...] = ()

    def set_texts(self, texts: Sequence[str]) -> None:
        """Say this: the longest first."""
        if tuple(texts) != self._texts:
            self._texts = tuple(texts)
            self._make_room()
            self.updateGeometry()

    @property
    def longest(self) -> str:
        """What is said where there is room for all of it."""
        return self._texts[0] if self._texts else ""

    def sizeHint(self) -> QSize:
        """No more than it needs: it takes what there is."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line with the last of the texts."""
        least = self._width_of(self._texts[-1]) if self._texts else 0
        return QSize(math.ceil(least), super().minimumSizeHint().height())

    def _make_room(self) -> None:
        fitting = (text for text in self._texts if self._width_of(text) <= self.width())
        self.setText(next(fitting, self._texts[-1] if self._texts else ""))

    def _width_of(self, text: str) -> float:
        document = Document()
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.set_text(text)
        return document.idealWidth()
