"""The fields that recipes of denoising networks share, and what their frames hold.

Pictures are uint8 ``(…, channels, height, width)``. ``x``, ``data`` and ``noise`` are shown thus: data,
and the data that is predicted, from black at −1 to white at 1; noise from −3 to 3; and x = α·data +
σ·noise from −(α + 3σ) to α + 3σ. Where a model works on latents, ``data`` is decoded, and the channels of
``x`` and ``noise`` stand side by side as tiles of one grey picture, latent values from −3 to 3 being
taken for data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec

from playground.core.drawn import NONE_VARIED, Many, SampleA, SampleB, Spread, Vary
from playground.core.fields import about, bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import Recipe
from playground.gaussian import coordinates, grids, samplers

if TYPE_CHECKING:
    SamplerName: TypeAlias = str
    SpacingName: TypeAlias = str
    CoordinatesName: TypeAlias = str
else:
    # A new sampler is one new file, so the names are not written down here.
    SamplerName = Literal[tuple(sampler.name for sampler in samplers.discover())]
    SpacingName = Literal[tuple(grids.GRIDS)]
    CoordinatesName = Literal[tuple(coordinates.CHOICES)]

MAX_STEPS = 1000
MAX_COUNT = 1024
MAX_FRAMES = 240
MAX_CLASSES = 1000
ONE_AFTER_ANOTHER = -1

Model = Annotated[str, about("Model", "The trained network that is run.", widget="model", length=100)]
Sampler = Annotated[
    SamplerName,
    about("Sampler", "How x goes from noise to data along what the network says.", group="Sampler",
          titles=samplers.titles()),
]  # fmt: skip
Steps = Annotated[
    int,
    bounds(1, MAX_STEPS, "Steps", "Steps from noise to data; some samplers ask several times in each.",
           scale="log", group="Sampler"),
]  # fmt: skip
Spacing = Annotated[
    SpacingName,
    about("Spacing", "Where along the path the steps are taken.", group="Sampler", folded=True,
          titles=grids.TITLES),
]  # fmt: skip
Eta = Annotated[
    float,
    bounds(0.0, 1.0, "η", "Share of DDPM’s noise that DDIM adds: 0 is deterministic, 1 ancestral sampling.",
           step=0.05, group="Sampler"),
]  # fmt: skip
Coordinates = Annotated[
    CoordinatesName,
    about("Coordinates", "What a solver’s steps are taken in: the path’s own, time, the angle between data "
          "and noise, or σ/α.", group="Sampler", folded=True,
          titles={name: each.title for name, each in coordinates.CHOICES.items()}),
]  # fmt: skip
Variance = Annotated[
    Literal["posterior", "forward"],
    about("Variance", "That of DDPM’s steps: the posterior’s β̃, or the forward process’s β.", group="Sampler",
          folded=True),
]  # fmt: skip
Clip = Annotated[
    Literal["off", "range", "quantile"],
    about("Clipping", "What becomes of predicted data beyond black and white: nothing, cut at a limit, or "
          "each picture cut at a quantile of itself and scaled down.", group="Sampler", folded=True),
]  # fmt: skip
ClipLimit = Annotated[
    float,
    bounds(0.1, 100.0, "Clip limit", "How far data may reach, 1 being black and white; a quantile counts up "
           "to here.", scale="log", group="Sampler", folded=True),
]  # fmt: skip
ClipShare = Annotated[
    float,
    bounds(0.5, 1.0, "Quantile", "The share of a picture’s values that lie within where it is cut.",
           step=0.005, group="Sampler", folded=True),
]  # fmt: skip
Ending = Annotated[
    Literal["data", "floor"],
    about("Last step", "Where DDIM’s last step ends: at the data, or at the floor, still with the least "
          "noise that the network was trained at (“set_alpha_to_one” = false of diffusers).", group="Sampler",
          folded=True),
]  # fmt: skip
Stride = Annotated[
    Literal["next", "even"],
    about("Step ends", "Where DDIM’s other steps end: where the next one begins, or all equally far down, "
          "wherever that is (diffusers).", group="Sampler", folded=True),
]  # fmt: skip
Guidance = Annotated[
    float,
    bounds(0.0, 10.0, "Guidance", "How strongly the label pulls: 1 is the label alone, 0 none of it; others "
           "cost two evaluations.", step=0.25, group="Sampler"),
]  # fmt: skip
GuidedFrom = Annotated[
    float,
    bounds(0.0, 1.0, "Guided from", "Guidance acts from here, 0 being data, …", step=0.05, group="Sampler",
           folded=True),
]  # fmt: skip
GuidedTo = Annotated[
    float,
    bounds(0.0, 1.0, "Guided to", "… to here, 1 being noise; elsewhere it costs no second evaluation.",
           step=0.05, group="Sampler", folded=True),
]  # fmt: skip
Labels = Annotated[
    int,
    bounds(ONE_AFTER_ANOTHER, MAX_CLASSES, "Label",
           "The class that is drawn; −1 is one after another, the number of classes none.", widget="labels"),
]  # fmt: skip
Label = Annotated[
    int,
    bounds(
        0, MAX_CLASSES, "Label", "The class that is drawn; the number of classes is none.", widget="label"
    ),
]
Count = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many images are drawn.", scale="log")]
Few = Annotated[int, bounds(1, 64, "Images", "How many images are drawn.", scale="log")]
Seed = Annotated[
    int, bounds(0, MAX_SEED, "Seed", "The same seed gives the same noise on every machine.", widget="seed")
]
Output = Annotated[
    Literal["samples", "trajectory", "predictions"],
    about("Pictures", "What is exported: the samples, or for each its x or its predicted data along the way.",
          folded=True),
]  # fmt: skip
Moments = Annotated[
    int,
    bounds(2, MAX_STEPS + 1, "Moments", "How many moments of the way are exported, first and last included.",
           scale="log", folded=True),
]  # fmt: skip
Factors = Annotated[
    str,
    about("Factors", "What each picture is to show, as “hair=bun, beard=none”; the rest is left open.",
          length=1000),
]  # fmt: skip
SeedA = Annotated[int, bounds(0, MAX_SEED, "Seed A", "The noise that the way starts from.", widget="seed")]
SeedB = Annotated[int, bounds(0, MAX_SEED, "Seed B", "The noise that the way leads to.", widget="seed")]
PathName = Annotated[
    Literal["linear", "spherical"],
    about("Path", "Straight from one noise to the other, or turning around the origin."),
]
FrameCount = Annotated[int, bounds(2, MAX_FRAMES, "Frames", "How many pictures the way from A to B has.")]
StepCount = Annotated[int, msgspec.Meta(ge=1, le=MAX_STEPS)]
StepCounts = Annotated[
    tuple[StepCount, ...],
    about("Steps", "Numbers of steps that are compared.", group="Sampler", widget="steps", length=12),
]


class Sampling(Recipe, frozen=True, kw_only=True):
    """How a network is sampled.

    ``eta`` counts for the sampler ``ddim`` alone, ``variance`` for ``ddpm`` alone, ``coordinates`` for ODE
    solvers (:mod:`playground.gaussian.coordinates`), and ``clip`` for those that go on with the predicted
    data (:mod:`playground.gaussian.clipping`). ``ending`` and ``stride`` count for ``ddim`` alone. Guidance
    acts between two fractions of the path's time
    (Kynkäänniemi et al. 2024); elsewhere the label is followed as it is.
    """

    model: Model
    sampler: Sampler = "ddim"
    steps: Steps = 50
    spacing: Spacing = "uniform"
    eta: Eta = 0.0
    variance: Variance = "posterior"
    guidance: Guidance = 1.0
    guided_from: GuidedFrom = 0.0
    guided_to: GuidedTo = 1.0
    coordinates: Coordinates = "own"
    clip: Clip = "off"
    clip_limit: ClipLimit = 1.0
    clip_share: ClipShare = 0.995
    ending: Ending = "data"
    stride: Stride = "next"

    @property
    def guided(self) -> tuple[float, float]:
        """Where on the path guidance acts."""
        return self.guided_from, self.guided_to


class Samples(Sampling, frozen=True, kw_only=True):
    """Draw images, one frame for each step of the sampler.

    Frames: ``x``, ``data``, ``noise`` (count, channels, height, width) uint8 as described above, at the
    step's x. Scalars ``step`` (0 is the start, ``steps`` the end; the adaptive sampler's steps are its
    own), ``t``, ``alpha``, ``sigma``, ``log_snr``, ``nfe`` (network evaluations made so far for each
    sample), ``milliseconds`` (spent on steps so far) and ``whole``.

    The first frame and the final one also have ``times``, ``alphas``, ``sigmas`` (steps + 1,) float32,
    falling from noise to data (of the adaptive sampler the first frame knows only the two ends), and
    ``labels`` (count,) int64. The final frame has ``images`` (count, channels, height, width) uint8 and
    ``start`` (count, *shape) float32, the standard normal noise.

    Frames of a step are kept; in a trajectory of more than 128 MB only every so many. More than 32
    images, or fewer where a step asks the network more than once, advance in groups: after each but the
    last comes a frame that is not kept, with ``whole`` false, in which only some samples have reached the
    step.

    More than 1,024 images are drawn in blocks of so many: frames show the block that is drawn, and are not
    kept.

    With ``output`` other than ``samples`` the final frame's ``images`` are (count · columns, …), row by
    row one sample's ``x`` or ``data`` from noise to data; scalar ``columns`` says how many moments there
    are (at most ``moments``), and ``shown`` (columns,) float32 their times.

    Where a sample is varied, all but itself begin near its noise (:func:`~playground.core.noise.varied`), and
    random samplers draw its noise in every picture.
    """

    label: Labels = ONE_AFTER_ANOTHER
    factors: Factors = ""
    count: Many = 16
    seed: Seed = 0
    vary: Vary = NONE_VARIED
    spread: Spread = 0.35
    output: Output = "samples"
    moments: Moments = 11


class Between(Sampling, frozen=True, kw_only=True):
    """Draw the images on the way from the noise of one seed to that of another.

    Frames: ``images`` (frames, channels, height, width), filling up, while those in work show their
    predicted data and those to come are black; ``t`` (frames,) float32 from 0 (A) to 1 (B); scalars
    ``done`` (finished images) and ``nfe``. The ends are samples of their seeds; random samplers draw A's
    noise in every picture. The final frame has ``start`` (frames, *shape) float32 as well.
    """

    label: Label = 0
    a: SeedA = 0
    b: SeedB = 1
    sample_a: SampleA = 0
    sample_b: SampleB = 0
    path: PathName = "spherical"
    frames: FrameCount = 25
