"""Samplers, spacings and the like by their titles; what does not fit stays, greyed, and says why."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPalette, QStandardItemModel

from playground.core.fields import Field, Value
from playground.gaussian import grids
from playground.ui.plots.colours import inks, mix
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import set_tip


class Listing(msgspec.Struct, frozen=True):
    """Why a choice of a field does not fit now, and what is said of one that does."""

    why_not: Callable[[str], str | None] = lambda _name: None
    about: Callable[[str], str] = lambda _name: ""


def of_spacings(why_not: Callable[[str], str | None]) -> Listing:
    """The time grids, and where the steps of each lie."""
    return Listing(why_not, lambda name: grids.GRIDS[name].help)


class ListedEditor(Editor):
    """A list of choices that know whether they fit; :meth:`explain` is called when that may have changed."""

    explained = Signal()
    """Every choice says anew whether it fits."""

    note: Note
    """What is said below of the one that is chosen, where that is said."""

    def __init__(self, field: Field, listing: Listing) -> None:
        super().__init__(field)
        self.listing = listing
        self.box = ChoiceBox()
        for name in field.choices:
            self.box.addItem(field.told(name), name)
        self.box.activated.connect(lambda _index: self.choose(self.box.currentData()))
        self.add_titled(self.box)
        self.explain()

    def show_value(self, value: Value) -> None:
        """Show the value's entry."""
        self.box.setCurrentIndex(self.box.findData(value))

    def choose(self, name: str) -> None:
        """Report a choice."""
        self.edited.emit(name)
        self.released.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.explain()

    def explain(self) -> None:
        """Grey what does not fit now, and say of each choice what there is to say."""
        text = self.palette().color(QPalette.ColorRole.Text)
        faint = mix(text, inks(self.palette()).ground, 0.55)
        for index in range(self.box.count()):
            name = self.box.itemData(index)
            reason = self.listing.why_not(name)
            self._paint(index, faint if reason else text, reason or self.listing.about(name))
        self.explained.emit()

    def _paint(self, index: int, colour: QColor, tip: str) -> None:
        model = self.box.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(index)
            if item.foreground().color() != colour or item.toolTip() != tip:
                item.setForeground(colour)
                set_tip(item, tip)
