"""The recipes of networks that are told words.

Where a prompt has several lines, each is a row of pictures over the same noises. The first and the final
frame say what was read: ``words`` (rows, length), ``[name]`` of the style or ``[nothing]`` first, or what a
tokenizer sets around a text, in brackets, too; parts of words one by one, and empty where there are no more;
``tokens`` (rows, length) int64; ``weights`` (rows, length) float32, 0 where there is none, unless the network
looks at what fills up; ``starts``, ``stops`` (rows, length) int64, where in the prompt each word stands, or
the word of a part (−1 for the style).
What was not read is told of by ``unread`` (m,), words, ``unread_rows``, ``unread_starts``, ``unread_stops``
(m,) int64, and ``unread_known`` (m,) bool: whether the word is known, and only no longer fits. The scalar
``note`` says it in a sentence; it is empty where all was read.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from playground.core.drawn import SampleA, SampleB
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.denoising.recipes import (
    Few,
    FrameCount,
    Model,
    Moments,
    Output,
    PathName,
    Sampler,
    Sampling,
    Seed,
    SeedA,
    SeedB,
    StepCounts,
    Steps,
)

MOST_LETTERS = 20_000
MOST_ROWS = 16
MOST_PICTURES = 1024
"""More than a frame on the way shows are not drawn by words."""

Prompt = Annotated[
    str,
    about(
        "Prompt", "What the picture shows, a line for each row; (red:1.4) weighs words, \\( is a bracket.",
        widget="prompt", length=MOST_LETTERS,
    ),
]  # fmt: skip
Negative = Annotated[
    str,
    about(
        "Negative prompt", "What guidance leads away from; without it, from a picture of no words.",
        widget="prompt", length=MOST_LETTERS,
    ),
]  # fmt: skip
Style = Annotated[
    str,
    about("Style", "The style that is asked for, of those that the model knows; empty for any.",
          widget="style", length=100),
]  # fmt: skip
Guidance = Annotated[
    float,
    bounds(0.0, 10.0, "Guidance", "How strongly the words pull: 1 is the words alone, 0 none of them; others "
           "cost two evaluations.", step=0.25, group="Sampler"),
]  # fmt: skip


Row = Annotated[int, bounds(0, MOST_ROWS - 1, "Row", "The line of the prompt, counted from 0.")]
Index = Annotated[
    int, bounds(0, 63, "Noise", "Which of the seed’s noises the picture begins with, counted from 0.")
]
Edited = Annotated[
    str,
    about("Edited prompt", "The prompt with words swapped, left away, added or weighed anew.",
          widget="prompt", length=MOST_LETTERS),
]  # fmt: skip
Kept = Annotated[
    float,
    bounds(0.0, 1.0, "Words kept", "For how much of the way from noise places look at the words as they did "
           "before the edit.", step=0.05),
]  # fmt: skip
KeptPlaces = Annotated[
    float,
    bounds(0.0, 1.0, "Places kept", "For how much of the way from noise places look at each other as they "
           "did before the edit.", step=0.05),
]  # fmt: skip
KeptWhole = Annotated[
    float,
    bounds(0.0, 1.0, "Mean kept", "For how much of the way from noise the mean of all words, which modulates "
           "every layer, is that before the edit.", step=0.05),
]  # fmt: skip
Local = Annotated[
    float,
    bounds(0.0, 1.0, "Local", "Where the changed words act less than this share of what they do where they "
           "act most, the picture stays as before the edit; 0 lets it change everywhere.", step=0.05),
]  # fmt: skip
Other = Annotated[
    str,
    about("Second prompt", "The prompt that the way leads to; without one, the first.", widget="prompt",
          length=MOST_LETTERS),
]  # fmt: skip
Nearest = Annotated[int, bounds(1, 6, "Nearest", "How many training pictures are shown beside each.")]
Scale = Annotated[float, msgspec.Meta(ge=0.0, le=10.0)]
Scales = Annotated[
    tuple[Scale, ...],
    about("Guidance", "Scales of guidance that are compared.", widget="numbers", length=12),
]


_SUM = ("prompt", "minus", "plus", "expected")
NO_SUMS = "Arithmetic of words is gone: its texts are shown as lines of one prompt, over the same noises."


def without_sum(found: dict[str, Any]) -> dict[str, Any]:
    """What version 0.1 wrote of a sum of texts, as JSON has it, with a line of the prompt for each text."""
    texts = [text for name in _SUM if (text := str(found.get(name, ""))).strip()]
    rest = {name: value for name, value in found.items() if name not in (*_SUM, "space")}
    return {**rest, "prompt": "\n".join(texts)} if texts else rest


class OfWords(Sampling, frozen=True, kw_only=True):
    """How a network is sampled, and what it is told."""

    prompt: Prompt = ""
    negative: Negative = ""
    style: Style = ""
    sampler: Sampler = "ab2"
    steps: Steps = 20
    guidance: Guidance = 4.0


class Sample(OfWords, frozen=True, kw_only=True, tag="words-sample"):
    """Draw pictures from words, one frame for each step of the sampler.

    Pictures are row by row: ``count`` for each line of the prompt. Frames are those of any sampling
    (:class:`~playground.paradigms.denoising.recipes.Samples`), with ``conditional`` (n, channels, height,
    width) uint8, the data that is predicted with the words, and, where guidance acts, ``unconditional``, that
    without them or with the negative prompt, and ``added``, what guidance adds to the former, from −1 to 1.
    Scalar ``rows``.
    """

    count: Few = 4
    seed: Seed = 0
    output: Output = "samples"
    moments: Moments = 11

    former_kinds = ("words-sum",)

    @classmethod
    def upgraded(cls, found: dict[str, Any]) -> dict[str, Any]:
        """Of version 0.1, which drew sums of texts: these are lines of a prompt."""
        return (
            {**without_sum(found), "kind": kind_of(cls)} if found.get("kind") in cls.former_kinds else found
        )

    @classmethod
    def retired(cls, found: dict[str, Any]) -> str:
        return NO_SUMS if found.get("kind") in cls.former_kinds else ""


class Inspect(OfWords, frozen=True, kw_only=True, tag="words-look"):
    """Draw one picture of ``row`` and look through the network at every step.

    Frames are those of :class:`Sample` of one picture, each with ``attention`` (blocks, heads, places, words)
    float32, how much each place looks at each word, the rest of 1 going to places; ``attention_back``
    (blocks, heads, words, places), how much words look at places; and ``places`` (blocks + 1, places,
    features) and ``texts`` (blocks + 1, words, features) float32, both streams before the first block and
    after each. They are those of the answer with the words at the step's x, and in the last frame those of
    the last answer; there are none where guidance of 0 never asks with the words. The first frame and the
    final one have ``embedded`` (words, embedding), ``read`` (words, features), what each word means in its
    text, and ``whole`` (features,), all of them. Scalars ``row``, ``place_rows`` and ``place_columns``:
    places are row by row.
    """

    row: Row = 0
    index: Index = 0
    seed: Seed = 0
    output: Output = "samples"
    moments: Moments = 11


class Edit(OfWords, frozen=True, kw_only=True, tag="words-edit"):
    """Change a prompt and keep the rest of the picture, beside the same without keeping it.

    Hertz et al. 2022, "Prompt-to-prompt": how places look is kept as it was, and where the changed words do
    not act the prediction is that before the edit. Frames, one for each step: ``data`` (3, count, channels,
    height, width) uint8, the predicted data of the prompt, of the edited one with that kept, and without.
    The final one has ``images`` of that shape; ``maps`` (2, count, words, rows, columns) float32, of what
    places look at the words of both prompts the part of each, over all steps, blocks and heads; ``mask``
    (count, height, width) bool, where that of some changed word is at least half of where it is most;
    ``acting`` (count, height, width) float32, how far the data predicted with the words that change differ
    from those without them, in the mean over all steps, of the prompt before the edit (or of the edited one,
    if that only adds words), and ``mask_acting``, where that is at least half of where it is most; and
    ``changed`` (2, count, height, width) float32, by how many grey levels both edits differ from the first.
    Scalars ``step``, ``t``, ``nfe``, which does not count what is asked for ``acting``; and finally
    ``outside_kept``, ``outside_free``, the means of ``changed`` outside of the mask, and ``outside``, the
    share of pixels there; ``…_acting`` are the same of ``mask_acting``. There are no ``maps`` and no ``mask``
    of a network that does not show how it looks. The first row of ``words`` is the
    prompt, the second the edited one; ``matched`` (words,) int64 says for each word of the latter which of
    the former it is or takes the place of (−1: none).
    """

    edited: Edited = ""
    kept: Kept = 0.0
    kept_places: KeptPlaces = 0.0
    kept_whole: KeptWhole = 0.0
    local: Local = 0.4
    count: Few = 4
    seed: Seed = 0


class Interpolate(OfWords, frozen=True, kw_only=True, tag="words-way"):
    """Draw the pictures on the way from a prompt to another, from the noise of one seed to another's.

    What the text's network gives for each word, for all of them, and their weights goes straight from one to
    the other; noise as ``path`` says. Frames are those of
    :class:`~playground.paradigms.denoising.recipes.Between`.
    """

    other: Other = ""
    a: SeedA = 0
    b: SeedB = 0
    sample_a: SampleA = 0
    sample_b: SampleB = 0
    path: PathName = "spherical"
    frames: FrameCount = 9


class Plane(OfWords, frozen=True, kw_only=True, tag="words-plane"):
    """Draw one picture of ``row`` with each scale of guidance in each number of steps.

    Frames: ``images`` (scales, counts, channels, height, width), filling up, black where still to come;
    ``scales`` (scales,) float32, ``counts`` (counts,) int64; ``nfe`` (scales, counts) float32, NaN where
    still to come. Scalar ``done``.
    """

    scales: Scales = (1.0, 2.0, 4.0, 7.0)
    counts: StepCounts = (2, 4, 8, 16)
    row: Row = 0
    index: Index = 0
    seed: Seed = 0


class Atlas(Recipe, frozen=True, kw_only=True, tag="words-atlas"):
    """All words of a model as points, or its first 8,000: its embeddings, and their two widest directions.

    Frame: ``words`` (n,), ``tokens`` (n,) int64, ``embeddings`` (n, dimensions) float32, ``plane`` (n, 2)
    float32 and ``shares`` (2,) float32, of the variance.
    """

    model: Model


class Copied(OfWords, frozen=True, kw_only=True, tag="words-copied"):
    """Draw pictures from words, and find the training pictures that are nearest to each.

    Frames on the way are those of :class:`Sample`. The final one has ``images`` (n, channels, height, width)
    uint8, and by pixels and by ``emoji-pair``, in this order, ``near`` (2, n, nearest, channels, height,
    width) uint8, the nearest training pictures, ``names`` (2, n, nearest), ``distances`` (2, n, nearest)
    float32, and ``nearer`` (2, n) float32, the share of held-out real pictures that lie as near to a training
    picture, or nearer; ``usual`` (2, held out) float32 are all of their distances, the least first. Where a
    line of the prompt is the name of a real picture of the style that is asked for, or begins its caption,
    ``real`` (rows, channels, height, width) uint8 has it, ``known`` (rows,) int64 says 1 where it was
    learned, 0 where it is held out, and −1 where there is none; ``apart`` (2, n) float32 is the distance to
    it, or NaN.
    """

    nearest: Nearest = 3
    count: Few = 4
    seed: Seed = 0


class Unseen(Recipe, frozen=True, kw_only=True, tag="words-unseen"):
    """Pictures that are held out: what each shows was learned in other styles, and its style of others.

    Frame: ``images`` (n, channels, height, width) uint8, and ``prompts`` (n,) and ``styles`` (n,) by which
    each is asked for. Scalars ``learned``, the number of pictures that were learned, and ``licence``.
    """

    model: Model
