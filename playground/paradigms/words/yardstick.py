"""Real pictures with captions, and the model that says how far pictures lie from these and from words."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.core.captioned import Captioned
from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.resources import Resources
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.neighbourhood import Neighbourhood, pixels

PAIR = "emoji-pair"


@dataclass(frozen=True)
class Yardstick:
    """Captioned pictures, and a model of pictures and words; two are the same where their data and models
    are."""

    data: str
    hash: str
    real: Captioned = field(compare=False)
    pair: Contrastive = field(compare=False)

    def spaces(self) -> tuple[Neighbourhood, Neighbourhood]:
        """The pictures that were learned, by pixels and by the model, kept once they were looked at."""
        return _spaces(self)

    def look(self, images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Pictures as vectors of these two spaces."""
        return pixels(images), self.pair.look(images)


def yardstick(card: Card, resources: Resources) -> Yardstick:
    """That of a model's data; raises ``RecipeError`` where its pictures cannot be held against others, and
    ``DataError``, ``CardError``, ``ModelFileError`` or ``SessionError``."""
    real = resources.captioned(card.data)
    shape = real.learned.images.shape[1:]
    if shape == card.image.shape:
        pair = Contrastive(PAIR, resources)
        if shape == pair.card.image.shape:
            return Yardstick(card.data, pair.card.hash, real, pair)
    raise RecipeError(
        f"{card.title} draws pictures of another size or other colours than those it is held against."
    )


@functools.lru_cache(maxsize=1)
def _spaces(by: Yardstick) -> tuple[Neighbourhood, Neighbourhood]:
    learned, held_out = (by.look(part.images) for part in (by.real.learned, by.real.held_out))
    return Neighbourhood(learned[0], held_out[0]), Neighbourhood(learned[1], held_out[1])
