"""Another noise u on the grey levels of the picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.plain import set_tip


class ResampleButton(QPushButton):
    """Moves on to the next noise, at a click or by R anywhere in the window while it can be seen."""

    def __init__(self, scene: NflowScene) -> None:
        super().__init__("Resample u")
        self.scene = scene
        set_tip(self, "Add other noise to the grey levels (R)")
        self.clicked.connect(self.draw_again)
        QShortcut(QKeySequence("R"), self, self.draw_again, context=Qt.ShortcutContext.WindowShortcut)
        scene.follow(self._show_seed, "noise")

    def draw_again(self) -> None:
        """Move on to the next noise."""
        self.scene.draw_again("Resample u", "noise")

    def _show_seed(self) -> None:
        self.setText(f"Resample u (seed {self.scene.state.noise})")
