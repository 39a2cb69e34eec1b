"""Words and pictures as a contrastive model sees them: vectors of one space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import TokenCondition
from playground.core.errors import DataError
from playground.core.pictures import to_network
from playground.core.resources import Resources
from playground.paradigms.contrastive import NAME, Contrast
from playground.paradigms.words.conditioning import PAD

_BLOCK = 100


class Contrastive:
    """A model of paradigm ``contrastive``, ready to look at pictures and to read words."""

    def __init__(self, name: str, resources: Resources) -> None:
        """Raises ``CardError``, ``ModelFileError``, ``SessionError``, or ``DataError`` for another model."""
        self.card = resources.card(name)
        table = Contrast.of(self.card)
        if self.card.paradigm != NAME or table is None or not isinstance(table.condition, TokenCondition):
            raise DataError(f"{self.card.title} does not tell how well words and pictures agree.")
        self.scale, self._told = table.scale, table.condition
        self._vocabulary = resources.vocabulary(name)
        self._picture = resources.session(name, "picture")
        self._words = resources.session(name, "words")

    def look(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Unit vectors of pictures ``(n, channels, height, width)``; raises ``DataError`` for others."""
        if not len(images) or images.shape[1:] != self.card.image.shape:
            wanted = " × ".join(map(str, self.card.image.shape))
            raise DataError(f"{self.card.title} looks at pictures of {wanted}, one at least.")
        blocks = (images[first : first + _BLOCK] for first in range(0, len(images), _BLOCK))
        told = (to_network(block, self.card.image) for block in blocks)
        return np.concatenate([self._picture.run({"image": each})["vector"] for each in told])

    def read(self, texts: Sequence[Iterable[str]]) -> NDArray[np.float32]:
        """Unit vectors ``(n, d)`` of captions, each of some texts; words that it does not know are left out.

        Raises ``DataError`` for no captions.
        """
        if not texts:
            raise DataError(f"{self.card.title} reads at least one text.")
        tokens = np.array([self._tokens(each) for each in texts], dtype=np.int64)
        blocks = (tokens[first : first + _BLOCK] for first in range(0, len(tokens), _BLOCK))
        return np.concatenate([self._words.run({"tokens": each})["vector"] for each in blocks])

    def _tokens(self, texts: Iterable[str]) -> list[int]:
        vocabulary, length = self._vocabulary, self._told.length
        pieces = (piece.token for text in texts for piece in vocabulary.encode(text))
        known = [token for token in pieces if token != vocabulary.unknown][: length - 1]
        return [self._told.null or 0, *known, *[PAD] * (length - 1 - len(known))]
