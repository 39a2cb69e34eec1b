"""The Studio's place in the window: its page, made when it is visited, and the mark that a training runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.shell.desk import Place
from playground.ui.timers import once
from playground.ui.widgets.messages import MessageBar

if TYPE_CHECKING:
    from playground.ui.studio.page import StudioPage
    from playground.ui.studio.trainings import Trainings

NAME = "studio"
_FIRST_LOOK_MS = 2500
"""Start-up comes first."""


class Studio(QObject):
    """Follows the trainings from a while after the start on, wherever one is in the window."""

    ongoing = Signal(str)
    """What goes on, in a few words; empty where nothing does, or where it is seen anyway."""

    data_wanted = Signal()
    """The user wants to add data."""

    opened = Signal(object)
    """The :class:`Card` of a model that is to be shown in its tab."""

    wanted = Signal()
    """The page is to be shown."""

    chosen_changed = Signal()
    """Another training is the chosen one."""

    def __init__(self, chosen: str, parent: QObject) -> None:
        """``chosen`` is the training that was shown last."""
        super().__init__(parent)
        self._chosen = chosen
        self._trainings: Trainings | None = None
        self._page: StudioPage | None = None
        self.place = Place(NAME, "Studio", "Train models of your own pictures", self._make, self._settled)
        self._parts: tuple[MessageBar, Callable[[], Sequence[Card]], Callable[[], Sequence[str]]] | None = (
            None
        )
        self._first = once(self, _FIRST_LOOK_MS, lambda: self.trainings.look())

    def attach(
        self,
        messages: MessageBar,
        cards: Callable[[], Sequence[Card]],
        devices: Callable[[], Sequence[str]],
    ) -> None:
        """Say where its messages go, which models there are and which devices of PyTorch."""
        self._parts = messages, cards, devices
        self._first.start()

    @property
    def chosen(self) -> str:
        """The training that is shown."""
        return self._chosen if self._trainings is None else self._trainings.chosen

    @property
    def trainings(self) -> Trainings:
        """What is seen of all trainings."""
        if self._trainings is None:
            from playground.ui.studio.trainings import Trainings

            self._trainings = Trainings(self._chosen, self)
            self._trainings.changed.connect(self._mark)
        return self._trainings

    def train_on(self, data: str) -> None:
        """Lead to a new training on a data set."""
        self.wanted.emit()
        if self._page is not None:
            self._page.train_on(data)

    def offer_devices(self) -> None:
        """It is known now which devices there are."""
        if self._page is not None:
            self._page.offer_devices()

    def end(self) -> None:
        """The window closes; trainings go on."""
        self._first.stop()
        if self._trainings is not None:
            self._trainings.end()
        if self._page is not None:
            self._page.end()

    def _make(self) -> QWidget:
        from playground.ui.studio.page import StudioPage

        if self._parts is None:
            raise RuntimeError("the Studio is visited before it is attached")
        page = self._page = StudioPage(self.trainings, *self._parts)
        page.data_wanted.connect(self.data_wanted)
        page.opened.connect(self.opened)
        return page

    def _settled(self) -> bool:
        return self._page is None or self._page.settled()

    def _mark(self) -> None:
        from playground.ui.studio.words import ongoing

        self.ongoing.emit("" if self.trainings.watched else ongoing(self.trainings.seen.at_work))
        if self._chosen != self.trainings.chosen:
            self._chosen = self.trainings.chosen
            self.chosen_changed.emit()
