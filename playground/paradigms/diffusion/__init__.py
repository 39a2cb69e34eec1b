"""Diffusion: the forward process, sampling, a fan of trajectories, interpolation, and the bound.

Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models"; Song, Meng and Ermon 2021,
"Denoising diffusion implicit models". Time grows with the noise: T is the noisiest.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.denoising import answers as exact
from playground.paradigms.denoising import windows
from playground.paradigms.denoising.recipes import (
    Between,
    Guidance,
    Label,
    Model,
    Sampler,
    Samples,
    Seed,
    Spacing,
    Steps,
    Variance,
)
from playground.paradigms.denoising.refusals import Need
from playground.paradigms.sources import Drawing, HeldOut

Source = Annotated[
    HeldOut | Drawing, about("Image", "A held-out image, by its index in the shipped sample, or a drawing.")
]
Pictures = Annotated[int, bounds(2, 64, "Pictures", "How many levels of noise are shown.")]
Etas = Annotated[
    tuple[Annotated[float, msgspec.Meta(ge=0.0, le=1.0)], ...],
    about("η", "Shares of DDPM’s noise, one fan for each.", group="Sampler", length=8),
]
Branches = Annotated[int, bounds(1, 16, "Branches", "Trajectories for each η, all from one start.")]
Held = Annotated[int, bounds(1, 1000, "Images", "How many held-out images are measured.", scale="log")]
Labelled = Annotated[
    bool,
    about("With label", "Tell the network each image’s class: the bound is then on −log p(image | class)."),
]


class Sample(Samples, frozen=True, kw_only=True, tag="diffusion-sample"):
    __doc__ = Samples.__doc__


class Interpolate(Between, frozen=True, kw_only=True, tag="diffusion-interpolate"):
    __doc__ = Between.__doc__


class Answers(exact.Answers, frozen=True, kw_only=True, tag="diffusion-answers"):
    __doc__ = exact.Answers.__doc__

    sampler: Sampler = "ddim"


class Calibration(windows.Calibration, frozen=True, kw_only=True, tag="diffusion-calibration"):
    __doc__ = windows.Calibration.__doc__


class Forward(Recipe, frozen=True, kw_only=True, tag="diffusion-forward"):
    """The forward process: one image at levels from none to all of the noise.

    One frame, with k = ``pictures``: ``x`` (k, channels, height, width), the image with one and the same
    noise; ``image`` (1, channels, height, width); ``times``, ``alphas``, ``sigmas`` (k,) float32, times
    rising evenly from 0. On a variance-preserving path also ``betas`` (T,), ``alpha_bars`` (T + 1,) from
    ᾱ₀ = 1, and ``snr`` (T,) float32 at steps 1 … T. Scalars ``T`` (the path's end) and, of a held-out image,
    ``label``.
    """

    model: Model
    source: Source = HeldOut(0)
    seed: Seed = 0
    pictures: Pictures = 11


class Fan(Recipe, frozen=True, kw_only=True, tag="diffusion-fan"):
    """Trajectories from one x_T that fan out with DDIM's η.

    Frames, one per step, with ``ends`` (etas, branches, channels, height, width): the predicted data, at
    last the samples. ``etas`` (etas,), ``times`` (steps + 1,) float32. The final frame also has ``paths``
    (etas, branches, steps + 1, 2) float32: x on the plane of the first two principal components of all x
    here, with ``explained`` (2,) float32, their shares of the variance. Branch b draws the same noise for
    every η. Scalars ``step``, ``t``, ``nfe``.
    """

    needs: ClassVar[tuple[Need, ...]] = ("steps", "trajectories")
    sampler: ClassVar[str] = "ddim"

    model: Model
    etas: Etas = (0.0, 0.25, 0.5, 1.0)
    steps: Steps = 30
    spacing: Spacing = "uniform"
    guidance: Guidance = 2.0
    label: Label = 0
    seed: Seed = 0
    branches: Branches = 8

    @property
    def trajectories(self) -> int:
        """How many are drawn."""
        return len(self.etas) * self.branches


class Bound(Recipe, frozen=True, kw_only=True, tag="diffusion-bound"):
    """The variational bound of held-out images in bits per dimension (Ho et al. 2020), term by term.

    One frame per term, T + 1 of them: ``terms`` (T + 1,) float32, entry t the mean bits per dimension of
    L_t (entry 0 is L₀, entry T is L_T; NaN where it is still to come), ``images`` (n, channels, height,
    width), ``labels`` (n,) int64, ``bits`` (n,) float32, each image's sum so far. Scalars
    ``bits_per_dim`` (sum so far), ``standard_error`` of it over the images, ``t``, ``done`` (terms),
    ``nfe``.
    """

    needs: ClassVar[tuple[Need, ...]] = ("schedule", "pixels")

    model: Model
    count: Held = 16
    labelled: Labelled = False
    variance: Variance = "posterior"
    seed: Seed = 0
