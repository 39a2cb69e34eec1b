"""Runs the recipes of the Start page's pictures in the engine, lightly, while somebody looks."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QPointF, QTimer

from playground import paradigms
from playground.core.errors import PlaygroundError
from playground.core.frames import Frame
from playground.core.recipe import Recipe, Written, decode
from playground.ui.start.card import Card
from playground.ui.start.film import Sheet, image_of
from playground.ui.start.thumbs import as_seen
from playground.ui.state.link import Link

_PAUSE_MS = 1200
"""From the end of one film to the beginning of the next."""


class Live(QObject):
    """One film after another, each with other seeds than the last time; and the very picture under the mouse.

    What fails is left as it was, until somebody comes back: the films that ship are always there. What is
    stopped is drawn when its turn comes again.
    """

    def __init__(self, cards: list[Card], link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self._cards, self._turns = cards, 0
        self._rounds = [0] * len(cards)
        """Of the film that each card shows."""
        self._failed: set[int] = set()
        self._films = [link.channel(f"start/{card.thumb.tab}") for card in cards]
        self._points = [link.channel(f"start/{card.thumb.tab}/point") for card in cards]
        self._next = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._next.timeout.connect(self._draw_next)
        for number, card in enumerate(cards):
            self._films[number].frame.connect(lambda frame, number=number: self._show(number, frame))
            self._films[number].failed.connect(lambda _said, _details, number=number: self._fail(number))
            self._films[number].stopped.connect(self._go_on)
            self._points[number].frame.connect(lambda frame, card=card: _show_exact(card, frame))
            card.picture.moved.connect(lambda place, number=number: self._point(number, place))
            card.picture.let_go.connect(self._points[number].cancel)
        self.running = False

    def run(self, running: bool) -> None:
        """Compute, or hold still."""
        if running == self.running or not self._cards:
            return
        self.running = running
        if running:
            self._failed.clear()
            self._draw_next()
        else:
            self._next.stop()
            for channel in (*self._films, *self._points):
                channel.cancel()

    @property
    def _turn(self) -> int:
        return self._turns % len(self._cards)

    def _draw_next(self) -> None:
        number = self._turn
        thumb, rounds = self._cards[number].thumb, self._rounds[number]
        done = number in self._failed or (rounds and not thumb.seeds)
        recipe = None if done else _recipe(thumb.round(rounds + 1))
        if recipe is None:
            self._go_on()
        else:
            self._films[number].request(recipe)

    def _show(self, number: int, frame: Frame) -> None:
        if not frame.final:
            return
        card = self._cards[number]
        if not card.picture.held:
            self._rounds[number] += 1
            card.picture.show_film(Sheet.of(card.thumb.film(frame.arrays)))
        self._go_on()

    def _fail(self, number: int) -> None:
        self._failed.add(number)
        self._go_on()

    def _go_on(self) -> None:
        """Begin the next film: at once as long as some have had no turn here."""
        # A request that is still wanted would be ignored when its turn comes again.
        self._films[self._turn].cancel()
        self._turns += 1
        if self.running:
            self._next.start(0 if self._turns < len(self._cards) else _PAUSE_MS)

    def _point(self, number: int, place: QPointF) -> None:
        written = self._cards[number].thumb.at(self._rounds[number], place.x(), place.y())
        recipe = None if written is None else _recipe(written)
        if self.running and recipe is not None:
            self._points[number].request(recipe)


def _show_exact(card: Card, frame: Frame) -> None:
    images = frame.arrays["images"]
    card.picture.show_exact(image_of(as_seen(images.reshape(-1, *images.shape[-3:])[0])))


def _recipe(written: Written) -> Recipe | None:
    try:
        return decode(msgspec.json.encode(written), paradigms.recipe_types())
    except PlaygroundError:
        return None
