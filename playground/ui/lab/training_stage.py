"""What the stages have in common in which something trains while it can be seen."""

from __future__ import annotations

from typing import Generic

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from playground.core.frames import Scalar
from playground.core.recipe import Recipe
from playground.core.words import kept_together
from playground.ui.lab.scene import Order, TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.lab.train_bar import TrainBar
from playground.ui.state.player import Player
from playground.ui.widgets.label import Label

_TELL_MS = 200
_NOTHING = (
    "Nothing is drawn yet, so there is nothing to learn.\n\n"
    "Draw points at the left: with the first stroke the training begins."
)


class TrainingStage(QWidget, Generic[S, R]):
    """Trains while it can be seen, is held while it is hidden, and tells its numbers a few times a second; a
    minimised window counts as seen.

    A subclass lays out :attr:`bar`, :attr:`numbers` and what it draws, and says what it tells.
    """

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    halted = Signal(str, object)
    """(channel, halt): why the training has ended, ``None`` once it goes on again."""

    status = Signal(dict)
    """Numbers for the status line."""

    ongoing = Signal(str)
    """In a few words how far the training has come that takes long; empty where none does."""

    numbers_told = Signal()
    """The newest frame's numbers are shown: what else tells of them tells of the same frame now."""

    def __init__(self, scene: TrainingScene[S, R], player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene, self.player = scene, player
        for each in (scene, player):
            each.setParent(self)
        scene.report.connect(self.report)
        scene.halted.connect(self.halted)
        self.bar, self.numbers = TrainBar(scene), Label()
        self._most = Label("", self)
        self._most.hide()
        for label in (self.numbers, self._most):
            label.setWordWrap(True)
        self.numbers.setAccessibleName("Measured")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(_TELL_MS)
        self._turn.timeout.connect(self.tell)
        scene.feed.arrived.connect(lambda: self._turn.isActive() or self._turn.start())
        scene.feed.failed.connect(self.tell)
        scene.feed.interrupted.connect(self._tell_nothing)
        self._blank = Label(_NOTHING, self)
        self._blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._blank.setWordWrap(True)
        self._blank.setAutoFillBackground(True)
        self._blank.hide()
        scene.changed.connect(lambda _old, _new: self._show_blank())
        scene.changed.connect(lambda _old, _new: self.ongoing.emit(scene.ongoing()))
        scene.told_anew.connect(self.tell)

    def readings(self) -> str:
        """What the newest frame says in numbers."""
        raise NotImplementedError

    def most_readings(self) -> str:
        """As many numbers as there may be, where some are known only now and then."""
        return ""

    def draw_panels(self) -> None:
        """Draw the small plots."""
        raise NotImplementedError

    def has_come_far(self) -> bool:
        """Whether what one comes to see has been learned, and its numbers are there."""
        raise NotImplementedError

    def settled(self) -> bool:
        """Whether a picture can be taken: nothing more is waited for, as where there is nothing to learn."""
        return self.scene.empty or self.has_come_far()

    def tell(self) -> None:
        """Show the newest numbers; they are read, so that a few times a second suffice."""
        self.bar.tell()
        self.numbers.setText(kept_together(self.readings()))
        self._keep_room()
        self.draw_panels()
        self.status.emit(self.rates())
        self.ongoing.emit(self.scene.ongoing())
        self.numbers_told.emit()

    def _keep_room(self) -> None:
        """What is above would jump with every line that comes or goes."""
        width, minimum = self.numbers.width(), self.numbers.minimumHeight()
        self._most.setText(kept_together(self.most_readings()))
        needed = (label.heightForWidth(width) for label in (self.numbers, self._most) if label.text())
        self.numbers.setMinimumHeight(max(minimum, *needed, 0))

    def rates(self) -> dict[str, Scalar]:
        """Numbers for the status line; a pace only while there is one."""
        scene = self.scene
        if scene.failed or not scene.sent(scene.recipe).training:
            return {}
        return {"training steps/s": round(float(scene.feed.scalars.get("steps_per_second", 0)))}

    def told(self) -> bool:
        """Whether all that has come is told."""
        return not self._turn.isActive()

    def _tell_nothing(self) -> None:
        """Nothing goes on: what the numbers told of is gone."""
        self._turn.stop()
        self.numbers.setText("")
        self.status.emit({})

    def _show_blank(self) -> None:
        """Lay a sentence over the pictures where there is nothing to learn: they are of other data, and there
        is nothing to play."""
        empty = self.scene.empty
        self._blank.setVisible(empty)
        self.player.set_empty(empty)
        if empty:
            top = self.bar.geometry().bottom() + 1
            self._blank.setGeometry(self.rect().adjusted(0, top, 0, 0))
            self._blank.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks; by now the state of the last session has come back."""
        super().showEvent(event)
        self.watch(True)
        self._show_blank()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width the numbers need other lines."""
        super().resizeEvent(event)
        self._show_blank()
        self._give_room_back()

    def changeEvent(self, event: QEvent) -> None:
        """As in letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._give_room_back()

    def _give_room_back(self) -> None:
        self.numbers.setMinimumHeight(0)
        if self.scene.feed.frame is not None:
            self._turn.start()

    def watch(self, watched: bool) -> None:
        """Train while somebody looks; what was played back stands where it was when nobody did any more."""
        if not watched:
            self.player.pause()
        self.scene.watch(watched)
        self.ongoing.emit(self.scene.ongoing())

    def accept(self, recipe: Recipe) -> bool:
        """Show a state or recipe of this lab as one undoable step; ``False`` for any other."""
        return self.scene.accept(recipe)

    def train(self, order: Order) -> None:
        """Train or pause, make one step, or begin anew."""
        self.scene.train(order)

    def controls(self) -> QWidget:
        """A new form for the left column."""
        raise NotImplementedError
