"""Sample pictures of a result, drawn by the engine when somebody wants to see them."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from playground.core.errors import RecipeError
from playground.core.heldout import DATA_FACT, measured_other
from playground.core.recipe import Recipe, change
from playground.evaluate.sweep.choosing import is_of_now
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.naming import recipe_of
from playground.ui.state.feed import Feed, Shown
from playground.ui.state.link import Link
from playground.ui.tabs.compare.board import Board
from playground.ui.timers import once

COUNT = 10
_REST_MS = 200
_MOST_KEPT = 200

Images = NDArray[np.uint8]


def shown_by(result: Result) -> Recipe:
    """The recipe of some of a result's pictures; raises ``RecipeError`` where it cannot be read."""
    if not result.report.shows:
        return change(recipe_of(result.job), count=COUNT)
    shown = recipe_of(replace(result.job, recipe=result.report.shows))
    if getattr(shown, "model", "") != result.model:
        raise RecipeError("What this result says of its pictures is of another model.")
    return shown


class Pictures(QObject):
    """The newest result that was asked for is drawn; those drawn before are kept."""

    arrived = Signal(str, object, bool)
    """(key, images ``(count, channels, height, width)``, whether they are finished)."""

    refused = Signal(str, str)
    """(key, why there are no pictures)."""

    def __init__(self, link: Link, board: Board, parent: QObject) -> None:
        super().__init__(parent)
        self._board = board
        self._key = ""
        self._wanted: Recipe | None = None
        self._feed = Feed(link.channel("compare/pictures"), self, strict=True)
        self._feed.arrived.connect(self._take)
        self._feed.failed.connect(lambda sentence, _details: self.refused.emit(self._key, sentence))
        self._kept: OrderedDict[str, Images] = OrderedDict()
        # Whoever sweeps the mouse over many points wants none of them.
        self._rest = once(self, _REST_MS, self._ask)

    def want(self, result: Result | None) -> None:
        """Draw pictures of this result, or none any more."""
        self._rest.stop()
        self._key = "" if result is None else result.key
        self._wanted = None
        if result is None or result.key in self._kept:
            self._feed.drop()
            if result is not None:
                self.arrived.emit(result.key, self._kept[result.key], True)
        elif result.model not in self._board.cards:
            self.refused.emit(result.key, f"The model “{result.model}” is not here, so it draws no pictures.")
        else:
            try:
                self._wanted = shown_by(result)
            except RecipeError as error:
                self.refused.emit(result.key, error.sentence)
            else:
                self._rest.start()

    @property
    def waiting(self) -> bool:
        """Whether pictures are wanted that are not there yet."""
        return self._rest.isActive() or self._feed.busy

    def remark(self, result: Result) -> str:
        """What must be known of a result's model here, empty where all is as it was."""
        card = self._board.cards.get(result.model)
        if not is_of_now(result, card):
            return "The model of that name here is another one now than the one that was measured."
        if card is None:
            return ""
        return measured_other(card.data, str(result.report.facts.get(DATA_FACT, "")))

    def _ask(self) -> None:
        if self._wanted is not None:
            self._feed.want(self._wanted)

    def _take(self, shown: Shown) -> None:
        if shown.recipe != self._wanted:
            return
        arrays = shown.frame.arrays
        images = arrays.get("images", arrays.get("data"))
        if images is None or images.ndim != 4:
            return
        if shown.frame.final:
            self._kept[self._key] = images
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self.arrived.emit(self._key, images, shown.frame.final)
