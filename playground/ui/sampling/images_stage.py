"""Base of the denoising models' Images stages: steps from noise to data, and ways between two seeds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.ui.sampling.controls import SamplingControls
from playground.ui.sampling.exports import interpolation_exports, sample_exports
from playground.ui.sampling.model_stage import ModelStage
from playground.ui.sampling.scene import SamplingScene
from playground.ui.tab import Export


class ImagesStage(ModelStage):
    """A scene and its panels; the player walks over the steps, or from A to B.

    A subclass makes its scene and says in :meth:`make_panels` what can be opened, ``denoise`` and
    ``interpolate`` among others, in :attr:`groups` which fields stand in the left column, and in
    :meth:`more_exports` what else can be written.
    """

    walked: tuple[str, ...] = ("denoise", "interpolate")

    def __init__(self, scene: SamplingScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        scene.stepped.connect(self._tell)

    def more_exports(self) -> list[Export]:
        """Exports of the open panel, where it is one of the subclass's own."""
        return []

    def _walk(self, position: int) -> None:
        """Go where the transport went, unless the state is there already."""
        state, trajectory = self.scene.state, self.scene.trajectory
        if state.panel == "interpolate":
            self.walk_between(position)
        elif state.panel != "denoise":
            super()._walk(position)
        elif len(trajectory):
            place = trajectory.at(position / max(1, trajectory.last_step))
            if trajectory.at(state.position) != place:
                self.go("Go to a step", position=trajectory.position(place))

    def _follow(self, old: Any, new: Any) -> None:
        super()._follow(old, new)
        if old.panel != new.panel:
            self._tell()

    def _tell(self) -> None:
        """Say what the samples cost, where they are shown; other panels say what theirs cost themselves."""
        trajectory = self.scene.trajectory
        if self.scene.state.panel != "denoise" or not len(trajectory):
            self.status.emit({})
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

    def panel_exports(self) -> list[Export]:
        """All of what the open panel shows that is there whole."""
        match self.scene.state.panel:
            case "denoise":
                return sample_exports(self.scene)
            case "interpolate":
                return interpolation_exports(self.scene)
            case _:
                return self.more_exports()

    def picture(self) -> NDArray[np.uint8] | None:
        """The chosen sample, or the picture between A and B."""
        state, trajectory = self.scene.state, self.scene.trajectory
        if state.panel == "interpolate":
            between: NDArray[np.uint8] | None = self.panels.built["interpolate"].view.picture
            return between
        place = trajectory.at(state.position)
        if place < 0:
            return None
        data: Any = trajectory.moments[place].arrays["data"]
        chosen: NDArray[np.uint8] = data[min(state.sample, len(data) - 1)]
        return chosen
