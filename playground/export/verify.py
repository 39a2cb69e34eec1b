"""Verification: run an exported file's recipe again and say how far the result is from the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from playground import paradigms
from playground.core.errors import ExportError
from playground.core.frames import Array, Frame
from playground.core.recipe import Recipe, kind_of
from playground.core.resources import Resources
from playground.export.archive import arrays_of
from playground.export.metadata import read_recipe
from playground.export.pictures import Images, arrange, has_layout, layout_of, pictures_of
from playground.export.reading import read_arrays, read_canvases
from playground.paradigms.lab.ending import TRAIN_STEPS, Until, ended, is_endless
from playground.paradigms.race.recipes import Race

_INEXACT = (".json", ".csv", ".svg", ".mp4")


def refusal_of(path: Path, recipe: Recipe, facts: Mapping[str, Any]) -> str | None:
    """Why a file that carries this recipe and these facts cannot be compared, in one sentence, if so."""
    if "retired" in facts:
        return f"{path} cannot be compared. {facts['retired']}"
    suffix = path.suffix.lower()
    if suffix in _INEXACT:
        return f"{path} holds no exact pictures or arrays to compare; verify a PNG, GIF, WebP or NPZ."
    if suffix == ".npz" or has_layout(facts):
        return None
    if isinstance(recipe, Race):
        return (
            f"{path} shows a race with the times of the machine that it was run on, so it cannot be checked; "
            "the race’s pictures alone, its filmstrips and its arrays can be."
        )
    return (
        f"{path} shows a result as it was drawn, and does not record where its pictures stand, so it cannot "
        "be compared."
    )


TOLERANCE_LEVELS = 1
"""Grey levels of 255 that runtimes and devices may differ by and still be called the same."""

TOLERANCE_NUMBERS = 1e-3
"""The same for latents and other float arrays."""


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """How far a file is from its recipe's result.

    ``largest`` difference in grey levels 0…255, ``differing`` fraction of differing pixel values, ``where``
    the largest is (file, picture, row, column; all counted from 0), ``largest_number`` the largest difference
    in a float array. ``model_matches`` is whether the model's weights are those recorded (``None``: not
    recorded). ``recorded`` holds the facts in the file.
    """

    same: bool
    largest: int
    differing: float
    where: dict[str, str | int]
    largest_number: float
    model_matches: bool | None
    kind: str
    pictures: int
    recorded: dict[str, Any]
    note: str = ""

    @property
    def sentence(self) -> str:
        """The result in words."""
        parts = [_difference(self)]
        if self.model_matches is False:
            parts.append("The model’s weights are not the ones that were recorded.")
        if self.note:
            parts.append(self.note)
        return " ".join(parts)


def verify(path: Path, resources: Resources) -> Verification:
    """Run the recipe in a PNG, GIF, WebP or NPZ file, or in a folder of PNGs, and compare.

    Raises :class:`ExportError` for files that cannot be compared, ``RecipeError`` for a wrong recipe, and
    ``CardError`` or ``ModelFileError`` when its model is missing or damaged.
    """
    frames = _Frames(resources)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".png")
        if not files:
            raise ExportError(f"{path} holds no PNG files, so there is nothing to compare.")
        return _worst([_verify_file(file, resources, frames) for file in files])
    return _verify_file(path, resources, frames)


def canvases(path: Path, frame: Frame, facts: dict[str, Any]) -> tuple[Images, Images]:
    """The pictures in a file and those of its recipe's result in the layout that ``facts`` record.

    Both are ``(n, 3, height, width)``, grey or not; sizes are as found and may differ.
    """
    layout = layout_of(facts)
    expected = arrange(pictures_of(frame), layout)
    found = read_canvases(path, layout.milliseconds if layout.name == "animation" else 0)
    if len(found) == 1:
        # WebP keeps an animation of equal pictures as one still, without how long it stays.
        found = np.broadcast_to(found, (len(expected), *found.shape[1:]))
    return found, np.broadcast_to(expected, (len(expected), 3, *expected.shape[2:]))


class _Frames:
    """Final frames by recipe, so that a folder of one recipe's pictures runs it once."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._last: tuple[Recipe, object, Frame] | None = None

    def final(self, recipe: Recipe, facts: Mapping[str, Any]) -> Frame:
        steps = facts.get(TRAIN_STEPS)
        if self._last is None or self._last[:2] != (recipe, steps):
            self._last = (recipe, steps, self._found(recipe, steps))
        return self._last[2]

    def _found(self, recipe: Recipe, steps: object) -> Frame:
        if is_endless(recipe):
            if not isinstance(steps, int):
                raise ExportError("The file does not say when its training ended, so it cannot be compared.")
            return ended(lambda told: paradigms.run(told, self._resources), recipe, Until(steps=steps))
        runs = paradigms.run(recipe, self._resources)
        frame = next((frame for frame in runs if frame.final), None)
        if frame is None:
            raise ExportError("The recipe gives no final result, so there is nothing to compare.")
        return frame


def _verify_file(path: Path, resources: Resources, frames: _Frames) -> Verification:
    recipe, facts = read_recipe(path)
    reason = refusal_of(path, recipe, facts)
    if reason is not None:
        raise ExportError(reason)
    suffix = path.suffix.lower()
    matches, halved = _model_matches(recipe, facts, resources)
    frame = frames.final(recipe, facts)
    if suffix == ".npz":
        found, expected = read_arrays(path), arrays_of(frame)
    else:
        in_file, from_recipe = canvases(path, frame, facts)
        found, expected = {"images": in_file}, {"images": from_recipe}
    lossy = suffix == ".gif" and pictures_of(frame).shape[1] > 1
    note = " ".join((_HALVED,) * halved + (_LOSSY,) * lossy)
    return _compare(path, found, expected, recipe, facts, matches, note)


_LOSSY = "A GIF has 256 colours in all, so coloured pictures in it are never exact; verify a PNG or WebP."


_HALVED = "The model is the same, its weights stored in half precision since."


def _model_matches(
    recipe: Recipe, facts: Mapping[str, Any], resources: Resources
) -> tuple[bool | None, bool]:
    """Whether the model is the one recorded, and whether its weights were in single precision then."""
    model = getattr(recipe, "model", None)
    recorded = facts.get("model_sha256")
    if model is None:
        return None, False
    card = resources.card(model)
    return None if recorded is None else card.is_of(recorded), recorded in card.replaces


def _compare(
    path: Path, found: Mapping[str, Array], expected: Mapping[str, Array], recipe: Recipe,
    facts: dict[str, Any], matches: bool | None, note: str,
) -> Verification:  # fmt: skip
    if set(found) != set(expected):
        raise ExportError(
            f"{path} holds {_names(found)}, but its recipe gives {_names(expected)}; they cannot be compared."
        )
    largest, differing, pixels, number = 0, 0, 0, 0.0
    where: dict[str, str | int] = {}
    for name, target in expected.items():
        array = found[name]
        if array.shape != target.shape or array.dtype.kind != target.dtype.kind:
            raise ExportError(
                f"{path} holds {name} of shape {_shape(array)}, but its recipe gives {_shape(target)}."
            )
        if target.dtype == np.uint8:
            difference = np.maximum(array, target) - np.minimum(array, target)
            differing += int(np.count_nonzero(difference))
            pixels += difference.size
            if difference.size and int(difference.max()) > largest:
                largest, where = int(difference.max()), {"file": str(path), **_place(name, difference)}
        elif target.size:
            number = max(number, _largest_number(array, target))
    return Verification(
        same=largest <= TOLERANCE_LEVELS and number <= TOLERANCE_NUMBERS, largest=largest,
        differing=differing / max(1, pixels), where=where, largest_number=number, model_matches=matches,
        kind=kind_of(recipe), pictures=len(expected.get("images", ())), recorded=dict(facts), note=note,
    )  # fmt: skip


def _largest_number(array: Array, target: Array) -> float:
    if target.dtype.kind == "U":
        return 0.0 if np.array_equal(array, target) else float("inf")
    difference = np.abs(array.astype(np.float64) - target.astype(np.float64))
    return float("inf") if np.isnan(difference).any() else float(difference.max())


def _place(name: str, difference: Array) -> dict[str, str | int]:
    position = np.unravel_index(int(difference.argmax()), difference.shape)
    if difference.ndim != 4:
        return {"array": name, "entry": ", ".join(str(int(part)) for part in position)}
    picture, _, row, column = (int(part) for part in position)
    return {"picture": picture, "row": row, "column": column}


def _worst(results: list[Verification]) -> Verification:
    worst = max(results, key=lambda one: (not one.same, one.largest, one.largest_number))
    matches = [one.model_matches for one in results]
    return msgspec.structs.replace(
        worst,
        differing=sum(one.differing for one in results) / len(results),
        pictures=sum(one.pictures for one in results),
        model_matches=False if False in matches else None if None in matches else True,
    )


def _difference(result: Verification) -> str:
    if result.largest == 0 and result.largest_number == 0:
        return "Same: equal to the recipe’s result in every value."
    verdict = "Same" if result.same else "Different"
    text = (
        f"{verdict}: the largest difference is {result.largest} of 255 grey levels, and "
        f"{result.differing:.4%} of the pixel values differ"
    )
    if result.where:
        text += ", most at " + ", ".join(
            f"{key} {value}" for key, value in result.where.items() if key != "file"
        )
    if result.largest_number:
        text += f"; the largest difference in the other numbers is {result.largest_number:.2g}"
    return f"{text}."


def _names(arrays: Mapping[str, Array]) -> str:
    return ", ".join(sorted(arrays)) or "nothing"


def _shape(array: Images) -> str:
    return "×".join(str(side) for side in array.shape) or "one value"
