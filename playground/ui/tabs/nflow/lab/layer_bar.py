"""The line under the planes: which way the layers are walked, and after how many of them one looks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from playground.core.fields import fields
from playground.core.recipe import change
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.plots.colours import inks
from playground.ui.state.player import Player
from playground.ui.tabs.nflow.lab.places import STOPS, NflowLabScene, place_names, stop_of, turn
from playground.ui.tabs.nflow.lab.state import NflowLabState
from playground.ui.widgets.editors import SegmentEditor
from playground.ui.widgets.inputs import Slider, Title
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip

_ARROWS = {"noise to data": "Noise → data", "data to noise": "Data → noise"}


class LayerBar(QWidget):
    """A toggle of the direction, and a slider from one end to the other with a name at every layer."""

    def __init__(self, scene: NflowLabScene, player: Player) -> None:
        super().__init__()
        self._player = player
        spec = {field.name: field for field in fields(NflowLab)}
        self.direction = SegmentEditor(spec["direction"])
        self.direction.edited.connect(lambda value: turn(scene, str(value)))
        for title in self.direction.findChildren(Title):
            title.hide()  # the buttons say what they do
        for index, choice in enumerate(spec["direction"].choices):
            self.direction.buttons.button(index).setText(_ARROWS[choice])
        self.slider = Slider()
        self.slider.setAccessibleName("Layer")
        self.slider.setAccessibleDescription(spec["layer"].help)
        set_tip(self.slider, spec["layer"].help)
        self.slider.setStatusTip(spec["layer"].help)
        self.slider.setPageStep(STOPS)
        self.slider.picked.connect(self._go)
        self.slider.sliderReleased.connect(scene.store.end_gesture)
        self.names = _Names(self.slider)
        column = down(self.slider, self.names, spacing=0)
        lay_out(self, across(self.direction, (column, 1), spacing=10))
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def _go(self, stop: int) -> None:
        self._player.pause()
        self._player.seek(stop)

    def _follow(self, old: NflowLabState, new: NflowLabState) -> None:
        run = new.run
        longer = change(run.first, layers=run.most_layers)
        if old is new or (old.run.most_layers, old.run.direction) != (longer.layers, run.direction):
            self.slider.setRange(0, STOPS * longer.layers)
            self.names.set_names(place_names(longer))
            self.direction.show_value(run.direction)
        self.slider.setValue(stop_of(run))


class _Names(QWidget):
    """Names under the stops of a slider that stand for whole layers."""

    def __init__(self, slider: Slider) -> None:
        super().__init__()
        self._slider = slider
        self.names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_names(self, names: tuple[str, ...]) -> None:
        """Write these, from one end to the other."""
        self.names = names
        self.setAccessibleDescription(", ".join(names))
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text."""
        return QSize(120, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each name under its stop; where they are too many, only some."""
        painter = QPainter(self)
        painter.setPen(inks(self.palette()).text)
        handle = self._slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength)
        room, last = self.width() - handle, len(self.names) - 1
        widest = max(map(self.fontMetrics().horizontalAdvance, self.names)) + 6
        every = max(1, -(-widest * last // max(room, 1)))
        for index, name in enumerate(self.names):
            if index % every and index != last:
                continue
            if last - index < every and index != last:
                continue
            middle = handle / 2 + room * index / last
            place = QRectF(middle - widest / 2, 0, widest, self.height())
            if index == 0:
                place.moveLeft(max(0.0, place.left()))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()
