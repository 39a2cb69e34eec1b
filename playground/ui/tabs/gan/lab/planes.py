"""The game and the generator side by side, one of them large, with the discriminator's judgements below."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QElapsedTimer, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.ui.lab.display_turn import DISPLAY_MS, DisplayTurn
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.tabs.gan.judgements import Judgements
from playground.ui.tabs.gan.lab.game_plane import GamePlane
from playground.ui.tabs.gan.lab.generator_plane import GeneratorPlane
from playground.ui.tabs.gan.lab.scene import GanLabScene
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.tabs.gan.lab.words import marks

POSITIONS = 61
"""Of the way from noise to points, on the transport."""

_REPLAY_MS = 1400
_GAP = 6
_SHARE, _WIDEST = 0.55, 0.72
"""Height of the small plane, and largest width of the column that it stands in, in sides of the large one."""


class Planes(QWidget):
    """Draws the newest frame; frames come faster than a display shows them.

    The transport walks from noise to points on the generator's plane, and so does a replay when the mouse
    comes to it.
    """

    def __init__(self, scene: GanLabScene, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene, self.player = scene, player
        self.turn = DisplayTurn(self.draw, self)
        self.game, self.generator = GamePlane(self), GeneratorPlane(self)
        self.judgements = Judgements(self)
        self.game.clicked.connect(lambda: self._enlarge("game"))
        self.generator.clicked.connect(lambda: self._enlarge("generator"))
        set_tip(self.generator, "Rest the mouse here to see the noise become points again.")
        self.generator.entered.connect(self.replay)
        self.generator.left.connect(self._end_replay)
        player.set_count(POSITIONS, POSITIONS - 1)
        player.moved.connect(lambda _position: self.turn.wait())
        self._replay, self._began = QTimer(self), QElapsedTimer()
        self._replay.setInterval(DISPLAY_MS)
        self._replay.timeout.connect(self._replay_on)
        self.drawn = 0
        """How often the planes were drawn."""
        scene.feed.arrived.connect(self.turn.wait)
        scene.changed.connect(self._follow)

    @property
    def large(self) -> GamePlane | GeneratorPlane:
        """The plane that is shown large."""
        return self.game if self.scene.state.view.main == "game" else self.generator

    @property
    def share(self) -> float:
        """How far the generator's plane is on the way from noise to points."""
        return self.player.position / (POSITIONS - 1)

    # Arrangement

    def sizeHint(self) -> QSize:
        """Room for a large plane and a small one."""
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        """Room for small ones."""
        return QSize(300, 190)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        side = max(min(height, round((width - _GAP) / (1 + _SHARE))), 1)
        column = max(min(width - side - _GAP, round(_WIDEST * side)), 1)
        left, top = (width - side - _GAP - column) // 2, (height - side) // 2
        small = min(column, round(_SHARE * side))
        other = self.generator if self.large is self.game else self.game
        self.large.setGeometry(left, top, side, side)
        beside = left + side + _GAP
        other.setGeometry(beside + (column - small) // 2, top, small, small)
        self.judgements.setGeometry(beside, top + small + _GAP, column, max(side - small - _GAP, 1))
        self.turn.wait()

    def _enlarge(self, name: Literal["game", "generator"]) -> None:
        if name != self.scene.state.view.main:
            self.scene.act(f"show the {name} large", self.scene.view, main=name)

    # Replay

    def replay(self) -> None:
        """Let the noise become points once, unless the transport does so already."""
        if not self.player.playing:
            self._began.start()
            self._replay.start()
            self.player.seek(0)

    @property
    def replaying(self) -> bool:
        """Whether noise is becoming points now."""
        return self._replay.isActive()

    def _replay_on(self) -> None:
        share = min(self._began.elapsed() / _REPLAY_MS, 1.0)
        if share == 1 or self.player.playing:
            self._replay.stop()
        if not self.player.playing:
            self.player.seek(round((POSITIONS - 1) * share * share * (3 - 2 * share)))

    def _end_replay(self) -> None:
        if self.replaying:
            self._replay.stop()
            self.player.seek(POSITIONS - 1)

    # What is drawn, and when

    def _follow(self, old: GanLabState, new: GanLabState) -> None:
        if old.view.main != new.view.main:
            self._arrange()
        self.turn.wait()

    def draw(self) -> None:
        """Draw what there is now."""
        self.turn.begin()
        feed, view = self.scene.feed, self.scene.state.view
        if feed.frame is None or "fakes" not in feed.arrays:
            return
        self.drawn += 1
        arrays, scalars = feed.arrays, feed.scalars
        self.game.draw(arrays, scalars, view)
        if self.game.moving:
            self.turn.wait()
        self.generator.draw(arrays, scalars, self.share, points=view.fakes)
        self.judgements.set_marks(marks(scalars))
        self.judgements.show_shares(arrays["histogram_real"], arrays["histogram_fake"])
