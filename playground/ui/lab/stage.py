"""The 2-D lab as a part of a tab: planes, small plots, and the training that goes on while one looks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.core.frames import Scalar
from playground.core.recipe import change
from playground.paradigms.plane.frames import FEW
from playground.paradigms.plane.recipes import ConsistencyLab, FlowLab, Lab
from playground.ui.lab.controls import LabControls
from playground.ui.lab.exports import lab_exports
from playground.ui.lab.kinds import LabKind
from playground.ui.lab.legend import keys
from playground.ui.lab.panels import PANELS
from playground.ui.lab.planes import Planes
from playground.ui.lab.readings import HELP, readings
from playground.ui.lab.scene import LabScene
from playground.ui.lab.state import LabState
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.plots.cloud_strip import CloudStrip
from playground.ui.plots.key_strip import KeyStrip
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.widgets.label import Label

POSITIONS = 201
"""Times that the transport goes through: the first is noise, the last data."""

FAR = 2000
"""Training steps after which a lab shows what it is about."""

NETWORKS = ("Flow", "Reflow 1", "Reflow 2")

_PER_SECOND = 40.0
_SETTLE_MS = 700
_PANELS_HEIGHT = 148


class LabStage(TrainingStage):
    """Trains while it can be seen; the transport walks through the time of the path."""

    scene: LabScene

    def __init__(self, kind: LabKind, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`LabState`."""
        super().__init__(LabScene(kind, store, context.link), Player(_PER_SECOND), parent)
        self.player.set_count(POSITIONS)
        self.planes, self.keys, self.refusal = Planes(self.scene), KeyStrip(), Label()
        self.few = CloudStrip("Where one, two and four steps end, before and after each reflow")
        self.few.hide()
        self.panels = {name: PANELS[name]() for name in kind.panels}
        self._lay_out()
        self._connect()
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        self.refusal.setWordWrap(True)
        self.refusal.setAccessibleName("Why nothing flows")
        self.refusal.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.refusal.hide()
        set_tip(self.numbers, HELP)
        row = QHBoxLayout()
        row.setSpacing(10)
        for panel in self.panels.values():
            panel.widget.setFixedHeight(_PANELS_HEIGHT)
            row.addWidget(panel.widget, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        column.addWidget(self.refusal)
        column.addWidget(self.planes, 1)
        column.addWidget(self.keys)
        column.addWidget(self.numbers)
        column.addWidget(self.few)
        column.addLayout(row)

    def _connect(self) -> None:
        self.scene.changed.connect(self._follow)
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _playing: self.scene.store.end_gesture())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.scene.store.end_gesture)

    # Time

    def _walk(self, position: int) -> None:
        time = time_of(position)
        run = self.scene.recipe
        if position == position_of(run.time):
            return
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.run.load(change(run, time=time))
        else:
            self.scene.edit("go to a time", self.scene.run, time=time)
            self._settle.start()

    def _follow(self, old: LabState, new: LabState) -> None:
        self.player.seek(position_of(new.run.time))
        if old is new or old.view != new.view:
            self.keys.set_keys(keys(self.scene.kind, new.view))

    # Numbers

    def readings(self) -> str:
        """What the newest frame says in numbers."""
        return readings(self.scene.feed.scalars, self.scene.kind.time)

    def draw_panels(self) -> None:
        """Draw the small plots, and say why nothing flows where nothing does."""
        refusal = str(self.scene.feed.scalars.get("refusal", ""))
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))
        self._show_few()
        for panel in self.panels.values():
            panel.widget.setVisible(panel.draw(self.scene.feed))

    def rates(self) -> dict[str, object]:
        """Numbers for the status line: steps of training, and network evaluations of the flow."""
        scalars = self.scene.feed.scalars
        return super().rates() | ({"NFE": scalars["nfe"]} if "nfe" in scalars else {})

    def _show_few(self) -> None:
        ends = self.scene.feed.arrays.get("few_ends")
        self.few.setVisible(ends is not None)
        if ends is not None:
            titles = [NETWORKS[index] for index in range(len(ends))]
            self.few.set_points(titles, FEW, ends, float(self.scene.feed.scalars["extent"]))

    # What the tab asks for

    def controls(self) -> LabControls:
        """The form for the left column."""
        return LabControls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return lab_exports(self.scene, self.planes, self.panels)

    def has_come_far(self) -> bool:
        """Whether the training has come as far as one comes to see, and the numbers are there."""
        return come_far(self.scene.recipe, self.scene.feed.scalars) and self.told()

    def copy(self) -> bool:
        """Put the picture of the large plane on the clipboard."""
        QGuiApplication.clipboard().setImage(self.planes.large.grab().toImage())
        return True


def come_far(recipe: Lab, scalars: Mapping[str, Scalar]) -> bool:
    """Whether the last phase of a training has made :data:`FAR` steps, and its points were measured."""
    if not recipe.training:
        return bool(scalars)
    measured = bool(scalars.get("refusal")) or "sliced_wasserstein" in scalars
    return measured and scalars["phase"] == _last_phase(recipe) and int(scalars["step"]) >= FAR


def _last_phase(recipe: Lab) -> str:
    if isinstance(recipe, ConsistencyLab):
        return "distillation"
    reflows = recipe.reflows if isinstance(recipe, FlowLab) else 0
    return f"reflow {reflows}" if reflows else "training"


def time_of(position: int) -> float:
    """The time of the path, 1 noise to 0 data, at a position of the transport."""
    return round(1 - position / (POSITIONS - 1), 4)


def position_of(time: float) -> int:
    """The position of the transport nearest to a time."""
    return round((1 - time) * (POSITIONS - 1))
