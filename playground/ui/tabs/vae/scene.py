"""What the VAE tab's views share: the state, the model's card, held-out images, and the newest frames."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError, PlaygroundError
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.recipe import change
from playground.paradigms import vae
from playground.ui.feed import Feed, Shown
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.tabs.vae.switch import with_model

ACTIVE_NATS = 0.01
"""A latent dimension whose mean KL is above this is called active."""


class Scene(QObject):
    """Turns states into requests; views read it and edit through it, and never talk to each other."""

    changed = Signal(object, object)
    """(old state, new state), after the requests were made."""

    report = Signal(str, str)

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.cards = {card.name: card for card in cards}
        self._link = link
        self._held_out: dict[str, LabelledImages] = {}
        self._card = self.cards.get(store.state.model) or cards[0]
        self.decode, self.plane, self.codes = self._feed("decode"), self._feed("plane"), self._feed("codes")
        self.reconstruct = self._feed("reconstruct")
        self.interpolate, self.sample = self._feed("interpolate"), self._feed("sample")
        store.changed.connect(self._follow)

    @property
    def state(self) -> VaeImages:
        """The current state."""
        state: VaeImages = self.store.state
        return state

    @property
    def card(self) -> Card:
        """The card of the current model."""
        return self._card

    @property
    def link(self) -> Link:
        """The line to the engine."""
        return self._link

    def start(self) -> None:
        """Ask for everything that the state shows."""
        self._request(self.state)
        self.refresh()

    def refresh(self) -> None:
        """Let every view show the whole state anew, as one that was just built needs it."""
        self.changed.emit(self.state, self.state)

    # What views read

    @property
    def z(self) -> NDArray[np.float64]:
        """The current point with all of the model's coordinates."""
        return padded(self.state.z, self.card.latent)

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

    def current(self, feed: Feed) -> Shown | None:
        """A feed's last frame if it belongs to the current model."""
        shown = feed.last
        return shown if shown is not None and shown.recipe.model == self.card.name else None

    def label_name(self, label: int) -> str:
        """A class's name."""
        labels = self.card.labels
        return labels[label] if label < len(labels) else str(label)

    def dimensions(self) -> list[int]:
        """Latent dimensions, those with the largest mean KL first."""
        kl = self.card.latent_kl or (0.0,) * self.card.latent
        return sorted(range(self.card.latent), key=lambda axis: -kl[axis])

    def nearest(self) -> int:
        """The held-out image whose posterior mean is nearest to z, −1 before the codes are there."""
        shown = self.current(self.codes)
        if shown is None:
            return -1
        mean = shown.frame.arrays["mean"]
        return int(np.square(mean - self.z).sum(axis=1).argmin())

    def source_picture(self) -> NDArray[np.uint8] | None:
        """The picture that goes through the model, ``(channels, height, width)``."""
        return self.picture_of(self.state.source)

    def picture_of(self, source: vae.Source) -> NDArray[np.uint8] | None:
        """The picture of an image source; ``None`` for latent points and indices that do not exist."""
        image = self.card.image
        shape = (image.channels, image.height, image.width)
        if isinstance(source, vae.Drawing):
            fits = len(source.pixels) == image.dimensions
            return np.frombuffer(source.pixels, np.uint8).reshape(shape) if fits else None
        held_out = self.held_out()
        if isinstance(source, vae.HeldOut) and held_out is not None and source.index < len(held_out):
            picture: NDArray[np.uint8] = held_out.images[source.index]
            return picture
        return None

    # What views do

    def act(self, label: str, **values: Any) -> None:
        """An edit that is a step of its own, as a click is."""
        self.store.end_gesture()
        self.edit(label, **values)
        self.store.end_gesture()

    def edit(self, label: str, **values: Any) -> None:
        """An edit that becomes one step with others of its gesture; what is out of bounds is reported."""
        try:
            self.store.edit(label, **values)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")

    def move(self, label: str, coordinates: dict[int, float], **values: Any) -> None:
        """Change some coordinates of z (and other fields) within one gesture."""
        z = self.z
        for axis, value in coordinates.items():
            z[axis] = value
        state = change(self.state, z=tuple(round(float(value), 4) for value in z), **values)
        self.store.replace(label, state, merge="move")

    def move_to(self, label: str, z: NDArray[np.floating]) -> None:
        """Move z to a point as a step of its own."""
        self.act(label, z=tuple(float(value) for value in z))

    # The cycle

    def _feed(self, name: str) -> Feed:
        feed = Feed(self._link.channel(f"vae/{name}"), self)
        feed.failed.connect(self.report)
        return feed

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        if new.model != self._card.name:
            card = self.cards.get(new.model)
            if card is None:
                sentence = f"The model “{new.model}” was not found; {self._card.title} is shown instead."
                self.report.emit(sentence, "")
                self.store.load(with_model(new, self._card, self._card))
                return
            self._card = card
        self._request(new)
        self.changed.emit(old, new)

    def _request(self, state: VaeImages) -> None:
        self.decode.want(state.decode())
        self.plane.want(state.plane())
        self.codes.want(state.codes())
        self.reconstruct.want(state.reconstruct())
        if state.panel == "interpolate":
            self.interpolate.want(state.interpolate())
        elif state.panel == "sample":
            self.sample.want(state.sample())


def padded(values: tuple[float, ...], length: int) -> NDArray[np.float64]:
    """A latent point with exactly ``length`` coordinates; missing ones are 0."""
    point = np.zeros(length)
    kept = values[:length]
    point[: len(kept)] = kept
    return point
