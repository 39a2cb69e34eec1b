"""Flow matching: sampling, interpolation, straight lines against curved paths, reflow, and the likelihood.

Lipman et al. 2023, "Flow matching for generative modeling"; Liu, Gong and Liu 2023, "Flow straight and
fast". Time grows with the noise here, t = 1 is pure noise: both papers count the other way.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.denoising.recipes import (
    ONE_AFTER_ANOTHER,
    Between,
    Few,
    Guidance,
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
    its shares of the variance; ``times`` (steps + 1,) float32; ``starts``, ``data``, ``ends`` (n, channels,
    height, width): the noise, its pair's data, and what the model makes of it. Until the final frame there
    are only ``ends`` (the predicted data), ``data``, ``starts`` and ``times``. Scalars ``step``, ``t``,
    ``nfe``, and at the end ``straightness``: ∫‖v − (x₁ − x₀)‖² dt over the path, in units of ‖x₁ − x₀‖²,
    mean over the n (Liu et al. 2023; 0 is straight), and ``distance``, the root mean square distance of the
    pairs per dimension.

    Data are held-out images of the label, in order. Models on the linear path only.
    """

    model: Model
    pairs: Pairs = "independent"
    sampler: Sampler = "midpoint"
    steps: Steps = 24
    guidance: Guidance = 1.0
    label: Label = 0
    count: Lines = 16
    seed: Seed = 0


class Compare(Recipe, frozen=True, kw_only=True, tag="flow-reflow"):
    """What few steps give before and after reflow, from the same noise.

    Frames: ``images`` (2, step counts, count, channels, height, width), filling up, black where still to
    come; row 0 is ``model``, row 1 ``reflow``; ``steps`` (step counts,) int64; ``nfe``, ``milliseconds``
    (2, step counts) float32, NaN where still to come; ``labels`` (count,) int64. Scalar ``done`` (of 2 ·
    step counts).
    """

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
    variables, the divergence by Hutchinson's estimate with random signs, as a central difference along each
    probe.

    Frames, one per solver step of each group of 16 images: ``images`` (n, channels, height, width),
    ``labels`` (n,) int64, ``bits`` (n,) float32 per dimension (NaN where still to come), ``x`` (n,
    channels, height, width) on the way to the noise, ``curve`` (steps + 1,) float32: mean over the images
    done so far of the bits if the flow ended at ``times`` (steps + 1,) float32 (NaN where still to come).
    Scalars ``bits_per_dim``, ``standard_error`` (over images; probes' and dequantisation's noise is in it),
    ``done`` (images), ``t``, ``nfe``. Models on the linear path only.
    """

    model: Model
    count: Held = 16
    labelled: Labelled = False
    steps: SolverSteps = 20
    probes: Probes = 1
    seed: Seed = 0
