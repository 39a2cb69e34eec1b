"""The game and the generator side by side, one of them large, with the discriminator's judgements below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from PySide6.QtCore import QElapsedTimer, QRect, QTimer
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array, Scalar, by_axis
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.display_turn import DISPLAY_MS
from playground.ui.lab.parts import Figure, in_units
from playground.ui.lab.planes import LabPlanes, places
from playground.ui.plots.key_strip import Key
from playground.ui.state.player import Player
from playground.ui.tabs.gan.judgements import Judgements
from playground.ui.tabs.gan.lab.colours import CROWDING, TURNED
from playground.ui.tabs.gan.lab.game_plane import GamePlane
from playground.ui.tabs.gan.lab.generator_plane import GeneratorPlane
from playground.ui.tabs.gan.lab.slow_motion import GanLabScene
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.tabs.gan.lab.words import marks
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.theme import themes

POSITIONS = 61
"""Of the way from noise to points, on the transport."""
PER_SECOND = (POSITIONS - 1) / 1.5

_REPLAY_MS = 1400
_GAP = 6
_LEAST_COLUMN = 100
"""Pixels across in which the small plane and the judgements can be read."""
_SHARE, _WIDEST = 0.55, 0.72
"""Height of the small plane, and largest width of the column that it stands in, in sides of the large one."""


class GanPlanes(LabPlanes[GanLabState, GanLab]):
    """Draws the newest frame.

    The transport walks from noise to points on the generator's plane, or on the game where that stands alone,
    and so does a replay when the mouse comes to it.
    """

    usual, smallest = (640, 400), (300, 190)
    field, enlarging, needs, slim = "main", "show the {} large", "fakes", 1.55

    def __init__(self, scene: GanLabScene, player: Player) -> None:
        super().__init__(scene)
        self.player = player
        self.game, self.generator = GamePlane(), GeneratorPlane()
        self.judgements = Judgements()
        self.judgements.setParent(self)
        set_tip(self.generator, "Rest the mouse here to see the noise become points again.")
        self.generator.entered.connect(self.replay)
        self.generator.left.connect(self._end_replay)
        player.set_moves("From noise to G(z)")
        player.reads = lambda position: f"{position / (POSITIONS - 1):.0%}"
        player.set_count(POSITIONS, POSITIONS - 1)
        player.moved.connect(lambda _position: self.turn.wait())
        self._replay, self._began = QTimer(self), QElapsedTimer()
        self._replay.setInterval(DISPLAY_MS)
        self._replay.timeout.connect(self._replay_on)
        self.show_planes({"game": self.game, "generator": self.generator})

    @property
    def share(self) -> float:
        """How far the generator's plane is on the way from noise to points."""
        return self.player.position / (POSITIONS - 1)

    @property
    def copied(self) -> QWidget:
        """All of them."""
        return self

    def arrange(self) -> None:
        """Give the judgements their place, too, or hide them where there is none."""
        super().arrange()
        place = self._room()[1]
        self.judgements.setHidden(place is None)
        if place is not None:
            self.judgements.setGeometry(place)

    def places(self) -> dict[str, QRect]:
        """The other plane beside the large one, over the judgements; where that is too narrow, below the
        large one without them."""
        return self._room()[0]

    def _room(self) -> tuple[dict[str, QRect], QRect | None]:
        """The places of both planes, and that of the judgements."""
        width, height, least = self.width(), self.height(), round(themes().scale * _LEAST_COLUMN)
        if self.alone:
            return places((self.large_name,), self.large_name, width, height), None
        side = max(min(height, round((width - _GAP) / (1 + _SHARE))), 1)
        column = max(min(width - side - _GAP, round(_WIDEST * side)), 1)
        if column < least and height > width:
            return self._over_one_another(min(least, width, (height - _GAP) // 2)), None
        left, top = (width - side - _GAP - column) // 2, (height - side) // 2
        small = min(column, round(_SHARE * side))
        beside = left + side + _GAP
        judged = QRect(beside, top + small + _GAP, column, max(side - small - _GAP, 1))
        other = QRect(beside + (column - small) // 2, top, small, small)
        large = {self.large_name: QRect(left, top, side, side)}
        return dict.fromkeys(self.planes, other) | large, judged

    def _over_one_another(self, small: int) -> dict[str, QRect]:
        side = min(self.width(), self.height() - _GAP - small)
        left, top = (self.width() - side) // 2, (self.height() - side - _GAP - small) // 2
        other = QRect((self.width() - small) // 2, top + side + _GAP, small, small)
        return dict.fromkeys(self.planes, other) | {self.large_name: QRect(left, top, side, side)}

    def keys_of(self, name: str, keys: tuple[Key, ...]) -> tuple[Key, ...]:
        """The mesh is on the game where it is switched on; the generator's plane is nothing else."""
        on_mesh = tuple(key for key in keys if key.colours in (CROWDING, TURNED))
        if name == "generator":
            return on_mesh
        return keys if self.scene.state.view.mesh else tuple(key for key in keys if key not in on_mesh)

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

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw both planes and the judgements."""
        scalars, view = self.scene.feed.scalars, self.scene.state.view
        # Where the generator's plane is not shown, the game's points walk.
        self.game.draw(arrays, scalars, view, self.share if self.alone else 1.0)
        if self.game.moving:
            self.turn.wait()
        self.generator.draw(arrays, scalars, self.share, points=view.fakes)
        self.judgements.set_marks(marks(scalars))
        self.judgements.show_shares(arrays["histogram_real"], arrays["histogram_fake"])

    def tell(self) -> None:
        """Write what the discriminator says of both kinds on average."""
        scalars = self.scene.feed.scalars
        if "d_real" in scalars:
            self.judgements.show_means(float(scalars["d_real"]), float(scalars["d_fake"]))

    def figures(self) -> Iterator[Figure]:
        """Both planes and the judgements."""
        arrays, bins = self.scene.feed.arrays, self.judgements
        edges = _edges(self.scene.feed.scalars, len(bins.real))
        shares: dict[str, Array] = {
            "from": edges[:-1], "to": edges[1:], "real": bins.real, "generated": bins.fake,
        }  # fmt: skip
        yield Figure("Game", "game", self.game.picture(), in_units(_points(arrays), self.scene.recipe))
        yield Figure(
            "Generator", "generator", self.generator.picture(), in_units(_warp(arrays), self.scene.recipe)
        )
        yield Figure("Judgements", "judgements", bins.picture(), shares)


def _edges(scalars: Mapping[str, Scalar], bins: int) -> Array:
    """What D says at the edges of its histogram's bins; what lies beyond is in the first or the last one."""
    shown = np.linspace(0, 1, bins + 1)
    if scalars["d_scale"] == "probability":
        return shown
    return float(scalars["d_half"]) + (2 * shown - 1) * float(scalars["d_span"])


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Real and generated points in one table; real ones have no sticks."""
    fakes, real = arrays["fakes"], arrays.get("data_points", np.zeros((0, 2)))
    points = np.concatenate([real, fakes])
    sticks = np.concatenate([np.full_like(real, np.nan), arrays["sticks"]])
    kinds = np.arange(len(points)) < len(real)
    return {"real": kinds.astype(np.int64), **by_axis(x=points, stick=sticks)}


def _warp(arrays: Mapping[str, Array]) -> dict[str, Array]:
    noise, made = arrays.get("mesh_noise"), arrays.get("mesh")
    if noise is None or made is None:
        noise, made = arrays["curve_noise"][:, None], arrays["curve"]
    return by_axis(noise=noise.reshape(-1, noise.shape[-1]), x=made.reshape(-1, 2))
