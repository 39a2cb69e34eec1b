"""The page on which a training is begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.studio.foresight import foresight
from playground.studio.training_folders import Plan
from playground.ui.state.background import Background
from playground.ui.studio.examples import Examples
from playground.ui.studio.explain import HAPPENS
from playground.ui.studio.forecast import Cost, Forecast, cost_of
from playground.ui.studio.plan_form import PlanForm
from playground.ui.studio.requests import Requests
from playground.ui.studio.sources import DataChoice, model_names, sources
from playground.ui.timers import once
from playground.ui.widgets.buttons import push
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph

_SETTLE_MS = 250
_WIDEST = 420
_TIMING = "Timing a step, to say how many fit: about half a minute …"
_NOTHING = "Add a folder of pictures, and a model can learn from them here."


class NewPage(QWidget):
    """Says before what a training takes, and begins it; without data it leads to where they are added."""

    data_wanted = Signal()
    """The user wants to add data."""

    def __init__(self, requests: Requests, cards: Callable[[], Sequence[Card]]) -> None:
        """``cards`` are those of the models that there are now."""
        super().__init__()
        self._requests, self._cards = requests, cards
        self._taken: tuple[str, ...] = ()
        self._refused = self._wanted = ""
        self.form, self.examples = PlanForm(), Examples()
        self.heading = Heading("New training", 1.3)
        self.nothing = Paragraph(_NOTHING)
        self.add = push("Add pictures …", "Open the page of your data sets")
        self.start = push("Start", "Begin to train in a process of its own", name="Start the training")
        self.start.setDefault(True)
        self.takes, self.warning = Note("What it takes"), Note("What is odd about the time")
        self._cost: tuple[Plan, Cost] | None = None
        self._forecast = Forecast(self)
        self.why = Note("Why it cannot begin")
        self._finding, self._counting = Background(), Background()
        self._count = once(self, _SETTLE_MS, self._count_cost)
        self._lay_out()
        self._wire()
        self._show_found(((), ()))

    def show_taken(self, names: tuple[str, ...]) -> None:
        """These names are those of other trainings."""
        if names != self._taken:
            self._taken = names
            self.refresh()

    def choose(self, data: str) -> None:
        """Choose a data set, which may have been added a moment ago."""
        self._wanted = data
        self.refresh()

    def event(self, event: QEvent) -> bool:
        """Look again when the window is come back to, be it from where data are added."""
        if event.type() == QEvent.Type.WindowActivate:
            self.refresh()
        return super().event(event)

    def refresh(self) -> None:
        """Look again what there is to learn from."""
        self._finding.start(lambda: (sources(), model_names()))

    @property
    def settled(self) -> bool:
        """Whether it is known what there is to learn from, and what that takes."""
        counting = self._count.isActive() or self._counting.busy
        return self.examples.settled and not (self._finding.busy or counting)

    def end(self) -> None:
        """The window closes."""
        self._finding.give_up()
        self._counting.give_up()
        self._forecast.give_up()
        self.examples.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Time no steps where nobody sees it."""
        super().hideEvent(event)
        self._forecast.give_up()

    def _lay_out(self) -> None:
        happens = Fold("What happens here")
        happens.body.addWidget(Paragraph(HAPPENS))
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        lay_out(
            column,
            down(
                self.heading, self.nothing, across(self.add, None), 4, self.form,
                across(self.start, None), self.why, self.takes, self.warning, happens, None, spacing=10,
            ),
        )  # fmt: skip
        lay_out(self, across((column, 3), (self.examples, 4), spacing=30), margins=(14, 10, 14, 10))

    def _wire(self) -> None:
        self._finding.done.connect(self._show_found)
        self._counting.done.connect(self._show_cost)
        self._counting.failed.connect(self._refuse)
        self._forecast.changed.connect(self._tell)
        self._requests.changed.connect(self._show_start)
        self._requests.began.connect(lambda _name: self.form.propose())
        self.form.changed.connect(self._follow)
        self.add.clicked.connect(self.data_wanted)
        self.start.clicked.connect(self._begin)

    def _show_found(self, both: tuple[Sequence[DataChoice], Sequence[str]]) -> None:
        found, models = both
        self.form.offer(found, self._cards(), (*self._taken, *models))
        if self._wanted:
            self.form.choose(self._wanted)
            self._wanted = ""
        some = bool(found)
        self.examples.show_set(self.form.source)
        self.form.setVisible(some)
        self.start.setVisible(some)
        self.nothing.setVisible(not some)
        if not some:
            self._cost = None
            self._tell()
            self.why.say("")

    def _follow(self) -> None:
        self._refused = ""
        self.examples.show_set(self.form.source)
        self._show_start()
        self._count.start()

    def _show_start(self) -> None:
        lacks = self.form.lacks or self._refused
        self.why.say(lacks, warning=bool(self._refused))
        self.start.setEnabled(not lacks and not self._requests.busy)
        self.start.setText("Starting …" if self._requests.busy else "Start")

    def _count_cost(self) -> None:
        plan = self.form.plan()
        if plan is None:
            self._cost = None
            self._tell()
        else:
            self._counting.start(lambda: (plan, cost_of(plan)))

    def _show_cost(self, found: tuple[Plan, Cost]) -> None:
        self._cost = plan, cost = found
        if cost.steps is not None:
            self._forecast.note(plan, cost.steps)
        if self.isVisible():
            self._forecast.ask(plan)
        self._tell()
        self._refused = ""
        self._show_start()

    def _tell(self) -> None:
        """Say what it takes, and what that comes to, as far as it is known."""
        if self._cost is None:
            self.takes.say("")
            self.warning.say("")
            return
        plan, cost = self._cost
        steps = self._forecast.steps(plan)
        found = None if steps is None else foresight(plan, steps)
        timed = _TIMING if self._forecast.busy else ""
        self.takes.say(f"{cost.said} {timed if found is None else found.said}".rstrip())
        self.warning.say("" if found is None else found.warning, warning=True)

    def _refuse(self, sentence: str) -> None:
        self._cost = None
        self._tell()
        self._refused = sentence
        self._show_start()

    def _begin(self) -> None:
        plan: Plan | None = self.form.plan()
        if plan is not None:
            self._requests.begin(plan)
