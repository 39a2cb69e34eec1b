"""A lab as a part of a tab, run by its specification: planes, small plots, and the training that goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.frames import Scalar
from playground.core.recipe import change, to_json
from playground.ui.lab.controls import LabControls
from playground.ui.lab.parts import Part, Place
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plots.key_strip import KeyStrip
from playground.ui.stage.saving import plotted
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.theme import themes

_SETTLE_MS = 700
_SHARE = 0.2
"""Of the height of the stage for the small plots, between the two ends that the specification sets."""


class LabStage(TrainingStage[S, R], Generic[S, R]):
    """Trains while it can be seen; the transport goes through what the specification lets it walk."""

    def __init__(
        self, spec: LabSpec[S, R], context: Context, store: Store[S], parent: QWidget | None = None
    ) -> None:
        """``store`` holds a state of the lab."""
        scene = spec.scene(f"{spec.name}/lab", store, context.link, spec.kept, spec.sent)
        super().__init__(scene, Player(spec.per_second), parent)
        self.spec = spec
        self.planes, self.keys = spec.planes(scene, self.player), KeyStrip()
        self.parts = {part.name: part for part in spec.parts(scene, self.player)}
        self.plots = QWidget()
        self._lay_out()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(store.end_gesture)
        if spec.walk is not None:
            self.player.moved.connect(self._walk)
            self.player.playing_changed.connect(lambda _playing: store.end_gesture())
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def _lay_out(self) -> None:
        head, row = QHBoxLayout(), QHBoxLayout(self.plots)
        head.addWidget(self.bar, 1)
        for part in self._at("head"):
            head.addWidget(part.widget)
        self.plots.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for part in self._at("row"):
            row.addWidget(part.widget, part.stretch)
        self._fit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(head)
        for part in self._at("above"):
            column.addWidget(part.widget)
        column.addWidget(self.planes, 3)
        for part in self._at("below"):
            column.addWidget(part.widget)
        column.addWidget(self.keys)
        column.addWidget(self.numbers)
        for part in self._at("under"):
            column.addWidget(part.widget)
        column.addWidget(self.plots)
        for part in self._at("table"):
            column.addWidget(part.widget, 2)

    def _at(self, place: Place) -> Iterable[Part[QWidget]]:
        return (part for part in self.parts.values() if part.place == place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the planes."""
        super().resizeEvent(event)
        self._fit()
        self._show_plots()
        for part in self.parts.values():
            part.fit(self.width())

    def _fit(self) -> None:
        least, most = (round(themes().scale * height) for height in self.spec.heights)
        for part in self._at("row"):
            part.widget.setFixedHeight(min(max(round(_SHARE * self.height()), least), most))

    def _show_plots(self) -> None:
        row = any(True for _ in self._at("row"))
        self.plots.setVisible(row and self.height() >= self.spec.roomy(self.scene.recipe))

    # The way of the transport

    def _walk(self, position: int) -> None:
        walk, run = self.spec.walk, self.scene.recipe
        if walk is None or position == walk.position(run):
            return
        values = walk.values(run, position)
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.run.load(change(run, **values))
        else:
            self.scene.edit(walk.label, self.scene.run, **values)
            self._settle.start()

    def _follow(self, _old: S, _new: S) -> None:
        if (walk := self.spec.walk) is not None:
            run = self.scene.recipe
            self.player.set_count(walk.count(run), walk.position(run))
        self._show_plots()
        self._show_keys()

    def _show_keys(self) -> None:
        keys = self.spec.keys(self.scene.state, self.scene.feed.scalars)
        self.keys.set_keys(keys)
        self.keys.setVisible(bool(keys))

    # Numbers

    def readings(self) -> str:
        return self.spec.readings(self.scene.numbers())

    def most_readings(self) -> str:
        """As many numbers as there may be of these data."""
        return self.spec.most_readings(self.scene.feed.scalars)

    def draw_panels(self) -> None:
        """Let all parts tell of the newest frame."""
        self.planes.tell()
        self._show_keys()
        set_tip(self.numbers, self.scene.tip or self.spec.help)
        for part in self.parts.values():
            part.widget.setVisible(part.tell())

    def rates(self) -> dict[str, Scalar]:
        """Numbers for the status line: steps of training, and network evaluations where points flow."""
        scalars = self.scene.feed.scalars
        return super().rates() | ({"NFE": scalars["nfe"]} if "nfe" in scalars else {})

    # What the tab asks for

    def has_come_far(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        return self.spec.far(self.scene.recipe, self.scene.feed.scalars) and self.told()

    def controls(self) -> LabControls[S, R]:
        """The form for the left column."""
        spec = self.spec
        editors = spec.editors(self.scene)
        return LabControls(
            self.scene, spec.groups, spec.layers, editors, spec.rows, presets=spec.presets, left=spec.left
        )

    def exports(self) -> tuple[Export, ...]:
        """What is shown now; nothing before the first frame."""
        frame = self.scene.feed.frame
        if frame is None:
            return ()
        document = to_json(self.scene.shown, frame.facts)
        others = [each for part in self.parts.values() for each in part.exports()]
        figures = [*self.planes.figures(), *(each for part in self.parts.values() for each in part.figures())]
        return *others, *(
            plotted(each.title, f"{self.spec.stem}-{each.stem}", each.picture, each.columns, document)
            for each in figures
        )

    def copy(self) -> bool:
        """Put the picture of the planes on the clipboard."""
        QGuiApplication.clipboard().setImage(self.planes.copied.grab().toImage())
        return True
