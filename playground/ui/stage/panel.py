"""What a stage asks of a panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Scalar
from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.tab import Export

C = TypeVar("C", bound=Scene[StageState])
"""The scene of a stage."""


class Panel(Generic[C]):
    """A base, before ``QWidget``, of what a stage shows: made of its scene, silent unless it says more."""

    def __init__(self, scene: C) -> None:
        super().__init__()
        self.scene = scene

    def exports(self) -> list[Export]:
        """All of what it shows that is there whole."""
        return []

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """Its main picture, ``(channels, height, width)``, if there is one."""
        return None

    def status(self) -> Mapping[str, Scalar]:
        """What the status line says of it."""
        return {}

    @property
    def extras(self) -> tuple[QWidget, ...]:
        """What Simple hides of it; nothing else hides or shows these."""
        return ()

    def set_simple(self, simple: bool) -> None:
        """Hide what Simple does, or show it."""
        for each in self.extras:
            each.setHidden(simple)
