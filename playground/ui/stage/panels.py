"""The panels of a stage behind a bar of their titles; each is loaded and built when it is first opened."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.ui.stage.covered import Covered
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import PanelSpec, StageSpec
from playground.ui.stage.waiting import Waiting
from playground.ui.state.views import StageState
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.panel_bar import PanelBar
from playground.ui.widgets.scrolled import Needs


class Panels(QWidget):
    """Shows the panel that the state names, or why there is nothing to show; choosing another is an edit."""

    def __init__(self, scene: Scene[StageState], stage: StageSpec) -> None:
        super().__init__()
        self.scene, self._stage = scene, stage
        self._names = list(stage.panels)
        self.bar = PanelBar()
        self.bar.setAccessibleName("Panels")
        for spec in stage.panels.values():
            self.bar.add(spec.title, spec.tip, spec.short)
        self.stack = Pages()
        self.covered = Covered(self.stack)
        self.built: dict[str, Any] = {}
        self.waiting = Waiting(scene, self.covered, lambda: self.spec.title)
        lay_out(self, down(self.bar, (Needs(self.covered), 1), spacing=4))
        scene.follow(self._open, "panel")
        self._open()
        self.bar.currentChanged.connect(self._choose)

    @property
    def spec(self) -> PanelSpec:
        """What the open panel is."""
        return self._stage.panels[self.scene.state.panel]

    @property
    def open(self) -> Panel[Scene[StageState]]:
        """The panel that is open: a ``QWidget`` and :class:`~playground.ui.stage.panel.Panel`."""
        panel: Panel[Scene[StageState]] = self.built[self.scene.state.panel]
        return panel

    def _choose(self, index: int) -> None:
        name = self._names[index]
        if name != self.scene.state.panel:
            self.scene.act("Open panel", panel=name)

    def _open(self) -> None:
        name = self.scene.state.panel
        if name not in self.built:
            self.built[name] = self.spec.draws(self.scene)
            self.stack.addWidget(self.built[name])
            self.scene.refresh()
        self.stack.setCurrentWidget(self.built[name])
        self.bar.setCurrentIndex(self._names.index(name))
