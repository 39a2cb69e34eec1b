"""Which runtime and device run the models: two lists."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core.resources import DEVICES, RUNTIMES, Placement
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip


class PlacementPicker(QWidget):
    """Shows the placement and reports another one that the user wants."""

    chosen = Signal(object)
    """The wanted :class:`Placement`."""

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[Placement, ...] = ()
        self._shown = Placement()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.runtime = self._list(grid, 0, "Runtime", "The library that runs the models.")
        self.device = self._list(grid, 1, "Device", "The processor on which the models run.")
        self.runtime.activated.connect(lambda _index: self._choose_runtime())
        self.device.activated.connect(lambda _index: self._choose_device())
        self.offer((Placement(),))

    def offer(self, placements: tuple[Placement, ...]) -> None:
        """Offer these placements, in this order."""
        self._offered = placements
        self.show_placement(self._shown)

    def show_placement(self, placement: Placement) -> None:
        """Show this placement as the one in use."""
        self._shown = placement
        offered = self._offered if placement in self._offered else (*self._offered, placement)
        self._fill(self.runtime, RUNTIMES, [item.runtime for item in offered], placement.runtime)
        devices = [item.device for item in offered if item.runtime == placement.runtime]
        self._fill(self.device, DEVICES, devices, placement.device)

    def _choose_runtime(self) -> None:
        runtime = self.runtime.currentData()
        devices = [item.device for item in self._offered if item.runtime == runtime]
        device = self._shown.device if self._shown.device in devices else devices[0]
        self._choose(Placement(runtime, device))

    def _choose_device(self) -> None:
        self._choose(Placement(self._shown.runtime, self.device.currentData()))

    def _choose(self, placement: Placement) -> None:
        self.show_placement(placement)
        self.chosen.emit(placement)

    def _list(self, grid: QGridLayout, row: int, title: str, help: str) -> ChoiceBox:  # noqa: A002
        box = ChoiceBox()
        box.setAccessibleName(title)
        set_tip(box, help)
        box.setStatusTip(help)
        label = Label(title)
        label.setBuddy(box)
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1)
        return box

    @staticmethod
    def _fill(box: ChoiceBox, titles: dict[str, str], names: list[str], current: str) -> None:
        unique = list(dict.fromkeys(names))
        box.clear()
        for name in unique:
            box.addItem(titles.get(name, name), name)
        box.setCurrentIndex(unique.index(current))
