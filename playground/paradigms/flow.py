"""Flow matching: sampling, interpolation, straight lines against curved paths, reflow, and the
likelihood.

Lipman et al. 2023, "Flow matching for generative modeling"; Liu, Gong and Liu 2023, "Flow straight and
fast". Time grows with the noise here, t = 1 is pure noise: both papers count the other way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.fields import about, bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Paradigm, Run
from playground.core.recipe import Recipe, change
from playground.core.resources import Resources
from playground.gaussian.couplings import COUPLINGS, Coupling
from playground.gaussian.levels import Pair, velocity
from playground.gaussian.samplers import Step
from playground.gaussian.straightness import squared_norms, straightness, trapezia
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.interpolation import interpolate
from playground.paradigms.denoising.likelihood import bits_of, follow, standard_error
from playground.paradigms.denoising.matrix import Row, fill
from playground.paradigms.denoising.network import BLOCK, Network
from playground.paradigms.denoising.projection import Plane
from playground.paradigms.denoising.recipes import (
    ONE_AFTER_ANOTHER,
    Between,
    Few,
    Guidance,
    GuidedFrom,
    GuidedTo,
    Label,
    Labels,
    Model,
    Sampler,
    Samples,
    Seed,
    Spacing,
    StepCounts,
    Steps,
)
from playground.paradigms.denoising.refusals import Need, check, guidable
from playground.paradigms.denoising.sampling import sample
from playground.paradigms.denoising.solvers import Solvers, compare_solvers
from playground.paradigms.denoising.walks import labels_of, plan, walk
from playground.paradigms.plane.runs import FLOW_RUNS

Reflow = Annotated[
    str,
    about(
        "Reflowed", "The network trained again on pairs that the first one made.", widget="model", length=100
    ),
]
Pairs = Annotated[
    Literal["independent", "optimal transport", "model"],
    about(
        "Pairs", "Which data each noise is joined with: any, the nearest in all, or the end of its own path."
    ),
]
Lines = Annotated[int, bounds(2, 64, "Lines", "How many pairs are drawn.", scale="log")]
Probes = Annotated[
    int, bounds(1, 16, "Probes", "Random directions in which the divergence is measured, for each image.")
]
SolverSteps = Annotated[
    int, bounds(2, 200, "Steps", "Runge–Kutta steps from data to noise, four evaluations each.", scale="log")
]
Held = Annotated[int, bounds(1, 256, "Images", "How many held-out images are measured.", scale="log")]
Labelled = Annotated[
    bool,
    about("With label", "Tell the network each image's class: the density is then that given the class."),
]


class Sample(Samples, frozen=True, kw_only=True, tag="flow-sample"):
    __doc__ = Samples.__doc__

    sampler: Sampler = "ab2"
    steps: Steps = 20


class Interpolate(Between, frozen=True, kw_only=True, tag="flow-interpolate"):
    __doc__ = Between.__doc__

    sampler: Sampler = "ab2"
    steps: Steps = 20


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


class Compare(Recipe, frozen=True, kw_only=True, tag="flow-reflow"):
    """What few steps give before and after reflow, from the same noise.

    Frames: ``images`` (2, step counts, count, channels, height, width), filling up, black where still to
    come; row 0 is ``model``, row 1 ``reflow`` (not guided where its guidance was folded in); ``steps``
    (step counts,) int64; ``nfe``, ``milliseconds`` (2, step counts) float32, NaN where still to come;
    ``labels`` (count,) int64. Scalar ``done`` (of 2 · step counts).
    """

    needs: ClassVar[tuple[Need, ...]] = ("steps",)

    model: Model
    reflow: Reflow
    steps: StepCounts = (1, 2, 4, 8)
    sampler: Sampler = "euler"
    spacing: Spacing = "uniform"
    guidance: Guidance = 2.0
    label: Labels = ONE_AFTER_ANOTHER
    count: Few = 10
    seed: Seed = 0


class Likelihood(Recipe, frozen=True, kw_only=True, tag="flow-likelihood"):
    """A lower bound on the log-probability of held-out images by the flow, as bits per dimension.

    The density of uniformly dequantised images (Theis et al. 2016) by the instantaneous change of
    variables, the divergence by Hutchinson's estimate with random signs, as a central difference along
    each probe.

    Frames, one per solver step of each group of 16 images: ``images`` (n, channels, height, width),
    ``labels`` (n,) int64, ``bits`` (n,) float32 per dimension (NaN where still to come), ``x`` (n,
    channels, height, width) on the way to the noise, ``curve`` (steps,) float32: mean over the images done
    so far of the bits if the flow ended at ``times`` (steps,) float32 (NaN where still to come).
    Scalars ``bits_per_dim``, ``standard_error`` (over images; probes' and dequantisation's noise is in
    it), ``done`` (images), ``t``, ``nfe``. Models on the linear path only.
    """

    needs: ClassVar[tuple[Need, ...]] = ("straight path", "pixels", "density")

    model: Model
    count: Held = 16
    labelled: Labelled = False
    steps: SolverSteps = 20
    probes: Probes = 1
    seed: Seed = 0


def paths(recipe: Paths, resources: Resources) -> Run:
    """Frames as :class:`Paths` says."""
    check(recipe, resources.card(recipe.model))
    network, display = Network(recipe.model, resources), Display(recipe.model, resources)
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


def compare(recipe: Compare, resources: Resources) -> Run:
    """Frames as :class:`Compare` says."""
    names = (recipe.model, recipe.reflow)
    networks = [(_compared(recipe, name, resources), Display(name, resources)) for name in names]
    ways = [
        Row(
            network, display, plan(network, recipe.sampler, count, recipe.spacing),
            recipe.guidance if guidable(network.denoising) else 1.0,
        )
        for network, display in networks
        for count in recipe.steps
    ]  # fmt: skip
    classes = {network.denoising.classes for network, _ in networks}
    if len(classes) > 1:
        raise RecipeError("These models know different classes, so their pictures cannot be compared.")
    labels = labels_of(recipe.label, recipe.count, classes.pop())
    shape = (len(names), len(recipe.steps))
    for filled in fill(ways, labels, recipe.seed):
        arrays: dict[str, Array] = {
            "images": filled.images.reshape(*shape, *filled.images.shape[1:]),
            "steps": np.array(recipe.steps, dtype=np.int64),
            "nfe": filled.nfe.reshape(shape),
            "milliseconds": filled.milliseconds.reshape(shape),
            "labels": labels,
        }
        yield Frame(
            arrays=arrays, scalars={"done": filled.done}, index=filled.index, total=filled.total,
            final=filled.index == filled.total,
        )  # fmt: skip


def _compared(recipe: Compare, model: str, resources: Resources) -> Network:
    """A network of the comparison, which is guided only where that means anything."""
    card = resources.card(model)
    folded = card.denoising is not None and not guidable(card.denoising)
    check(change(recipe, guidance=1.0) if folded else recipe, card)
    return Network(model, resources)


def likelihood(recipe: Likelihood, resources: Resources) -> Run:
    """Frames as :class:`Likelihood` says."""
    card = resources.card(recipe.model)
    check(recipe, card)
    network, display = Network(recipe.model, resources), Display(recipe.model, resources)
    held_out = resources.held_out(card.data)
    count, dimensions = min(recipe.count, len(held_out)), card.image.dimensions
    images, labels = held_out.images[:count], held_out.labels[:count].astype(np.int64)
    told = labels if recipe.labelled else np.full_like(labels, network.denoising.classes)
    # Denser where the data is, whose dequantised levels are much closer than the noise is wide.
    times = [network.path.end * (index / recipe.steps) ** 2 for index in range(recipe.steps + 1)]
    arrays: dict[str, Array] = {
        "images": images, "labels": labels, "x": images, "times": np.array(times[1:], dtype=np.float32)
    }  # fmt: skip
    bits = np.full((count, recipe.steps), np.nan)
    for begin in range(0, count, BLOCK):
        part = range(begin, min(begin + BLOCK, count))
        at = slice(part.start, part.stop)
        for density in follow(network, images[at], told[at], times, recipe.probes, recipe.seed, part):
            bits[at, density.index - 1] = bits_of(density.log_density, dimensions)
            shown = arrays["x"].copy()
            shown[at] = display.x(density.x, density.level)
            arrays = {**arrays, "x": shown}
            yield _measured(bits, density.level.t, network.evaluations, arrays)


def _measured(bits: NDArray[np.float64], t: float, nfe: int, arrays: dict[str, Array]) -> Frame:
    """The frame after a step: ``bits`` (n, steps) of each image if the flow ended there, NaN to come."""
    whole = bits[np.isfinite(bits[:, -1]), -1]
    curve = bits[: len(whole) or BLOCK].mean(axis=0)
    scalars: dict[str, Scalar] = {
        "bits_per_dim": float(whole.mean()) if len(whole) else math.nan,
        "standard_error": standard_error(whole), "done": len(whole), "t": t, "nfe": nfe,
    }  # fmt: skip
    made = int(np.isfinite(bits).sum())
    return Frame(
        arrays={**arrays, "bits": bits[:, -1].astype(np.float32), "curve": curve.astype(np.float32)},
        scalars=scalars, index=made, total=bits.size, final=made == bits.size,
    )  # fmt: skip


def _paired(
    recipe: Paths,
    network: Network,
    display: Display,
    resources: Resources,
    start: NDArray[np.float32],
    coupling: Coupling,
) -> NDArray[np.float32]:
    """Held-out data of the recipe's label, one for each noise."""
    held_out = resources.held_out(network.card.data)
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


PARADIGM = Paradigm(
    name="flow",
    title="Flow Matching",
    order=4,
    generate=Sample,
    runs={
        Sample: sample,
        Paths: paths,
        Interpolate: interpolate,
        Compare: compare,
        Likelihood: likelihood,
        Solvers: compare_solvers,
        **FLOW_RUNS,
    },
)
