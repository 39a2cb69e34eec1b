"""The recipes of networks that are told words.

Where a prompt has several lines, each is a row of pictures over the same noises. The first and the final
frame say what was read: ``words`` (rows, length), ``[name]`` of the style or ``[nothing]`` first, and empty
where there are no more; ``tokens`` (rows, length) int64; ``weights`` (rows, length) float32, 0 where there is
none; ``starts``, ``stops`` (rows, length) int64, where in the prompt each word stands (−1 for the style).
What was not read is told of by ``unread`` (m,), words, ``unread_rows``, ``unread_starts``, ``unread_stops``
(m,) int64, and ``unread_known`` (m,) bool: whether the word is known, and only no longer fits. The scalar
``note`` says it in a sentence; it is empty where all was read.
"""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import about, bounds
from playground.paradigms.denoising.recipes import (
    Few,
    Moments,
    Output,
    Sampler,
    Sampling,
    Seed,
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
    about("Style", "The style that is asked for, of those that the model knows; empty for none.",
          widget="style", length=100),
]  # fmt: skip
Guidance = Annotated[
    float,
    bounds(0.0, 10.0, "Guidance", "How strongly the words pull: 1 is the words alone, 0 none of them; others "
           "cost two evaluations.", step=0.25, group="Sampler"),
]  # fmt: skip


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
    without them or with the negative prompt, and ``added``, what guidance adds to the former, from −1 to 1;
    the scalar ``acts`` says whether it does.
    """

    count: Few = 4
    seed: Seed = 0
    output: Output = "samples"
    moments: Moments = 11
