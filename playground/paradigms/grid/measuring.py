"""What a cell's pictures come to by a measure, with its 95 % interval."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from playground.core.errors import DataError, RecipeError
from playground.core.frames import Frame
from playground.core.guard import guarded
from playground.core.recipe import Recipe
from playground.core.resources import Resources

if TYPE_CHECKING:
    from playground.evaluate.picture_yardstick import PictureYardstick

MEASURES = {
    "none": "Pictures",
    "kernel_distance": "Kernel distance to real pictures",
    "frechet_distance": "Fréchet distance to real pictures",
    "precision": "Precision",
    "recall": "Recall",
    "coverage": "Coverage",
    "nfe": "Network evaluations",
}
"""What can be drawn of the cells, with its title; ``none`` are their pictures."""


_ALONE = ("none", "nfe")
"""What is held against nothing."""


class Measuring:
    """Measures cells; what their pictures are held against is read once for each set of data."""

    def __init__(self, measure: str, resources: Resources) -> None:
        self.measure, self._resources = measure, resources
        self._yardstick, self._digest = functools.cache(self._read), functools.cache(_digest)

    def against(self, recipe: Recipe) -> str:
        """SHA-256 of what a cell's pictures are held against; empty where they are against nothing."""
        if self.measure in _ALONE:
            return ""
        return self._digest(self._resources.card(getattr(recipe, "model", "")).data)

    def check(self, recipe: Recipe) -> None:
        """Raise ``DataError`` before a cell is drawn that cannot be measured."""
        if self.measure in _ALONE:
            return
        from playground.evaluate.measures import check_count

        yardstick = self._yardstick(self._resources.card(getattr(recipe, "model", "")).data)
        if isinstance(count := getattr(recipe, "count", None), int):
            check_count(count, yardstick.reference.labels)

    def numbers(self, recipe: Recipe, frame: Frame) -> dict[str, float]:
        """The measure of a cell's final frame, and its ends; raises ``DataError`` or ``RecipeError``.

        The ends are those of the 95 % interval of the mean over seeds, against the same real pictures. With
        them comes what as many real pictures come to, where as many are held out.
        """
        if self.measure == "none":
            return {}
        if self.measure == "nfe":
            if not isinstance(count := frame.scalars.get("nfe"), int | float):
                raise RecipeError("What is drawn does not count the evaluations of a network.")
            return self._named(float(count), float(count), float(count))
        from playground.evaluate.measures import Pictures, measure_sets

        images, labels = frame.arrays.get("images"), frame.arrays.get("labels")
        if images is None or images.ndim != 4 or len(images) != getattr(recipe, "count", -1):
            raise RecipeError("Only recipes whose result is one picture for each sample can be measured.")
        card = self._resources.card(getattr(recipe, "model", ""))
        yardstick = self._yardstick(card.data)
        seen = yardstick.classifier.look(images)
        asked = np.full(len(images), -1) if labels is None else np.asarray(labels)
        wanted = np.where(asked < len(card.labels), asked, -1).astype(np.int64)
        pictures = Pictures(features=seen.features, named=seen.named, wanted=wanted)
        found = measure_sets([pictures], yardstick.reference)[self.measure]
        low, high = (found.value if end is None else end for end in (found.low, found.high))
        real = yardstick.real(len(images), 1, bool((wanted >= 0).any()))[self.measure]
        # Fewer would come to something else, whatever they are.
        line = {real_name(self.measure): real.value} if real.samples == found.samples else {}
        return {**self._named(found.value, low, high), **line}

    def _named(self, value: float, low: float, high: float) -> dict[str, float]:
        return dict(zip(names(self.measure), (value, low, high), strict=True))

    def _read(self, data: str) -> PictureYardstick:
        from playground.evaluate.features import Classifier
        from playground.evaluate.picture_yardstick import PictureYardstick
        from playground.evaluate.reference import find_reference, read_reference

        path = _file(data)
        classifier = Classifier(read_reference(path).facts.classifier, self._resources)
        reference = find_reference(classifier, (path,), None)
        return PictureYardstick(classifier, reference, self._resources.held_out(data))


def _digest(data: str) -> str:
    """It covers the classifier, since the file has the digest of its own."""
    with guarded(DataError, f"The features of “{data[:80]}” cannot be read"):
        return hashlib.sha256(_file(data).read_bytes()).hexdigest()


def _file(data: str) -> Path:
    """Where the features of real pictures are; raises ``DataError`` where there are none of these data."""
    from playground.evaluate.reference import reference_file

    path = reference_file(data)
    if not data or not path.is_file():
        known = ", ".join(f"“{each.stem}”" for each in sorted(path.parent.glob("*.safetensors")))
        named = f"“{data}”" if data else "no data"
        raise DataError(
            f"The model’s card names {named}, and real pictures to hold a grid’s against are here of "
            f"{known} alone; if it has learned from those, say so in its card’s “data”, "
            "or else measure it without a grid, by playground evaluate."
        )
    return path


def names(measure: str) -> tuple[str, str, str]:
    """What the value of a measure and its ends are called among a cell's numbers."""
    return measure, f"{measure}_low", f"{measure}_high"


def real_name(measure: str) -> str:
    """What the value of as many real pictures is called among them."""
    return f"{measure}_real"
