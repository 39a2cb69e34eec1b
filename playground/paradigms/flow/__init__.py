"""Flow matching: sampling, interpolation, straight lines against curved paths, reflow, and the
likelihood.

Lipman et al. 2023, "Flow matching for generative modeling"; Liu, Gong and Liu 2023, "Flow straight and
fast". Time grows with the noise here, t = 1 is pure noise: both papers count the other way.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.denoising import answers as exact
from playground.paradigms.denoising import windows
from playground.paradigms.denoising.recipes import (
    ONE_AFTER_ANOTHER,
    Between,
    Few,
    Guidance,
    Labels,
    Model,
    Sampler,
    Samples,
    Seed,
    Spacing,
    StepCounts,
    Steps,
)
from playground.paradigms.denoising.refusals import Need

Reflow = Annotated[
    str,
    about(
        "Reflowed", "The network trained again on pairs that the first one made.", widget="model", length=100
    ),
]
Probes = Annotated[
    int, bounds(1, 16, "Probes", "Random directions in which the divergence is measured, for each image.")
]
SolverSteps = Annotated[
    int, bounds(2, 200, "Steps", "Runge–Kutta steps from data to noise, four evaluations each.", scale="log")
]
Held = Annotated[int, bounds(1, 1000, "Images", "How many held-out images are measured.", scale="log")]
Labelled = Annotated[
    bool,
    about("With label", "Tell the network each image’s class: the density is then that given the class."),
]


class Sample(Samples, frozen=True, kw_only=True, tag="flow-sample"):
    __doc__ = Samples.__doc__

    sampler: Sampler = "ab2"
    steps: Steps = 20


class Interpolate(Between, frozen=True, kw_only=True, tag="flow-interpolate"):
    __doc__ = Between.__doc__

    sampler: Sampler = "ab2"
    steps: Steps = 20


class Answers(exact.Answers, frozen=True, kw_only=True, tag="flow-answers"):
    __doc__ = exact.Answers.__doc__

    sampler: Sampler = "euler"


class Calibration(windows.Calibration, frozen=True, kw_only=True, tag="flow-calibration"):
    __doc__ = windows.Calibration.__doc__


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
