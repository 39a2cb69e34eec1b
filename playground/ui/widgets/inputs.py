"""Qt's inputs, changed so that only the user's own doing is reported and a passing wheel changes nothing."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStyleOptionSlider,
    QStylePainter,
)

from playground.ui.widgets.label import Label
from playground.ui.widgets.restyled import Restyled

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,\s])\d{3})(?:\1\d{3})*")
"""The digits before a decimal mark, in groups of three."""
_BEGUN = re.compile(r"[\d.,eE+\-−\s]*")


def typed_number(text: str, *, whole: bool = False) -> float | None:
    """The number that a text means, ``None`` where it means none.

    Point and comma are decimal marks, and groups of three digits may be set apart by the other or by spaces;
    a comma before three digits sets them apart where a ``whole`` number is meant. An exponent may follow.
    What is too large for a number is infinite.

    >>> typed_number("1e-3"), typed_number("0,001"), typed_number("1,000"), typed_number("1,000", whole=True)
    (0.001, 0.001, 1.0, 1000.0)
    """
    plain = text.strip().replace("−", "-")
    head, mark, tail = _at_decimal_mark(plain, whole)
    if _GROUPED.fullmatch(head):
        head = re.sub(r"[.,\s]", "", head)
    found = f"{head}.{tail}" if mark else head
    return float(found) if _NUMBER.fullmatch(found) and found.isascii() else None


def may_begin_number(text: str) -> bool:
    """Whether a number might be typed by going on from this text."""
    return bool(_BEGUN.fullmatch(text))


def _at_decimal_mark(text: str, whole: bool) -> tuple[str, str, str]:
    """A number's digits before its decimal mark, the mark, and what follows."""
    at = max(text.rfind("."), text.rfind(","))
    if at < 0:
        return text, "", ""
    mark = text[at]
    several = text.count(mark) > 1
    if several or (whole and mark == "," and _GROUPED.fullmatch(text)):
        return text, "", ""
    return text[:at], mark, text[at + 1 :]


_MORE_DIGITS = 3
"""Digits that a number may have beyond those that are always shown."""

_LETTERS = 26
"""So many letters of what is chosen in a list are always to be read."""
_TOLD = 12
"""Letters that are told of what is no number."""
_MARKS = {
    Qt.CheckState.Checked: ((0.22, 0.52), (0.42, 0.72), (0.79, 0.3)),
    Qt.CheckState.PartiallyChecked: ((0.22, 0.5), (0.78, 0.5)),
}
"""The corners of what is drawn in a box of side 1."""
_DISABLED = 0.45


class Slider(QSlider):
    """A horizontal slider that jumps to where it is pressed."""

    picked = Signal(int)
    """The position the user moved to."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actionTriggered.connect(lambda _action: self.picked.emit(self.sliderPosition()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle under the mouse first, so that the press takes hold of it."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            room = self.width() - handle.width()
            offset = round(event.position().x()) - handle.width() // 2
            self.setSliderPosition(
                QStyle.sliderValueFromPosition(
                    self.minimum(), self.maximum(), offset, room, option.upsideDown
                )
            )
            self.picked.emit(self.sliderPosition())
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the panel unless this slider is the one being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberBox(QDoubleSpinBox):
    """A field for a number, whole or not, which may be typed as one writes numbers: 1e-3, 0.001 or 0,001."""

    picked = Signal(float)
    """The number the user typed or stepped to."""

    remarked = Signal(str)
    """Why the number is not the one that was typed; empty as soon as that is past."""

    _least = 2

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._typed: str | None = None
        self.lineEdit().textEdited.connect(self._note_typing)
        self.editingFinished.connect(self._report_typing)

    def set_digits(self, least: int) -> None:
        """Show at least so many digits after the point, and more where the number has more."""
        self._least = least
        self.setDecimals(least + _MORE_DIGITS)

    def textFromValue(self, value: float) -> str:
        """The number as it is, without the zeros that fill it up."""
        text = f"{value:.{self.decimals()}f}"
        for _ in range(self.decimals() - self._least):
            text = text.removesuffix("0")
        return text

    def sizeHint(self) -> QSize:
        """With room for a digit more than the bounds have."""
        return self._roomy(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """With room for a digit more than the bounds have."""
        return self._roomy(super().minimumSizeHint())

    def _roomy(self, size: QSize) -> QSize:
        more = self.fontMetrics().horizontalAdvance("0") if self.decimals() > self._least else 0
        return QSize(size.width() + more, size.height())

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Let numbers beyond the bounds be typed, too: once they are done they become the bound."""
        found = self._number(text)
        if found is None:
            begun = may_begin_number(text.removesuffix(self.suffix()))
            state = QValidator.State.Intermediate if begun else QValidator.State.Invalid
        elif self.minimum() <= found <= self.maximum():
            state = QValidator.State.Acceptable
        else:
            state = QValidator.State.Intermediate
        return state, text, pos

    def fixup(self, text: str) -> str:
        """The nearest number within the bounds."""
        typed = self._number(text)
        if typed is None:
            return text
        return self.textFromValue(min(max(typed, self.minimum()), self.maximum())) + self.suffix()

    def valueFromText(self, text: str) -> float:
        """The number that a text means; what it was, where it means none."""
        found = self._number(text)
        return self.value() if found is None else found

    def _number(self, text: str) -> float | None:
        """What was typed, where that is a number."""
        return typed_number(text.removesuffix(self.suffix()), whole=self.decimals() == 0)

    def stepBy(self, steps: int) -> None:
        """Report steps by arrows, keys and wheel."""
        super().stepBy(steps)
        self._typed = None
        self.remarked.emit("")
        self.picked.emit(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the panel unless this box is the one being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _note_typing(self, text: str) -> None:
        self._typed = text
        self.remarked.emit("")

    def _report_typing(self) -> None:
        if self._typed is not None:
            typed, self._typed = self._typed, None
            self.picked.emit(self.value())
            self.remarked.emit(self._remark(typed))

    def _remark(self, typed: str) -> str:
        """In what the number that is taken differs from the one that was typed."""
        found, taken = self._number(typed), self.value()
        if found is None:
            text = typed.removesuffix(self.suffix()).strip()[:_TOLD]
            return f"“{text}” is not a number" if text else ""
        if math.isclose(found, taken, rel_tol=1e-9):
            return ""
        if self.minimum() < taken < self.maximum():
            return f"Rounded to {self._told(taken)}"
        return f"At {'most' if found > taken else 'least'} {self._told(taken)}"

    def _told(self, value: float) -> str:
        whole, point, digits = f"{value:,.{self.decimals()}f}".partition(".")
        return f"{whole}{point}{digits}".rstrip("0").rstrip(".") if point else whole


class ChoiceBox(Restyled, QComboBox):
    """A drop-down list, as wide as its widest entry where there is room.

    It is never too narrow for the entry that is chosen, unless that has very many letters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(6)
        self.currentTextChanged.connect(lambda _text: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Room for what is chosen, and for a few letters."""
        metrics, entries = self.fontMetrics(), map(self.itemText, range(self.count()))
        widest = max(map(metrics.horizontalAdvance, entries), default=0)
        chosen = min(metrics.horizontalAdvance(self.currentText()), _LETTERS * metrics.averageCharWidth())
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(self.sizeHint().width() - widest + chosen, 0))

    def _fit_letters(self) -> None:
        """Need at least as much room as letters of this size do, which Qt measures anew for a style alone."""
        self.changeEvent(QEvent(QEvent.Type.StyleChange))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the panel."""
        event.ignore()


class Title(Label):
    """The name of a control; a double click asks for its default."""

    reset = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Ask for the default."""
        self.reset.emit()


class CheckBox(QCheckBox):
    """A check box that is seen to be empty, or full, on light and dark alike."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """An outline while it is empty; filled with the colour of what is chosen if not, with a mark, or with
        a dash where some of what it stands for is chosen."""
        option, style, element = QStyleOptionButton(), self.style(), QStyle.SubElement
        self.initStyleOption(option)
        painter = QStylePainter(self)
        self._draw_box(painter, QRectF(style.subElementRect(element.SE_CheckBoxIndicator, option, self)))
        label = QStyleOptionButton(option)
        label.rect = style.subElementRect(element.SE_CheckBoxContents, option, self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, label)
        if option.state & QStyle.StateFlag.State_HasFocus:
            frame = QStyleOptionFocusRect()
            frame.initFrom(self)
            frame.rect = style.subElementRect(element.SE_CheckBoxFocusRect, option, self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, frame)

    def _draw_box(self, painter: QStylePainter, place: QRectF) -> None:
        palette = self.palette()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else _DISABLED)
        box = place.adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.highlight())
            painter.drawRoundedRect(box, 2, 2)
            mark = QPen(palette.highlightedText(), box.width() / 7)
            mark.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(mark)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            left, top, side = box.left(), box.top(), box.width()
            painter.drawPolyline(
                [QPointF(left + side * x, top + side * y) for x, y in _MARKS[self.checkState()]]
            )
        else:
            painter.setPen(QPen(palette.placeholderText(), 1.2))
            painter.setBrush(palette.window())
            painter.drawRoundedRect(box, 2, 2)
        painter.restore()
