"""The recipes of generators of pictures, and what their frames hold.

Pictures are uint8 ``(…, channels, height, width)``. Beside each stand its ``logits``, what the discriminator
of the same moment of training says, above 0 where it takes the picture for real, and ``probabilities``,
their logistic, which is the probability of a real picture where the loss was the non-saturating one (and in
any case ½ where the discriminator is undecided between the two sides of 0); both are NaN for a generator
alone.

Noise is standard normal, sample ``i`` of a seed being always the same. A mapped generator makes w of it,
which truncation ψ pulls towards its mean for the label, w̄ + ψ(w − w̄), as Karras et al. 2019 (appendix B)
do; others have their noise multiplied by ψ: their first layer is linear, so this does the same to its
activations. At 0 one picture for each label is left.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from playground.core.drawn import NONE_VARIED, Many, SampleA, SampleB, Spread, Vary
from playground.core.fields import about, bounds
from playground.core.noise import MAX_SEED
from playground.core.recipe import Recipe
from playground.paradigms.gan_images.card import MAX_LAYERS
from playground.paradigms.sources import Drawing, HeldOut

MAX_COUNT = 1024
MAX_FRAMES = 240
MAX_CLASSES = 1000
ONE_AFTER_ANOTHER = -1
LAST = -1
COARSE_HALF = -1
MOST_MIXED = 12
SAMPLE = -1
FARTHEST = 20.0
"""Noise is moved by at most this many σ: no generator means anything beyond."""

Model = Annotated[str, about("Model", "The trained pair of networks.", widget="model", length=100)]
Labels = Annotated[
    int,
    bounds(ONE_AFTER_ANOTHER, MAX_CLASSES, "Label", "The class that is drawn; −1 is one after another.",
           widget="labels"),
]  # fmt: skip
Label = Annotated[int, bounds(0, MAX_CLASSES, "Label", "The class that is drawn.", widget="label")]
Truncation = Annotated[
    float,
    bounds(0.0, 2.0, "Truncation ψ", "Scales the noise, or w about its mean: below 1 typical pictures, above "
           "1 unusual ones.", step=0.05),
]  # fmt: skip
Snapshot = Annotated[
    int,
    bounds(LAST, 63, "Snapshot", "The moment of training, counted from 0; −1 is its end.",
           widget="snapshot", folded=True),
]  # fmt: skip
Seed = Annotated[
    int, bounds(0, MAX_SEED, "Seed", "The same seed gives the same noise on every machine.", widget="seed")
]
Count = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many images are drawn.", scale="log")]
Few = Annotated[int, bounds(1, 64, "Images", "How many images are drawn.", scale="log")]
FrameCount = Annotated[int, bounds(2, MAX_FRAMES, "Frames", "How many pictures the way from A to B has.")]
PathName = Annotated[
    Literal["linear", "spherical"],
    about("Path", "Straight from one noise to the other, or turning around the origin."),
]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Coefficient = Annotated[float, msgspec.Meta(ge=-FARTHEST, le=FARTHEST)]


Right = Annotated[float, bounds(0.0, 1.0, "u", "From the left side of the square to the right.", step=0.01)]
Down = Annotated[float, bounds(0.0, 1.0, "v", "From the upper side to the lower.", step=0.01)]
Tiles = Annotated[int, bounds(2, 24, "Tiles", "Pictures along each side of the square.", folded=True)]
Neighbours = Annotated[int, bounds(0, 4, "Neighbours", "Rings of pictures around the point.", folded=True)]
Distance = Annotated[
    float,
    bounds(0.01, 0.5, "Distance", "From a picture to its neighbour, in the square’s side.", step=0.01,
           folded=True),
]  # fmt: skip
MixedRows = Annotated[
    int, bounds(1, MOST_MIXED, "Rows", "Pictures that are mixed with those of the columns.")
]
OwnSeed = Annotated[int, msgspec.Meta(ge=SAMPLE, le=MAX_SEED)]
OwnRows = Annotated[
    tuple[OwnSeed, ...],
    about("Rows’ own seeds", "Of rows that are no sample of seed A; −1 for one that is.", length=MOST_MIXED),
]
OwnColumns = Annotated[
    tuple[OwnSeed, ...],
    about("Columns’ own seeds", "Of columns that are no sample of seed B; −1 for one that is.",
          length=MOST_MIXED),
]  # fmt: skip
MixedColumns = Annotated[int, bounds(1, MOST_MIXED, "Columns", "Pictures whose style is taken over.")]
FirstLayer = Annotated[
    int, bounds(1, MAX_LAYERS, "First layer", "The coarsest layer that takes the column’s style.")
]
LastLayer = Annotated[
    int,
    bounds(COARSE_HALF, MAX_LAYERS, "Last layer",
           "The finest layer that takes the column’s style; −1 is the end of the coarser half."),
]  # fmt: skip
Rows = Annotated[int, bounds(1, 64, "Directions", "How many directions are gone along.")]
AlongRow = Annotated[int, bounds(2, 49, "Pictures", "Pictures along a direction.")]
Reach = Annotated[float, bounds(0.1, FARTHEST, "Reach", "How far to either side.", unit="σ")]
Judged = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many of each kind are judged.", scale="log")]
Bins = Annotated[int, bounds(2, 200, "Bins", "Bars of a histogram.", folded=True)]


Own = Annotated[
    HeldOut | Drawing | None, about("Picture", "One of your own, which is judged beside all others.")
]


def _corner(name: str, where: str) -> msgspec.Meta:
    return bounds(0, MAX_SEED, f"Seed {name}", f"The noise {where}.", widget="seed")


SeedA = Annotated[
    int, _corner("A", "that the way starts from, of the corner at the top left, or of the rows")
]
SeedB = Annotated[
    int, _corner("B", "that the way leads to, of the corner at the top right, or of the columns")
]
SeedC = Annotated[int, _corner("C", "of the corner at the bottom left")]
SeedD = Annotated[int, _corner("D", "of the corner at the bottom right")]


class OfGan(Recipe, frozen=True, kw_only=True):
    """What all recipes of a pair of networks have."""

    model: Model
    truncation: Truncation = 1.0
    snapshot: Snapshot = LAST


class Sample(OfGan, frozen=True, kw_only=True, tag="gan-sample"):
    """Draw images.

    Frames, one for each block of 16: ``images`` (count, channels, height, width), filling up, black where
    still to come; ``logits``, ``probabilities`` (count,) float32, NaN there; ``labels`` (count,) int64.
    Scalars ``done`` (images), ``nfe`` (1: the generator is asked once for each), ``milliseconds`` (spent in
    the generator so far). The final frame has ``noise`` (count, latent) float32, before truncation.

    Where a sample is varied, all but itself have noise near its own (:func:`~playground.core.noise.varied`).
    """

    label: Labels = ONE_AFTER_ANOTHER
    count: Many = 64
    seed: Seed = 0
    vary: Vary = NONE_VARIED
    spread: Spread = 0.35


class Corners(OfGan, frozen=True, kw_only=True):
    """A square of noise between four seeds, turning around the origin along its sides and across.

    The point (u, v) lies a share u to the right and v to the bottom: first the upper and the lower side are
    gone along by u, then from the one point to the other by v (Shoemake 1985 for a way; White 2016 for
    generators). Lengths of noise change evenly, so none leaves the shell on which normal noise lies.
    """

    label: Label = 0
    a: SeedA = 0
    b: SeedB = 1
    c: SeedC = 2
    d: SeedD = 3


class Plane(Corners, frozen=True, kw_only=True, tag="gan-plane"):
    """The square as tiles.

    Frames, one for each row: ``mosaic`` (tiles · height, tiles · width) uint8, or (3, …) in colour, filling
    up from the top; the corner tiles are exactly the four seeds. ``probabilities``, ``logits`` (tiles, tiles)
    float32, NaN where still to come. Scalars ``done`` (rows), and ``nfe`` and ``milliseconds`` as of samples.
    """

    tiles: Tiles = 9


class Point(Corners, frozen=True, kw_only=True, tag="gan-point"):
    """The picture at a point of the square, and those around it.

    First frame: ``images`` (1, channels, height, width), ``logits``, ``probabilities`` (1,), ``noise``
    (1, latent) before truncation. The final frame, where there are ``neighbours``, has also ``around``
    ((2n + 1)², channels, height, width), row by row, the point itself in the middle,
    ``around_probabilities`` ((2n + 1)²,), and ``places`` ((2n + 1)², 2) float32, their u and v, which stay
    inside the square. Scalars ``done`` (pictures), ``nfe`` and ``milliseconds`` as of samples.
    """

    u: Right = 0.5
    v: Down = 0.5
    neighbours: Neighbours = 1
    distance: Distance = 0.1


class Interpolate(OfGan, frozen=True, kw_only=True, tag="gan-interpolate"):
    """Draw the images on the way from one seed to another.

    Frames, one for each block of 16: ``images`` (frames, channels, height, width), filling up, black where
    still to come; ``logits``, ``probabilities`` (frames,), NaN there; ``t`` (frames,) float32 from 0 (A) to
    1 (B); ``lengths`` (frames,) float32, of the noise. Scalars ``done``, ``nfe`` and ``milliseconds`` as of
    samples. The final frame has ``noise`` (frames, latent) as well.
    """

    label: Label = 0
    a: SeedA = 0
    b: SeedB = 1
    sample_a: SampleA = 0
    sample_b: SampleB = 0
    path: PathName = "spherical"
    frames: FrameCount = 25


class Directions(OfGan, frozen=True, kw_only=True, tag="gan-directions"):
    """Move noise along the principal directions of the generator's first layer (Härkönen et al. 2020).

    Of a mapped generator w is moved, along its principal components about the mean of its class (section 3.1
    there). One frame: ``images`` (2, channels, height, width), as the seed has it and moved; ``logits``,
    ``probabilities`` (2,); before truncation ``noise`` (2, latent), or ``styles`` (2, style) where the
    generator is mapped; ``coordinates`` (2, k) float32, how far both lie from the mean along each direction,
    in σ, the standard deviation of noise or w along it; ``shares`` (k,) float32 of the variance of the first
    layer, or of w. Coefficients are added to the coordinates; missing ones are 0. Scalars ``done`` (2),
    ``nfe`` and ``milliseconds`` as of samples.
    """

    label: Label = 0
    seed: Seed = 0
    coefficients: Annotated[
        tuple[Coefficient, ...],
        about("Coefficients", "How far to go along each direction, in σ.", widget="directions", length=64),
    ] = ()


class Traverse(OfGan, frozen=True, kw_only=True, tag="gan-traverse"):
    """A filmstrip for each of the first principal directions, from one side to the other.

    Frames, one for each row: ``images`` (rows · pictures, channels, height, width), filling up, black where
    still to come; ``logits``, ``probabilities`` (rows · pictures,), NaN there; ``offsets`` (pictures,)
    float32 in σ; ``shares`` (rows,) float32. Scalars ``done`` (rows), ``columns``, and ``nfe`` and
    ``milliseconds`` as of samples.
    """

    label: Label = 0
    seed: Seed = 0
    rows: Rows = 6
    pictures: AlongRow = 9
    reach: Reach = 4.0


class Mixed(OfGan, frozen=True, kw_only=True):
    """Pictures as rows and as columns, of which some layers of a mapped generator take the one's w and some
    the other's.

    Rows are samples of seed ``a``, columns of seed ``b``, or each the first of a seed of its own.
    """

    label: Label = 0
    a: SeedA = 0
    b: SeedB = 1
    own_rows: OwnRows = ()
    own_columns: OwnColumns = ()
    rows: MixedRows = 4
    columns: MixedColumns = 6


class Mix(Mixed, frozen=True, kw_only=True, tag="gan-mix"):
    """Mix the styles of two rows of pictures by layers of a mapped generator (Karras et al. 2019, figure 3).

    The picture of row i and column j takes the w of column j in the layers from ``first`` to ``last``,
    counted from 1 at the coarsest, and that of row i in the others; where ``last`` is below ``first`` no
    layer takes it.

    Frames, one for each row: ``row_images`` (rows, channels, height, width) and ``column_images``
    (columns, …), which are there at once, with ``row_probabilities`` and ``column_probabilities``, and before
    truncation ``row_noise`` (rows, latent) and ``row_styles`` (rows, style); ``images`` (rows · columns, …),
    row by row, filling up, black where still to come; ``logits``, ``probabilities`` (rows · columns,)
    float32, NaN there; ``taken`` (layers,) bool, which layers take the column's w. Scalars ``done`` (rows),
    ``columns``, and ``nfe`` and ``milliseconds`` as of samples, of the pictures of rows and columns, too.
    """

    first: FirstLayer = 1
    last: LastLayer = COARSE_HALF


class Layers(Mixed, frozen=True, kw_only=True, tag="gan-layers"):
    """How far a picture of a row changes when one layer alone takes a column's w.

    Frames, one for each layer: ``change`` (layers,) float32, the mean of the absolute differences over all
    pairs, pixels and channels, in grey levels, NaN where still to come. Scalars ``done`` (layers), and
    ``nfe`` and ``milliseconds`` as of samples.
    """


class Judge(OfGan, frozen=True, kw_only=True, tag="gan-judge"):
    """What the discriminator says of held-out real pictures and of as many generated ones.

    Generated pictures have the labels of the real ones: those held out, in order, or only those of one
    class. Frames, one for each block of 16: ``real_logits``, ``fake_logits`` (n,) float32, NaN where still
    to come; ``edges`` (bins + 1,) float32 from 0 to 1, ``real_counts``, ``fake_counts`` (bins,) int64 of the
    probabilities; ``labels`` (n,) int64; ``real``, ``fake`` (n, channels, height, width), black where still
    to come. Scalars ``done``, ``mean_real``, ``mean_fake`` (mean probabilities), ``accuracy`` (share of
    both kinds that is on its side of ½), ``area`` (probability that a real picture is given more than a
    generated one, ties counting half: ½ is an even game), ``nfe`` and ``milliseconds`` as of samples, of the
    generated ones, and ``milliseconds_judging`` (spent so far in the discriminator, which is asked once for
    each picture of both kinds).

    Of a picture of one's own, the ``source``, frames have the scalars ``own_logit``, ``own_label`` (what it
    is judged as: its class, or else the one as which it is taken for real most), and ``own_above``, the share
    of real pictures that are given less.
    """

    judged: ClassVar[bool] = True
    source: Own = None

    label: Labels = ONE_AFTER_ANOTHER
    count: Judged = 256
    seed: Seed = 0
    bins: Bins = 20


class Moments(OfGan, frozen=True, kw_only=True, tag="gan-moments"):
    """The same noise at every kept moment of training, and what that moment's discriminator says.

    All are computed whatever ``snapshot`` says, which is the moment that is looked at in the window, where it
    is not −1. Frames, one for each moment: ``images`` (count, moments, channels,
    height, width), filling up, black where still to come; ``logits``, ``probabilities`` (count, moments)
    float32, NaN there; ``real`` (count, channels, height, width), held-out pictures with the same labels,
    and ``real_logits``, ``real_probabilities`` (count, moments); ``steps`` (moments,) int64; ``labels``
    (count,) int64. Scalars ``done``, ``columns`` (moments), and ``nfe``, ``milliseconds`` and
    ``milliseconds_judging`` as where real pictures are judged, of all moments so far. The final frame has
    ``noise`` (count, latent).
    """

    judged: ClassVar[bool] = True

    label: Labels = ONE_AFTER_ANOTHER
    count: Few = 20
    seed: Seed = 0
