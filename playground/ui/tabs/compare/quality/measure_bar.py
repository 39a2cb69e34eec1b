"""Measure here, stop, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from playground.core.words import counted, duration
from playground.evaluate.sweep.choices import Choice, together
from playground.ui.tabs.compare.measuring import Measuring
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.still_label import FittingLabel

_PARTS = 1000


class MeasureBar(QWidget):
    """Asks for a sweep or for its end, and tells what it does."""

    started = Signal()
    stopped = Signal()

    def __init__(self, measuring: Measuring) -> None:
        super().__init__()
        self.measuring = measuring
        self.button = QPushButton("Measure here")
        self.button.clicked.connect(lambda: (self.stopped if measuring.running else self.started).emit())
        self.words = FittingLabel()
        self.words.setAccessibleName("Measuring")
        self.bar = QProgressBar(maximum=_PARTS, textVisible=False)
        self.bar.setMaximumHeight(6)
        self.bar.setAccessibleName("Progress of measuring")
        lay_out(self, across(self.button, (down(self.words, self.bar, spacing=1), 1)))
        self._idle: tuple[str, ...] = ()
        self._possible, self._simple = True, False
        measuring.changed.connect(self.refresh)
        self.refresh()

    def set_simple(self, simple: bool) -> None:
        """Be there only while something is measured, or always."""
        self._simple = simple
        self.refresh()

    def set_idle(self, texts: tuple[str, ...], possible: bool) -> None:
        """What is said while nothing is measured, the longest first, and whether anything can be."""
        self._idle, self._possible = texts, possible
        self.refresh()

    def refresh(self) -> None:
        """Tell how far it has come."""
        measuring = self.measuring
        running = measuring.running
        self.setHidden(self._simple and not running)
        self.button.setText("Stop" if running else "Measure here")
        self.button.setAccessibleName(self.button.text())
        self.button.setEnabled(not measuring.stopping and (running or self._possible))
        set_tip(
            self.button,
            "Stop (Ctrl+Enter): what was measured is kept, and the rest can be measured later"
            if running
            else "Measure every setting chosen at the left (Ctrl+Enter); what was measured before is kept",
        )
        self.bar.setVisible(running)
        self.bar.setValue(round(_PARTS * measuring.sweep.share()))
        told = (measuring.summary,) if measuring.stopping else measuring.sweep.summaries()
        texts = told if running else self._idle
        self.words.set_texts(texts)
        set_tip(self.words, texts[0] if texts else "")


def totals(choices: Sequence[Choice]) -> tuple[str, ...]:
    """How many settings are to be measured and how long that may take, the longest way to say it first."""
    count, seconds, whole = together(choices)
    if not count:
        measured = any(choice.chosen for choice in choices)
        return ("All of it is measured",) if measured else ("Nothing is chosen",)
    if not seconds:
        return (counted(count, "setting"),)
    time = duration(seconds)
    about = "about" if whole else "at least"
    return (f"{counted(count, 'setting')}, {about} {time}", f"{count}, {time}")
