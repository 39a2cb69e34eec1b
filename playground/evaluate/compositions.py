"""Was what was asked for drawn? Pictures of things in a style are looked for among all of that style.

A drawing is right where the real picture of the same thing in the style asked for is among the nearest of all
real ones of that style, by a yardstick that makes vectors of pictures. Real pictures of another style, looked
for in the same way, say what a yardstick can be expected to find.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.copies import copies
from playground.evaluate.retrieval import MOST, Share, nearest_alike, ranks_within, share

Images: TypeAlias = NDArray[np.uint8]
Indices: TypeAlias = NDArray[np.integer[Any]]
Yardstick: TypeAlias = Callable[[Images], NDArray[np.floating]]
"""Makes unit vectors ``(n, d)`` of pictures."""


class Gallery(msgspec.Struct, frozen=True, kw_only=True):
    """Real pictures ``(n, channels, height, width)``, their styles and things ``(n,)``, and which are held
    out."""

    images: Images
    styles: NDArray[np.int64]
    things: NDArray[np.int64]
    held_out: NDArray[np.bool_]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a set of pictures: the share that is ``right`` by each yardstick, and the ``first``.

    ``nearest`` is the share to which, of the real pictures of the same thing, that in the style asked for is
    nearest; ``style`` the share that a classifier of styles gives this style. Of ``copies`` of training
    pictures there are the share and what chance would exceed in 5 of 100 cases; of real ones neither.
    """

    drawings: int
    right: dict[str, Share]
    first: dict[str, Share]
    nearest: dict[str, Share]
    style: Share
    copies: float | None = None
    copies_by_chance: float | None = None


class Judge:
    """Holds pictures against a gallery."""

    def __init__(
        self, gallery: Gallery, yardsticks: Mapping[str, Yardstick], style_of: Callable[[Images], Indices]
    ) -> None:
        self.gallery = gallery
        self._yardsticks, self._style_of = yardsticks, style_of
        self._vectors = {name: see(gallery.images) for name, see in yardsticks.items()}

    def found(self, pictures: Images, asked: Indices, *, drawn: bool = True) -> Found:
        """Of pictures of which each was asked to be like the gallery's ``asked`` ``(n,)``."""
        gallery = self.gallery
        seen = {name: see(pictures) for name, see in self._yardsticks.items()}
        places = {name: self._ranks(name, vectors, asked) for name, vectors in seen.items()}
        held_out, training = (gallery.images[gallery.held_out == each] for each in (True, False))
        copied = copies(pictures, held_out, training) if drawn else None
        return Found(
            drawings=len(pictures),
            right={name: share(each < MOST, asked) for name, each in places.items()},
            first={name: share(each < 1, asked) for name, each in places.items()},
            nearest={name: share(self._nearest(name, each, asked), asked) for name, each in seen.items()},
            style=share(self._style_of(pictures) == gallery.styles[asked], asked),
            copies=copied.share if copied else None,
            copies_by_chance=copied.chance if copied else None,
        )

    def likeness(self, pictures: Images, asked: Indices) -> NDArray[np.floating]:
        """Of each picture the share of the yardsticks by which it is right: by it a setting is chosen."""
        found = [self._ranks(name, see(pictures), asked) < MOST for name, see in self._yardsticks.items()]
        return np.asarray(np.mean(found, axis=0))

    def _ranks(self, name: str, vectors: NDArray[np.floating], asked: Indices) -> NDArray[np.int64]:
        """How many of the same style are as near to each as the one that was asked for."""
        return ranks_within(vectors, self._vectors[name], asked, self.gallery.styles)

    def _nearest(self, name: str, vectors: NDArray[np.floating], asked: Indices) -> NDArray[np.bool_]:
        """Whether of all pictures of the same thing the one that was asked for is the nearest."""
        return nearest_alike(vectors, self._vectors[name], asked, self.gallery.things)


def of_other_styles(things: Indices, asked: Indices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the pictures of ``things`` show what is ``asked`` for in other styles, and of what each is
    one."""
    shown, of = [], []
    for place in asked.tolist():
        same = np.flatnonzero(things == things[place])
        others = same[same != place]
        shown.extend(others.tolist())
        of.extend([place] * len(others))
    return np.array(shown, np.int64), np.array(of, np.int64)


def spread(places: Indices, count: int, seed: int) -> NDArray[np.int64]:
    """At most so many of some places, drawn by a seed, in order."""
    order = np.random.Generator(np.random.PCG64(seed)).permutation(places)
    return np.sort(order[:count]).astype(np.int64)


def least_as_good(found: Sequence[NDArray[np.floating]]) -> int:
    """The first setting whose mean is at most a standard error below the best one's, which chance explains.

    Of settings from mild to strong it is the mildest (Breiman et al. 1984, "the one-standard-error rule").
    """
    means = [float(each.mean()) for each in found]
    best = int(np.argmax(means))
    error = float(found[best].std()) / math.sqrt(len(found[best]))
    return next(place for place, mean in enumerate(means) if mean >= means[best] - error)
