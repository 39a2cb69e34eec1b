"""What the views of an Images stage share: the state, the model's card, and the newest frames."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError, PlaygroundError
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.recipe import Recipe
from playground.paradigms.families import family_of
from playground.ui.feed import Feed, Shown
from playground.ui.link import Link
from playground.ui.store import Store


class ModelScene(QObject):
    """Turns states into requests; views read it and edit through it, and never talk to each other.

    A subclass adds feeds with :meth:`feed`, one for each view of the state's table.
    """

    changed = Signal(object, object)
    """(old state, new state), after the requests were made."""

    report = Signal(str, str)

    untrusted = Signal(str)
    """The model of this name is not used, since nobody has allowed it."""

    lost_changed = Signal()
    """What :meth:`lost` says may have changed."""

    def __init__(
        self, name: str, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        """``name`` begins the channels' names; ``cards`` are the models that can be chosen."""
        super().__init__(parent)
        self.store, self.link = store, link
        self.cards = {card.name: card for card in cards}
        self.feeds: dict[str, Feed] = {}
        self._name = name
        self._held_out: dict[str, LabelledImages] = {}
        self._failures: dict[str, str] = {}
        self._lacks: dict[str, str] = {}
        self._watched, self._open = True, frozenset[str]()
        self._card = self.cards.get(store.state.model) or cards[0]
        store.changed.connect(self._follow)

    # What a subclass says

    def wanted(self, state: Any) -> dict[str, Recipe]:
        """The recipes that the open panel needs, by the names of their feeds: those of the views' table."""
        found: dict[str, Recipe] = {}
        self._lacks = {}
        for view in state.views.needed(state.panel):
            recipe = view.of(state)
            lacking = self.lacking(recipe)
            if lacking:
                self._lacks[view.name] = lacking
            if self.possible(view.name, recipe) and not lacking:
                found[view.name] = recipe
            else:
                self.feeds[view.name].drop()
        return found

    def lacking(self, recipe: Recipe) -> str:
        """What the current model lacks for a recipe, as a sentence; empty where it can be run."""
        family = family_of(self.card.paradigm)
        return (family.refusal_of(recipe, self.card) if family else None) or ""

    def possible(self, view: str, recipe: Recipe) -> bool:
        """Whether the current model can do what a view asks for."""
        return True

    def ready(self, name: str) -> bool:
        """Whether what a feed is asked for can be computed; if not, its last frame is stale."""
        return True

    def asking(self, state: Any) -> frozenset[str]:
        """Feeds that the open panel asks by itself, as when a button is pressed: one of the panel's name."""
        return frozenset((state.panel,))

    def feed(self, name: str, *, strict: bool = False) -> Feed:
        """A new feed; its failures are reported."""
        made = Feed(self.link.channel(f"{self._name}/{name}"), self, strict=strict)
        made.failed.connect(lambda sentence, details: self._note_failure(name, sentence, details))
        made.arrived.connect(lambda _shown: self._note_arrival(name))
        self.feeds[name] = made
        return made

    def start(self) -> None:
        """Ask for everything that the state shows."""
        self.prepare(self.state)
        self._request(self.state)
        self.refresh()

    def prepare(self, state: Any) -> None:
        """Called before the requests of a state are made, with its model chosen."""

    def forget(self) -> None:
        """Called when another model is chosen."""

    def refresh(self) -> None:
        """Let every view show the whole state anew, as one that was just built needs it."""
        self.changed.emit(self.state, self.state)

    # What views read

    @property
    def state(self) -> Any:
        """The current state."""
        return self.store.state

    @property
    def card(self) -> Card:
        """The card of the current model."""
        return self._card

    def held_out(self) -> LabelledImages | None:
        """The held-out images of the current model's data set, ``None`` where they cannot be read."""
        data, folder = self.card.data, folders.held_out(self.card.data)
        if folder is None:
            return None
        if data not in self._held_out:
            try:
                self._held_out[data] = read_labelled_images(folder, "t10k")
            except DataError as error:
                self.report.emit(error.sentence, "")
                return None
        found = self._held_out[data]
        return found if found.images.shape[1:] == self.card.image.shape else None

    def held_out_picture(self, index: int) -> NDArray[np.uint8] | None:
        """A held-out image, ``None`` where there is none of that index."""
        held_out = self.held_out()
        if held_out is None or index >= len(held_out):
            return None
        picture: NDArray[np.uint8] = held_out.images[index]
        return picture

    def current(self, feed: Feed) -> Shown | None:
        """A feed's last frame if it belongs to the current model."""
        shown = feed.last
        return shown if shown is not None and shown.recipe.model == self.card.name else None

    def whole(self, feed: Feed) -> Shown | None:
        """A feed's last whole result if it belongs to the current model: what can be exported."""
        shown = feed.settled
        fits = shown is not None and shown.frame.final and shown.recipe.model == self.card.name
        return shown if fits else None

    @property
    def shown_feeds(self) -> tuple[str, ...]:
        """Names of the feeds that the open panel shows."""
        return tuple(name for name in self.feeds if name in self._open or name in self._lacks)

    def shows(self, feed: Feed) -> bool:
        """Whether the open panel shows a feed."""
        return any(self.feeds[name] is feed for name in self._open | self.asking(self.state))

    def lack(self) -> str:
        """Why what the open panel shows is not there whole, in a few words."""
        names = self.shown_feeds or tuple(self.asking(self.state) & self.feeds.keys())
        return next(filter(None, (self.feeds[name].lack for name in names)), "there is nothing yet")

    def lost(self, *names: str) -> str:
        """Why none of these feeds has anything of the current model to show; empty where one has or may soon.

        What failed before another model was chosen stays lost until there is something of that one.
        """
        if lacking := next((self._lacks[name] for name in names if name in self._lacks), ""):
            return lacking
        if any(self.current(self.feeds[name]) for name in names):
            return ""
        found = [self._failures[name] for name in names if name in self._failures]
        if not found:
            return ""
        title = self.card.title
        return next((f"There is nothing to show of “{title}”. {why}" for why in found if why), f"{title} …")

    def label_name(self, label: int) -> str:
        """A class's name; “no label” for the number of classes, “each in turn” for −1.

        Data without classes have images.
        """
        labels = self.card.labels
        if not labels:
            return "image"
        if label < 0:
            return "each in turn"
        return labels[label] if label < len(labels) else "no label"

    # What views do

    def watch(self, watched: bool) -> None:
        """Compute while somebody looks, and hold still while nobody does."""
        self._watched = watched
        self._hold(self.state)

    def act(self, label: str, /, **values: Any) -> None:
        """An edit that is a step of its own, as a click is."""
        self.store.end_gesture()
        self.edit(label, **values)
        self.store.end_gesture()

    def edit(self, label: str, /, **values: Any) -> None:
        """An edit that becomes one step with others of its gesture; what is out of bounds is reported."""
        try:
            self.store.edit(label, **values)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")

    def choose_model(self, card: Card) -> None:
        """Go over to another model, keeping what makes sense."""
        self.store.end_gesture()
        self.store.replace(f"Choose {card.title}", self.state.fitted(card, self.card))
        self.store.end_gesture()

    def ask_again(self) -> None:
        """Ask once more for what was refused for a model's sake that has been allowed meanwhile."""
        for feed in self.feeds.values():
            feed.ask_again()

    # The cycle

    def _follow(self, old: Any, new: Any) -> None:
        if new.model != self._card.name:
            card = self.cards.get(new.model)
            if card is None:
                sentence = f"The model “{new.model}” was not found; {self._card.title} is shown instead."
                self.report.emit(sentence, "")
                self.store.load(new.fitted(self._card, self._card))
                return
            self._card = card
            self._failures = dict.fromkeys(self._failures, "")
            self.forget()
        self.prepare(new)
        self._request(new)
        self.changed.emit(old, new)

    def _request(self, state: Any) -> None:
        lacked = self._lacks
        wanted = self.wanted(state)
        self._open = frozenset(wanted)
        if lacked != self._lacks:
            self.lost_changed.emit()
        self._hold(state)
        for name, recipe in wanted.items():
            if self.ready(name):
                self.feeds[name].want(recipe)
            else:
                self.feeds[name].drop()

    def _hold(self, state: Any) -> None:
        """Leave the engine to what can be seen."""
        seen = self._open | self.asking(state) if self._watched else frozenset()
        for name, feed in self.feeds.items():
            feed.hold(name not in seen)

    def _note_failure(self, name: str, sentence: str, details: str) -> None:
        self._failures[name] = sentence
        self.lost_changed.emit()
        if refused := self.feeds[name].untrusted:
            self.untrusted.emit(refused)
        else:
            self.report.emit(sentence, details)

    def _note_arrival(self, name: str) -> None:
        if self._failures.pop(name, None) is not None:
            self.lost_changed.emit()
