"""What each solver of the flow makes of the same noise with the same number of network evaluations."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.fields import bounds
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.gaussian import grids, samplers
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Sampler
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.matrix import Row, fill
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.recipes import ONE_AFTER_ANOTHER, Guidance, Labels, Model, Seed
from playground.paradigms.denoising.refusals import check, is_guided
from playground.paradigms.denoising.walks import labels_of, plan

Budget = Annotated[
    int,
    bounds(
        1, 200, "Evaluations",
        "How often each solver may ask the network; one that asks more often takes fewer steps.", scale="log",
    ),
]  # fmt: skip
Few = Annotated[int, bounds(1, 32, "Images", "How many images are drawn in each row.", scale="log")]


class Solvers(Recipe, frozen=True, kw_only=True, tag="flow-solvers"):
    """All solvers of the flow that can make a step with ``budget`` evaluations, and the adaptive one.

    Frames: ``images`` (solvers, count, channels, height, width), filling up, black where still to come;
    ``steps`` (solvers,) int64, 0 for the adaptive one, which is the last; ``nfe``, ``milliseconds``
    (solvers,) float32, NaN where still to come; ``labels`` (count,) int64; in the final frame ``apart``
    (solvers,) float32, root mean square distances from the adaptive one's pictures in grey levels. Scalars
    ``solvers``, their names with spaces between, and ``done``.
    """

    model: Model
    budget: Budget = 12
    guidance: Guidance = 2.0
    label: Labels = ONE_AFTER_ANOTHER
    count: Few = 8
    seed: Seed = 0


def contenders(recipe: Solvers, denoising: Denoising) -> tuple[tuple[str, int], ...]:
    """Names and steps of the solvers that are compared; the adaptive one, with a single step, comes last."""
    budget = recipe.budget // (2 if is_guided(recipe, denoising) else 1)
    path, found = path_of(denoising), []
    for each in samplers.discover():
        refused = samplers.refusal(each, path, denoising.kind, denoising.prediction)
        if each.order is None or each.random or refused:
            continue
        steps = 1 if each.adaptive else _affordable(each, path, budget)
        if steps:
            found.append((each.adaptive, each.name, steps))
    return tuple((name, steps) for _, name, steps in sorted(found, key=lambda each: each[0]))


def apart(images: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Root mean square difference of pictures from others, in grey levels."""
    return math.sqrt(float(np.square(images.astype(np.float64) - reference).mean()))


def _affordable(chosen: Sampler, path: Path, budget: int) -> int:
    """The most steps that a solver can make with so many evaluations."""

    def cost(steps: int) -> int:
        return sum(samplers.asked(chosen, path, grids.times("uniform", path, steps)))

    *_, last = samplers.asked(chosen, path, grids.times("uniform", path, 2))
    most = 1 + (budget - last) // chosen.evaluations
    return next((steps for steps in range(most, 0, -1) if cost(steps) <= budget), 0)


def compare_solvers(recipe: Solvers, resources: Resources) -> Run:
    """Frames as :class:`Solvers` says."""
    denoising = check(recipe, resources.card(recipe.model))
    chosen = contenders(recipe, denoising)
    adaptive = [samplers.sampler(name).adaptive for name, _ in chosen]
    if all(adaptive):
        raise RecipeError("No solver can make a step with so few evaluations; allow more, or do not guide.")
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    rows = [Row(network, display, plan(network, name, steps), recipe.guidance) for name, steps in chosen]
    labels = labels_of(recipe.label, recipe.count, denoising.classes)
    for filled in fill(rows, labels, recipe.seed):
        final = filled.done == len(rows)
        arrays: dict[str, Array] = {
            "images": filled.images,
            "steps": np.array(
                [0 if own else steps for own, (_, steps) in zip(adaptive, chosen, strict=True)]
            ),
            "nfe": filled.nfe,
            "milliseconds": filled.milliseconds,
            "labels": labels,
        }
        if final:
            arrays["apart"] = np.array(
                [apart(images, filled.images[-1]) for images in filled.images], np.float32
            )
        yield Frame(
            arrays=arrays, scalars={"solvers": " ".join(name for name, _ in chosen), "done": filled.done},
            index=filled.index, total=filled.total, final=final,
        )  # fmt: skip
