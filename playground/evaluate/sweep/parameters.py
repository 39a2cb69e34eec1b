"""How many numbers models have learned, by the headers of their files of weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.runtimes.catalogue import locate
from playground.runtimes.safetensors_header import read_header


def parameters_of(card: Card, folder: Path) -> int:
    """The numbers in a model's weights; raises :class:`ModelFileError` where they cannot be read."""
    held = read_header(folder / card.weights).values()
    return sum(math.prod(tensor.shape) for tensor in held if tensor.dtype.startswith(("F", "BF")))


def counter(model_folders: Sequence[Path]) -> Callable[[Card], int | str]:
    """Counts the numbers of models, or says why it cannot; each file is read once."""
    known: dict[str, int | str] = {}

    def count(card: Card) -> int | str:
        if card.name not in known:
            try:
                known[card.name] = parameters_of(card, locate(card.name, tuple(model_folders)))
            except PlaygroundError:
                known[card.name] = f"The weights of {card.name} cannot be read here."
        return known[card.name]

    return count
