"""The dataflows of a tab over its stages: one at a time, folded by a button, and where room is short."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.stage.dataflow import Dataflow
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.icons import icon
from playground.ui.widgets.restyled import Restyled

_LEAST = 42
"""Heights of a line that a tab must have beside which a dataflow takes nothing that matters more."""


class Diagrams(Restyled, QWidget):
    """Shows the dataflow of the open stage unless it is folded away.

    In Simple and in a small tab it is folded by itself, and unfolded for as long as that lasts by the button.
    """

    wanted_changed = Signal(bool)
    """Whether dataflows are to be seen from now on where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.button = tool("Dataflow", "Show how the parts of the model follow one another", flat=True)
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.clicked.connect(self._press)
        self._flows: dict[str, Dataflow] = {}
        self._open: Dataflow | None = None
        self._wanted, self._cramped, self._anyway = True, False, False
        self._simple = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._show()

    def add(self, name: str, flow: Dataflow) -> None:
        """Add that of a stage."""
        self._flows[name] = flow
        flow.hide()
        self._column.addWidget(flow)

    @property
    def flow(self) -> Dataflow | None:
        """That of the open stage, seen or not."""
        return self._open

    def open(self, name: str) -> None:
        """Show that of another stage, if it has one."""
        self._open = self._flows.get(name)
        self._show()

    def want(self, wanted: bool) -> None:
        """Show dataflows where there is room, or never."""
        self._wanted = wanted
        self._show()

    def fit(self, size: QSize) -> None:
        """Make the best of a tab of this size."""
        needed = self._open.sizeHint().width() if self._open is not None else 0
        self._cramped = size.height() < _LEAST * self.fontMetrics().height() or size.width() < needed
        self._anyway = self._anyway and self._apart
        self._show()

    def set_simple(self, simple: bool) -> None:
        """Fold it away until the button unfolds it, or do as was wanted last."""
        if simple != self._simple:
            self._simple, self._anyway = simple, False
            self.button.setText("How it works" if simple else "Dataflow")
            self._show()

    @property
    def _apart(self) -> bool:
        """Whether it is folded whatever is wanted elsewhere."""
        return self._cramped or self._simple

    def toggle(self) -> None:
        """Fold or unfold, as the button does where there is a dataflow."""
        if self._open is not None:
            self.button.click()

    def _press(self, shown: bool) -> None:
        if self._apart:
            self._anyway = shown
            self._show()
        else:
            self.want(shown)
            self.wanted_changed.emit(shown)

    def _show(self) -> None:
        shown = self._anyway if self._apart else self._wanted
        self.button.setVisible(self._open is not None)
        self.button.setChecked(shown)
        for flow in self._flows.values():
            flow.setVisible(shown and flow is self._open)
        self.setVisible(shown and self._open is not None)
        self._ink()
        if self._open is not None:
            self._open.follow()

    def _ink(self) -> None:
        self.button.setIcon(icon("down" if self.button.isChecked() else "right", self.palette()))
