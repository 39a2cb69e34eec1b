"""The way between two prompts and two noises, and the plane of guidance and steps."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.recipe import change
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.interpolation import between
from playground.paradigms.denoising.walks import walk
from playground.paradigms.words.conditioning import both
from playground.paradigms.words.drawing import asked, facts_of
from playground.paradigms.words.inspection import row_of
from playground.paradigms.words.network import Meaning
from playground.paradigms.words.recipes import Interpolate, Plane


def interpolate(recipe: Interpolate, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Interpolate` says."""
    words, said, _, without, how = asked(recipe, resources)
    other = words.tokenized_of(recipe.other, recipe.style) if recipe.other.strip() else said
    tokenized = both(said, other)
    meanings = mixed(words.read(tokenized), np.linspace(0, 1, recipe.frames))

    def model_of(part: slice) -> Denoiser:
        away = without.of([0] * (part.stop - part.start))
        return words.guided(meanings.of(part), away, recipe.guidance, recipe.guided)

    display, opening = Display(recipe.model, resources), tokenized.arrays
    for frame in between(recipe, words.network, display, how, model_of):
        arrays = {**frame.arrays, **(tokenized.arrays if frame.final else opening)}
        yield replace(
            frame, arrays=arrays, scalars={**frame.scalars, "note": tokenized.note}, facts=facts_of(tokenized)
        )
        opening = {}


def mixed(meaning: Meaning, shares: Array) -> Meaning:
    """What lies straight between the first and the second row, at so large shares of the way.

    The ends are exactly the rows. A word that one of the two lacks weighs nothing there.
    """
    found: dict[str, Array] = {}
    for name, values in meaning.inputs.items():
        one, two = values[:2].astype(np.float64)
        along = shares.reshape(-1, *[1] * one.ndim)
        found[name] = ((1 - along) * one + along * two).astype(np.float32)
    return Meaning(found)


def plane(recipe: Plane, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Plane` says."""
    shape = (len(recipe.scales), len(recipe.counts))
    if not all(shape):
        raise RecipeError("A plane needs at least one scale of guidance, and one number of steps.")
    cells = [(one, two) for one in range(shape[0]) for two in range(shape[1])]
    display = Display(recipe.model, resources)
    images, nfe = np.zeros((*shape, *display.shape), np.uint8), np.full(shape, np.nan, np.float32)
    numbers: dict[str, Array] = {
        "scales": np.array(recipe.scales, np.float32),
        "counts": np.array(recipe.counts, np.int64),
    }
    total, index = sum(recipe.counts) * shape[0] + len(cells), 0
    for done, (one, two) in enumerate(cells, 1):
        cell = change(recipe, guidance=recipe.scales[one], steps=recipe.counts[two])
        words, said, given, without, how = asked(cell, resources)
        model = words.guided(
            given.of([row_of(recipe.row, len(said.rows))]), without, cell.guidance, cell.guided
        )
        start, noise = (
            words.network.start(recipe.seed, [recipe.index]),
            KeyedNoise(recipe.seed, [recipe.index]),
        )
        for step in walk(words.network, how, model, start, noise):
            ended = step.level.t == how.times[-1]
            images, nfe, index = images.copy(), nfe.copy(), min(index + 1, total - 1)
            images[one, two] = display.data(step.data)[0]
            nfe[one, two] = step.nfe if ended else np.nan
            final = ended and done == len(cells)
            arrays: dict[str, Array] = {"images": images, "nfe": nfe, **numbers}
            yield Frame(
                arrays={**arrays, **said.arrays} if final or index == 1 else arrays,
                scalars={"done": done if ended else done - 1, "note": said.note, "columns": shape[1]},
                index=total if final else index, total=total, final=final, facts=facts_of(said),
            )  # fmt: skip
