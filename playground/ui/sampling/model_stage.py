"""Base of the Images stages, whatever kind of model they run: panels, transport, controls, clipboard."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.core.recipe import change
from playground.ui.clipboard import copy_picture
from playground.ui.sampling.controls import ModelControls
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.sampling.panels import Panel, Panels
from playground.ui.sampling.watched_stage import WatchedStage
from playground.ui.tab import Export, not_now
from playground.ui.widgets.form import EditorFactory

_GESTURE_MS = 700


class ModelStage(WatchedStage):
    """A scene and its panels; the player walks through those that have a way.

    A subclass makes its scene and says in :meth:`make_panels` what can be opened, in :attr:`groups` which
    fields stand in the left column, in :meth:`walk` where the player leads, and in :meth:`panel_exports`
    what can be written.
    """

    groups: tuple[Any, ...] = ()
    walked: tuple[str, ...] = ("interpolate",)
    """Panels that the transport walks through."""

    def __init__(self, scene: ModelScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_GESTURE_MS)
        self._settle.timeout.connect(scene.store.end_gesture)
        self.panels = Panels(scene, self.make_panels())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panels)
        scene.changed.connect(self._follow)
        self.follow_lost()
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _: scene.store.end_gesture())
        scene.start()

    # What a subclass says

    def make_panels(self) -> dict[str, Panel]:
        """The panels by the names that the state has for them."""
        raise NotImplementedError

    def make_editors(self) -> dict[str, EditorFactory]:
        """Controls of the subclass's own fields that need another than the usual one."""
        return {}

    def panel_exports(self) -> list[Export]:
        """All of what the open panel shows that is there whole."""
        raise NotImplementedError

    def picture(self) -> NDArray[np.uint8] | None:
        """The main picture of the open panel, ``(channels, height, width)``, if there is one."""
        raise NotImplementedError

    def walk(self, position: int) -> None:
        """Go where the transport went in a panel that is :attr:`walked`, with :meth:`go`."""
        self.walk_between(position)

    @property
    def panel_bar(self) -> QTabBar:
        """Where the panels are chosen."""
        return self.panels.bar

    # The player

    def walk_between(self, position: int) -> None:
        """Go to a picture between A and B, unless one is there already."""
        state = self.scene.state
        if round(state.t * (state.frames - 1)) != position:
            self.go("Walk from A to B", t=position / max(1, state.frames - 1))

    def _follow(self, _old: Any, new: Any) -> None:
        if new.panel not in self.walked:
            self.player.set_count(1)

    def _walk(self, position: int) -> None:
        """Go where the transport went, unless the state is there already."""
        if self.scene.state.panel in self.walked:
            self.walk(position)

    def go(self, label: str, /, **values: float) -> None:
        """Change a position: by an edit, or silently while it plays."""
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.store.load(change(self.scene.state, **values))
        else:
            self.scene.edit(label, **values)
            self._settle.start()

    def show_lost(self) -> None:
        """Cover the open panel."""
        self.panels.covered.cover(self.scene.lost(*self.scene.shown_feeds))

    # What the tab asks for

    def controls(self) -> ModelControls:
        """Model and fields."""
        return ModelControls(self.scene, self.groups, self.make_editors())

    def exports(self) -> tuple[Export, ...]:
        """What the open panel shows, or why that cannot be written now: what is not seen is not offered."""
        return tuple(self.panel_exports()) or (not_now(self.panels.title, self.scene.lack()),)

    def copy(self) -> bool:
        """Put the open panel's main picture on the clipboard."""
        picture = None if self.is_lost else self.picture()
        if picture is not None:
            copy_picture(picture)
        return picture is not None
