"""Base of the Images stages: panels, transport, controls, exports, and what is dropped on the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.recipe import change
from playground.ui.clipboard import copy_picture
from playground.ui.player import Player
from playground.ui.sampling.controls import SamplingControls
from playground.ui.sampling.exports import interpolation_exports, sample_exports
from playground.ui.sampling.panels import Panel, Panels
from playground.ui.sampling.scene import SamplingScene
from playground.ui.tab import Export
from playground.ui.widgets.form import EditorFactory

_GESTURE_MS = 700


class ImagesStage(QWidget):
    """A scene and its panels; the player walks over the steps, or from A to B.

    A subclass makes its scene and says in :meth:`panels` what can be opened, ``denoise`` and ``interpolate``
    among others, in :attr:`groups` which fields stand in the left column, and in :meth:`more_exports` what
    else can be written.
    """

    report = Signal(str, str)
    status = Signal(dict)
    groups: tuple[Any, ...] = ()
    walked: tuple[str, ...] = ("denoise", "interpolate")
    """Panels that the transport walks through."""

    def __init__(self, scene: SamplingScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        scene.setParent(self)
        self.player = Player(parent=self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_GESTURE_MS)
        self._settle.timeout.connect(scene.store.end_gesture)
        self.panels = Panels(scene, self.make_panels())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panels)
        scene.report.connect(self.report)
        scene.stepped.connect(self._tell)
        scene.changed.connect(self._follow)
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

    def more_exports(self) -> list[Export]:
        """Exports of the subclass's own panels."""
        return []

    # The player

    def _follow(self, _old: Any, new: Any) -> None:
        if new.panel not in self.walked:
            self.player.set_count(1)

    def _walk(self, position: int) -> None:
        """Go where the transport went, unless the state is there already."""
        state, trajectory = self.scene.state, self.scene.trajectory
        if state.panel == "interpolate":
            if round(state.t * (state.frames - 1)) != position:
                self.go("Walk from A to B", t=position / max(1, state.frames - 1))
        elif state.panel == "denoise" and len(trajectory):
            place = trajectory.at(position / max(1, trajectory.last_step))
            if trajectory.at(state.position) != place:
                self.go("Go to a step", position=trajectory.position(place))
        elif state.panel in self.walked:
            self.walk(position)

    def walk(self, position: int) -> None:
        """Go where the transport went in a panel of the subclass's own, with :meth:`go`."""

    def go(self, label: str, /, **values: float) -> None:
        """Change a position: by an edit, or silently while it plays."""
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.store.load(change(self.scene.state, **values))
        else:
            self.scene.edit(label, **values)
            self._settle.start()

    def _tell(self) -> None:
        trajectory = self.scene.trajectory
        if not len(trajectory):
            return
        newest = trajectory.moments[-1]
        spent = float(newest.scalars["milliseconds"])
        self.status.emit(
            {
                "NFE": newest.scalars["nfe"],
                "ms per step": round(spent / max(1, newest.step), 1),
            }
        )

    # What the tab asks for

    def controls(self) -> SamplingControls:
        """Model and fields."""
        return SamplingControls(self.scene, self.groups, self.make_editors())

    def exports(self) -> tuple[Export, ...]:
        """Everything that is there whole."""
        scene = self.scene
        return (*sample_exports(scene), *interpolation_exports(scene), *self.more_exports())

    def copy(self) -> bool:
        """Put the chosen sample, or the picture between A and B, on the clipboard."""
        state, trajectory = self.scene.state, self.scene.trajectory
        if state.panel == "interpolate":
            picture = self.panels.built["interpolate"].view.picture
        else:
            place = trajectory.at(state.position)
            picture = None
            if place >= 0:
                data = trajectory.moments[place].arrays["data"]
                picture = data[min(state.sample, len(data) - 1)]
        if picture is not None:
            copy_picture(picture)
        return picture is not None
