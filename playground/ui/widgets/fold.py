"""A headed part of a panel that can be folded away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.ui.widgets.icons import icon
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.lines import broken
from playground.ui.widgets.restyled import Fitted, Restyled


class Fold(Restyled, QWidget):
    """A heading, and under it a layout ``body`` that is shown or not."""

    toggled = Signal(bool)

    turning = Signal(bool)
    """The same, while all is still where it was."""

    filled = Signal(QWidget)
    """The content that was to be made later is there."""

    def __init__(self, title: str, *, unfolded: bool = False, name: str = "") -> None:
        """A screen reader calls it by ``name``, where that says more than the title."""
        super().__init__()
        self._heading = _Heading(title)
        self._heading.setAccessibleName(name or title)
        self._make: Callable[[], QWidget] | None = None
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 4, 0, 0)
        lay_out(self, down(self._heading, self._content, spacing=0))
        self._heading.toggled.connect(self._show)
        self._heading.setChecked(unfolded)
        self._show(unfolded)

    def fill_later(self, make: Callable[[], QWidget]) -> None:
        """Have this in the body, made when it is first unfolded: many never are."""
        self._make = make

    @property
    def unfolded(self) -> bool:
        """Whether the content is shown."""
        return self._heading.isChecked()

    def unfold(self, unfolded: bool = True) -> None:
        """Show the content, or hide it."""
        self._heading.setChecked(unfolded)

    def mark(self, sign: str, words: str) -> None:
        """Let a sign stand after the title, which these words tell to a screen reader."""
        self._heading.mark(sign)
        self._heading.setAccessibleDescription(words)

    def _show(self, unfolded: bool) -> None:
        if unfolded and self._make is not None:
            content, self._make = self._make(), None
            self.body.addWidget(content)
            self.filled.emit(content)
        self.turning.emit(unfolded)
        self._content.setVisible(unfolded)
        self._ink()
        self.toggled.emit(unfolded)

    def _ink(self) -> None:
        self._heading.setIcon(icon("down" if self.unfolded else "right", self.palette()))


class _Heading(Fitted, QToolButton):
    """A title, in more than one line where it is too long, beside the sign that it is open or not."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = self._name = title
        self.setText(title)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def mark(self, sign: str) -> None:
        """Let a sign stand after the title."""
        title = f"{self._name} {sign}".rstrip()
        if title != self._title:
            self._title = title
            self._fit_letters()

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word needs it."""
        widest = max(map(self.fontMetrics().horizontalAdvance, self._title.split()), default=0)
        return QSize(widest + self._around(), self.sizeHint().height())

    def _around(self) -> int:
        """What the sign and the frame take of the width."""
        lines = self.text().split("\n")
        return self.sizeHint().width() - max(map(self.fontMetrics().horizontalAdvance, lines))

    def _fit_letters(self) -> None:
        self.setText("\n".join(broken(self._title, self.fontMetrics(), self.width() - self._around())))


def unfold_above(widget: QWidget) -> None:
    """Unfold every part that a widget is folded away in."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, Fold):
            parent.unfold()
        parent = parent.parentWidget()


def bring_into_sight(widget: QWidget) -> None:
    """Unfold every part that a widget is folded away in, and scroll to it."""
    unfold_above(widget)
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
