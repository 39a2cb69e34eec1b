"""What the views of a lab share: the state, the newest frame, and the training that goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Signal

from playground.core.errors import PlaygroundError
from playground.core.fields import Value
from playground.core.frames import Scalar
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.beside import Aim, first_of, second_of
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.pair import ENDED
from playground.paradigms.lab.recipe import LabRecipe, Reviewable
from playground.paradigms.lab.steering import restarts
from playground.ui.lab.feed import LabFeed, at_present
from playground.ui.lab.state import R, S
from playground.ui.state.halt import Halt
from playground.ui.state.link import Channel, Link
from playground.ui.state.slice import Slice
from playground.ui.state.store import Store
from playground.ui.tab import Order

T = TypeVar("T", bound=Recipe)
Sent: TypeAlias = Callable[[R], R] | None
"""What the run is told in the place of a recipe, if it is another one."""


STOPPED = "The training was stopped before it began."


class TrainingScene(QObject, Generic[S, R]):
    """Turns states into requests; hot fields reach the run that trains, the others begin it anew."""

    changed = Signal(object, object)
    """(old state, new one), after the requests were made."""

    report = Signal(str, str)

    halted = Signal(str, object)
    """(channel, halt): why the run has ended, ``None`` once frames come again."""

    told_anew = Signal()
    """What is told of the run is other than before, though no frame came."""

    aimed = Signal()
    """The form edits the settings of another training."""

    watching = Signal(bool)
    """Whether somebody looks from now on."""

    def __init__(
        self, name: str, store: Store[Any], link: Link, kept: Collection[str], sent: Sent[R]
    ) -> None:
        """``name`` is that of the channel, ``kept`` are arrays that a frame brings when they are new, and
        ``sent`` gives what the run is told in the place of a recipe."""
        super().__init__()
        self.name, self.store, self.link, self.kept, self._sent = name, store, link, kept, sent
        self.run = Slice[R](store, "run", self)
        self.view = Slice[Recipe](store, "view", self)
        self._channel = link.channel(name)
        self.feed = self.make_feed(self._channel)
        self.failed = False
        """Whether the run has ended with an error; any change of its recipe begins it anew."""
        self.feed.failed.connect(self._note_failure)
        self.feed.interrupted.connect(self._note_interruption)
        self.feed.stopped.connect(self._note_stop)
        self.feed.arrived.connect(self._note_success)
        self.feed.arrived.connect(self._note_second)
        self.feed.arrived.connect(self._note_refusal)
        self.watched, self._films = False, 0
        """Whether somebody looks."""
        self.moment = 0
        """Which of the moments kept of the training is looked at; 0 is the present."""
        self.other: TrainingScene[S, R] | None = None
        """That of the training that goes on beside this one, while one does."""
        self.aim: Aim = "A"
        """Whose settings the form edits, of two trainings side by side."""
        self._begun, self._asked, self._start_told, self._end_told = False, 0, "", ""
        self._trainings = 0
        """How many trainings have begun; each has a number, by which undoing the next one gives it back."""
        self.feed.emptied.connect(self._return)
        store.changed.connect(self._follow)
        store.returned.connect(self._go_back)

    @property
    def told_of(self) -> TrainingScene[S, R]:
        """That of the training whose settings the form edits."""
        return self if self.other is None or self.aim != "B" else self.other

    def most(self, name: str) -> float:
        """The largest value of a scalar in trainings side by side, which are drawn on one scale."""
        both = (self, *filter(None, (self.other,)))
        return max(float(each.feed.scalars[name]) for each in both if name in each.feed.scalars)

    def point(self, aim: Aim) -> None:
        """Let the form edit the settings of A, of B, or of both."""
        if aim != self.aim:
            self.aim = aim
            self.aimed.emit()

    tip = ""
    """What is said of the numbers where there is more to say than the lab always does."""

    def numbers(self) -> Mapping[str, Scalar]:
        """What is told of the run in numbers: the scalars of the newest frame, and what else is known."""
        return self.feed.scalars

    def ongoing(self) -> str:
        """In a few words how far it has come, where it takes long; empty where nothing goes on."""
        return ""

    def make_feed(self, channel: Channel) -> LabFeed:
        """What receives the frames of the run."""
        return LabFeed(channel, self.kept, self)

    def restarts(self, old: R, new: R) -> bool:
        """Whether the change from one recipe of the run to another begins it anew."""
        return restarts(old, new)

    def begin(self, recipe: R) -> None:
        """Ask for the run of this recipe in the place of the one that goes on."""
        self.feed.begin(recipe)

    def update(self, recipe: R) -> None:
        """Let the run go on with changed controls."""
        self._channel.update(recipe)

    def begin_anew(self, before: R, label: str = "") -> None:
        """Train from the start, where the change from this recipe has not done so already.

        Where there was no edit it is an undoable step of its own, which is called ``label``.
        """
        if self._begun and not (self.failed or self.empty or self.restarts(before, self.recipe)):
            if label:
                self.store.mark(label)
            self.look_back(0)
            self._begin_again()

    def sent(self, recipe: R) -> R:
        """What the run is told when the recipe in the state is this one."""
        counted = at_present(change(recipe, single_steps=self._asked), self.moment)
        return counted if self._sent is None else self._sent(counted)

    @property
    def state(self) -> S:
        """The current state."""
        state: S = self.store.state
        return state

    @property
    def recipe(self) -> R:
        """The current recipe of the run."""
        recipe: R = self.store.state.run
        return recipe

    @property
    def shown(self) -> R:
        """The recipe that the newest frame is exported with: what is told in its place was not chosen."""
        found: R = self.feed.recipe
        return found if self._sent is None else self.recipe

    @property
    def empty(self) -> bool:
        """Whether there is nothing to learn: one's own drawing is the data, and nothing is drawn."""
        return _is_empty(self.recipe)

    # Training

    def watch(self, watched: bool) -> None:
        """Train while somebody looks, and hold still while nobody does; the first look begins it."""
        self.watched = watched
        if watched and not self._begun:
            self._begun = True
            self._number_anew()
            self._start()
        self._hold_or_go_on()
        self.watching.emit(watched)

    def set_filmed(self, filmed: bool) -> None:
        """Let the run answer though nobody looks while any film is made of its moments."""
        self._films += 1 if filmed else -1
        self._hold_or_go_on()

    def _hold_or_go_on(self) -> None:
        if self._begun:
            self._channel.pause(not (self.watched or self._films > 0))

    def train(self, order: Order) -> None:
        """Go on or pause, make one training step, or begin anew, as a failed run always does.

        All of it is done at present, to which going on returns. Who begins anew begins untrained.
        """
        if self.empty:
            return
        looked_back = self.moment > 0
        self.look_back(0)
        if looked_back and order == "toggle" and self.recipe.training:
            return
        if order == "reset" and start_of(self.recipe) and not self.failed:
            self.act("begin untrained", self.run, start="")
        elif order == "reset" and not self.failed:
            self.begin_anew(self.recipe, "begin training anew")
        elif order == "reset" or (self.failed and self.recipe.training):
            self._begin_again()
        elif order == "toggle" or self.recipe.training:
            self.act(
                "pause training" if self.recipe.training else "train", self.run,
                training=not self.recipe.training,
            )  # fmt: skip
        else:
            self.make_step()

    def make_step(self) -> None:
        """Let the run make one training step, though the training is held.

        The store does not change: afterwards the recipe is what it was.
        """
        if self._begun:
            self._asked += 1
            self.update(self.sent(self.recipe))

    def look_back(self, moment: int) -> None:
        """Look at one of the moments kept of the training, which waits meanwhile; 0 is the present."""
        if self._begun and moment != self.moment:
            self.moment = moment
            self.update(self.sent(self.recipe))

    def _return(self) -> None:
        """Of what begins now there are no moments yet, and nothing has ended."""
        self.moment = 0
        if self._end_told:
            self._end_told = ""
            self.halted.emit(self._of_second, None)

    @property
    def stepping(self) -> bool:
        """Whether a step that was asked for is yet to come."""
        made = self.feed.scalars.get("single_steps", 0)
        return self._asked > int(made)

    # Edits

    def act(self, label: str, store: Store[T], **values: Value) -> None:
        """An edit that is a step of its own, as a click is."""
        store.end_gesture()
        self.edit(label, store, **values)
        store.end_gesture()

    def edit(self, label: str, store: Store[T], **values: Value) -> None:
        """An edit that becomes one step with others of its gesture; what is out of bounds is reported."""
        try:
            store.edit(label, **values)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")

    def accept(self, recipe: Recipe) -> bool:
        """Show a recipe as one undoable step."""
        wanted = self.state.applying(recipe)
        if wanted is None:
            return False
        self.store.replace("Show a recipe", wanted)
        return True

    def _follow(self, old: Any, new: Any) -> None:
        if self._begun and old.run != new.run:
            begins = self.restarts(old.run, new.run) and not self.failed
            if self._went_back:
                self._start()
            elif begins or _is_empty(old.run) or self.empty:
                self._number_anew()
                self._start()
            else:
                if self.failed:
                    self._number_anew()
                self.update(self.sent(new.run))
        self.changed.emit(old, new)

    def _go_back(self) -> None:
        """Go on with the training of then, where the recipe is the same as now."""
        if self._begun and self._went_back:
            self._start()

    @property
    def _went_back(self) -> bool:
        """Whether the state that was gone back to had another training than the one that goes on."""
        return self.store.along.get(self.name, self._channel.training) != self._channel.training

    def _number_anew(self) -> None:
        """Let what begins now be another training than all before."""
        self._trainings += 1
        self._channel.training = self._trainings
        self.store.send_along(self.name, self._trainings)

    def _begin_again(self) -> None:
        """Begin another training by the same recipe."""
        self._number_anew()
        self._channel.request_again()

    def _start(self) -> None:
        """Begin the run, or forget the one before where there is nothing to learn; go on with one that was
        gone back to."""
        self._channel.training = self.store.along.get(self.name, 0)
        if self.empty:
            self._note_success()
            self._channel.cancel()
            self.feed.forget()
        else:
            self._return()
            self.begin(self.sent(self.recipe))

    @property
    def ended(self) -> str:
        """Why the second of two trainings cannot go on beside the first; empty where nothing is amiss."""
        return str(self.feed.scalars.get(ENDED, ""))

    def _note_failure(self, sentence: str, details: str) -> None:
        self.failed = True
        begin_again = partial(self.train, "reset")
        self.halted.emit(self._channel.name, Halt(sentence, details, {"Begin again": begin_again}))

    def _note_stop(self) -> None:
        self._note_failure(STOPPED, "")

    def _note_second(self) -> None:
        if self.ended != self._end_told:
            self._end_told, halt = self.ended, None
            if self.ended:
                choices = {"Begin both again": self._begin_again}
                halt = Halt(f"{self.ended} A goes on alone.", "", choices)
            self.halted.emit(self._of_second, halt)

    @property
    def _of_second(self) -> str:
        return f"{self._channel.name}/second"

    def _note_interruption(self, again: bool) -> None:
        self.failed = self.failed or not again

    def _note_refusal(self) -> None:
        """Say why a training begins untrained that should not, once it is asked to begin otherwise.

        Who changes the settings of one that came trained is told nothing: another one begins, as ever.
        """
        start, refusal = start_of(self.recipe), str(self.feed.scalars.get("untrained", ""))
        if refusal and start != self._start_told:
            self.report.emit(refusal, "")
        self._start_told = start

    def _note_success(self) -> None:
        if self.failed:
            self.failed = False
            self.halted.emit(self._channel.name, None)


def start_of(recipe: LabRecipe) -> str:
    """The trained state that a recipe names to begin with; empty where it names none."""
    return recipe.start if isinstance(recipe, Reviewable) else ""


def _is_empty(recipe: LabRecipe) -> bool:
    both = (first_of(recipe), second_of(recipe))
    return any(each.data == DRAWN and not each.drawing for each in both)
