"""What is asked of trainings, done beside the window's thread: a process may take seconds to start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.studio import removing, starting
from playground.studio.training_folders import Plan, Wish
from playground.ui.state.background import Background


class Requests(QObject):
    """At most one at a time: whoever asks for another meanwhile is not heard, so buttons wait for it."""

    changed = Signal()
    """One has begun, or has ended."""

    began = Signal(str)
    """The training of this name was begun."""

    model_asked = Signal(str, int)
    """The model of a training was asked for by this number."""

    model_refused = Signal(str)
    """The model of this training could not be asked for."""

    failed = Signal(str)
    """The sentence that says why nothing was done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.removing = ""
        """The training that was asked to be removed last."""
        self._doing = Background()
        self._then: Callable[[object], None] = lambda _outcome: None
        self._otherwise: Callable[[], None] = lambda: None
        self._doing.done.connect(self._end)
        self._doing.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether one is being done."""
        return self._doing.busy

    def begin(self, plan: Plan) -> None:
        """Begin a training."""
        self.removing = ""
        self._do(partial(starting.start, plan), lambda _kept: self.began.emit(plan.name))

    def go(self, name: str) -> None:
        """Let a training go on."""
        self._do(partial(starting.go, name))

    def learn_longer(self, name: str, minutes: float) -> None:
        """Let a training that has ended learn for more minutes."""
        self._do(partial(starting.learn_longer, name, minutes))

    def ask(self, name: str, wish: Wish) -> None:
        """Ask a training to pause or to stop."""
        self._do(partial(starting.ask, name, wish))

    def want_model(self, name: str) -> None:
        """Ask a training for its model as it is now."""
        self._do(
            partial(starting.ask_for_model, name),
            lambda number: self.model_asked.emit(name, number),
            lambda: self.model_refused.emit(name),
        )

    def remove(self, name: str, *, model: bool = False) -> None:
        """Remove a training, and its model where that is wanted."""
        self.removing = name
        self._do(partial(removing.remove, name, model=model))

    def end(self) -> None:
        """The window closes: what is being done is done, but nobody hears of it."""
        self._doing.give_up()

    def _do(
        self,
        what: Callable[[], object],
        then: Callable[[object], None] = lambda _outcome: None,
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        if self.busy:
            return
        self._then, self._otherwise = then, otherwise
        self._doing.start(what)
        self.changed.emit()

    def _end(self, outcome: object) -> None:
        self.changed.emit()
        self._then(outcome)

    def _fail(self, sentence: str) -> None:
        self.changed.emit()
        self._otherwise()
        if sentence:
            self.failed.emit(sentence)
