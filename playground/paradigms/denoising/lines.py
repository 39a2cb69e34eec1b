"""Straight lines between noise and data against the model's own curved paths, and how straight these are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.errors import RecipeError
from playground.core.fields import about, bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.gaussian.couplings import COUPLINGS, Coupling
from playground.gaussian.levels import Pair, velocity
from playground.gaussian.samplers import Step
from playground.gaussian.straightness import squared_norms, straightness, trapezia
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.recipes import (
    Guidance,
    GuidedFrom,
    GuidedTo,
    Label,
    Model,
    Sampler,
    Seed,
    Steps,
)
from playground.paradigms.denoising.refusals import Need, check
from playground.paradigms.denoising.walks import labels_of, plan, walk

Pairs = Annotated[
    Literal["independent", "optimal transport", "model"],
    about(
        "Pairs", "Which data each noise is joined with: any, the nearest in all, or the end of its own path."
    ),
]
Lines = Annotated[int, bounds(2, 64, "Lines", "How many pairs are drawn.", scale="log")]


class Paths(Recipe, frozen=True, kw_only=True, tag="flow-lines"):
    """Straight lines between pairs of noise and data, and the curved paths of the model from the same
    noise.

    Frames, one per step, final at the end: ``lines`` (n, 2, 2) float32, noise and data of each pair;
    ``curves`` (n, steps + 1, 2) float32, from noise to sample (points still to come are NaN); both on one
    plane, that of the first two principal components of all their ends, with ``explained`` (2,) float32,
    its shares of the variance; ``times`` (steps + 1,) float32; ``starts``, ``data``, ``ends`` (n,
    channels, height, width): the noise, its pair's data, and what the model makes of it. Until the final
    frame there are only ``ends`` (the predicted data), ``data``, ``starts`` and ``times``. Scalars
    ``step``, ``t``, ``nfe``, and at the end ``straightness`` of the paths
    (:mod:`playground.gaussian.straightness`; 0 is straight), ``travelled``, the mean of ‖x₁ − x₀‖² over
    them, and ``distance``, the root mean square distance of the pairs per dimension.

    Data are held-out images of the label, in order. Models on the linear path only.
    """

    needs: ClassVar[tuple[Need, ...]] = ("straight path", "flow solver", "trajectories")

    model: Model
    pairs: Pairs = "independent"
    sampler: Sampler = "midpoint"
    steps: Steps = 24
    guidance: Guidance = 1.0
    guided_from: GuidedFrom = 0.0
    guided_to: GuidedTo = 1.0
    label: Label = 0
    count: Lines = 16
    seed: Seed = 0

    @property
    def trajectories(self) -> int:
        """How many are drawn."""
        return self.count


def paths(recipe: Paths, resources: Resources) -> Run:
    """Frames as :class:`Paths` says."""
    check(recipe, resources.card(recipe.model))
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    how = plan(network, recipe.sampler, recipe.steps)
    start = network.start(recipe.seed, range(recipe.count))
    labels = labels_of(recipe.label, recipe.count, network.denoising.classes)
    data = None
    if recipe.pairs != "model":
        data = _paired(recipe, network, display, resources, start, recipe.pairs)
    times = np.array(how.times, dtype=np.float32)
    steps: list[Step] = []
    model = network.model(labels, recipe.guidance, (recipe.guided_from, recipe.guided_to))
    for step in walk(network, how, model, start):
        steps.append(step)
        ends, final = display.data(step.data), len(steps) == len(times)
        arrays: dict[str, Array] = {
            "starts": display.noise(start), "ends": ends, "times": times,
            "data": ends if data is None else display.data(data),
        }  # fmt: skip
        scalars: dict[str, Scalar] = {"step": step.index, "t": step.level.t, "nfe": step.nfe}
        if final:
            targets = step.x if data is None else data
            arrays |= _drawn(np.stack([each.x for each in steps], axis=1), targets)
            scalars |= {
                "straightness": bend_of(steps),
                "travelled": float(squared_norms(steps[0].x - steps[-1].x).mean()),
                "distance": float(np.sqrt(np.square(start - targets).mean())),
            }
        yield Frame(arrays=arrays, scalars=scalars, index=len(steps), total=len(times), final=final)


def bend_of(steps: Sequence[Step]) -> float:
    """The straightness of a walk whose ``steps`` go from t = 1 to 0, of the velocities it has met."""
    velocities = (
        np.asarray(velocity(Pair(step.data, step.noise), step.level), dtype=np.float64) for step in steps[:-1]
    )
    whole = np.asarray(steps[0].x, dtype=np.float64) - steps[-1].x
    return straightness(whole, velocities, trapezia([step.level.t for step in steps]))


def _paired(
    recipe: Paths,
    network: DenoisingNetwork,
    display: Display,
    resources: Resources,
    start: NDArray[np.float32],
    coupling: Coupling,
) -> NDArray[np.float32]:
    """Held-out data of the recipe's label, one for each noise."""
    held_out = held_out_of(network.card, resources)
    known = recipe.label < network.denoising.classes
    chosen = np.flatnonzero(held_out.labels == recipe.label) if known else np.arange(len(held_out))
    if len(chosen) < recipe.count:
        raise RecipeError(f"There are only {len(chosen)} held-out images of this label; draw fewer lines.")
    data = display.encode(held_out.images[chosen[: recipe.count]])
    return data[COUPLINGS[coupling](data, start)]


def _drawn(curves: NDArray[np.float32], data: NDArray[np.float32]) -> dict[str, Array]:
    """``curves`` (n, steps + 1, *shape) and the lines from their starts to ``data`` on their plane."""
    starts, ends = curves[:, 0], curves[:, -1]
    plane = Plane(np.concatenate([starts, ends, data]))
    count, points = curves.shape[:2]
    return {
        "lines": np.stack([plane(starts), plane(data)], axis=1),
        "curves": plane(curves).reshape(count, points, 2),
        "explained": plane.explained,
    }
