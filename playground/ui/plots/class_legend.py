"""The classes of a plot's dots with their colours; a click shows one class alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from playground.ui.plots.colours import class_colour

_COLUMNS = (10, 5, 4, 3, 2)
_SWATCH = 12
_FLAT = (
    "QToolButton { border: none; padding: 1px 2px; text-align: left; }"
    "QToolButton:hover, QToolButton:focus { background: palette(button); }"
    "QToolButton:checked { color: palette(window-text); }"
    "QToolButton:!checked { color: palette(placeholder-text); }"
)


class ClassLegend(QWidget):
    """A button per class. A click shows only that class, or all again; with Ctrl it hides or shows one."""

    hidden_changed = Signal(tuple)
    """Labels that are to be hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self._buttons: list[_Entry] = []
        self._hidden: frozenset[int] = frozenset()

    def set_names(self, names: tuple[str, ...]) -> None:
        """The classes' names in the order of their labels."""
        if [button.text() for button in self._buttons] == list(names):
            return
        for old in self._buttons:
            old.deleteLater()
        self._buttons = []
        for label, name in enumerate(names):
            button = _Entry(label, name, self)
            button.pressed_with.connect(self._press)
            self._buttons.append(button)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = next((many for many in _COLUMNS if self._width(many) <= self.width()), _COLUMNS[-1])
        for label, button in enumerate(self._buttons):
            self._grid.addWidget(button, label // columns, label % columns)
        for column in range(max(_COLUMNS)):
            self._grid.setColumnStretch(column, self._widest(column, columns) if column < columns else 0)

    def _width(self, columns: int) -> int:
        """How wide the legend would be with that many columns."""
        return sum(self._widest(column, columns) for column in range(columns)) + columns

    def _widest(self, column: int, columns: int) -> int:
        return max((button.sizeHint().width() for button in self._buttons[column::columns]), default=0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text, which a style sheet keeps from the buttons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for button in self._buttons:
                button.setFont(self.font())
            self._arrange()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Show which classes are drawn."""
        self._hidden = hidden
        for label, button in enumerate(self._buttons):
            button.setChecked(label not in hidden)

    def _press(self, label: int, only_this: bool) -> None:
        everyone = frozenset(range(len(self._buttons)))
        if only_this:
            others = everyone - {label}
            hidden = frozenset() if self._hidden == others else others
        else:
            hidden = self._hidden ^ {label}
        self.hidden_changed.emit(tuple(sorted(hidden)) if hidden != everyone else ())
        self.set_hidden(self._hidden)


class _Entry(QToolButton):
    pressed_with = Signal(int, bool)

    def __init__(self, label: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = label
        self.setText(name)
        self.setAccessibleName(f"Class {name}")
        self.setToolTip(f"Show only {name}; with Ctrl, hide or show it")
        self.setIcon(swatch(class_colour(label)))
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setStyleSheet(_FLAT)
        self.setCheckable(True)
        self.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.pressed_with.emit(self._label, True))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pressed_with.emit(self._label, False)
            event.accept()
        else:
            super().mousePressEvent(event)


def swatch(colour: QColor, size: int = _SWATCH) -> QIcon:
    """A disc in a colour; empty where the button is off."""
    icon = QIcon()
    for state, filled in ((QIcon.State.On, True), (QIcon.State.Off, False)):
        pixmap = QPixmap(2 * size, 2 * size)
        pixmap.setDevicePixelRatio(2)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(20, 22, 26, 160))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(1, 1, size - 2, size - 2)
        painter.end()
        icon.addPixmap(pixmap, QIcon.Mode.Normal, state)
    return icon
