"""What the parts of a stage share: the state, the model's card, the newest frames, and the transport."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence, Set
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from playground.core.cards import Card
from playground.core.conditions import condition_of, label_name
from playground.core.drawn import NONE_VARIED
from playground.core.errors import DataError, PlaygroundError
from playground.core.fields import Value
from playground.core.heldout import HeldOutImages
from playground.core.images import LabelledImages
from playground.core.noise import following
from playground.core.recipe import Recipe
from playground.paradigms.families import family_of
from playground.paradigms.sources import Drawing, HeldOut
from playground.ui.stage.diagram import Look
from playground.ui.stage.queue import Queue
from playground.ui.stage.unknown import Fit, fit
from playground.ui.state.feed import Feed, Shown
from playground.ui.state.link import Link
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.state.views import StageState, View, Views

S = TypeVar("S", bound=StageState, covariant=True)


class Dimmed(Protocol):
    """A part that can show that what it shows is not current."""

    def set_stale(self, stale: bool, /) -> None:
        """Dim it, or not."""


class _Follower(NamedTuple):
    """What is drawn anew when one of these fields has changed, of all where it names none."""

    draw: Callable[[], object]
    fields: frozenset[str]
    panel: str


class Scene(QObject, Generic[S]):
    """Turns states into requests by the views of the stage; parts read it and edit through it.

    It has a feed for each view, and a queue for those that are run one after another. A subclass says what
    its family's parts need to know beyond that.
    """

    changed = Signal(object, object)
    """(old state, new state), after the requests were made."""

    queued = Signal(str)
    """The queue of this view has another frame, another plan, or goes on or stops."""

    recipe_chosen = Signal(object)
    """A recipe that is to be shown in the tab that it belongs to."""

    hinted = Signal(object)
    """What is under the mouse in one part, to be marked in the others for as long; ``None`` for nothing."""

    report = Signal(str, str)

    untrusted = Signal(str)
    """The model of this name is not used, since nobody has allowed it."""

    models_changed = Signal()
    """There are other models to choose from."""

    availability_changed = Signal()
    """What :meth:`unavailable` says may have changed."""

    def __init__(
        self,
        name: str,
        views: Views,
        store: Store[S],
        link: Link,
        cards: tuple[Card, ...],
        known: tuple[Card, ...] = (),
    ) -> None:
        """``name`` begins the channels' names; ``cards`` are the models to choose from, of all ``known``."""
        super().__init__()
        self.views, self.store, self.link = views, store, link
        self.player = Player(parent=self)
        self.cards = {card.name: card for card in cards}
        self.known = frozenset(card.name for card in (*cards, *known))
        self.feeds: dict[str, Feed] = {}
        self.queues: dict[str, Queue] = {}
        self._name = name
        self._held_out = HeldOutImages()
        self._failures: dict[str, str] = {}
        self._missing: dict[str, str] = {}
        self._recipes: dict[str, Recipe] = {}
        self._followers: list[_Follower] = []
        self._asked: dict[str, Recipe] = {}
        self._watched, self._open = True, frozenset[str]()
        self._seen: frozenset[str] | None = None
        self._started = False
        self._card = self.cards.get(getattr(store.state, "model", "")) or next(iter(cards), None)
        for view in self.views.values():
            self._add(view)
        store.changed.connect(self._follow)

    def _add(self, view: View) -> None:
        if view.asked == "never":
            return
        name = view.name
        # What is run one after another stays as good as it was while the next of it runs.
        channel, ages = self.link.channel(f"{self._name}/{name}"), view.queue is None
        feed = self.feeds[name] = Feed(channel, self, strict=view.strict, ages=ages)
        feed.failed.connect(lambda sentence, details: self._note_failure(name, sentence, details))
        feed.arrived.connect(lambda _shown: self._note_arrival(name))
        if view.queue is not None:
            self.queues[name] = Queue(view.alike)
            feed.arrived.connect(lambda shown: self._take(name, shown))
            feed.busy_changed.connect(lambda _busy: self.queued.emit(name))

    # What a subclass may say

    def prepare(self) -> None:
        """Called before the requests of the state are made, with its model chosen."""

    def forget(self) -> None:
        """Called when another model is chosen."""

    def missing(self, recipe: Recipe) -> str:
        """What the current model lacks for a recipe, as a sentence; empty where it can be run."""
        family = family_of(self.card.paradigm)
        return (family.refusal_of(recipe, self.card) if family else None) or ""

    def planned(self, view: View) -> Sequence[Recipe]:
        """What is run one after another for a view while its panel is open."""
        return () if view.queue is None else view.queue(self.state, self.card)

    def fit(self) -> Fit[S] | None:
        """The state with what is known in the place of what is not; ``None`` where models know all of it."""
        return fit(self.state, self.card)

    def models_of(self, recipe: Recipe) -> Collection[str]:
        """Names of the models that run a recipe."""
        return (getattr(recipe, "model", ""),)

    def settled(self) -> bool:
        """Whether what goes on by itself has come to its end."""
        return True

    def ready(self, view: View) -> bool:
        """Whether what a view asks for can be computed; if not, its last frame is stale."""
        return True

    # What parts read

    @property
    def state(self) -> S:
        """The current state."""
        return self.store.state

    @property
    def card(self) -> Card:
        """The card of the current model, of any where the state names none; there must be one."""
        if self._card is None:
            raise LookupError("there is no model")
        return self._card

    def held_out(self) -> LabelledImages | None:
        """The held-out images of the current model's data set, ``None`` where they cannot be read."""
        return self.held_out_of(self.card)

    def held_out_of(self, card: Card) -> LabelledImages | None:
        """Those of a model's data set."""
        try:
            found = self._held_out.of(card.data)
        except DataError as error:
            self.report.emit(error.sentence, "")
            return None
        return None if found is None or found.images.shape[1:] != card.image.shape else found

    def held_out_picture(self, index: int) -> NDArray[np.uint8] | None:
        """A held-out image, ``None`` where there is none of that index."""
        held_out = self.held_out()
        if held_out is None or index >= len(held_out):
            return None
        picture: NDArray[np.uint8] = held_out.images[index]
        return picture

    def held_out_name(self, index: int) -> str:
        """A held-out image by its class and number."""
        held_out = self.held_out()
        if held_out is None or index >= len(held_out):
            return f"#{index}"
        return f"{self.label_name(int(held_out.labels[index]))} #{index}"

    def picture_of(self, source: msgspec.Struct) -> NDArray[np.uint8] | None:
        """The picture of what names one, ``None`` where none of that index or size is there."""
        image = self.card.image
        if isinstance(source, HeldOut):
            return self.held_out_picture(source.index)
        if isinstance(source, Drawing) and len(source.pixels) == image.dimensions:
            return np.frombuffer(source.pixels, np.uint8).reshape(image.shape)
        return None

    def describe(self, source: msgspec.Struct) -> str:
        """What names a picture in a few words."""
        return self.held_out_name(source.index) if isinstance(source, HeldOut) else "drawing"

    def label_name(self, label: int) -> str:
        """What a label of the current model's data is called; data without classes have images."""
        classes = self.card.labels
        return label_name(label, classes) if classes else "image"

    @property
    def told_classes(self) -> bool:
        """Whether the current model can be told which class to draw."""
        return condition_of(self.card).classes > 0

    @property
    def has(self) -> frozenset[str]:
        """What of the current model parts of a dataflow may need."""
        return frozenset({"classes"} if self.told_classes else ())

    def named(self, view: str, *, drawn: bool = True) -> Callable[[int], str]:
        """Gives the class of a picture of a view's result by its index, or nothing.

        What a model has ``drawn`` that cannot be told a class has none, whatever the result says.
        """

        def name(index: int) -> str:
            shown = self.current(view)
            labels = None if shown is None else shown.frame.arrays.get("labels")
            if labels is None or index >= len(labels) or (drawn and not self.told_classes):
                return ""
            return self.label_name(int(labels[index]))

        return name

    def recipe(self, view: str) -> Any:
        """What the state asks for; it is made anew only where a field that it depends on has changed."""
        if view not in self._recipes:
            found, fitted = self.views[view].of(self.state), self.views[view].fitted
            self._recipes[view] = found if fitted is None else fitted(found, self)
        return self._recipes[view]

    def current(self, view: str) -> Shown | None:
        """A view's last frame if it belongs to the current model or what stands in for it, or to several."""
        shown = self.feeds[view].last
        if shown is None:
            return None
        name = self.card.name
        if self.views[view].fitted is not None:
            name = getattr(self.recipe(view), "model", name)
        return shown if getattr(shown.recipe, "model", name) == name else None

    def look(self, name: str) -> Look:
        """What a diagram names ``view/array[place][place]`` of what is computed of the current model."""
        view, _, rest = name.partition("/")
        array, *places = rest.replace("]", "").split("[")
        shown = self.current(view)
        if shown is None:
            return None
        found = shown.frame.arrays.get(array)
        if found is None:
            return shown.frame.scalars.get(array)
        if not places or not len(found):
            return found
        for place in places:
            found = np.asarray(found[self._index(place, len(found))])
        return found if found.ndim else float(found)

    def _index(self, place: str, count: int) -> int:
        """A place by its number, or by the field that says it, or how far on the way it is."""
        if place.lstrip("-").isdigit():
            return int(place)
        if place.startswith("#"):
            return min(int(self.state.value(place[1:])), count - 1)
        return round(float(self.state.value(place)) * (count - 1))

    def whole(self, view: str) -> Shown | None:
        """A view's last whole result if it belongs to the current model: what can be exported."""
        shown = self.feeds[view].settled
        fits = shown is not None and shown.frame.final and shown.recipe.model == self.card.name
        return shown if fits else None

    def is_of_state(self, view: str) -> bool:
        """Whether a view's last frame, whole or not, is what the present state would ask for."""
        shown = self.feeds[view].last
        return shown is not None and shown.recipe == self.recipe(view)

    def belongs(self, view: str) -> bool:
        """Whether what there is of a view belongs to the present state, or is about to be taken over by that.

        The open panel asks for its own views; what others have shown may be of a state that is long past.
        """
        return self.is_of_state(view) or (view in self.shown_views and not self.feeds[view].stale)

    def why_not(self, view: str, recipe: Recipe | None = None) -> str:
        """Why a view's recipe cannot be run, whatever the sampler; empty where it can."""
        impossible = self.views[view].impossible
        return "" if impossible is None else impossible(recipe or self.recipe(view), self)

    @property
    def shown_views(self) -> tuple[str, ...]:
        """Names of the views that the open panel shows."""
        panel = self.state.panel
        shown = self._open | self._missing.keys()
        return tuple(name for name in self.feeds if name in shown and panel in self.views[name].panels)

    def why_incomplete(self) -> str:
        """Why what the open panel shows is not there whole, in a few words."""
        panel = self.state.panel
        names = self.shown_views or [name for name in self.feeds if panel in self.views[name].panels]
        return next(filter(None, (self.feeds[name].why_incomplete for name in names)), "there is nothing yet")

    def unavailable(self, *names: str) -> str:
        """Why none of these views has anything of the current model to show; empty where one has or may soon.

        What failed before another model was chosen stays lost until there is something of that one.
        """
        if lacking := next((self._missing[name] for name in names if name in self._missing), ""):
            return lacking
        if any(self.current(name) for name in names):
            return ""
        found = [self._failures[name] for name in names if name in self._failures]
        if not found:
            return ""
        title = self.card.title
        return next((f"There is nothing to show of “{title}”. {why}" for why in found if why), f"{title} …")

    # What parts do

    def follow(self, draw: Callable[[], object], fields: str = "", panel: str = "") -> None:
        """Have ``draw`` called when one of these fields has changed, and when all is shown anew.

        Fields stand between spaces. With ``panel`` it is called only while that one is open, and as it opens.
        """
        self._followers.append(_Follower(draw, frozenset(fields.split()), panel))

    def show(
        self, view: str, draw: Callable[[Shown], object], *dimmed: Dimmed, anew: str = "", panel: str = ""
    ) -> None:
        """Have ``draw`` called with the frames of a view that are of the current model.

        It is called again with the newest one when a field of ``anew`` has changed, as by :meth:`follow`.
        What is ``dimmed`` is stale while that frame is.
        """

        def draw_newest() -> None:
            shown = self.current(view)
            if shown is not None:
                draw(shown)

        self.feeds[view].arrived.connect(lambda _shown: draw_newest())
        for part in dimmed:
            self.feeds[view].stale_changed.connect(part.set_stale)
        if anew:
            self.follow(draw_newest, anew, panel)

    def let(self, moved: SignalInstance, ended: SignalInstance, edit: Callable[..., object]) -> None:
        """Have a control ``edit`` the state while it is ``moved``: one gesture, until that has ``ended``."""
        moved.connect(edit)
        ended.connect(self.store.end_gesture)

    def watch(self, watched: bool) -> None:
        """Compute while somebody looks, and hold still while nobody does."""
        self._watched = watched
        self._hold()

    def act(self, label: str, /, **values: Value) -> None:
        """An edit that is a step of its own, as a click is."""
        self.store.end_gesture()
        self.edit(label, **values)
        self.store.end_gesture()

    def edit(self, label: str, /, **values: Value) -> None:
        """An edit that becomes one step with others of its gesture; what is out of bounds is reported."""
        try:
            self.store.edit(label, **values)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")

    def draw_again(self, label: str, field: str = "seed") -> None:
        """An edit that takes the seed that follows the present one."""
        own = {"vary": NONE_VARIED} if field == "seed" and "vary" in self.state.by_name() else {}
        self.act(label, **{field: following(self.state.value(field))}, **own)

    def choose_model(self, card: Card) -> None:
        """Go over to another model, keeping what makes sense."""
        self.store.replace(f"Choose {card.title}", self.state.fitted(card, self.card))

    def take_models(self, cards: tuple[Card, ...]) -> None:
        """Let these models be chosen."""
        had = {name: card.hash for name, card in self.cards.items()}
        anew = {card.name for card in cards if had.get(card.name, card.hash) != card.hash}
        self.cards = {card.name: card for card in cards}
        self.known |= self.cards.keys()
        forgotten = self._forget_runs(anew)
        before = self._card
        now = None if before is None else self.cards.get(before.name)
        if before is not None and now is not None and now.hash != before.hash:
            self._renew(now)
        elif forgotten:
            self.start()
        self._card = self._card or next(iter(cards), None)
        self._fit_anew()
        self.models_changed.emit()

    def _fit_anew(self) -> None:
        """Ask with the models that there are now for what depends on which these are."""
        fitted = [name for name in self._recipes if self.views[name].fitted is not None]
        for name in fitted:
            del self._recipes[name]
        if fitted:
            self.start()

    def _forget_runs(self, anew: Set[str]) -> bool:
        """Forget what was run one after another of models that are others now; whether that is shown."""

        def concerns(recipe: Recipe) -> bool:
            return not anew.isdisjoint(self.models_of(recipe))

        shown = [name for name, queue in self.queues.items() if queue.forget(concerns)]
        for name in shown:
            self.feeds[name].drop()
        return bool(shown)

    def _renew(self, card: Card) -> None:
        """Go over to what the chosen model has become under its name: all that is shown is asked for anew."""
        self._card = card
        self._failures = dict.fromkeys(self._failures, "")
        self.forget()
        for feed in self.feeds.values():
            feed.drop()
        self.start()

    def measure(self, view: str) -> None:
        """Ask for what is computed on demand alone, or go on with what was stopped or could not be run."""
        if view not in self.queues:
            self.feeds[view].want(self.recipe(view))
            return
        self.queues[view].go_on()
        # A request that was given up is not made again unless it is withdrawn.
        self.feeds[view].drop()
        self._ask_next(view)

    def stop(self, view: str) -> None:
        """Stop what is run one after another; what is finished stays."""
        self.queues[view].stopped = True
        self.feeds[view].drop()
        self.queued.emit(view)

    def ask_again(self) -> None:
        """Ask once more for what was refused for a model's sake that has been allowed meanwhile."""
        for feed in self.feeds.values():
            feed.ask_again()

    # The cycle

    def start(self) -> None:
        """Ask for everything that the state shows."""
        if self._follow_model() and self._fit_state():
            self.prepare()
            self._request()
        self._started = True
        self.refresh()

    def refresh(self) -> None:
        """Let every part show the whole state anew, as one that was just built needs it."""
        self._tell(self.state, self.state)
        for name in self.queues:
            self.queued.emit(name)

    def _follow(self, old: StageState, new: StageState) -> None:
        changed = new.changed_from(old)
        told = not changed.isdisjoint(("model", *new.conditions))
        if not self._follow_model() or (told and not self._fit_state()):
            # The state that came of it was drawn as far as it differs from this one, which was not drawn.
            self.refresh()
            return
        for name in [name for name in self._recipes if self.views[name].depends(old, new)]:
            del self._recipes[name]
        self.prepare()
        self._request()
        self._tell(old, new, changed)

    def _follow_model(self) -> bool:
        """Go over to the model that the state names, if it names one; false where that is not there."""
        new = self.state
        if not hasattr(new, "model") or new.model == self.card.name:
            return True
        card = self.cards.get(new.model)
        if card is None:
            self._say(f"The model “{new.model}” was not found; {self.card.title} is shown instead.")
            self.store.load(new.fitted(self.card, self.card))
            return False
        self._card = card
        self._failures = dict.fromkeys(self._failures, "")
        self.forget()
        return True

    def _fit_state(self) -> bool:
        """Have models told what they know alone; false where the state said something else."""
        found = self.fit()
        if found is None:
            return True
        self._say(found.sentence)
        self._recipes.clear()
        self.store.load(found.state)
        return False

    def _say(self, sentence: str) -> None:
        """Report, of a stage that is still being made as soon as somebody listens to it."""
        if self._started:
            self.report.emit(sentence, "")
        else:
            QTimer.singleShot(0, self, lambda: self.report.emit(sentence, ""))

    def _tell(self, old: StageState, new: StageState, changed: frozenset[str] | None = None) -> None:
        """Draw what depends on the fields that have changed; everything where none is named."""
        for draw, fields, panel in tuple(self._followers):
            if panel and panel != new.panel:
                continue
            anew = changed is None or (panel and "panel" in changed)
            if anew or not fields or not fields.isdisjoint(changed or ()):
                draw()
        self.changed.emit(old, new)

    def _request(self) -> None:
        lacked = self._missing
        wanted = self.wanted()
        if lacked != self._missing:
            self.availability_changed.emit()
        self._open = frozenset(wanted)
        self._hold()
        for name, recipe in wanted.items():
            if self.ready(self.views[name]):
                self.feeds[name].want(recipe)
            else:
                self.feeds[name].drop()

    def wanted(self) -> dict[str, Recipe]:
        """What the open panel needs, by the names of the views; what cannot be is dropped."""
        found: dict[str, Recipe | None] = {
            view.name: self.recipe(view.name) for view in self.views.needed(self.state.panel)
        }
        found |= {name: self._plan(self.views[name]) for name in self.queues}
        possible: dict[str, Recipe] = {}
        lacks: dict[str, str] = {}
        for name, recipe in found.items():
            if recipe is None:
                continue
            lacking = self.missing(recipe)
            if lacking:
                lacks[name] = lacking
            if lacking or self.why_not(name, recipe):
                self.feeds[name].drop()
            else:
                possible[name] = recipe
        self._missing = lacks
        return possible

    def _plan(self, view: View) -> Recipe | None:
        """What is to be run next of a queue whose panel is open."""
        if self.queues[view.name].plan(self.planned(view) if view.waits(self.state.panel) else ()):
            self.queued.emit(view.name)
        return self._pending(view.name)

    def _pending(self, name: str) -> Recipe | None:
        queue = self.queues[name]
        recipe = None if queue.stopped else queue.pending()
        if recipe is not None:
            self._asked[name] = recipe
        return recipe

    def _ask_next(self, name: str) -> None:
        recipe = self._pending(name)
        if recipe is not None and not self.why_not(name, recipe):
            self.feeds[name].want(recipe)

    def _take(self, name: str, shown: Shown) -> None:
        self.queues[name].take(shown.recipe, shown.frame)
        self.queued.emit(name)
        if shown.frame.final:
            self._ask_next(name)

    def _waiting(self) -> frozenset[str]:
        """Views that the open panel asks for by itself."""
        return frozenset(name for name in self.feeds if self.views[name].waits(self.state.panel))

    def _hold(self) -> None:
        """Leave the engine to what can be seen."""
        seen = self._open | self._waiting() if self._watched else frozenset()
        if seen == self._seen:
            return
        self._seen = seen
        for name, feed in self.feeds.items():
            feed.hold(name not in seen)

    def _note_failure(self, name: str, sentence: str, details: str) -> None:
        self._failures[name] = sentence
        self.availability_changed.emit()
        # Of several models none can be kept back from a whole stage.
        if (refused := self.feeds[name].untrusted) and hasattr(self.state, "model"):
            self.untrusted.emit(refused)
        else:
            self.report.emit(sentence, details)
        if self.views[name].skips:
            self.queues[name].refuse(self._asked[name])
            self.queued.emit(name)
            self._ask_next(name)

    def _note_arrival(self, name: str) -> None:
        if self._failures.pop(name, None) is not None:
            self.availability_changed.emit()
