"""An equation whose terms light up with the control that enters them and carry their current value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.explain.arrange import SMALLEST, Arrangement, Slot, arrange
from playground.ui.explain.content import Equation
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.plain import show_tip


class PiecePictures:
    """Makes each piece once in a colour, anew at another size or resolution."""

    def __init__(self, equation: Equation) -> None:
        self._equation = equation
        self._made: dict[tuple[int, str], QPixmap] = {}
        self._made_at = (0.0, 0.0)

    def forget(self) -> None:
        """Make all anew: other colours are wanted from now on."""
        self._made.clear()

    def picture(self, number: int, ink: QColor, em: float, ratio: float, offset: float) -> QPixmap:
        """A piece where an em has so many pixels, each of ``ratio`` device pixels a side.

        ``offset`` is put above it and brings its baseline to a whole pixel.
        """
        if self._made_at != (em, ratio):
            self._made.clear()
            self._made_at = (em, ratio)
        key = (number, ink.name())
        if key not in self._made:
            self._made[key] = self._make(number, ink, em, ratio, offset)
        return self._made[key]

    def _make(self, number: int, ink: QColor, em: float, ratio: float, offset: float) -> QPixmap:
        piece = self._equation.pieces[number]
        width, height = piece.width * em, (piece.ascent + piece.descent) * em
        pixmap = QPixmap(QSize(math.ceil(width), math.ceil(offset + height)) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        svg = piece.svg.replace(self._equation.ink, ink.name())
        painter = QPainter(pixmap)
        QSvgRenderer(svg.encode()).render(painter, QRectF(0, offset, width, height))
        painter.end()
        return pixmap


_PADDING = 5
_VALUE_SIZE = 0.9
_ROUNDING = 4.0
_PREFERRED_EMS = 22


class EquationView(QWidget):
    """Draws one equation in the widget's font size and colours.

    Arrow keys walk through the terms and Return chooses one, as a click does.
    """

    term_hovered = Signal(str)
    """The term under the mouse or the keyboard's mark; empty when there is none."""

    term_clicked = Signal(str)
    """The term that was clicked or chosen with Return."""

    def __init__(self, equation: Equation, *, scale: float = 1.3) -> None:
        super().__init__()
        self.equation = equation
        self._scale = scale
        self.values: dict[str, str] = {}
        """The texts that now stand under the terms."""
        self.note = ""
        """What stands under the equation about its values, as of when they are."""
        self._widest: dict[str, str] = {}
        self.lit: frozenset[str] = frozenset()
        """The terms that are now lit."""
        self._current = ""
        self._pictures = PiecePictures(equation)
        self._arrangement: Arrangement | None = None
        self._value_pieces = self._find_value_pieces()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(equation.title)
        self._describe()

    def set_values(self, values: Mapping[str, str]) -> None:
        """Write these texts under their terms; names that are no term of this equation are left out."""
        known = {term: text for term, text in values.items() if term in self._value_pieces and text}
        if known == self.values:
            return
        before = self._value_widths()
        self.values = known
        width = QFontMetricsF(self._value_font()).horizontalAdvance
        for term, text in known.items():
            self._widest[term] = max(self._widest.get(term, ""), text, key=width)
        if self._value_widths() != before:
            self._rearrange()
        self._describe()
        self.update()

    def set_note(self, note: str) -> None:
        """Write this under the equation."""
        if note != self.note:
            appeared = bool(note) != bool(self.note)
            self.note = note
            if appeared:
                self._rearrange()
            self._describe()
            self.update()

    def set_lit(self, terms: Iterable[str]) -> None:
        """Light up these terms and no others; names that are no term of this equation are left out."""
        lit = frozenset(terms) & frozenset(self.equation.terms)
        if lit != self.lit:
            self.lit = lit
            self.update()

    def term_rect(self, term: str) -> QRectF:
        """Box of the term's first piece in the widget; empty where the equation has no such term."""
        for slot in self._arranged().slots:
            if self.equation.pieces[slot.piece].term == term:
                return self._outline(slot).boundingRect()
        return QRectF()

    def sizeHint(self) -> QSize:
        """Room for the equation in one row, up to a sensible width."""
        width = min(self._layout_for(math.inf).width, _PREFERRED_EMS * self._em())
        return QSize(math.ceil(width) + 2 * _PADDING, self.heightForWidth(math.ceil(width) + 2 * _PADDING))

    def minimumSizeHint(self) -> QSize:
        """The equation broken into rows at its smallest scale."""
        narrow = self._layout_for(0.0)
        return QSize(math.ceil(narrow.width) + 2 * _PADDING, math.ceil(SMALLEST * self._em()))

    def heightForWidth(self, width: int) -> int:
        """Height in pixels that the equation takes in this width."""
        return math.ceil(self._layout_for(width - 2 * _PADDING).height + self._note_height()) + 2 * _PADDING

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lit boxes, the pieces and the values."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inks = Inks(self.palette())
        slots = self._arranged().slots
        for slot in slots:
            self._draw_box(painter, slot, inks)
        painter.setFont(self._value_font())
        for slot in slots:
            lit = self.equation.pieces[slot.piece].term in self.lit
            self._draw_piece(painter, slot, inks.accent if lit else inks.text)
            self._draw_value(painter, slot, inks.accent if lit else inks.muted)
        if self.note:
            painter.setPen(inks.muted)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, -1), flags, self.note)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the equation anew."""
        self._arrangement = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._rearrange()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._pictures.forget()
            self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show what a term means as its tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            slot = self._slot_at(QPointF(event.pos()))
            words = self.equation.pieces[slot.piece].words if slot else ""
            show_tip(event.globalPos(), words, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the term under the mouse."""
        self._mark(self._term_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Unmark."""
        self._mark("")
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard's mark goes with the focus."""
        self._mark("")
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the term under the mouse."""
        term = self._term_at(event.position())
        if term and event.button() == Qt.MouseButton.LeftButton:
            self.term_clicked.emit(term)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the terms with the arrows, choose one with Return."""
        terms = self.equation.terms
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is not None:
            start = terms.index(self._current) if self._current else (-1 if step > 0 else 0)
            self._mark(terms[(start + step) % len(terms)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current:
            self.term_clicked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _em(self) -> float:
        return QFontInfo(self.font()).pixelSize() * self._scale

    def _value_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, round(QFontInfo(self.font()).pixelSize() * _VALUE_SIZE)))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _note_height(self) -> float:
        return QFontMetricsF(self._value_font()).height() if self.note else 0.0

    def _find_value_pieces(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, piece in enumerate(self.equation.pieces):
            if piece.value:
                found.setdefault(piece.term, number)
        return found

    def _value_widths(self) -> dict[int, float]:
        """Widest text so far under each piece, so that changing numbers do not move the equation."""
        width = QFontMetricsF(self._value_font()).horizontalAdvance
        return {self._value_pieces[term]: math.ceil(width(self._widest[term])) for term in self.values}

    def _layout_for(self, room: float) -> Arrangement:
        height = QFontMetricsF(self._value_font()).height()
        return arrange(self.equation.pieces, self._em(), room, self._value_widths(), height)

    def _arranged(self) -> Arrangement:
        if self._arrangement is None:
            self._arrangement = self._layout_for(self.width() - 2 * _PADDING)
        return self._arrangement

    def _rearrange(self) -> None:
        self._arrangement = None
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        values = "; ".join(f"{term.replace('_', ' ')}: {text}" for term, text in self.values.items())
        parts = (self.equation.words, values, self.note)
        self.setAccessibleDescription(" ".join(filter(None, parts)))

    def _outline(self, slot: Slot) -> QPainterPath:
        """The piece and its value, with a margin."""
        outline = QPainterPath()
        ink = QRectF(slot.x, slot.top, slot.width, slot.bottom - slot.top).adjusted(-3, -2, 3, 2)
        outline.addRoundedRect(ink.translated(_PADDING, _PADDING), _ROUNDING, _ROUNDING)
        if slot.value_width:
            value = QPainterPath()
            value.addRoundedRect(self._value_box(slot).adjusted(-3, -3, 3, 2), _ROUNDING, _ROUNDING)
            outline = outline.united(value)
        return outline

    def _value_box(self, slot: Slot) -> QRectF:
        height = slot.value_bottom - slot.value_top
        return QRectF(slot.value_x, slot.value_top, slot.value_width, height).translated(_PADDING, _PADDING)

    def _slot_at(self, position: QPointF) -> Slot | None:
        return next((slot for slot in self._arranged().slots if self._outline(slot).contains(position)), None)

    def _term_at(self, position: QPointF) -> str:
        slot = self._slot_at(position)
        return self.equation.pieces[slot.piece].term if slot else ""

    def _mark(self, term: str) -> None:
        if term != self._current:
            self._current = term
            self.setCursor(Qt.CursorShape.PointingHandCursor if term else Qt.CursorShape.ArrowCursor)
            self.update()
            self.term_hovered.emit(term)

    def _draw_box(self, painter: QPainter, slot: Slot, inks: Inks) -> None:
        term = self.equation.pieces[slot.piece].term
        lit, marked = term in self.lit, bool(term) and term == self._current
        if not (lit or marked):
            return
        painter.setPen(QPen(inks.accent, 1.5) if marked and self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(inks.soft if lit else inks.hover)
        painter.drawPath(self._outline(slot))

    def _draw_value(self, painter: QPainter, slot: Slot, ink: QColor) -> None:
        term = self.equation.pieces[slot.piece].term
        if self._value_pieces.get(term) != slot.piece or term not in self.values:
            return
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip
        painter.drawText(self._value_box(slot), flags, self.values[term])

    def _draw_piece(self, painter: QPainter, slot: Slot, ink: QColor) -> None:
        em = self._arranged().em
        piece = self.equation.pieces[slot.piece]
        top = math.floor(slot.baseline - piece.ascent * em)
        offset = slot.baseline - piece.ascent * em - top
        picture = self._pictures.picture(slot.piece, ink, em, self.devicePixelRatioF(), offset)
        painter.drawPixmap(QPointF(slot.x + _PADDING, top + _PADDING), picture)
