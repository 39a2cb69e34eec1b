"""Images that are composed when they are needed, so that a training need not hold all of them."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.images import LabelledImages


class Stream(Protocol):
    """A fixed number of pictures, each of which is put together when it is asked for."""

    def __len__(self) -> int:
        """How many different ones there are."""
        ...

    def images(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Those at some places, ``(n, channels, height, width)``, the same whenever they are asked for."""
        ...


class EndlessImages(LabelledImages, frozen=True):
    """Some pictures of a data set that has no end; whoever learns from it takes those of its ``stream``."""

    stream: Stream
