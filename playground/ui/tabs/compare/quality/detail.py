"""The point that is pointed at: its pictures, what was measured of it, and how."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from playground.evaluate.sweep.commands import command_of
from playground.evaluate.sweep.known import Known, Offer
from playground.ui.tabs.compare.result_detail import ResultDetail, told_text
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.plain import strong

_PICTURES_HEIGHT = 58
_LOW, _HIGH = 140, 190
_COSTS = ("network_evaluations", "milliseconds_per_image")
_NOTHING = (
    "Rest the mouse on a point, or walk to one with the arrow keys, to see its pictures. A click keeps it."
)


class Detail(ResultDetail):
    """Facts and sample pictures of one result."""

    wanted = Signal(str)
    """The result of this key is to be measured on this machine."""

    def __init__(self) -> None:
        self.measure = push("Measure it here", "Measure this point alone on this machine")
        super().__init__(
            "Show this setting in the tab of its model; a double click on the point does the same",
            self.measure,
        )
        self.measure.clicked.connect(lambda: self.wanted.emit(self.key))
        self.strip = ImageStrip("Pictures of the point", 56)
        self.strip.set_one_row()
        self.strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.why = Label(wraps=True)
        self.facts = told_text("What was measured")
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.facts)
        fill(self.column, self.strip, self.why, (scroll, 1))
        self._few = False
        self.show_result(None)

    def set_simple(self, simple: bool) -> None:
        """Say the measure that is plotted, what it cost, and of what pictures it is; or all."""
        super().set_simple(simple)
        self._few = simple
        self.setFixedHeight(_LOW if simple else _HIGH)

    def show_result(
        self, known: Known | None, first: str = "", remark: str = "", removable: Sequence[Offer] = ()
    ) -> None:
        """Say what is known of a result, its measure ``first`` in bold; ``remark`` is one more sentence.

        ``removable`` is what can be taken away.
        """
        self.measure.setVisible(known is not None and known.shipped)
        if known is None:
            self.tell(_NOTHING)
            self.facts.setText("")
            self.show_pictures(None)
            return
        result = known.result
        self.tell(strong(known.heading), result.key, command_of(result), removable)
        numbers = [
            (key, text.replace(" ", "\u00a0"))
            for key, text in known.numbers()
            if not self._few or key in (first, *_COSTS)
        ]
        notes = () if self._few else (known.origin, *result.report.notes)
        told = [
            Markup(" · ").join(strong(text) if key == first else text for key, text in numbers),
            *(note for note in (known.basis, remark, *notes) if note),
        ]
        self.facts.setText(Markup("<br>").join(told))

    def show_pictures(self, images: NDArray[np.uint8] | None, why: str = "") -> None:
        """Show sample pictures, or say why there are none."""
        self.strip.setVisible(images is not None)
        self.why.setVisible(images is None and bool(why))
        self.why.setText(why)
        if images is not None:
            self.strip.set_images(images)
            self._fit(len(images))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the pictures are in one row."""
        super().resizeEvent(event)
        self._fit(len(self.strip.shown))

    def _fit(self, count: int) -> None:
        self.strip.setFixedHeight(min(_PICTURES_HEIGHT, max(24, self.width() // max(1, count) - 3)))
