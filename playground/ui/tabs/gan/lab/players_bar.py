"""Who learns, and whether each update is looked at in slow motion: next to the buttons of the training."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from playground.ui.tabs.gan.lab.slow_motion import GanLabScene
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.widgets.buttons import show_pressed, tool
from playground.ui.widgets.layouts import across, lay_out

_PLAYERS = (
    ("both", "Both", "Both", "Both players learn in turn"),
    ("discriminator", "Only D", "D", "Only the discriminator learns; the generator stands still"),
    ("generator", "Only G", "G", "Only the generator learns; the discriminator stands still"),
)
_SLOW = ("Slow motion", "Slow")


class PlayersBar(QWidget):
    """Three buttons of which one is pressed, and a switch."""

    def __init__(self, scene: GanLabScene) -> None:
        super().__init__()
        self.scene = scene
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name, text, _short, words in _PLAYERS:
            button = self.buttons[name] = self._button(text, words)
            self.group.addButton(button)
            button.clicked.connect(lambda _on, name=name: self._choose(name))
        self.slow = self._button(_SLOW[0], "Walk through each update in its five parts")
        self.slow.clicked.connect(self._set_slow)
        lay_out(self, across(*self.buttons.values(), 6, self.slow, spacing=2))
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def set_short(self, short: bool) -> None:
        """Write few letters, or whole words."""
        for name, text, few, _words in _PLAYERS:
            self.buttons[name].setText(few if short else text)
        self.slow.setText(_SLOW[short])

    def _button(self, text: str, words: str) -> QToolButton:
        button = tool(text, words, name=text, checkable=True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleDescription(words)
        button.setStatusTip(words)
        button.toggled.connect(lambda _on: show_pressed(button, self.palette()))
        return button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for button in (*self.buttons.values(), self.slow):
                show_pressed(button, self.palette())

    def _choose(self, name: str) -> None:
        if name != self.scene.recipe.players:
            self.scene.act("Players", self.scene.run, players=name)

    def _set_slow(self, slow: bool) -> None:
        self.scene.act("Slow motion", self.scene.run, slow=slow)

    def _follow(self, _old: GanLabState, new: GanLabState) -> None:
        self.buttons[new.run.players].setChecked(True)
        self.slow.setChecked(new.run.slow)
