"""The families of the plot with their symbols; a click shows one family alone."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from playground.evaluate.sweep.jobs import VARIANTS, VariantName
from playground.ui.plots.class_legend import ClassLegend, LegendEntry
from playground.ui.tabs.compare.looks import draw_symbol, ranked


class FamilyLegend(ClassLegend):
    """A button per family. A click shows only that one, or all again; with Ctrl it hides or shows it."""

    families_hidden = Signal(tuple)
    """Names of the families that are to be hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._families: tuple[VariantName, ...] = ()
        self.setAccessibleName("Families")
        self.hidden_changed.connect(
            lambda labels: self.families_hidden.emit(tuple(self._families[label] for label in labels))
        )

    def set_families(self, families: Iterable[VariantName], hidden: Iterable[str]) -> None:
        """Show these families, some of them as hidden."""
        self._families = ranked(set(families))
        self.set_names(tuple(VARIANTS[family] for family in self._families))
        gone = set(hidden)
        self.set_hidden(frozenset(label for label, family in enumerate(self._families) if family in gone))

    def make_entry(self, label: int, name: str) -> LegendEntry:
        """An entry with the family's symbol."""
        return _FamilyEntry(self._families[label], label, name, self)


class _FamilyEntry(LegendEntry):
    def __init__(self, family: VariantName, label: int, name: str, parent: QWidget) -> None:
        super().__init__(label, name, parent)
        self._family = family
        self.setAccessibleName(f"Family {name}")

    def draw_sign(self, painter: QPainter, place: QRectF) -> None:
        """The symbol, hollow while its points are hidden."""
        inside = None if self.isChecked() else QColor(Qt.GlobalColor.transparent)
        draw_symbol(painter, self._family, 0.42 * place.height(), place.center(), inside)
