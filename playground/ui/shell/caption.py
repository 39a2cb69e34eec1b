"""What stands under a presented stage: the title of a lesson or a panel, and what there is to say of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.ui.explain.prose import Prose
from playground.ui.widgets.label import Label
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.restyled import Fitted

_TITLE = 1.3
"""Letters of the title, in those of the text."""
_MARGINS = 16, 6, 16, 10
_WIDEST = 0.36
"""What the caption may take of the window's height."""


class Caption(Fitted, QWidget):
    """A title with the place in the order at its right, and a text in as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Heading(times=_TITLE, name="Title")
        self.place = Label(name="Place among the lessons", align=Qt.AlignmentFlag.AlignRight)
        self.text = Prose("")
        self.setAccessibleName("Caption")
        head = across((self.title, 1), self.place)
        lay_out(self, down(head, (self.text, 1), spacing=2), margins=_MARGINS)

    def tell(self, title: str, text: str, place: str = "") -> None:
        """Say something else; ``text`` is Markdown of our own."""
        self.title.setText(title)
        self.place.setText(place)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self._fit_letters()

    def _fit_letters(self) -> None:
        left, top, right, bottom = _MARGINS
        text = 2 + self.text.heightForWidth(self.width() - left - right) if self.text.text() else 0
        height = top + self.title.sizeHint().height() + text + bottom
        self.setFixedHeight(min(height, round(_WIDEST * self.window().height())))
