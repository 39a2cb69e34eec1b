"""Pictures to measure: made in groups by the runs that the window shows, and kept against a kill.

Group k is the recipe's run with ``count`` pictures and the seed ``seed + k``, so more pictures of a recipe
begin with those there are. A group's file appears whole or not at all, in a folder named after the model's
files, the recipe and what ran it.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import DataError, RecipeError
from playground.core.fields import fields
from playground.core.frames import Frame
from playground.core.guard import guarded
from playground.core.recipe import Recipe, as_ever, change, written
from playground.core.regular_files import check_regular
from playground.core.resources import Resources
from playground.export.atomic import make_folder, write_file
from playground.paradigms.families import rows_of
from playground.runtimes.model_files import MAX_BYTES

BLOCK = 16
"""Runs call their networks with so many pictures at a time: a group is a multiple, so that none is padded."""

USUAL = 80


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures ``(count, channels, height, width)``, classes asked for ``(count,)`` (−1: none), and cost.

    ``evaluations`` of the network per picture are −1 where the run does not count them. ``seconds`` are those
    that the run says it spent on its steps, which leaves out the drawing of frames, or else all it took.
    Where the group was not made ``alone``, other jobs of a sweep computed beside it, and it took longer.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    seconds: float
    evaluations: float
    alone: bool = True

    @property
    def each(self) -> float:
        """Seconds a picture."""
        return self.seconds / len(self.images)


def group_size(recipe: type[Recipe], classes: int) -> int:
    """How many pictures are made at a time: whole blocks, with as many of one class as of another."""
    field = next((field for field in fields(recipe) if field.name == "count"), None)
    if field is None or not any(field.name == "seed" for field in fields(recipe)):
        raise RecipeError("Only recipes that draw a number of pictures from a seed can be measured.")
    even = math.lcm(BLOCK, max(classes, 1))
    size = even * max(USUAL // even, 1)
    return size if field.high is None else min(size, int(field.high))


class SavedGroups:
    """The groups of one recipe that an earlier measurement saved in their folder."""

    def __init__(self, root: Path, recipe: Recipe, resources: Resources, condition: object = None) -> None:
        """``root`` holds the groups of all recipes; raises ``ExportError`` if it cannot be written.

        ``condition`` is what pictures depend on besides.
        """
        card = resources.card(_model(recipe))
        self._folder = make_folder(root / card.name / _key(recipe, card, resources, condition))

    def read(self, seed: int, count: int) -> Group | None:
        """The group of a seed, if it is there whole."""
        # The window imports this module, and its process never loads what reads such files.
        from safetensors import safe_open

        path = self._path(seed)
        try:
            with guarded(DataError, "These pictures cannot be used"):
                check_regular(path, MAX_BYTES)
                with safe_open(path, framework="np") as file:
                    images, labels = file.get_tensor("images"), file.get_tensor("labels")
                    said = file.metadata() or {}
                    cost = msgspec.json.decode(said["cost"], type=tuple[float, float])
        except DataError:
            return None
        if images.dtype != np.uint8 or images.ndim != 4 or (len(images), *labels.shape) != (count, count):
            return None
        return Group(
            images=images, labels=labels.astype(np.int64), seconds=cost[0], evaluations=cost[1],
            alone=said.get("alone") != "no",
        )  # fmt: skip

    def write(self, seed: int, group: Group) -> None:
        """Keep a group; raises ``ExportError`` if the disk refuses."""
        from safetensors.numpy import save

        cost = msgspec.json.encode((group.seconds, group.evaluations)).decode()
        images: NDArray[Any] = np.ascontiguousarray(group.images)
        said = {"cost": cost, "alone": "yes" if group.alone else "no"}
        content = save({"images": images, "labels": group.labels}, said)
        write_file(self._path(seed), content, overwrite=True)

    def clear(self) -> None:
        """Forget every group of this recipe."""
        for path in self._folder.glob("*.safetensors"):
            path.unlink()

    def _path(self, seed: int) -> Path:
        return self._folder / f"{seed}.safetensors"


def make_each(recipes: Sequence[Recipe], classes: int, resources: Resources) -> Iterator[Group | float]:
    """Run recipes one after the other: the share that is done, and in the end their pictures as one group."""
    found: list[Group] = []
    for recipe in recipes:
        for step in make(recipe, classes, resources):
            if isinstance(step, Group):
                found.append(step)
            else:
                yield (len(found) + step) / len(recipes)
    yield Group(
        images=np.concatenate([group.images for group in found]),
        labels=np.concatenate([group.labels for group in found]),
        seconds=sum(group.seconds for group in found),
        evaluations=float(np.mean([group.evaluations for group in found])),
    )


def make(recipe: Recipe, classes: int, resources: Resources) -> Iterator[Group | float]:
    """Run a recipe: the share that is done after each of its frames, and in the end the group."""
    frames = paradigms.run(recipe, resources)
    labels: Any = None
    seconds = 0.0
    while True:
        began = time.perf_counter()
        frame = next(frames, None)
        seconds += time.perf_counter() - began
        if frame is None:
            raise RecipeError("This recipe gave no final pictures, so it cannot be measured.")
        labels = frame.arrays.get("labels", labels)
        if frame.final:
            yield _group(frame, labels, recipe, classes, seconds)
            return
        yield frame.index / max(frame.total, 1)


def _group(frame: Frame, labels: Any, recipe: Recipe, classes: int, seconds: float) -> Group:
    images = frame.arrays.get("images")
    count: int = getattr(recipe, "count") * rows_of(recipe)  # noqa: B009 - checked by group_size
    if images is None or len(images) != count or images.ndim != 4:
        raise RecipeError("Only recipes whose result is one picture for each sample can be measured.")
    asked = np.full(count, -1) if labels is None else np.asarray(labels)
    asked = np.where((asked >= 0) & (asked < classes), asked, -1).astype(np.int64)
    evaluations = float(frame.scalars.get("nfe", -1))
    seconds = float(frame.scalars.get("milliseconds", 1000 * seconds)) / 1000
    return Group(images=images, labels=asked, seconds=seconds, evaluations=evaluations)


def with_group(recipe: Recipe, index: int, size: int) -> Recipe:
    """The recipe of one group of a recipe's pictures."""
    first: int = getattr(recipe, "seed")  # noqa: B009 - only recipes that have one come so far
    return change(recipe, seed=first + index, count=size)


def _model(recipe: Recipe) -> str:
    model: str = getattr(recipe, "model", "")
    if not model:
        raise RecipeError("Only recipes that run a model can be measured.")
    return model


def _key(recipe: Recipe, card: Card, resources: Resources, condition: object) -> str:
    """What the pictures of every seed depend on, in 16 hexadecimal digits."""
    what = as_ever(written(recipe))
    del what["seed"]
    files = sorted(file.sha256 for file in card.files)
    parts = (what, files, resources.facts(card.name), *(() if condition is None else (condition,)))
    said = msgspec.json.encode(parts, order="sorted")
    return hashlib.sha256(said).hexdigest()[:16]
