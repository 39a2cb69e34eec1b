"""The classes of a plot's dots with their colours; a click shows one class alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from playground.ui.plots.colours import class_colour
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled

_COLUMNS = (10, 7, 6, 5, 4, 3, 2)
_EDGE = QColor(20, 22, 26, 160)


class ClassLegend(Restyled, QWidget):
    """A button per class. A click shows only that class, or all again; with Ctrl it hides or shows one."""

    hidden_changed = Signal(tuple)
    """Labels that are to be hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        self.entries: list[LegendEntry] = []
        self._hidden: frozenset[int] = frozenset()

    def set_names(self, names: tuple[str, ...]) -> None:
        """The classes' names in the order of their labels."""
        if [entry.name for entry in self.entries] == list(names):
            return
        for old in self.entries:
            old.hide()
            old.deleteLater()
        self.entries = [self.make_entry(label, name) for label, name in enumerate(names)]
        for entry in self.entries:
            entry.pressed_with.connect(self._press)
        self._arrange()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Show which classes are drawn."""
        self._hidden = hidden
        for label, entry in enumerate(self.entries):
            entry.setChecked(label not in hidden)

    def minimumSizeHint(self) -> QSize:
        """Room for the fewest columns."""
        return super().minimumSizeHint().expandedTo(QSize(self._width(_COLUMNS[-1]), 0))

    def make_entry(self, label: int, name: str) -> LegendEntry:
        """A new entry."""
        return LegendEntry(label, name, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _fit_letters(self) -> None:
        self._arrange()

    def _press(self, label: int, only_this: bool) -> None:
        everyone = frozenset(range(len(self.entries)))
        if only_this:
            others = everyone - {label}
            hidden = frozenset() if self._hidden == others else others
        else:
            hidden = self._hidden ^ {label}
        self.hidden_changed.emit(tuple(sorted(hidden)) if hidden != everyone else ())

    def _arrange(self) -> None:
        columns = next((many for many in _COLUMNS if self._width(many) <= self.width()), _COLUMNS[-1])
        for label, entry in enumerate(self.entries):
            self._grid.addWidget(entry, label // columns, label % columns)
        for column in range(max(_COLUMNS)):
            self._grid.setColumnStretch(column, self._widest(column, columns) if column < columns else 0)

    def _width(self, columns: int) -> int:
        """How wide the legend would be with that many columns."""
        return sum(self._widest(column, columns) for column in range(columns)) + columns

    def _widest(self, column: int, columns: int) -> int:
        return max((entry.sizeHint().width() for entry in self.entries[column::columns]), default=0)


class LegendEntry(QAbstractButton):
    """A disc in the class's colour, hollow while its dots are hidden, and the class's name."""

    pressed_with = Signal(int, bool)
    """(label, whether this class alone is wanted)."""

    def __init__(self, label: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = label
        self._modifiers = Qt.KeyboardModifier.NoModifier
        # As its text, an ampersand in the name would be a shortcut.
        self.name = name
        self.setAccessibleName(f"Class {name}")
        set_tip(self, f"Show only {name}; with Ctrl, hide or show it")
        self.setCheckable(True)
        self.setChecked(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Disc and name with a little space around."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.name) + metrics.height() + 8, metrics.height() + 5)

    def nextCheckState(self) -> None:
        """A press asks; whether this class is drawn comes back from the state."""
        control = bool(self._modifiers & Qt.KeyboardModifier.ControlModifier)
        self.pressed_with.emit(self._label, not control)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Note the modifiers for the press that follows."""
        self._modifiers = event.modifiers()
        super().mouseReleaseEvent(event)
        self._modifiers = Qt.KeyboardModifier.NoModifier

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, height = self.palette(), self.fontMetrics().height()
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Button))
        disc = height * 0.72
        self.draw_sign(painter, QRectF(3, (self.height() - disc) / 2, disc, disc))
        role = QPalette.ColorRole.WindowText if self.isChecked() else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(role))
        place = self.rect().adjusted(height + 2, 0, 0, 0)
        text = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def draw_sign(self, painter: QPainter, place: QRectF) -> None:
        """Draw the class's sign into a square."""
        colour = class_colour(self._label)
        painter.setPen(QPen(_EDGE if self.isChecked() else colour, 1.2))
        painter.setBrush(colour if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place)
