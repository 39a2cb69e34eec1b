"""The panels of an Images stage behind a bar of their titles; each is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.sampling.covered import Covered
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.panel_bar import PanelBar
from playground.ui.widgets.sideways import Sideways


class Panel(NamedTuple):
    """A panel's title, what it is for, how it is made, and its title where there is little room."""

    title: str
    tip: str
    make: Callable[[], QWidget]
    short: str = ""


class Panels(QWidget):
    """Shows the panel that the state names; choosing another is an edit."""

    def __init__(self, scene: ModelScene, panels: Mapping[str, Panel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self._panels = dict(panels)
        self.bar = PanelBar()
        self.bar.setAccessibleName("Panels")
        for panel in panels.values():
            self.bar.add(panel.title, panel.tip, panel.short)
        self.stack = Pages()
        self.covered = Covered(self.stack)
        self.built: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        column.addWidget(Sideways(self.covered), 1)
        scene.changed.connect(lambda _old, new: self._open(new.panel))
        self._open(scene.state.panel)
        self.bar.currentChanged.connect(self._choose)

    @property
    def title(self) -> str:
        """The title of the open panel."""
        return self._panels[self.scene.state.panel].title

    def _choose(self, index: int) -> None:
        name = list(self._panels)[index]
        if name != self.scene.state.panel:
            self.scene.act("Open panel", panel=name)

    def _open(self, name: str) -> None:
        if name not in self.built:
            self.built[name] = self._panels[name].make()
            self.stack.addWidget(self.built[name])
            self.scene.refresh()
        self.stack.setCurrentWidget(self.built[name])
        self.bar.setCurrentIndex(list(self._panels).index(name))
