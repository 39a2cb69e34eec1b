"""The three panels under the plane; each is built when it is first opened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.ui.player import Player
from playground.ui.plots.norm_plot import NormPlot
from playground.ui.sampling.covered import Covered
from playground.ui.tabs.vae.encode_panel import EncodePanel
from playground.ui.tabs.vae.scene import Scene
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.sideways import Sideways

_PANELS = {"encode": "Through the model", "interpolate": "Interpolate", "sample": "Prior samples"}


class Panels(QWidget):
    """A bar of the panels and the open one."""

    hinted = Signal(object)
    """A latent point (d,) to mark on the plane, or ``None``."""

    def __init__(self, scene: Scene, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene, self._player = scene, player
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("Panels")
        for title in _PANELS.values():
            self.bar.addTab(title)
        self.stack = Pages()
        self.covered = Covered(self.stack)
        self.built: dict[str, QWidget] = {}
        self._norm_plot: NormPlot | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(Sideways(self.covered), 1)
        scene.changed.connect(self._follow)
        self._open(scene.state.panel)
        self.bar.currentChanged.connect(self._choose)

    @property
    def norm_plot(self) -> NormPlot | None:
        """The plot of norms, once the interpolation was opened."""
        return self._norm_plot

    @property
    def title(self) -> str:
        """The title of the open panel."""
        return _PANELS[self.scene.state.panel]

    def _choose(self, index: int) -> None:
        self.scene.act("Open panel", panel=list(_PANELS)[index])

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        self._open(new.panel)

    def _open(self, name: str) -> None:
        if name not in self.built:
            self.built[name] = self._build(name)
            self.stack.addWidget(self.built[name])
            self.scene.refresh()
        self.stack.setCurrentWidget(self.built[name])
        self.bar.setCurrentIndex(list(_PANELS).index(name))

    def _build(self, name: str) -> QWidget:
        if name == "interpolate":
            from playground.ui.tabs.vae.interpolate_panel import InterpolatePanel

            way = InterpolatePanel(self.scene, self._player)
            self._norm_plot = way.norms
            return way
        if name == "sample":
            from playground.ui.tabs.vae.sample_panel import SamplePanel

            panel = SamplePanel(self.scene)
            panel.hinted.connect(self.hinted)
            return panel
        return EncodePanel(self.scene)
