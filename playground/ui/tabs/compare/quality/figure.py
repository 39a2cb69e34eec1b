"""The plot with its legend under it, as it stands alone: in a file, or on the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPicture
from PySide6.QtWidgets import QWidget

from playground.evaluate.sweep.jobs import VARIANTS, VariantName
from playground.evaluate.sweep.points import Mark, Points, usual_pictures
from playground.ui.plots.class_legend import ClassLegend, LegendEntry
from playground.ui.plots.colours import inks, mix
from playground.ui.plots.pose import fill_ground, pose
from playground.ui.tabs.compare.looks import draw_symbol, ranked
from playground.ui.tabs.compare.quality.dots import RADIUS, SMALLER


class FamilyLegend(ClassLegend):
    """A button per family. A click shows only that one, or all again; with Ctrl it hides or shows it."""

    families_hidden = Signal(tuple)
    """Names of the families that are to be hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._families: tuple[VariantName, ...] = ()
        self.own: frozenset[VariantName] = frozenset()
        """Families of which some marks were measured here."""
        self._still = False
        self.setAccessibleName("Families")
        self.hidden_changed.connect(
            lambda labels: self.families_hidden.emit(tuple(self._families[label] for label in labels))
        )

    def set_families(
        self, families: Iterable[VariantName], hidden: Iterable[str], own: Iterable[VariantName] = ()
    ) -> None:
        """Show these families, some of them as hidden; of those of ``own`` some marks were measured here."""
        self._families, self.own = ranked(set(families)), frozenset(own)
        self.set_names(tuple(VARIANTS[family] for family in self._families))
        gone = set(hidden)
        self.set_hidden(frozenset(label for label, family in enumerate(self._families) if family in gone))

    def make_entry(self, label: int, name: str) -> LegendEntry:
        """An entry with the family's symbol."""
        entry = _FamilyEntry(self._families[label], label, name, self)
        self._hold(entry)
        return entry

    def set_still(self, still: bool) -> None:
        """Let the names be labels that nothing happens to, or buttons."""
        self._still = still
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, still)
        for entry in self.findChildren(LegendEntry):
            self._hold(entry)

    def _hold(self, entry: LegendEntry) -> None:
        entry.setFocusPolicy(Qt.FocusPolicy.NoFocus if self._still else Qt.FocusPolicy.StrongFocus)


class _FamilyEntry(LegendEntry):
    def __init__(self, family: VariantName, label: int, name: str, legend: FamilyLegend) -> None:
        super().__init__(label, name, legend)
        self._family, self._legend = family, legend
        self.setAccessibleName(f"Family {name}")

    def draw_sign(self, painter: QPainter, place: QRectF) -> None:
        """The symbol as in the plot, hollow where all marks came with the program; pale while hidden."""
        inside = None if self._family in self._legend.own else QColor(Qt.GlobalColor.transparent)
        painter.setOpacity(1.0 if self.isChecked() else _PALE)
        draw_symbol(painter, self._family, 0.42 * place.height(), place.center(), inside)
        painter.setOpacity(1.0)


_PALE = 0.35
_MARGIN, _BESIDE, _BETWEEN = 10.0, 5.0, 16.0

Sign = Callable[[QPainter, QPointF], None]


class Entry(msgspec.Struct, frozen=True):
    """A line of the legend: its text, and what draws the sign around a point."""

    text: str
    sign: Sign


def with_legend(plot: QPicture, points: Points, widget: QWidget) -> QPicture:
    """A plot of these points as ``widget`` shows it, and under it what its signs mean, unless those are not
    wanted."""
    if (chosen := pose()) is not None and not chosen.legend:
        return plot
    ink, area = inks(widget.palette()), QRectF(plot.boundingRect())
    rows = [list(_families(points.marks, ink.ground)), list(_meanings(points, ink.text, ink.ground))]
    places = list(_laid_out(rows, widget.font(), area))
    bottom = max((place.bottom() for _, place in places), default=area.bottom()) + _MARGIN
    whole = QRectF(area.left(), area.top(), area.width(), bottom - area.top()).toAlignedRect()
    picture = QPicture()
    painter = QPainter(picture)
    fill_ground(painter, whole, widget)
    painter.drawPicture(0, 0, plot)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(widget.font())
    for entry, place in places:
        painter.save()
        entry.sign(painter, QPointF(place.left() + place.height() / 2, place.center().y()))
        painter.restore()
        painter.setPen(ink.text)
        beside = place.adjusted(place.height() + _BESIDE, 0, _BETWEEN, 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, entry.text)
    painter.end()
    picture.setBoundingRect(whole)
    return picture


def _families(marks: Sequence[Mark], ground: QColor) -> Iterator[Entry]:
    """The families of the marks, in the order of the window's own legend."""
    for family in ranked({mark.family for mark in marks}):
        own = {mark.known.shipped for mark in marks if mark.family == family}
        inside = ground if own == {True} else None
        yield Entry(VARIANTS[family], partial(_symbol, family, inside))


def _meanings(points: Points, text: QColor, ground: QColor) -> Iterator[Entry]:
    """What is said of a mark by more than its family's symbol, as far as it occurs."""
    marks = points.marks
    if any(not mark.known.shipped for mark in marks):
        yield Entry("filled: measured here", partial(_disc, text, text, 1.0))
    if any(mark.known.shipped for mark in marks):
        yield Entry("hollow: came with the program", partial(_disc, text, ground, 1.0))
    if any(mark.fewer for mark in marks):
        usual = usual_pictures([mark for mark in marks if not mark.fewer])
        yield Entry(f"small: not of {usual:,} pictures", partial(_disc, text, ground, SMALLER))
    if points.intervals and any(mark.low < mark.high for mark in marks):
        yield Entry("95 % interval", partial(_bar, text))
    if points.lines:
        yield Entry("more and more steps", partial(_stroke, Qt.PenStyle.SolidLine, mix(text, ground, 0.35)))
    if points.front:
        yield Entry("Pareto front", partial(_stroke, Qt.PenStyle.DashLine, mix(text, ground, 0.3)))


def _laid_out(groups: Sequence[Sequence[Entry]], font: QFont, area: QRectF) -> Iterator[tuple[Entry, QRectF]]:
    """Each entry's place, in as many lines as it takes; a group begins a new one."""
    metrics = QFontMetricsF(font)
    height, top = metrics.height(), area.bottom() + _MARGIN / 2
    for group in groups:
        left = area.left() + _MARGIN
        for entry in group:
            width = height + _BESIDE + metrics.horizontalAdvance(entry.text)
            if left > area.left() + _MARGIN and left + width > area.right() - _MARGIN:
                left, top = area.left() + _MARGIN, top + height + _BESIDE
            yield entry, QRectF(left, top, width, height)
            left += width + _BETWEEN
        top += height + _BESIDE if group else 0.0


def _symbol(family: VariantName, inside: QColor | None, painter: QPainter, middle: QPointF) -> None:
    draw_symbol(painter, family, RADIUS, middle, inside)


def _disc(line: QColor, inside: QColor, size: float, painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QPen(line, 1.6))
    painter.setBrush(inside)
    painter.drawEllipse(middle, size * RADIUS, size * RADIUS)


def _bar(line: QColor, painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QPen(line, 1.4))
    painter.drawLine(middle - QPointF(0, RADIUS), middle + QPointF(0, RADIUS))
    for end in (-RADIUS, RADIUS):
        painter.drawLine(middle + QPointF(-3, end), middle + QPointF(3, end))


def _stroke(style: Qt.PenStyle, line: QColor, painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QPen(line, 1.6, style))
    painter.drawLine(middle - QPointF(8, 0), middle + QPointF(8, 0))
