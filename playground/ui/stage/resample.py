"""Another noise, of a field of the state that counts how often it was drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.widgets.plain import set_tip


class ResampleButton(QPushButton):
    """Moves on to the next noise, at a click or by R anywhere in the window while it can be seen.

    ``what`` is the noise's symbol, and ``field`` counts it, in the window as ``counted``.
    """

    def __init__(self, scene: Scene[StageState], what: str, field: str, counted: str, tip: str) -> None:
        label = f"Resample {what}"
        super().__init__(label)
        set_tip(self, tip)

        def draw_again() -> None:
            scene.draw_again(label, field)

        self.clicked.connect(draw_again)
        QShortcut(QKeySequence("R"), self, draw_again, context=Qt.ShortcutContext.WindowShortcut)
        scene.follow(lambda: self.setText(f"{label} ({counted} {scene.state.value(field)})"), field)
