"""A row of a form: a field's title, and room for its control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core.fields import Field, Value
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.inputs import Title
from playground.ui.widgets.plain import set_tip

_BESIDE, _UNDER = (0, 1, 1, 1), (1, 0, 1, 2)
"""Row, column, and over how many of them the control goes."""


class Titled(QWidget):
    """Beside each other where there is room for both, else the control under its title."""

    def __init__(self, title: QWidget, control: QWidget) -> None:
        super().__init__()
        self._title, self._control = title, control
        self._under = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(title, 0, 0)
        self._grid.addWidget(control, *_BESIDE)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider one of those that are to be seen."""
        parts = [part for part in (self._title, self._control) if not part.isHidden()]
        least = max((part.minimumSizeHint().width() for part in parts), default=0)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Notice that title or control need more room, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        needed = self._title.sizeHint().width() + self._control.sizeHint().width()
        under = needed + self._grid.horizontalSpacing() > self.width()
        if under != self._under:
            self._under = under
            self._grid.addWidget(self._title, 0, 0, 1, 2 if under else 1)
            self._grid.addWidget(self._control, *(_UNDER if under else _BESIDE))


_LINE = 2


class Editor(QWidget):
    """Shows a value, reports what the user wants, and keeps nothing; a subclass adds the control."""

    edited = Signal(object)
    """The value the user wants."""

    released = Signal()
    """The user let go: what follows is another step to undo."""

    touched = Signal(bool)
    """The mouse or the keyboard came to this row, or left it."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.lit = False
        """Whether the row is lit up."""
        self.differs = False
        """Whether its value is another one in what is compared."""
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(0, 1)
        set_tip(self, f"{field.help} Double-click the name to go back to the default.".strip())
        self.setStatusTip(field.help)

    def show_value(self, value: Value) -> None:
        """Show what the state holds, without reporting it."""
        raise NotImplementedError

    def add_title(self) -> Title:
        """The title at the row's left, which resets the field."""
        title = Title(self.field.title)
        title.reset.connect(self.reset)
        self.grid.addWidget(title, 0, 0)
        return title

    def add_titled(self, control: QWidget) -> None:
        """The title with a control that may be wide, which stands under it where there is no room."""
        self.name(control)
        title = self.add_title()
        title.setBuddy(control)
        self.grid.addWidget(Titled(title, control), 0, 0, 1, 2)

    def name(self, control: QWidget) -> None:
        """Give a control the field's accessible name, and notice the keyboard coming to it."""
        control.setAccessibleName(self.field.title)
        control.setAccessibleDescription(self.field.help)
        control.installEventFilter(self)

    def set_lit(self, lit: bool) -> None:
        """Light the row up: it enters what the user points at elsewhere."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def set_differs(self, differs: bool) -> None:
        """Mark the row: its value is another one in what is compared."""
        if differs != self.differs:
            self.differs = differs
            self.update()

    def take_keyboard(self) -> None:
        """Give the keyboard to the row's first control."""
        for control in self.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the light behind the row, and a line under one that differs."""
        if not self.lit and not self.differs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.lit:
            painter.setBrush(Inks(self.palette()).soft)
            painter.drawRoundedRect(self.rect(), 4, 4)
        if self.differs:
            painter.fillRect(0, self.height() - _LINE, self.width(), _LINE, Inks(self.palette()).accent)
        painter.end()

    def reset(self) -> None:
        """Ask for the default."""
        if self.field.default is not None:
            self._give(self.field.default)

    def _give(self, value: Value) -> None:
        """Report a value that was chosen at once, as by a click."""
        self.edited.emit(value)
        self.released.emit()

    def _choose(self, index: int) -> None:
        """Report the choice at that place of the field's."""
        self._give(self.field.choices[index])

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._touch(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._touch(False)

    def _touch(self, there: bool) -> None:
        # Hiding and deleting a form takes its focus away, which is not the user's doing.
        if self.isVisible():
            self.touched.emit(there)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice the keyboard's coming and going."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._touch(event.type() == QEvent.Type.FocusIn)
        return False
