"""What another tab can do with a picture: recipes that take it as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.recipe import Recipe

_TAKEN_BY = {
    "vae-reconstruct": ("Send it through a VAE", set[str]()),
    "nflow-inspect": ("Take it apart by a normalizing flow", set[str]()),
    "diffusion-forward": ("Drown it in noise", set[str]()),
    "gan-judge": ("Ask a discriminator about it", {"discriminator"}),
}
"""By the recipe's kind what it is called, and the parts without which a model cannot do it."""


def onward(
    picture: NDArray[np.uint8],
    tab: str,
    model: str,
    cards: Sequence[Card],
    apply: Callable[[Recipe], None],
) -> Iterator[tuple[str, Callable[[], None]]]:
    """What a menu offers for a picture ``(channels, height, width)`` of a ``tab``, whose own menus say what
    it can do. Models that learned from the same data as ``model`` are taken first."""
    # A menu that opens asks for it: start-up has no use for it.
    from playground import paradigms
    from playground.paradigms.sources import Drawing

    kinds = {kind.__struct_config__.tag: kind for kind in paradigms.recipe_types()}
    data = next((card.data for card in cards if card.name == model), "")
    drawn = Drawing(np.ascontiguousarray(picture).tobytes())
    for tag, (title, needed) in _TAKEN_BY.items():
        family = next((one.name for one in paradigms.discover() if kinds.get(tag) in one.runs), "")
        fitting = [
            card
            for card in cards
            if card.paradigm == family and card.image.shape == picture.shape and needed <= card.parts.keys()
        ]
        fitting.sort(key=lambda card: card.data != data)
        if family != tab and fitting:
            yield title, partial(apply, kinds[tag](model=fitting[0].name, source=drawn))
