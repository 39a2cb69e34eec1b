"""What the views of an Images stage share: the state, the model's card and path, and the newest frames."""

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
from playground.gaussian import grids
from playground.gaussian.adapt import path_of
from playground.gaussian.paths import Path
from playground.ui.feed import Feed, Shown
from playground.ui.link import Link
from playground.ui.sampling.legality import Refusal, refusal_of, with_model
from playground.ui.sampling.state import SamplingImages
from playground.ui.sampling.trajectory import Trajectory
from playground.ui.store import Store


class SamplingScene(QObject):
    """Turns states into requests; views read it and edit through it, and never talk to each other.

    A subclass adds feeds with :meth:`feed`, and says in :meth:`wanted` which of them the open panel needs.
    Requests that the state makes illegal are not made: :attr:`refusal` says why, and their feeds are stale.
    """

    changed = Signal(object, object)
    """(old state, new state), after the requests were made."""

    report = Signal(str, str)

    stepped = Signal()
    """The trajectory has another moment, or began anew."""

    def __init__(
        self, name: str, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        """``name`` begins the channels' names; ``cards`` are denoising models, those of the tab first."""
        super().__init__(parent)
        self.store, self.link = store, link
        self.cards = {card.name: card for card in cards}
        self.feeds: dict[str, Feed] = {}
        self.trajectory = Trajectory()
        self._name = name
        self._held_out: dict[str, LabelledImages] = {}
        self._paths: dict[str, Path] = {}
        self._card = self.cards.get(store.state.model) or cards[0]
        self._refusal: Refusal | None = None
        self.samples = self.feed("samples", strict=True)
        self.interpolate = self.feed("interpolate")
        self.samples.arrived.connect(self._take_step)
        store.changed.connect(self._follow)

    # What a subclass says

    def wanted(self, state: Any) -> dict[str, Recipe]:
        """The recipes that the open panel needs, by the names of their feeds."""
        if state.panel == "denoise":
            return {"samples": state.samples()}
        return {"interpolate": state.interpolate()} if state.panel == "interpolate" else {}

    def feed(self, name: str, *, strict: bool = False) -> Feed:
        """A new feed; its failures are reported."""
        made = Feed(self.link.channel(f"{self._name}/{name}"), self, strict=strict)
        made.failed.connect(self.report)
        self.feeds[name] = made
        return made

    def free(self, name: str) -> bool:
        """Whether a feed does not depend on the sampler, so that an illegal one does not matter to it."""
        return False

    def start(self) -> None:
        """Ask for everything that the state shows."""
        self._refusal = refusal_of(self.state, self.card, self.path)
        self._request(self.state)
        self.refresh()

    def refresh(self) -> None:
        """Let every view show the whole state anew, as one that was just built needs it."""
        self.changed.emit(self.state, self.state)

    # What views read

    @property
    def state(self) -> Any:
        """The current state, a :class:`SamplingImages`."""
        return self.store.state

    @property
    def card(self) -> Card:
        """The card of the current model."""
        return self._card

    @property
    def path(self) -> Path:
        """The path that the current model was trained along."""
        return self.path_of(self._card)

    @property
    def refusal(self) -> Refusal | None:
        """Why the chosen sampler and model do not fit together; ``None`` where they do."""
        return self._refusal

    @property
    def times(self) -> list[float]:
        """The times of the chosen grid, noisiest first; empty where there is no such grid."""
        state: SamplingImages = self.state
        try:
            return grids.times(state.spacing, self.path, state.steps)
        except PlaygroundError:
            return []

    def path_of(self, card: Card) -> Path:
        """The path of a card, made once."""
        if card.name not in self._paths:
            if card.denoising is None:
                raise ValueError(f"{card.name} is no denoising model")
            self._paths[card.name] = path_of(card.denoising)
        return self._paths[card.name]

    def held_out(self) -> LabelledImages | None:
        """The held-out images of the current model's data set, ``None`` where they cannot be read."""
        data = self.card.data
        if data not in self._held_out:
            try:
                self._held_out[data] = read_labelled_images(folders.assets() / "heldout" / data, "t10k")
            except DataError as error:
                self.report.emit(error.sentence, "")
                return None
        return self._held_out[data]

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

    def label_name(self, label: int) -> str:
        """A class's name; “no label” for the number of classes, “each in turn” for −1."""
        labels = self.card.labels
        if label < 0:
            return "each in turn"
        return labels[label] if label < len(labels) else "no label"

    # What views do

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
        self.store.replace(f"Choose {card.title}", with_model(self.state, card))
        self.store.end_gesture()

    # The cycle

    def _take_step(self, shown: Shown) -> None:
        self.trajectory.take(self.samples.run, shown.recipe, shown.frame)
        self.stepped.emit()

    def _follow(self, old: SamplingImages, new: SamplingImages) -> None:
        if new.model != self._card.name:
            card = self.cards.get(new.model)
            if card is None:
                sentence = f"The model “{new.model}” was not found; {self._card.title} is shown instead."
                self.report.emit(sentence, "")
                self.store.load(with_model(new, self._card))
                return
            self._card = card
            # The steps of another model are no place on this one's path.
            self.trajectory.clear()
        self._refusal = refusal_of(new, self._card, self.path)
        self._request(new)
        self.changed.emit(old, new)

    def _request(self, state: SamplingImages) -> None:
        for name, recipe in self.wanted(state).items():
            if self._refusal is None or self.free(name):
                self.feeds[name].want(recipe)
            else:
                self.feeds[name].drop()
