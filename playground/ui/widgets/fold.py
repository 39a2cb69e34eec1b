"""A headed part of a panel that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.ui.icons import icon


class Fold(QWidget):
    """A heading, and under it a layout ``body`` that is shown or not."""

    toggled = Signal(bool)

    def __init__(self, title: str, *, unfolded: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QToolButton()
        self._heading.setText(title)
        self._heading.setAccessibleName(title)
        self._heading.setCheckable(True)
        self._heading.setAutoRaise(True)
        self._heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 4, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addWidget(self._content)
        self._heading.toggled.connect(self._show)
        self._heading.setChecked(unfolded)
        self._show(unfolded)

    @property
    def unfolded(self) -> bool:
        """Whether the content is shown."""
        return self._heading.isChecked()

    def unfold(self, unfolded: bool = True) -> None:
        """Show the content, or hide it."""
        self._heading.setChecked(unfolded)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()

    def _show(self, unfolded: bool) -> None:
        self._content.setVisible(unfolded)
        self._paint_icon()
        self.toggled.emit(unfolded)

    def _paint_icon(self) -> None:
        self._heading.setIcon(icon("down" if self.unfolded else "right", self.palette()))


def bring_into_sight(widget: QWidget) -> None:
    """Unfold every part that a widget is folded away in, and scroll to it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, Fold):
            parent.unfold()
        elif isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
