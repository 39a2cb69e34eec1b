"""Lines of text that lay nothing out anew and push no neighbour about while they say other things."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import Document
from playground.ui.widgets.restyled import Fitted


class StillLabel(Fitted, QWidget):
    """Holds a label, and asks for room only where it needs other room than before.

    A label of Qt's has the whole window laid out anew with each text that it is given. This one holds such a
    label without a layout, so that a number that runs while one drags or plays costs its own line alone.
    """

    def __init__(
        self, *, name: str = "", align: Qt.AlignmentFlag | None = None, selectable: bool = False
    ) -> None:
        super().__init__()
        self.line = Label(name=name, align=align, selectable=selectable)
        self.line.setParent(self)
        self._least = QSize()

    def text(self) -> str:
        """What is said."""
        return self.line.text()

    def setText(self, text: str) -> None:
        """Say this."""
        self.line.setText(text)
        self._ask_for_room()

    def sizeHint(self) -> QSize:
        """No more than it needs."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line with its text."""
        return self.line.minimumSizeHint()

    def _fit_letters(self) -> None:
        self.line.setGeometry(self.rect())
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        least = self.minimumSizeHint()
        if least != self._least:
            self._least = least
            self.updateGeometry()


class RoomyLabel(StillLabel):
    """Is as wide as the widest text that it usually shows, in letters of any size."""

    def __init__(self, widest: str, *, align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__(align=align)
        self._widest = widest

    def minimumSizeHint(self) -> QSize:
        """Room for the widest text, or for the one that is there: nothing is cut."""
        widest = self.fontMetrics().horizontalAdvance(self._widest)
        return super().minimumSizeHint().expandedTo(QSize(widest, 0))


_ZEROED = str.maketrans("123456789", "000000000")
_REMEMBERED = 64


class FittingLabel(StillLabel):
    """Shows the first of its texts, plain or rich, that fits into one line, or else the last."""

    def __init__(self, *, name: str = "", selectable: bool = False) -> None:
        super().__init__(name=name, selectable=selectable)
        self._texts: tuple[str, ...] = ()
        self._widths: dict[tuple[str, bool], float] = {}
        self._heights: dict[tuple[str, bool], int] = {}

    def set_texts(self, texts: Sequence[str]) -> None:
        """Say this: the longest first."""
        if tuple(texts) != self._texts:
            self._texts = tuple(texts)
            self._say()

    @property
    def longest(self) -> str:
        """What is said where there is room for all of it."""
        return self._texts[0] if self._texts else ""

    def minimumSizeHint(self) -> QSize:
        """One line with the last of the texts, whatever digits there are in it."""
        least = self._width_of(self._texts[-1]) if self._texts else 0
        return QSize(math.ceil(least), self._line_height())

    def changeEvent(self, event: QEvent) -> None:
        self._forget()
        super().changeEvent(event)

    def _fit_letters(self) -> None:
        super()._fit_letters()
        self._say()

    def _say(self) -> None:
        fitting = (text for text in self._texts if self._width_of(text) <= self.width())
        self.setText(next(fitting, self._texts[-1] if self._texts else ""))

    def _forget(self) -> None:
        self._widths.clear()
        self._heights.clear()

    def _line_height(self) -> int:
        said = _kind(self.line.said)
        if said not in self._heights:
            self._heights[said] = self.line.minimumSizeHint().height()
        return self._heights[said]

    def _width_of(self, text: str) -> float:
        """In the letters of now; digits are all as wide."""
        zeroed, rich = _kind(text)
        if (zeroed, rich) not in self._widths:
            if len(self._widths) >= _REMEMBERED:
                self._forget()
            document = Document()
            document.setDefaultFont(self.font())
            document.setDocumentMargin(0)
            document.set_text(zeroed)
            self._widths[zeroed, rich] = document.idealWidth()
        return self._widths[zeroed, rich]


def _kind(text: str) -> tuple[str, bool]:
    """What its size depends on."""
    return text.translate(_ZEROED), isinstance(text, Markup)
