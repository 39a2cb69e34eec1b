"""The recipes of normalizing flows of pictures, and what their frames hold.

Pictures are uint8 ``(…, channels, height, width)``. ``z`` has a picture's shape and is standard normal where
the flow is right about the data; it is float32, and so are all other numbers of the frames but labels. To
grey levels, uniform noise in [0, 1) is added before they become z, and the fraction is cut off again behind:
image ``i`` of a seed always has the same noise. Log-densities are those of grey levels plus noise, in nats;
bits per dimension are their negative in bits, divided by the number of values in a picture. Their mean over
the noise is at most too large as a measure of the grey levels themselves (Theis et al. 2016).
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from playground.core.drawn import Many
from playground.core.fields import about, bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import Recipe
from playground.paradigms.sources import Drawing as Drawing
from playground.paradigms.sources import HeldOut as HeldOut

MAX_COUNT = 1024
MAX_FRAMES = 240
MAX_CLASSES = 1000
ONE_AFTER_ANOTHER = -1
DIGITS = "mnist"
"""The data set of the pictures called digits."""

Model = Annotated[str, about("Model", "The trained flow that is run.", widget="model", length=100)]
Labels = Annotated[
    int,
    bounds(ONE_AFTER_ANOTHER, MAX_CLASSES, "Label",
           "The class that is drawn; −1 is one after another, the number of classes none.", widget="labels"),
]  # fmt: skip
Label = Annotated[
    int,
    bounds(0, MAX_CLASSES, "Label", "The class that the flow is told; the number of classes is none.",
           widget="label"),
]  # fmt: skip
Labelled = Annotated[
    bool, about("Given the class", "Tell the flow what the picture shows: p(x|class) instead of p(x).")
]
Temperature = Annotated[
    float,
    bounds(0.0, 2.0, "Temperature", "Scales z: below 1 gives likely pictures, above 1 unusual ones.",
           step=0.05),
]  # fmt: skip
Seed = Annotated[
    int, bounds(0, MAX_SEED, "Seed", "The same seed gives the same z on every machine.", widget="seed")
]
NoiseSeed = Annotated[
    int,
    bounds(0, MAX_SEED, "Noise", "Seed of the noise that is added to grey levels.", widget="seed",
           folded=True),
]  # fmt: skip
Count = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many images are drawn.", scale="log")]
FrameCount = Annotated[int, bounds(2, MAX_FRAMES, "Frames", "How many pictures the way from A to B has.")]
Measured = Annotated[int, bounds(1, 1000, "Images", "How many pictures are measured.", scale="log")]
Bins = Annotated[int, bounds(2, 200, "Bins", "Bars of the histogram.", folded=True)]
PathName = Annotated[
    Literal["linear", "spherical"],
    about("Path", "Straight from one z to the other, or turning around the origin."),
]


class Noise(msgspec.Struct, frozen=True, tag="seed", tag_field="from"):
    """The z of a sample of a seed: the first one at temperature 1, unless another is named."""

    seed: int
    index: int = 0
    temperature: float = 1.0


ImageSource: TypeAlias = HeldOut | Drawing
Source: TypeAlias = HeldOut | Noise
End: TypeAlias = HeldOut | Drawing | Noise
PicturesName = Literal["held-out", "samples", "digits", "inverted", "shuffled", "noise"]
"""Pictures whose likelihood can be measured: those of :class:`Likelihood`."""


class Sample(Recipe, frozen=True, kw_only=True, tag="nflow-sample"):
    """Draw images.

    Frames, one for each block of 16: ``images`` (count, channels, height, width), filling up, black where
    still to come; ``labels`` (count,) int64. Scalars ``done`` (images), ``nfe`` (1: the inverse is asked
    once for each), ``milliseconds`` (spent in it so far). The final frame has ``z`` (count, …), temperature
    included.
    """

    model: Model
    label: Labels = ONE_AFTER_ANOTHER
    count: Many = 64
    seed: Seed = 0
    temperature: Temperature = 1.0


class Interpolate(Recipe, frozen=True, kw_only=True, tag="nflow-interpolate"):
    """Draw the images on the way between the z of two pictures, or of two seeds.

    Frames, one for each block of 16: ``images`` (frames, channels, height, width), filling up, black where
    still to come; ``t`` (frames,) from 0 (A) to 1 (B); ``lengths`` (frames,), of z, which for normal z are
    about √(number of values); scalar ``done``. Pictures at the ends come back as they are, whatever the label
    is: z is what it makes of them. The final frame has ``z`` (frames, …).
    """

    model: Model
    a: Annotated[End, about("A", "Where it starts: a held-out image, a drawing, or a seed.")] = HeldOut(0)
    b: Annotated[End, about("B", "Where it leads to: a held-out image, a drawing, or a seed.")] = HeldOut(1)
    label: Label = 0
    path: PathName = "spherical"
    frames: FrameCount = 25
    noise: NoiseSeed = 0


class Likelihood(Recipe, frozen=True, kw_only=True, tag="nflow-likelihood"):
    """The exact log-likelihood of held-out images, or of other pictures to set beside them.

    ``samples`` are the flow's own at temperature 1, with the fractions that they were drawn with, so that
    their mean estimates the entropy of the flow; ``digits`` are held-out images of MNIST; ``inverted`` and
    ``shuffled`` are held-out images in negative, and with their pixels in an order of each image's own;
    ``noise`` has independent uniform grey levels. Digits and noise have no class that could be told.

    Frames, one for each block of 16: ``bits`` (n,) per dimension, ``log_base`` and ``log_determinant`` (n,)
    in nats, whose sum is the log-density, NaN where still to come; ``labels`` (n,) int64, the number of
    classes where there is none; ``edges`` (bins + 1,) from 0 to 8 bits, what each would take were all equally
    likely, and ``counts`` (bins,) int64, with what lies beyond in the last bin. Scalars ``done``,
    ``milliseconds`` (spent in the flow so far), and of those done ``bits_per_dim`` (their mean) and ``error``
    (its standard error; 0 of a single one).
    """

    model: Model
    count: Measured = 1000
    of: Annotated[PicturesName, about("Pictures", "Whose likelihood is measured.")] = "held-out"
    labelled: Labelled = False
    noise: NoiseSeed = 0
    bins: Bins = 80


class Likelihoods(Recipe, frozen=True, kw_only=True, tag="nflow-likelihoods"):
    """The likelihoods of several kinds of pictures, one after the other; held-out images are the first.

    Frames, those of each kind in turn: ``bits`` (kinds, n) per dimension, NaN where still to come or where a
    kind has fewer; ``edges`` (bins + 1,) and ``counts`` (kinds, bins) int64, as those of :class:`Likelihood`;
    ``means`` and ``errors`` (kinds,), NaN where still to come; ``apart`` (kinds,), how often a picture of a
    kind has more bits than a held-out image, ties counting half. Scalars ``kinds``, their names with spaces
    between, and ``done``, how many are finished.
    """

    model: Model
    beside: Annotated[
        tuple[PicturesName, ...],
        about("Set beside", "Pictures whose bits are measured beside those of held-out images.", length=6),
    ] = ("digits",)
    count: Measured = 1000
    labelled: Labelled = False
    noise: NoiseSeed = 0
    bins: Bins = 80


class Inspect(Recipe, frozen=True, kw_only=True, tag="nflow-inspect"):
    """One picture's way to z and back, and where its bits are.

    One frame, the same whatever ``look`` says. The way: ``original``, ``returned`` (channels, height, width);
    ``as_classes`` (classes, channels, height, width), its z read as each class; ``z``; ``error`` (channels,
    height, width), in grey levels, between what became z and what came back; ``z_edges`` (n + 1,) and
    ``z_counts`` (n,) int64, how many values of z lie where, with what lies beyond in the outermost.

    The likelihood: ``bits`` (channels, height, width), what each value contributes to −log₂ of the density;
    ``scales`` (height, width) int64, 0 being the coarsest; and of each scale (scales,) ``scale_bits``,
    ``scale_log_bases`` and ``scale_log_determinants`` (nats), what log p(z) and log|det J| owe to its values:
    the Jacobian is triangular, so each value has its own share. ``draw_bits`` (draws,) per dimension, of the
    same picture with noise of as many seeds, beginning with ``noise``; ``class_log_densities`` and
    ``class_probabilities`` (classes,), of the picture given each class, and of each class given the picture
    (all being equally frequent).

    Scalars ``log_base``, ``log_determinant``, ``log_density`` (nats), ``bits_per_dim``; of the draws
    ``mean_log_density`` and the logarithm of their mean density, ``bound_log_density``, both at most the
    log-probability of the grey levels in expectation, the latter nearer (Burda, Grosse and Salakhutdinov
    2016); ``largest_error`` (grey levels), ``z_mean``, ``z_deviation``, ``z_beyond`` (share of values beyond
    ±2), and ``label`` where it is known.
    """

    model: Model
    source: Annotated[ImageSource, about("Picture", "A held-out image, or a drawing.")] = HeldOut(0)
    labelled: Labelled = False
    noise: NoiseSeed = 0
    look: Annotated[
        Literal["likelihood", "way"],
        about("Look", "Whether the window opens its likelihood, taken apart, or its way to z and back."),
    ] = "likelihood"


class Scales(Recipe, frozen=True, kw_only=True, tag="nflow-scales"):
    """What each scale of z carries: a row for each, in which that scale alone is drawn anew.

    Frames, one for each row: ``images`` (scales · pictures, channels, height, width), filling up, black where
    still to come, the first picture of every row being the one that the others vary; ``changes`` (scales,),
    the mean absolute change of a value in grey levels, NaN where still to come; ``sizes`` (scales,) int64,
    how many values of z each has. The coarsest scale comes first. Scalars ``columns``, ``done`` (rows).
    """

    model: Model
    source: Annotated[Source, about("Picture", "A held-out image, or the sample of a seed.")] = HeldOut(0)
    label: Label = 0
    pictures: Annotated[int, bounds(2, 33, "Pictures", "Pictures in a row, the first one as it is.")] = 9
    seed: Seed = 0
    temperature: Temperature = 1.0
    noise: NoiseSeed = 0
