"""Models that need no training: the exact denoiser of the held-out images, in numpy.

It answers what a network would that had learned its data to perfection: the mean of all images that x may
come from, seen along a path. Sampled, it gives these very images and no new ones (Biroli et al. 2024).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from playground.core import folders
from playground.core.cards import EXACT, FORMAT, Card, ImageFormat, ModelFile, Network, Part, labelled
from playground.core.frames import Array
from playground.core.heldout import read_about
from playground.core.images import LabelledImages
from playground.core.pictures import to_network
from playground.core.resources import Placement
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising, denoising_ports
from playground.gaussian.finite import FiniteSet
from playground.gaussian.predictions import from_pair

PLACEMENT = Placement("numpy", "cpu")
PART = "denoiser"

_LABELS = "t10k-labels-idx1-ubyte.gz"
_PARADIGMS: dict[str, tuple[str, dict[str, Any]]] = {
    "diffusion": ("exact diffusion", {"path": "variance preserving", "prediction": "v"}),
    "flow": ("exact flow", {"path": "linear", "prediction": "velocity"}),
}


@functools.cache
def cards() -> dict[str, Card]:
    """The cards of all exact models by their names; raises ``DataError`` if the held-out images are
    damaged."""
    sets = sorted(path for path in (folders.assets() / "heldout").iterdir() if path.is_dir())
    found = [_card(folder, paradigm) for folder in sets for paradigm in _PARADIGMS]
    return {card.name: card for card in found}


def beside(known: Iterable[Card]) -> tuple[Card, ...]:
    """These cards, and after them those of exact models whose names they leave free."""
    first = {card.name: card for card in known}
    return (*first.values(), *(card for name, card in cards().items() if name not in first))


def folder_of(card: Card) -> Path:
    """Where the data of an exact model lies."""
    return folders.assets() / "heldout" / card.data


class ExactExecutor:
    """The exact denoiser of images, given labels: one class's, or all where there is none.

    Every x is asked for by itself, so that no answer depends on its batch.
    """

    def __init__(self, card: Card, images: LabelledImages) -> None:
        """``images`` are those that the card was made from."""
        denoising = Denoising.of(card)
        if denoising is None:
            raise TypeError("an exact model denoises")
        self._denoising, self._path = denoising, path_of(denoising)
        self._data = to_network(images.images, card.image).astype(np.float64)
        self._labels = images.labels
        self._sets: dict[int, FiniteSet] = {}

    def __call__(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """What a perfect network would predict."""
        rows = zip(inputs["x"], inputs["time"].tolist(), inputs["label"].tolist(), strict=True)
        return {"prediction": np.concatenate([self._answer(x[None], *asked) for x, *asked in rows])}

    def _answer(self, x: Array, time: float, label: int) -> Array:
        level = self._path.level(min(max(time, 0.0), self._path.end))
        pair = self._set(label)(x, level)
        return np.asarray(from_pair(self._denoising.prediction, pair, level), dtype=np.float32)

    def _set(self, label: int) -> FiniteSet:
        if label not in self._sets:
            known = 0 <= label < self._denoising.classes
            self._sets[label] = FiniteSet(self._data[self._labels == label] if known else self._data)
        return self._sets[label]


def _card(folder: Path, paradigm: Any) -> Card:
    about = read_about(folder)
    count, channels, height, width = about.shape
    what, denoising = _PARADIGMS[paradigm]
    shape = (channels, height, width)
    inputs, outputs = denoising_ports(shape, shape)[PART]
    # Pictures in colour are in a file of four axes.
    images = f"t10k-images-idx{3 if channels == 1 else 4}-ubyte.gz"
    return Card(
        format=FORMAT, name=f"exact-{paradigm}-{folder.name}",
        title=f"{about.title} by heart ({what})",
        summary=f"The exact answer for {count:,} held-out images, without a network: it gives them again.",
        paradigm=paradigm, data=folder.name, licence=f"Data: {about.licence}.",
        image=ImageFormat(channels=channels, height=height, width=width, low=-1.0, high=1.0),
        tables=(Denoising(shape=shape, condition=labelled(len(about.labels)), **denoising),),
        labels=about.labels, network=Network(name=EXACT), weights=images,
        parts={PART: Part(graph="", inputs=inputs, outputs=outputs)},
        files=tuple(_file(folder / name) for name in (images, _LABELS)),
    )  # fmt: skip


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
